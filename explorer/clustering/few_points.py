"""Few points: trees and neighbours by NumPy alone, ready before torch would be imported."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from explorer.clustering.ward.start import Start

MOST = 1 << 28
"""n²·d up to which this is faster than loading torch: 700 points of 512 dimensions, 450 of 1,280."""

_PAGE = 1 << 16
"""Numbers that are worked on at a time, so that they stay in the cache."""


def are_few(n: int, d: int) -> bool:
    """Whether n points of d dimensions are few enough."""
    return n * n * d <= MOST


def squared_distances(rows: np.ndarray, points: np.ndarray) -> np.ndarray:
    """(m, n) float64 squared distances of rows (m, d) to points (n, d), from their differences."""
    squared = np.empty((len(rows), len(points)))
    step = max(1, _PAGE // max(1, points.shape[1]))
    for start in range(0, len(points), step):
        part = points[start : start + step].astype(np.float64)
        for row, place in zip(rows, squared[:, start : start + step], strict=True):
            apart = part - row
            place[:] = np.einsum("ij,ij->i", apart, apart)
    return squared


def nearest_few(points: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the k nearest others of each point and their squared distances, (n, k), nearest first.

    Parameters
    ----------
    points : (n, d) array
        Distinct.
    k : int
        Less than n. Ties go to the lower row.
    """
    squared = _rounded(squared_distances(points.astype(np.float64), points))
    np.fill_diagonal(squared, np.inf)
    near = np.argsort(squared, axis=1, kind="stable")[:, :k]
    return near, np.take_along_axis(squared, near, 1)


def merge_few(
    start: Start,
    join: Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray],
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Merge clusters by Ward's method until one is left, as `explorer.clustering.ward.rounds` does.

    The same rounds of reciprocal nearest neighbours, the same ties and the same rounding of distances, on a
    matrix of all of them.

    Parameters
    ----------
    start, join, progress
        As those of `merge_in_rounds`.
    """
    points, masses, nodes = start.points, start.masses, start.nodes
    steps = 2 * len(points) - 1
    dist2 = _ward_distances(points, masses, np.arange(len(points)))
    while len(nodes) > 1:
        nearest = dist2.min(axis=1)
        a, b = _pairs(dist2, nearest)
        made = join(nodes[a], nodes[b], np.sqrt(nearest[a]))
        share = masses[b] / (masses[a] + masses[b])
        points[a] += share[:, None] * (points[b] - points[a])
        masses[a] += masses[b]
        nodes[a] = made
        left = np.delete(np.arange(len(nodes)), b)
        points, masses, nodes = points[left], masses[left], nodes[left]
        dist2, moved = dist2[np.ix_(left, left)], np.searchsorted(left, a)
        dist2[moved] = _ward_distances(points, masses, moved)
        dist2[:, moved] = dist2[moved].T
        if progress:
            progress(steps - len(nodes) + 1, steps)


def _ward_distances(points: np.ndarray, masses: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """(m, n) squared distances of some clusters to all, infinite to themselves."""
    mass = masses[rows][:, None]
    squared = _rounded(squared_distances(points[rows], points) * (2 * mass * masses / (mass + masses)))
    squared[np.arange(len(rows)), rows] = np.inf
    return squared


def _rounded(squared: np.ndarray) -> np.ndarray:
    """Less their last bits, 1e-12 of them, so that equal distances are equal however they were computed."""
    spare = 12
    return (squared.view(np.int64) + (1 << spare >> 1) >> spare << spare).view(np.float64)


def _pairs(dist2: np.ndarray, nearest: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Reciprocal nearest neighbours `a < b`, each cluster at most once; ties go to the lower number."""
    a, b = np.triu((dist2 == nearest[:, None]) & (dist2 == nearest)).nonzero()
    partners = np.bincount(np.concatenate([a, b]), minlength=len(nearest))
    chosen = (partners[a] == 1) & (partners[b] == 1)
    taken: set[int] = set()
    for place in np.flatnonzero(~chosen).tolist():
        pair = int(a[place]), int(b[place])
        if taken.isdisjoint(pair):
            taken.update(pair)
            chosen[place] = True
    return a[chosen], b[chosen]
