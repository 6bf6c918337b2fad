"""Counts of every cluster under a filter or none: how many of the rows that match lie before its ends.

The rows that match are kept as a list: to look the ends of a slice up in it takes the logarithm of its
length, and to make it takes one pass over the mask.
"""

from dataclasses import dataclass

import numpy as np

from explorer.clustering.tree.row_sets import count_within, rows_within
from explorer.layout.grid import stride


@dataclass(frozen=True)
class MatchingRows:
    """The rows that match a filter.

    Attributes
    ----------
    mask : (n,) bool or None
        None where nothing is filtered out.
    rows : (m,) int64 or None
        The matching rows, ascending; None where nothing is filtered out.
    """

    mask: np.ndarray | None
    rows: np.ndarray | None

    def counts(self, lo, hi) -> np.ndarray:
        """Return how many rows of each `[lo, hi)` match."""
        return hi - lo if self.rows is None else count_within(self.rows, lo, hi)

    def inside(self, lo: int, hi: int) -> slice | np.ndarray:
        """Return what indexes the matching rows of `[lo, hi)` in an array of n."""
        if self.rows is None:
            return slice(lo, hi)
        return rows_within(self.rows, lo, hi)

    def sample(self, lo: int, hi: int, drawn: int, first: "tuple[MatchingRows, ...]" = ()) -> np.ndarray:
        """Return `drawn` matching rows of `[lo, hi)`, ascending: those of `first`, then others.

        Parameters
        ----------
        lo, hi, drawn : int
            No more rows than there are.
        first : tuple of Selection
            Rows that match and come before others, most wanted first. Where not all of one find room, and of
            the others, an even spread is taken.
        """
        if not first and self.rows is None:
            return lo + stride(hi - lo, drawn)
        inside = None if self.rows is None else rows_within(self.rows, lo, hi)
        taken = _wanted_first(first, lo, hi, drawn)
        count = hi - lo if inside is None else len(inside)
        places = taken - lo if inside is None else np.searchsorted(inside, taken)
        # The place of the k-th row that is not taken: k, and as many more as are taken before it.
        untaken = stride(count - len(taken), drawn - len(taken))
        untaken = untaken + np.searchsorted(places - np.arange(len(places)), untaken, side="right")
        chosen = np.sort(np.concatenate([places, untaken]))
        return lo + chosen if inside is None else inside[chosen]


def _wanted_first(first: tuple[MatchingRows, ...], lo: int, hi: int, drawn: int) -> np.ndarray:
    """Return at most `drawn` rows of `[lo, hi)`, ascending, of the first selection, then of the next."""
    taken = np.empty(0, np.int64)
    for wanted in first:
        rows = np.arange(lo, hi) if wanted.rows is None else rows_within(wanted.rows, lo, hi)
        if len(taken):
            rows = np.setdiff1d(rows, taken, assume_unique=True)
        some = rows[stride(len(rows), min(len(rows), drawn - len(taken)))]
        taken = np.sort(np.concatenate([taken, some]))
    return taken


def select(mask: np.ndarray | None) -> MatchingRows:
    """Prepare the selection of a mask (n,) bool, or of all rows."""
    return MatchingRows(mask, None if mask is None else np.flatnonzero(mask))


@dataclass(frozen=True)
class Accuracy:
    """Judged and right predictions of one model under one filter.

    Attributes
    ----------
    known, right : int64 arrays
        The rows, ascending.
    """

    known: np.ndarray
    right: np.ndarray

    def counts(self, lo, hi) -> tuple[np.ndarray, np.ndarray]:
        """Return how many rows of each `[lo, hi)` are right, and how many are judged."""
        return count_within(self.right, lo, hi), count_within(self.known, lo, hi)


NOTHING_JUDGED = Accuracy(np.empty(0, np.int64), np.empty(0, np.int64))
"""Where a filter chooses images by whether they are right."""


def accuracy_of(correct: np.ndarray, selected: MatchingRows) -> Accuracy:
    """Prepare accuracies from (n,) 1 right, 0 wrong, -1 unknown."""
    if selected.rows is None:
        return Accuracy(np.flatnonzero(correct >= 0), np.flatnonzero(correct == 1))
    verdicts = correct[selected.rows]
    return Accuracy(selected.rows[verdicts >= 0], selected.rows[verdicts == 1])
