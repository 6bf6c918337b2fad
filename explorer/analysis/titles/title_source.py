"""One way to name clusters: it counts what may be said of them, and compares."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np

from explorer.analysis.titles.telling_terms import LEAST_IMAGES, Contrast, Counted, contrasts
from explorer.analysis.titles.terms import TermCounts, Terms

LABELS, WORDS, NAMES, COLUMN, CONCEPTS, COLOR = "label", "words", "name", "column", "concept", "color"
HANDFUL = 4


@dataclass(frozen=True)
class Compared:
    """Which clusters, of those that were counted, are compared with which.

    Attributes
    ----------
    inside : list of int
        (q,) Clusters.
    unions : list of list of int
        Disjoint clusters that others are compared with together.
    around : list of int
        (q,) Which of the unions each is compared with.
    said : list of tuple of str
        (q,) Words that are no news.
    sure : list of bool
        (q,) Whether only what is more than chance tells.
    """

    inside: list[int]
    unions: list[list[int]]
    around: list[int]
    said: list[tuple[str, ...]]
    sure: list[bool]


class TitleSource:
    """One way to name clusters; it is read when it is first asked.

    Parameters
    ----------
    kind : str
        `label` (of what a model says where nobody labelled), `words` of paths, `name` (nouns of file names),
        `column`, `concept` (the encoder's guess) or `color`.
    make : callable
        Gives the counter.
    only_kinds : bool
        Whether it says only what kinds of a label there are, and nothing where there is none.
    """

    def __init__(self, kind: str, make: Callable[[], TermCounts], only_kinds: bool = False) -> None:
        self.kind, self.only_kinds = kind, only_kinds
        self._make, self._lock = make, Lock()
        self._made: TermCounts | None = None
        self._kinds: dict[tuple[tuple[int, ...], bool], np.ndarray] = {}

    @property
    def terms(self) -> Terms:
        """What may be said."""
        return self.counter.terms

    @property
    def counter(self) -> TermCounts:
        """Counts what may be said."""
        if self._made is None:
            with self._lock:
                self._made = self._made or self._make()
        return self._made

    def compare(self, counts: np.ndarray, sizes: np.ndarray, asked: Compared) -> list[Contrast | None]:
        """Compare clusters with the images around them.

        Parameters
        ----------
        counts : (u, t) int64
        sizes : (u,) int64
            As `NodeCounts` gives them.
        asked : Compared

        Returns
        -------
        list
            Of each cluster, None where no term tells it; all labels of a cluster are of interest.
        """
        terms = self.terms
        here, size = counts[asked.inside], sizes[asked.inside]
        if not here.any():
            return [None] * len(here)
        around, totals = sum_each(counts, asked.unions), sum_each(sizes, asked.unions)
        known = {words: terms.said_by(words) if words else () for words in set(asked.said)}
        said = [known[words] for words in asked.said]
        # A label is no guess: in a handful of images, each counts.
        handful = (size <= HANDFUL) & (self.kind == LABELS)
        least, union = np.where(handful, 1, LEAST_IMAGES), np.array(asked.around)
        return contrasts(
            Counted(here, size, around, totals, union, said, least, terms.values, np.array(asked.sure)),
            self.kind == LABELS,
        )

    def code(self, row: int) -> int:
        """Return the value of one image, -1 where it has none."""
        codes = self.counter.codes
        return -1 if codes is None else int(codes[row])

    def value(self, row: int) -> str:
        """Return what it says of one image; empty where it says nothing."""
        code = self.code(row)
        return "" if code < 0 else self.terms.names[code]

    def kinds(self, labels: Terms, codes: tuple[int, ...], near: bool) -> np.ndarray:
        """Return (t,) bool, which terms are kinds of some labels and of no other.

        Parameters
        ----------
        labels : Terms
            Of all labels.
        codes : tuple of int
            Those labels.
        near : bool
            Whether kinds of what is next above the labels count, too: of boats where the label is ship.
        """
        if (codes, near) not in self._kinds:
            found = np.zeros(len(self.terms.names), bool)
            for code in codes:
                if ((code,), near) not in self._kinds:
                    self._kinds[(code,), near] = self._find_kinds(labels, code, near)
                found |= self._kinds[(code,), near]
            self._kinds[codes, near] = found
        return self._kinds[codes, near]

    def _find_kinds(self, labels: Terms, code: int, near: bool) -> np.ndarray:
        nothing = np.zeros(len(self.terms.names), bool)
        line, itself = (labels.parents if near else labels.lines)[code], labels.lines[code]
        others = {other for other in labels.lines if other and other != itself}
        # What other labels are kinds of, too, is not near this one.
        if not line or (near and any(line <= other for other in others)):
            return nothing
        strangers = [other for other in others if line < other]
        known = [self.terms.line(place) for place in range(len(nothing))]
        kinds = np.array([noun != itself and _is_kind(noun, line, strangers) for noun in known], bool)
        # Of one kind alone nothing is said that the label does not say.
        return kinds if np.count_nonzero(kinds[: self.terms.values]) > 1 else nothing


def sum_each(counts: np.ndarray, unions: Sequence[Sequence[int]]) -> np.ndarray:
    """Return (m, …) sums of some of (u, …) counts: those of each union, none of which is empty."""
    lengths = [len(union) for union in unions]
    if max(lengths) == 1:
        return counts[[place for (place,) in unions]]
    return np.add.reduceat(
        counts[[place for union in unions for place in union]], np.cumsum([0, *lengths[:-1]])
    )


def _is_kind(noun: frozenset[int], line: frozenset[int], strangers: list[frozenset[int]]) -> bool:
    return line < noun and not any(other <= noun for other in strangers)
