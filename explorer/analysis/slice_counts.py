"""How often each value of a column occurs in a slice, in time that hardly depends on its length."""

import numpy as np

LEAST_BLOCK = 4096
SHORT = 1024
"""Rows of slices that are read together with others."""
TOGETHER = 1 << 22
"""Rows, or counts, that are so held at once."""


class SliceCounts:
    """Counts of codes in slices, from running counts at the edges of blocks.

    Parameters
    ----------
    codes : (n,) int32
        -1 where missing.
    values : int
        Codes are below this.
    """

    def __init__(self, codes: np.ndarray, values: int) -> None:
        self._codes, self._values = codes, values
        # As long as there are values, so that the running counts take no more room than the codes.
        self._block = max(LEAST_BLOCK, values)
        whole = len(codes) // self._block
        blocks = codes[: whole * self._block].reshape(whole, self._block)
        self._before = np.zeros((whole + 1, values), np.int32)
        for i, block in enumerate(blocks):
            self._before[i + 1] = self._before[i] + self._read(block)

    def count(self, lo: int, hi: int, mask: np.ndarray | None = None) -> tuple[np.ndarray, int]:
        """Return (values,) how often each code occurs in `[lo, hi)`, and how many rows count there.

        With a mask (n,) bool, only rows that match count, and all of the slice is read.
        """
        if mask is not None:
            matching = self._codes[lo:hi][mask[lo:hi]]
            return self._read(matching), len(matching)
        head, tail = -(-lo // self._block), hi // self._block
        if tail <= head:
            return self._read(self._codes[lo:hi]), hi - lo
        inside = self._before[tail] - self._before[head]
        ends = self._read(self._codes[lo : head * self._block])
        return inside + ends + self._read(self._codes[tail * self._block : hi]), hi - lo

    def count_each(self, lo: np.ndarray, hi: np.ndarray) -> np.ndarray:
        """Return (s, values) int64 how often each code occurs in each of some slices, (s,) `lo` and `hi`.

        Short ones are read together: of a tree they are thousands, and each by itself takes longer to ask for
        than to read.
        """
        found = np.zeros((len(lo), self._values), np.int64)
        short = np.flatnonzero(hi - lo <= SHORT)
        pieces = 1 + len(short) * max(SHORT, self._values) // TOGETHER
        for some in np.array_split(short, pieces):
            found[some] = self._read_each(lo[some], hi[some])
        for place in np.flatnonzero(hi - lo > SHORT).tolist():
            found[place] = self.count(int(lo[place]), int(hi[place]))[0]
        return found

    def _read_each(self, lo: np.ndarray, hi: np.ndarray) -> np.ndarray:
        lengths, wide = hi - lo, self._values + 1
        ends = np.cumsum(lengths)
        rows = np.arange(lengths.sum()) + np.repeat(lo - ends + lengths, lengths)
        keys = np.repeat(np.arange(len(lo)), lengths) * wide + self._codes[rows] + 1
        return np.bincount(keys, minlength=len(lo) * wide).reshape(-1, wide)[:, 1:]

    def _read(self, codes: np.ndarray) -> np.ndarray:
        # Shifted by one, so that a missing value (-1) is counted apart instead of filtered out.
        return np.bincount(codes + 1, minlength=self._values + 1)[1:]
