"""Short lists of near points, kept and measured one number at a time: compiled, and free of Python's lock."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(nogil=True)
def keep_nearest(
    block: np.ndarray,
    askers: np.ndarray,
    rows: np.ndarray,
    itself: np.ndarray,
    near: np.ndarray,
    gap: np.ndarray,
) -> None:
    """Put into each query's list what a block of distances has that is nearer than the last of the list.

    Parameters
    ----------
    block : (a, b) float32 array
        From query `askers[i]` to point `rows[j]`.
    askers : (a,) int64 array
        Places in `near` and `gap`.
    rows : (b,) int64 array
        Ascending within a block.
    itself : (q,) int64 array
        Row that each query must not list.
    near, gap : (q, width) int64 and float32 arrays
        The lists, nearest first: changed. Of equally near points that come later in, the earlier stay.
    """
    last = near.shape[1] - 1
    for i in range(block.shape[0]):
        query = askers[i]
        for j in range(block.shape[1]):
            distance = block[i, j]
            if distance < gap[query, last] and rows[j] != itself[query]:
                place = last
                while place > 0 and distance < gap[query, place - 1]:
                    near[query, place] = near[query, place - 1]
                    gap[query, place] = gap[query, place - 1]
                    place -= 1
                near[query, place] = rows[j]
                gap[query, place] = distance


@njit(nogil=True, fastmath={"reassoc", "contract"})
def measure(
    queries: np.ndarray, asking: np.ndarray, points: np.ndarray, near: np.ndarray, squared: np.ndarray
) -> None:
    """Squared distances by float64 differences: of `queries[asking[i]]` and `points[near[i, j]]`.

    Infinite where `near` is below 0. The sum runs in the same order for all pairs.
    """
    for i in range(near.shape[0]):
        for j in range(near.shape[1]):
            total = 0.0
            if near[i, j] < 0:
                total = np.inf
            else:
                a, b = asking[i], near[i, j]
                for c in range(points.shape[1]):
                    difference = np.float64(queries[a, c]) - np.float64(points[b, c])
                    total += difference * difference
            squared[i, j] = total
