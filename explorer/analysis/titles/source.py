"""One way to name clusters: it counts what may be said of them, and compares."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

import numpy as np

from explorer.analysis.titles.telling import NOTHING, Contrast, Pair, contrasts
from explorer.analysis.titles.terms import Tally, Terms

LABELS, WORDS, NAMES, COLUMN, CONCEPTS, COLOR = "label", "words", "name", "column", "concept", "color"
COUNTED_KEPT = 128
HANDFUL = 4


@dataclass(frozen=True)
class Compared:
    """A cluster, and what it is compared with.

    Attributes
    ----------
    inside, around : tuple of (int, int)
        Disjoint slices `[lo, hi)`.
    said : tuple of str
        Words that are no news.
    """

    inside: tuple[tuple[int, int], ...]
    around: tuple[tuple[int, int], ...]
    said: tuple[str, ...] = ()


class Counter(Protocol):
    """Counts the images of slices that are under each term."""

    @property
    def codes(self) -> np.ndarray | None:
        """(n,) Value of each image, -1 where it has none; None where it may have several."""
        ...

    @property
    def terms(self) -> Terms:
        """What is counted."""
        ...

    def count(self, lo: int, hi: int, mask: np.ndarray | None = None) -> Tally:
        """Count in a slice `[lo, hi)`; a mask (n,) bool narrows it."""
        ...


class Source:
    """One way to name clusters; it is read when it is first asked.

    Parameters
    ----------
    kind : str
        `label` (of what a model says where nobody labelled), `words` of paths, `name` (nouns of file names),
        `column`, `concept` (the encoder's guess) or `color`.
    make : callable
        Gives the counter.
    """

    def __init__(self, kind: str, make: Callable[[], Counter]) -> None:
        self.kind = kind
        self._make, self._lock = make, Lock()
        self._made: Counter | None = None
        self._counted: dict[tuple[int, int, int], tuple[np.ndarray | None, Tally]] = {}
        self._kinds: dict[tuple[tuple[int, ...], bool], np.ndarray] = {}

    @property
    def terms(self) -> Terms:
        """What may be said."""
        return self._counter.terms

    def count(self, slices: Sequence[tuple[int, int]], mask: np.ndarray | None = None) -> Tally:
        """Count in the union of disjoint slices `[lo, hi)`; a mask (n,) bool narrows them."""
        tallies = [self._count(lo, hi, mask) for lo, hi in slices]
        if len(tallies) == 1:
            return tallies[0]
        return Tally(
            np.sum([tally.counts for tally in tallies], axis=0), sum(tally.size for tally in tallies)
        )

    def _count(self, lo: int, hi: int, mask: np.ndarray | None) -> Tally:
        key = (lo, hi, id(mask))
        known = self._counted.get(key)
        # An identity may be that of a mask that is gone: the one that was counted by is kept and compared.
        if known is not None and known[0] is mask:
            return known[1]
        tally = self._counter.count(lo, hi, mask)
        with self._lock:
            self._counted[key] = (mask, tally)
            if len(self._counted) > COUNTED_KEPT:
                del self._counted[next(iter(self._counted))]
        return tally

    def compare(self, questions: Sequence[Compared], mask: np.ndarray | None) -> list[Contrast]:
        """Compare clusters with the images around them."""
        if not self.terms.names:
            return [NOTHING] * len(questions)
        slices = {asked.around for asked in questions}
        around = {union: self.count(union, mask) for union in slices}
        pairs = []
        for asked in questions:
            here = self.count(asked.inside, mask)
            # A label is no guess: in a handful of images, each counts.
            least = 1 if self.kind == LABELS and here.size <= HANDFUL else 2
            said = self.terms.said_by(asked.said) if asked.said else ()
            pairs.append(Pair(here, around[asked.around], said, least))
        return contrasts(pairs)

    def code(self, row: int) -> int:
        """Return the value of one image, -1 where it has none."""
        codes = self._counter.codes
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

    @property
    def _counter(self) -> Counter:
        if self._made is None:
            with self._lock:
                self._made = self._made or self._make()
        return self._made


def _is_kind(noun: frozenset[int], line: frozenset[int], strangers: list[frozenset[int]]) -> bool:
    return line < noun and not any(other <= noun for other in strangers)
