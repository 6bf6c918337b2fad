"""Which rows a subset holds: a node, rows, a filter, a tag, findings, what a search found, or several."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from explorer.analysis.findings.chosen_finding import read_finding, rows_of_finding
from explorer.clustering.tree.row_sets import row_mask
from explorer.decisions.current import readable
from explorer.errors import ArrayFileError, InputError, NotFoundError
from explorer.export.export_format import Chosen
from explorer.export.sampling import SampleAsked, draw_all
from explorer.filters.filter import ALL, Filter, mask_of
from explorer.index.checks import check_node, check_row
from explorer.index.reader import Index
from explorer.npy import open_npy
from explorer.search import Ranking
from explorer.words import listed


@dataclass(frozen=True, eq=False)
class Found:
    """What a search found.

    Attributes
    ----------
    text : str
        That was searched for.
    ranking : Ranking
        Of all images.
    cut : float or None
        Least score; None where words have a line of their own.
    limit : int or None
        At most so many, the best, of what all else leaves.
    """

    text: str
    ranking: Ranking
    cut: float | None = None
    limit: int | None = None


@dataclass(frozen=True, eq=False)
class Selection:
    """What chooses a subset: images are in it that all of this holds for; without any of it, all are.

    Attributes
    ----------
    node : int or None
        A cluster.
    rows : sequence of int or array of int, or None
        Rows, in the order in which they are wanted; a row that is named twice is given once.
    where : Filter
    tag : str or None
        Of images.
    finding : str or None
        See `explorer.analysis.findings.chosen_finding`.
    found : Found or None
        By a search; without `rows`, the best come first.
    samples : sequence of SampleAsked
        What is drawn of all that, each from what the one before drew (`explorer.export.sampling`).
    """

    node: int | None = None
    rows: Sequence[int] | np.ndarray | None = None
    where: Filter = ALL
    tag: str | None = None
    finding: str | None = None
    found: Found | None = None
    samples: Sequence[SampleAsked] = ()

    def told(self) -> Chosen:
        """The same in words."""
        search = "" if self.found is None else self.found.text
        return Chosen(
            node=self.node,
            listed=self.rows is not None,
            where=self.where.text,
            tag=self.tag or "",
            finding=self.finding or "",
            search=search,
            samples=tuple(each.told for each in self.samples),
        )


def select_rows(index: Index, selection: Selection) -> np.ndarray:
    """Give the rows of a subset.

    Returns
    -------
    numpy.ndarray
        (m,) int64, m at least 1: as a sample draws them, else as `rows` names them, else as a search ranks
        them, else ascending.

    Raises
    ------
    InputError
        Both a node and rows were given, a finding or filter cannot be understood, nothing is left, or it
        cannot be sampled so.
    NotFoundError
        There is no such node, row, tag or finding.
    DecisionsError
        The tags cannot be read.
    """
    chosen = _named(index, selection)
    for mask in (
        mask_of(index, selection.where),
        _tagged(index, selection.tag),
        _of_finding(index, selection.finding),
    ):
        if mask is not None:
            chosen = chosen[mask[chosen]]
    if selection.found is not None:
        chosen = _best(chosen, selection.found, selection.rows is not None)
    if not len(chosen):
        raise InputError(f"{_why_none(selection)}; there is nothing to export")
    return draw_all(index, chosen, selection.samples)


def _named(index: Index, selection: Selection) -> np.ndarray:
    """Return the rows that are named as such."""
    if selection.node is not None and selection.rows is not None:
        raise InputError("give a node or rows, not both")
    if selection.node is not None:
        node = check_node(index, selection.node)
        return np.arange(index.tree.lo[node], index.tree.hi[node], dtype=np.int64)
    if selection.rows is not None:
        return _checked(index, selection.rows)
    return np.arange(index.n, dtype=np.int64)


def _tagged(index: Index, tag: str | None) -> np.ndarray | None:
    if tag is None:
        return None
    now = readable(index)
    if tag not in now.tags:
        there = f"there are: {listed(sorted(now.tags))}" if now.tags else "no image has any"
        raise NotFoundError(f"tag: no image has {tag[:80]!r}; {there}")
    return row_mask(index.n, now.tags[tag])


def _of_finding(index: Index, text: str | None) -> np.ndarray | None:
    return None if text is None else row_mask(index.n, rows_of_finding(index, read_finding(text)))


def _best(chosen: np.ndarray, found: Found, in_order: bool) -> np.ndarray:
    """Return those of some rows that a search found, best first or, where `in_order`, as they stand."""
    mask = row_mask(found.ranking.index.n, chosen)
    ranking = found.ranking.within(0, len(mask), mask)
    above = ranking.answering(found.cut)
    if above is None and found.limit is None:
        raise InputError(
            "search: all images are ranked by likeness, which has no end; say the least score (cut) or how "
            "many (limit)"
        )
    if found.limit is not None and found.limit < 1:
        raise InputError(f"limit: {found.limit}; 1 or more is expected")
    best, _ = ranking.best(len(mask) if found.limit is None else found.limit, above)
    return chosen[np.isin(chosen, best)] if in_order else best.astype(np.int64)


def _why_none(selection: Selection) -> str:
    if selection.rows is not None and not len(selection.rows):
        return "no row was given"
    told = selection.told()
    said = [
        told.where and f"matches the filter `{told.where}`",
        told.tag and f"has the tag {told.tag!r}",
        told.finding and f"is of the finding {told.finding!r}",
        told.search and f"answers the search {told.search!r}",
    ]
    return f"no image {' and '.join(filter(None, said))}"


def _checked(index: Index, rows) -> np.ndarray:
    """Check rows and drop repetitions, keeping the order."""
    rows = np.asarray(rows)
    if rows.size == 0:
        return np.empty(0, dtype=np.int64)
    if rows.ndim != 1 or rows.dtype.kind not in "iu":
        raise InputError(f"rows must be a list of whole numbers; got {rows.dtype} of shape {rows.shape}")
    outside = rows[(rows < 0) | (rows >= index.n)]
    if len(outside):
        check_row(index, int(outside[0]))
    _, first = np.unique(rows, return_index=True)
    return rows[np.sort(first)].astype(np.int64)


def read_rows(path: Path | str) -> np.ndarray:
    """Read a list of rows from a file.

    Parameters
    ----------
    path : Path or str
        A text file with one row number a line (empty lines are passed over), or a `.npy` of whole numbers.

    Returns
    -------
    numpy.ndarray
        (m,) int64, as they stand in the file.

    Raises
    ------
    InputError
        The file cannot be read, or holds something else; the message names the line.
    """
    path = Path(path)
    try:
        if path.suffix.lower() == ".npy":
            return _read_array(path)
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(
            f"{path}: {error.strerror or error}; give a file with one row number a line"
        ) from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not text; give one row number a line, or a .npy file") from error
    rows = []
    for number, line in enumerate(text.splitlines(), start=1):
        word = line.strip()
        if not word:
            continue
        if not (word.isascii() and word.isdigit() and len(word) < 19):
            raise InputError(
                f"{path}, line {number}: `{word[:40]}` is no row number; write one row number a line"
            )
        rows.append(int(word))
    return np.array(rows, dtype=np.int64)


def _read_array(path: Path) -> np.ndarray:
    try:
        rows = open_npy(path)
    except ArrayFileError as error:
        raise InputError(f"{path} is not a .npy array of row numbers ({error})") from error
    if rows.ndim != 1 or rows.dtype.kind not in "iu":
        raise InputError(
            f"{path} must hold one list of whole numbers; got {rows.dtype} of shape {rows.shape}"
        )
    return rows.astype(np.int64)
