"""Nearest neighbours: exact by blocked matrix products; by cells, and most of them, where rows are many."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from explorer.clustering.few_points import are_few, nearest_few
from explorer.clustering.neighbors.types import Neighbors, SearchLimits
from explorer.clustering.points import checked_points, distinct_points, scale_of
from explorer.errors import InputError

_SPARE = 8
"""Points listed beyond the k asked for, so that float32's rounding seldom leaves the k-th in doubt."""


def nearest_neighbors(
    vectors: np.ndarray,
    k: int = 15,
    device: str = "cpu",
    progress: Callable[[int, int], None] | None = None,
    limits: SearchLimits | None = None,
) -> Neighbors:
    """Find the nearest neighbours of every row among all others.

    Exactly up to `limits.exact` distinct rows, and on a GPU always. Beyond, rows are dealt to cells and
    compared with those of the nearest cells only, as many as it takes for a recall@10 of `limits.recall`; the
    recall reached is measured and stated.

    The metric is cosine when all rows have unit length (to 1%, as rounding leaves them), else Euclidean. For
    unit rows both give the same neighbours. Ties go to the lower row; distances are computed from float64
    differences, so equal rows are at distance 0.

    Parameters
    ----------
    vectors : (n, d) array
        Any real dtype; left as it is.
    k : int
        Neighbours wanted, at least 1; fewer than k are given when there are no k others.
    device : str
        Where torch does the products.
    progress : callable, optional
        Called with (rows done, n).
    limits : SearchLimits, optional

    Raises
    ------
    InputError
        When there is no row, or a value is not finite.
    """
    vectors = checked_points(vectors)
    n = len(vectors)
    if k < 1:
        raise InputError(f"k: {k} neighbours asked for; ask for 1 or more")
    k = min(k, n - 1)
    if vectors.dtype == np.float16:
        vectors = vectors.astype(np.float32)
    scale = scale_of(vectors)
    if 2.0**-16 < scale < 2.0**16:
        scale = 1.0  # nothing can overflow: no copy
    else:
        vectors = vectors / vectors.dtype.type(scale)
    lengths = np.einsum("ij,ij->i", vectors, vectors)
    metric = "cosine" if scale == 1 and np.all(np.abs(lengths - 1) < 0.02) else "euclidean"
    # Equal rows would be listed without end, so only distinct ones are searched for.
    first, group = distinct_points(vectors)
    distinct = vectors[first] if len(first) < n else vectors
    limits = limits or SearchLimits()
    seen = _counted(progress, len(first), n)
    exact = len(first) <= max(limits.exact, k) or not device.startswith("cpu")
    if exact:
        (near, squared), recall = _distinct_neighbors(distinct, k, device, seen), 1.0
    else:
        from explorer.clustering.neighbors.approximate import approximate_neighbors

        near, squared, recall = approximate_neighbors(distinct, k, limits, seen)
    if len(first) < n:
        near, squared = _with_equals(near, squared, group, k)
    if progress:
        progress(n, n)
    distances = squared / 2 if metric == "cosine" else np.sqrt(squared) * scale
    distances = np.minimum(distances, np.finfo(np.float32).max).astype(np.float32)
    method = "exact" if exact else "approximate"
    return Neighbors(near.astype(np.int32), distances, metric, method, recall)


def _counted(
    progress: Callable[[int, int], None] | None, distinct: int, n: int
) -> Callable[[int], None] | None:
    """What to call with each number of distinct rows searched; rows searched again do not count again."""
    if progress is None:
        return None
    done = 0

    def searched(rows: int) -> None:
        nonlocal done
        done = min(distinct, done + rows)
        progress(done * n // distinct, n)

    return searched


def _distinct_neighbors(
    vectors: np.ndarray, k: int, device: str, progress: Callable[[int], None] | None
) -> tuple[np.ndarray, np.ndarray]:
    """Neighbours of distinct rows and their squared distances; at most n-1 columns."""
    n = len(vectors)
    k = min(k, n - 1)
    if k < 1:
        return np.empty((n, 0), np.int64), np.empty((n, 0))
    if are_few(*vectors.shape):
        return nearest_few(vectors, k)
    import torch

    from explorer.clustering.nearest.clusters import Clusters
    from explorer.clustering.nearest.nearest_clusters import NearestOptions, nearest_clusters
    from explorer.clustering.nearest.rounded_bounds import bfloat16_pays
    from explorer.clustering.workers import open_workers

    with open_workers(device) as workers:
        rows = torch.arange(n, device=workers.device)
        points = torch.from_numpy(np.ascontiguousarray(vectors)).to(workers.device)
        mass = torch.ones(n, dtype=torch.float64, device=workers.device)
        halves = bfloat16_pays(workers.device, vectors.shape[1])
        clusters = Clusters(points, rows, mass, workers, vectors.dtype == np.float64, halves=halves)
        wanted = NearestOptions(k + _SPARE, sure=k, low_first=True)
        found = nearest_clusters(clusters, rows, wanted, progress)
        near, dist2 = found.near.cpu().numpy(), found.dist2.cpu().numpy()
    order = np.lexsort((near, dist2))[:, :k]
    return np.take_along_axis(near, order, 1), np.take_along_axis(dist2, order, 1)


def _with_equals(
    near: np.ndarray, squared: np.ndarray, group: np.ndarray, k: int
) -> tuple[np.ndarray, np.ndarray]:
    """Neighbours of all rows from those of the distinct ones: each stands for all rows that equal it."""
    n = len(group)
    members = np.argsort(group, kind="stable")
    size = np.bincount(group)
    start = np.cumsum(size) - size
    near = np.concatenate([np.arange(len(near))[:, None], near], axis=1)
    squared = np.concatenate([np.zeros((len(squared), 1)), squared], axis=1)
    # The row itself is among the members of its own group, hence k + 1.
    place = np.arange(min(k + 1, size.max()))
    rows, distances = np.empty((n, k), np.int64), np.empty((n, k))
    for i in range(0, n, 1024):
        groups = near[group[i : i + 1024]]
        row = members[np.minimum(start[groups][:, :, None] + place, n - 1)]
        distance = np.repeat(squared[group[i : i + 1024]][:, :, None], len(place), axis=2)
        own = np.arange(i, i + len(groups))[:, None, None]
        distance[(place >= size[groups][:, :, None]) | (row == own)] = np.inf
        row, distance = row.reshape(len(groups), -1), distance.reshape(len(groups), -1)
        order = np.lexsort((row, distance))[:, :k]
        rows[i : i + 1024] = np.take_along_axis(row, order, 1)
        distances[i : i + 1024] = np.take_along_axis(distance, order, 1)
    return rows, distances
