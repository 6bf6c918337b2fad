"""Pages of mapped files: they count as a process's memory until it gives them back."""

import mmap
from collections.abc import Sequence

import numpy as np

MOST = 256 * 2**20
AROUND = 64 * 2**10
"""Bytes that Linux maps at most around one that was looked at and is in its cache already."""


def read_ahead(mapped: mmap.mmap, starts: np.ndarray, stops: np.ndarray) -> None:
    """Have the system read parts of a mapped file all at once, before they are looked at.

    What is not in its cache would else be read part by part, each when it is reached, at a hundred times the
    cost (docs/decisions/0012-small-measurements.md).

    Parameters
    ----------
    mapped : mmap
    starts, stops : (m,) int64
        Bytes `[start, stop)` of each part.
    """
    if not hasattr(mmap, "MADV_WILLNEED"):
        return
    starts = starts - starts % mmap.PAGESIZE
    for start, stop in zip(starts.tolist(), stops.tolist(), strict=True):
        if start < stop:
            mapped.madvise(mmap.MADV_WILLNEED, start, stop - start)


class MappedPages:
    """Gives the pages of mapped files back once many may be resident.

    They stay in the system's own cache, from where they come back without a read. Otherwise a process that
    looks at a few rows here and there of a large file would come to hold all of it.

    Parameters
    ----------
    maps : sequence of mmap
        For reading only. Where the system knows no such advice, nothing is given back.
    most : int
        Bytes that may be resident before.
    """

    def __init__(self, maps: Sequence[mmap.mmap], most: int = MOST) -> None:
        self._maps = list(maps) if hasattr(mmap, "MADV_DONTNEED") else []
        self._most = most
        self._resident = 0

    def looked_at(self, places: int, each: int = 1) -> None:
        """Count so many reads of `each` bytes from places far apart. Any thread may read on meanwhile."""
        self._resident += places * (AROUND + each)
        if self._resident > self._most:
            self._resident = 0
            for mapped in self._maps:
                mapped.madvise(mmap.MADV_DONTNEED)
