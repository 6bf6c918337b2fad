"""Counts of every cluster as differences of prefix sums, under a filter or none."""

from dataclasses import dataclass

import numpy as np

from explorer.layout.grid import stride


@dataclass(frozen=True)
class Selection:
    """The rows that match a filter.

    Attributes
    ----------
    mask : (n,) bool or None
        None where nothing is filtered out.
    below : (n + 1,) int64
        How many matching rows come before each row.
    rows : (m,) int64 or None
        The matching rows, ascending; None where nothing is filtered out.
    """

    mask: np.ndarray | None
    below: np.ndarray
    rows: np.ndarray | None

    def counts(self, lo, hi) -> np.ndarray:
        """Return how many rows of each `[lo, hi)` match."""
        return self.below[hi] - self.below[lo]

    def sample(self, lo: int, hi: int, drawn: int) -> np.ndarray:
        """Return `drawn` matching rows of `[lo, hi)`, evenly spread, ascending."""
        first, last = int(self.below[lo]), int(self.below[hi])
        places = first + stride(last - first, drawn)
        return places if self.rows is None else self.rows[places]


def select(mask: np.ndarray | None, n: int) -> Selection:
    """Prepare the selection of a mask (n,) bool, or of all n rows."""
    if mask is None:
        return Selection(None, np.arange(n + 1), None)
    return Selection(mask, running_count(mask), np.flatnonzero(mask))


def running_count(mask: np.ndarray) -> np.ndarray:
    """Return (n + 1,) int64: how many entries before each are True."""
    below = np.zeros(len(mask) + 1, dtype=np.int64)
    np.cumsum(mask, out=below[1:])
    return below


@dataclass(frozen=True)
class Accuracy:
    """Prefix sums of judged and of right predictions of one model under one filter.

    Attributes
    ----------
    known, right : (n + 1,) int64
    """

    known: np.ndarray
    right: np.ndarray

    def counts(self, lo, hi) -> tuple[np.ndarray, np.ndarray]:
        """Return how many rows of each `[lo, hi)` are right, and how many are judged."""
        return self.right[hi] - self.right[lo], self.known[hi] - self.known[lo]


def accuracy_of(correct: np.ndarray, mask: np.ndarray | None) -> Accuracy:
    """Prepare accuracies from (n,) 1 right, 0 wrong, -1 unknown."""
    known, right = correct >= 0, correct == 1
    if mask is not None:
        known, right = known & mask, right & mask
    return Accuracy(running_count(known), running_count(right))
