"""Counts of the codes of a column among some images."""

from dataclasses import dataclass

import numpy as np

from explorer.view.facets.coded import Coded


@dataclass(frozen=True)
class CountedImages:
    """Images that are counted, and those of them that are marked.

    Attributes
    ----------
    lo, hi : int
        All images that may count are in `[lo, hi)`.
    mask : (n,) bool or None
        Those that do; None for all of `[lo, hi)`.
    marked : (n,) bool or None
        None where nothing is marked.
    """

    lo: int
    hi: int
    mask: np.ndarray | None
    marked: np.ndarray | None

    @property
    def total(self) -> int:
        """How many images count."""
        return self.hi - self.lo if self.mask is None else int(np.count_nonzero(self.mask[self.lo : self.hi]))

    @property
    def marked_total(self) -> int | None:
        """How many of them are marked; None where nothing is marked."""
        if self.marked is None:
            return None
        found = self.marked if self.mask is None else self.mask & self.marked
        return int(np.count_nonzero(found[self.lo : self.hi]))


class FacetCounter:
    """Counts columns among the same images, which are looked up once.

    Parameters
    ----------
    counted : CountedImages
    """

    def __init__(self, counted: CountedImages) -> None:
        self._counted = counted
        lo, hi = counted.lo, counted.hi
        self._rows = None if counted.mask is None else lo + np.flatnonzero(counted.mask[lo:hi])
        found = None if counted.marked is None else both(counted.mask, counted.marked)
        self._marked = None if found is None else lo + np.flatnonzero(found[lo:hi])

    def count(self, coded: Coded) -> tuple[np.ndarray, np.ndarray | None]:
        """Return (bins + 2,) images of each code, and how many of them are marked; None without marks."""
        if coded.rows is not None:
            return self._count_several(coded, coded.rows)
        lo, hi = self._counted.lo, self._counted.hi
        codes = coded.codes[lo:hi] if self._rows is None else coded.codes[self._rows]
        return _of_codes(codes, coded), None if self._marked is None else _of_codes(
            coded.codes[self._marked], coded
        )

    def _count_several(self, coded: Coded, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
        first, last = np.searchsorted(rows, (self._counted.lo, self._counted.hi))
        rows, codes = rows[first:last], coded.codes[first:last]
        mask, marked = self._counted.mask, self._counted.marked
        if mask is not None:
            inside = mask[rows]
            rows, codes = rows[inside], codes[inside]
        return _of_codes(codes, coded), None if marked is None else _of_codes(codes[marked[rows]], coded)


def _of_codes(codes: np.ndarray, coded: Coded) -> np.ndarray:
    return np.bincount(codes, minlength=coded.bins + 2)


def both(one: np.ndarray | None, other: np.ndarray | None) -> np.ndarray | None:
    """Return what is in both masks; None for all."""
    return other if one is None else one if other is None else one & other
