"""What is marked in a view: images that are drawn first, and all of them counted, drawn or not."""

from dataclasses import dataclass

import numpy as np

from explorer.errors import NotFoundError
from explorer.filters.filter import ALL, Filter, mask_of
from explorer.index.reader import Index
from explorer.index.row_lists import read_rows
from explorer.search import Ranking, words_found
from explorer.view.match_counts import MatchingRows, select
from explorer.words import whole_number


@dataclass(frozen=True)
class FoundSet:
    """What a search found: all images that score as much as a cut, and the examples.

    Attributes
    ----------
    ranking : Ranking
        Of all images.
    cut : float or None
        None for what answers without one; where all images are ranked that is none of them.
    """

    ranking: Ranking
    cut: float | None = None

    def mask(self) -> np.ndarray:
        """(n,) bool Which images it holds."""
        above = self.ranking.whole(self.cut)
        return np.zeros(self.ranking.index.n, bool) if above is None else above


@dataclass(frozen=True)
class Mark:
    """What to mark; nothing where all of it is empty.

    Attributes
    ----------
    text : str
        Words: all images that a search for them finds without an encoder.
    rows : str
        Rows and ranges, such as `3,10:20`: what an encoder found, a selection, findings.
    where : Filter
        A condition: mistakes, a class.
    found : FoundSet or None
        What a search found, by whatever it searched.
    """

    text: str = ""
    rows: str = ""
    where: Filter = ALL
    found: FoundSet | None = None


NO_MARK = Mark()


@dataclass(frozen=True)
class Marks:
    """The images that are marked, among those that match a filter.

    Attributes
    ----------
    found : Selection or None
        By words or rows; None where neither was asked for. They are drawn before all others.
    holding : Selection or None
        Those that the condition holds for; None where there was none. They are drawn next.
    """

    found: MatchingRows | None = None
    holding: MatchingRows | None = None

    @property
    def counted(self) -> MatchingRows | None:
        """What `marked` counts: what is drawn first."""
        return self.holding if self.found is None else self.found

    @property
    def in_order(self) -> tuple[MatchingRows, ...]:
        """All that is drawn before other images, most wanted first."""
        return tuple(marked for marked in (self.found, self.holding) if marked is not None)

    def signs(self, rows: np.ndarray) -> str:
        """Return a digit a row: 1 found, 2 the condition holds, 3 both, 0 neither; empty without marks."""
        if self.counted is None:
            return ""
        digits = np.zeros(len(rows), np.uint8)
        for digit, marked in ((1, self.found), (2, self.holding)):
            if marked is not None:
                holds = True if marked.mask is None else marked.mask[rows]
                digits += np.uint8(digit) * np.asarray(holds, np.uint8)
        return (digits + ord("0")).tobytes().decode()

    def count(self, boxes: list[dict], lo: np.ndarray, hi: np.ndarray) -> None:
        """Give every box how many images of its `[lo, hi)` are marked, drawn or not: `marked`."""
        counts = [None] * len(boxes) if self.counted is None else self.counted.counts(lo, hi).tolist()
        for box, count in zip(boxes, counts, strict=True):
            box["marked"] = count


def marks_of(index: Index, mark: Mark, filtered: np.ndarray | None) -> Marks:
    """Find what is marked.

    Parameters
    ----------
    index : Index
    mark : Mark
    filtered : (n,) bool or None
        Images that match the filter; None for all.

    Raises
    ------
    InputError
        When the words cannot be looked up, or the rows or the condition not be read.
    NotFoundError
        When there is no such row or column.
    """
    found = holding = None
    if mark.text or mark.rows or mark.found:
        found = words_found(index, mark.text) if mark.text else np.zeros(index.n, bool)
        found = found | mark.found.mask() if mark.found else found
        found = found | _rows(index.n, mark.rows) if mark.rows else found
    if mark.where:
        holding = mask_of(index, mark.where)
    return Marks(*(_among(mask, filtered) for mask in (found, holding)))


def _among(mask: np.ndarray | None, filtered: np.ndarray | None) -> MatchingRows | None:
    if mask is None:
        return None
    return select(mask if filtered is None else mask & filtered)


def _rows(n: int, text: str) -> np.ndarray:
    mask = np.zeros(n, bool)
    for span in read_rows(text):
        if len(span) and span[-1] >= n:
            raise NotFoundError(f"There is no row {whole_number(span[-1])}: the index has rows 0 to {n - 1}.")
        mask[span.start : span.stop : span.step] = True
    return mask
