"""The nearest right images of the wrong ones of a finding, each used once."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from explorer.layout.grid import thinned

MOST_CANDIDATES = 5_000
"""Right images of a class that are looked at beside stored neighbours: of more an even stride."""


@dataclass(frozen=True)
class Counterparts:
    """Images side by side.

    Attributes
    ----------
    rows : (p,) int64
    nearest : (p,) int64
        Of each a right image of its class, -1 where none is left.
    distance : (p,) float64
        Euclidean, NaN where there is none.
    """

    rows: np.ndarray
    nearest: np.ndarray
    distance: np.ndarray


def counterparts(
    rows: np.ndarray,
    right: np.ndarray,
    strata: np.ndarray,
    neighbors: np.ndarray,
    read: Callable[[np.ndarray], np.ndarray],
) -> Counterparts:
    """Find the right images that lie nearest, so that the sum of all distances is least.

    Parameters
    ----------
    rows : (p,) int64
        A few images that are not right.
    right : (n,) bool
        Images that may stand beside them.
    strata : (n,) int
        Classes; -1 is a class of its own.
    neighbors : (n, k) int
        Nearest rows of each, which are looked at however many there are; -1 where there are fewer.
    read : callable
        Gives the vectors (m, d) of some rows.
    """
    nearest, distance = np.full(len(rows), -1), np.full(len(rows), np.nan)
    for code in np.unique(strata[rows]):
        places = np.flatnonzero(strata[rows] == code)
        found = _candidates(rows[places], right & (strata == code), neighbors)
        if len(found):
            chosen, far = _assigned(read(rows[places]), read(found))
            there = chosen >= 0
            nearest[places[there]] = found[chosen[there]]
            distance[places[there]] = far[there]
    return Counterparts(rows, nearest, distance)


def _candidates(rows: np.ndarray, right: np.ndarray, neighbors: np.ndarray) -> np.ndarray:
    all_ = np.flatnonzero(right)
    some = thinned(all_, MOST_CANDIDATES)
    near = neighbors[rows].ravel()
    near = near[near >= 0]
    found = np.union1d(some, near[right[near]])
    return found[~np.isin(found, rows)].astype(np.int64)


def _assigned(vectors: np.ndarray, others: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return which of the others each is given, -1 for none, and how far it is."""
    from scipy.optimize import linear_sum_assignment

    squared = np.square(vectors).sum(1)[:, None] + np.square(others).sum(1) - 2 * (vectors @ others.T)
    far = np.sqrt(np.maximum(squared, 0))
    chosen, gaps = np.full(len(vectors), -1), np.full(len(vectors), np.nan)
    ours, theirs = linear_sum_assignment(far)
    chosen[ours], gaps[ours] = theirs, far[ours, theirs]
    return chosen, gaps
