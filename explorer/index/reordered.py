"""Rows of a large array in another order, without a copy: class probabilities on their way into a build."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from explorer.npy import growing_npy

_BLOCK_BYTES = 1 << 24


@dataclass(frozen=True)
class TakenRows:
    """`array[rows]`, read a block at a time.

    Attributes
    ----------
    array : (m, c) float array
        May be memory-mapped.
    rows : (n,) int64
        Rows of `array`.
    """

    array: np.ndarray
    rows: np.ndarray

    def __len__(self) -> int:
        """How many rows were taken."""
        return len(self.rows)

    @property
    def shape(self) -> tuple[int, int]:
        """(n, c)."""
        return len(self.rows), self.array.shape[1]

    @property
    def dtype(self) -> np.dtype:
        """Half precision stays half; all else is float32."""
        return np.dtype(np.float16 if self.array.dtype == np.float16 else np.float32)

    def blocks(self) -> Iterator[tuple[slice, np.ndarray]]:
        """Give runs of rows in order, each with its place."""
        step = max(1, _BLOCK_BYTES // max(1, self.array.itemsize * self.array.shape[1]))
        for start in range(0, len(self.rows), step):
            run = slice(start, min(len(self.rows), start + step))
            yield run, np.asarray(self.array[self.rows[run]], self.dtype)

    def save(self, path: Path) -> None:
        """Write them as an `.npy`."""
        with growing_npy(path, self.shape, self.dtype) as append:
            for _, block in self.blocks():
                append(block)

    def equals(self, other: np.ndarray) -> bool:
        """Whether an array has the same type and the same numbers."""
        if other.shape != self.shape or other.dtype != self.dtype:
            return False
        return all(np.array_equal(block, other[run]) for run, block in self.blocks())
