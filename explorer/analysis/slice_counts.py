"""How often each value of a column occurs in a slice, in time that hardly depends on its length."""

import numpy as np

LEAST_BLOCK = 4096


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

    def _read(self, codes: np.ndarray) -> np.ndarray:
        # Shifted by one, so that a missing value (-1) is counted apart instead of filtered out.
        return np.bincount(codes + 1, minlength=self._values + 1)[1:]
