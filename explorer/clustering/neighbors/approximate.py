"""Nearest neighbours of very many points: not all of them, but of how many is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from explorer.clustering.neighbors.types import SearchLimits

if TYPE_CHECKING:
    from explorer.clustering.neighbors.inverted_file import InvertedFile

JUDGED = 10
"""Recall is that of so many nearest: recall@10."""

_MARGIN = 0.015
"""By how much the search aims above the recall wanted: about what two samples of 1000 rows differ by."""


def approximate_neighbors(
    points: np.ndarray,
    k: int,
    limits: SearchLimits,
    progress: Callable[[int], None] | None = None,
) -> tuple[np.ndarray, np.ndarray, float]:
    """Find most of the nearest neighbours of distinct points.

    How many cells to look into is not guessed: the exact neighbours of a sample tell in which cell each lies,
    and so how many cells would have found the share wanted. What was reached is then measured on other rows.

    Parameters
    ----------
    points : (n, d) float32 or float64 array
        n of 2 or more; no two equal.
    k : int
        At most n - 1.
    limits : SearchLimits
    progress : callable, optional
        Called with the number of rows just searched.

    Returns
    -------
    near : (n, k) int64 array
        Nearest first; ties go to the lower row.
    squared : (n, k) float64 array
        Exact distances to them, squared.
    recall : float
        Share of the ten nearest (or k, if fewer) that are listed, on an even stride of rows.
    """
    from explorer.clustering.neighbors.inverted_file import make_cells
    from explorer.clustering.workers import open_workers

    n, judged = len(points), min(JUDGED, k)
    rows = np.arange(n)
    chosen_by, stated_by = _two_samples(n, limits.sample)
    with open_workers("cpu") as workers:
        cells = make_cells(points, workers)
        count = len(cells.centres)
        most = max(1, min(count, limits.candidates * count // n))
        least = -(-4 * k * count // n)
        probed = max(least, _probes_needed(cells, chosen_by, judged, limits.recall + _MARGIN))
        _, exact = _found_exactly(cells, stated_by, judged)
        while True:
            probed = min(probed, most)
            near, squared = cells.nearest(points, cells.probes(points, probed), k, rows, progress)
            recall = float((squared[stated_by, :judged] <= exact[:, -1:]).mean())
            if recall >= limits.recall or probed == most:
                break
            probed *= 2
        short = np.flatnonzero(near[:, -1] < 0)  # where cells are of very few points
        if len(short):
            near[short], squared[short] = _found_exactly(cells, short, k)
    return near, squared, recall


def nearest_points(
    points: np.ndarray, queries: np.ndarray, count: int, probed: int = 24
) -> tuple[np.ndarray, np.ndarray]:
    """Find points near other vectors: all points where there are few, else most of the nearest.

    Parameters
    ----------
    points : (n, d) float array
    queries : (q, d) float array
        q of 1 or more.
    count : int
        At most n.
    probed : int
        Cells to look into; it takes `count` of them at least.

    Returns
    -------
    near : (q, count) int64 array
        Nearest first; ties go to the lower row.
    squared : (q, count) float64 array
        Exact distances, squared.
    """
    from explorer.clustering.neighbors.inverted_file import make_cells
    from explorer.clustering.workers import open_workers

    with open_workers("cpu") as workers:
        cells = make_cells(points, workers)
        probes = cells.probes(queries, min(len(cells.centres), max(probed, count)))
        return cells.nearest(queries, probes, count)


def _two_samples(n: int, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Two even strides of n rows, of `size` each, that share none; of all rows where n is less than both."""
    rows = np.unique(np.linspace(0, n - 1, min(n, 2 * size)).astype(np.int64))
    return rows[::2], rows[1::2]


def _found_exactly(cells: InvertedFile, rows: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Neighbours of some points, and squared distances, from all cells."""
    queries = cells.points[rows]
    return cells.nearest(queries, cells.probes(queries, len(cells.centres)), count, rows)


def _probes_needed(cells: InvertedFile, rows: np.ndarray, count: int, share: float) -> int:
    """How many cells some points have to look into to find this share of their neighbours."""
    true, _ = _found_exactly(cells, rows, count)
    order = cells.probes(cells.points[rows], len(cells.centres))
    place = np.empty_like(order)
    np.put_along_axis(place, order, np.arange(1, order.shape[1] + 1, dtype=order.dtype)[None], 1)
    needed = np.sort(np.take_along_axis(place, cells.cell[true], 1), axis=None)
    return int(needed[min(len(needed), int(np.ceil(share * len(needed)))) - 1])
