"""The largest entry of any range of an array, in time that hardly depends on its length."""

from __future__ import annotations

import numpy as np

from explorer.caching import cached_property

_BLOCK = 256
"""Entries that are looked at one by one: at the ends of a range, no more than a block each."""


class RangeMaximum:
    """Answers which entry of a range is the largest.

    Maxima of blocks are kept for 1, 2, 4, … blocks from each on (Bender & Farach-Colton, "The LCA Problem
    Revisited", 2000): two of them cover the blocks inside a range, and the rest of it is read.

    Parameters
    ----------
    values : (n,) int64 array
        Not copied.
    """

    def __init__(self, values: np.ndarray) -> None:
        self._values = values

    @cached_property
    def _levels(self) -> list[np.ndarray]:
        """Level i holds, for every block, the maximum of the 2^i blocks from it on."""
        whole = len(self._values) // _BLOCK
        levels = [self._values[: whole * _BLOCK].reshape(-1, _BLOCK).max(axis=1, initial=np.iinfo("i8").min)]
        step = 1
        while 2 * step <= whole:
            below = levels[-1]
            levels.append(np.maximum(below[:-step], below[step:]))
            step *= 2
        return levels

    def over(self, first: int, last: int) -> int:
        """Return the maximum of `values[first:last]`, which must not be empty."""
        head, tail = -(-first // _BLOCK), last // _BLOCK
        if tail - head < 1:
            return int(self._values[first:last].max())
        level = (tail - head).bit_length() - 1
        blocks = self._levels[level]
        best = max(int(blocks[head]), int(blocks[tail - (1 << level)]))
        if first < head * _BLOCK:
            best = max(best, int(self._values[first : head * _BLOCK].max()))
        if tail * _BLOCK < last:
            best = max(best, int(self._values[tail * _BLOCK : last].max()))
        return best
