"""How often each value of a column occurs in slices, in time that hardly depends on their length."""

from typing import Self

import numpy as np

from explorer.caching import cached_property

LEAST_BLOCK = 4096
"""Codes between two running counts, at least."""
SHORT = 1024
"""Rows of slices that are read together with others."""
TOGETHER = 1 << 22
"""Rows, or counts, that are so held at once."""


class SliceCounts:
    """Counts of codes in slices, from running counts at the edges of blocks.

    Parameters
    ----------
    codes : (n,) or (n, k) integers
        -1 where missing.
    values : int
        Codes are below this.
    mask : (n,) bool, optional
        Only rows that match count.
    weights : (n, k), optional
        What of a row counts as each of its codes, in any unit: all of a row counts as one.
    """

    def __init__(
        self,
        codes: np.ndarray,
        values: int,
        mask: np.ndarray | None = None,
        weights: np.ndarray | None = None,
    ) -> None:
        self._codes, self._values, self._mask, self._weights = codes, values, mask, weights
        each = 1 if codes.ndim == 1 else codes.shape[1]
        # As long as there are values, so that the running counts take no more room than the codes.
        self._block = max(LEAST_BLOCK // each, values)

    def under(self, mask: np.ndarray) -> Self:
        """Return the same where only rows that match count, (n,) bool."""
        return type(self)(self._codes, self._values, mask, self._weights)

    def count_each(self, lo: np.ndarray, hi: np.ndarray) -> np.ndarray:
        """Return (s, values) how often each code occurs in each of some slices `[lo, hi)`, (s,) int64 both.

        Short ones are read together: of a tree they are thousands, and each by itself takes longer to ask for
        than to read.
        """
        found = np.zeros((len(lo), self._values), np.int64 if self._weights is None else np.float64)
        short = np.flatnonzero(hi - lo <= SHORT)
        pieces = 1 + len(short) * max(SHORT, self._values) // TOGETHER
        for some in np.array_split(short, pieces):
            found[some] = self._read_each(lo[some], hi[some])
        for place in np.flatnonzero(hi - lo > SHORT).tolist():
            found[place] = self._count(int(lo[place]), int(hi[place]))
        return found

    @cached_property
    def _before(self) -> np.ndarray:
        """(blocks + 1, values) Counts before each block."""
        whole = len(self._codes) // self._block
        before = np.zeros((whole + 1, self._values), np.int32 if self._weights is None else np.float64)
        for i in range(whole):
            before[i + 1] = before[i] + self._read(i * self._block, (i + 1) * self._block)
        return before

    def _count(self, lo: int, hi: int) -> np.ndarray:
        head, tail = -(-lo // self._block), hi // self._block
        if tail <= head or self._matches_few(lo, hi):
            return self._read(lo, hi)
        inside = self._before[tail] - self._before[head]
        return inside + self._read(lo, head * self._block) + self._read(tail * self._block, hi)

    def _matches_few(self, lo: int, hi: int) -> bool:
        """Tell whether no more rows of a slice match than are read at its ends: a ball of a million, say."""
        return self._mask is not None and int(np.count_nonzero(self._mask[lo:hi])) <= 2 * self._block

    def _read(self, lo: int, hi: int) -> np.ndarray:
        rows = slice(lo, hi) if self._mask is None else lo + np.flatnonzero(self._mask[lo:hi])
        # Shifted by one, so that a missing value (-1) is counted apart instead of filtered out.
        keys = (self._codes[rows] + 1).ravel()
        return np.bincount(keys, self._weigh(rows), minlength=self._values + 1)[1:]

    def _read_each(self, lo: np.ndarray, hi: np.ndarray) -> np.ndarray:
        lengths, wide = hi - lo, self._values + 1
        ends = np.cumsum(lengths)
        rows = np.arange(lengths.sum()) + np.repeat(lo - ends + lengths, lengths)
        first = np.repeat(np.arange(len(lo)) * wide + 1, lengths)
        if self._mask is not None:
            matching = self._mask[rows]
            rows, first = rows[matching], first[matching]
        keys = (first.reshape(-1, *[1] * (self._codes.ndim - 1)) + self._codes[rows]).ravel()
        counted = np.bincount(keys, self._weigh(rows), minlength=len(lo) * wide)
        return counted.reshape(-1, wide)[:, 1:]

    def _weigh(self, rows: slice | np.ndarray) -> np.ndarray | None:
        """(r · k,) What each code of some rows counts; None where each counts as one."""
        if self._weights is None:
            return None
        weights = self._weights[rows].astype(np.float32)
        return (weights / weights.sum(axis=1, keepdims=True)).ravel()


class ListedSliceCounts(SliceCounts):
    """The same where a row has any number of codes.

    Parameters
    ----------
    starts : (n + 1,) int64
        Those of row i are `codes[starts[i]:starts[i + 1]]`.
    codes : (e,) integers
    values : int
    mask : (n,) bool, optional
    """

    def __init__(
        self, starts: np.ndarray, codes: np.ndarray, values: int, mask: np.ndarray | None = None
    ) -> None:
        super().__init__(codes, values, None if mask is None else np.repeat(mask, np.diff(starts)))
        self._starts = starts

    def under(self, mask: np.ndarray) -> "ListedSliceCounts":
        """Return the same where only rows that match count, (n,) bool."""
        return ListedSliceCounts(self._starts, self._codes, self._values, mask)

    def count_each(self, lo: np.ndarray, hi: np.ndarray) -> np.ndarray:
        """Return (s, values) int64 how often each code occurs in each of some slices `[lo, hi)` of rows."""
        return super().count_each(self._starts[lo], self._starts[hi])
