"""Ward clustering of more points than can be searched in full: parts first, then what is left of them.

Points are dealt to parts of near ones. Ward's method is exact inside each part, and of all the merges that it
makes there only the lowest are kept, those below one height for all parts: they leave small clusters, each
standing for its points by centroid and weight. These are dealt to parts anew, so that the borders run
elsewhere, and so on until they are few enough for exact Ward over all of them. Only merges across a border
can differ from those of the exact tree.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from explorer.clustering.coarse.micro_clusters import MicroClusters, merge_lowest
from explorer.clustering.coarse.top_restarts import TOP, join_best_top
from explorer.clustering.points import checked_points, distinct_points, scale_of
from explorer.clustering.ward.merge_log import MergeLog
from explorer.clustering.ward.ward_linkage import ward_linkage

_RANGE = 1e12
"""Coordinates within this factor of 1 are clustered as they are; others are scaled, which takes a copy."""


@dataclass(frozen=True)
class CoarsePlan:
    """How far the work is bounded.

    Attributes
    ----------
    part : int
        Most points that exact Ward sees at once while there are more than `micro`.
    micro : int
        Micro-clusters to get down to before exact Ward sees them all. As many points or fewer are clustered
        exactly.
    shrink : int
        Most points that one dealing into parts makes one micro-cluster of, on average.
    tops : int
        How many times the top of the tree is made: see `explorer.clustering.coarse.top_restarts`.
    seed : int
        Of everything random.
    """

    part: int = 8_000
    micro: int = 30_000
    shrink: int = 6
    tops: int = 8
    seed: int = 0


def coarse_linkage(
    vectors: np.ndarray,
    plan: CoarsePlan | None = None,
    device: str = "cpu",
    progress: Callable[[int, int], None] | None = None,
) -> np.ndarray:
    """Cluster by Ward's method inside parts, then over what is left of them.

    For when `ward_linkage` would take too long: time grows with n, not with its square, and memory is little
    above the input. Two runs are identical.

    Parameters
    ----------
    vectors : (n, d) array
        Any real dtype; left as it is.
    plan : CoarsePlan, optional
    device : str
        Where torch does the products: `cpu`, `cuda`, …
    progress : callable, optional
        Called with (steps done, steps in all) as work goes on.

    Returns
    -------
    merges : (n-1, 4) float64 array
        As `ward_linkage` gives it, and the same where there are no more than `plan.micro` distinct points. A
        height is Ward's distance of the two clusters, lifted to the higher child's where it is below that:
        two clusters that a border has kept apart may be nearer than what each was made of.

    Raises
    ------
    InputError
        When there is no vector, or a value is not finite.
    """
    plan = plan or CoarsePlan()
    vectors = checked_points(vectors)
    first, group = distinct_points(vectors)
    if len(first) <= plan.micro:
        return ward_linkage(vectors, device=device, progress=progress)
    log = MergeLog(len(vectors))
    points, scale = _in_range(vectors)
    clusters = MicroClusters(points, first, np.bincount(group).astype(np.float64), log.join_equal(group))
    clusters = _micro_clusters(clusters, plan, log, device, progress)
    join_best_top(clusters, plan.tops, plan.seed, log)
    merges = log.linkage()
    merges[:, 2] *= scale
    return merges


def _micro_clusters(
    clusters: MicroClusters,
    plan: CoarsePlan,
    log: MergeLog,
    device: str,
    progress: Callable[[int, int], None] | None,
) -> MicroClusters:
    """What the lowest merges leave: few enough to make the top of the tree of, again and again."""
    from explorer.clustering.coarse.partition import partition

    targets = _targets(len(clusters), plan)
    total, done = len(clusters) + sum(targets), 0
    for turn, target in enumerate([*targets, min(TOP, plan.micro)]):

        def searched(count: int, before: int = done) -> None:
            if progress:
                progress(before + count, total)

        size = len(clusters)
        limit = plan.part if turn < len(targets) else size
        parts = partition(clusters.points, clusters.rows, limit, plan.seed + turn, device)
        clusters = merge_lowest(clusters, parts, max(target, len(parts)), log, device, searched)
        done += size
    return clusters


def _in_range(vectors: np.ndarray) -> tuple[np.ndarray, float]:
    """Points with squares well within the range of float32, and what they were divided by."""
    dtype = np.float64 if vectors.dtype == np.float64 else np.float32
    scale = scale_of(vectors)
    if 1 / _RANGE <= scale <= _RANGE:
        return vectors.astype(dtype, copy=False), 1.0
    return (vectors / scale).astype(dtype), scale


def _targets(n: int, plan: CoarsePlan) -> list[int]:
    """How many clusters to get down to before each dealing but the first: equal ratios to `plan.micro`."""
    turns = int(np.ceil(np.log(n / plan.micro) / np.log(plan.shrink)))
    return [round(plan.micro * (n / plan.micro) ** (1 - turn / turns)) for turn in range(1, turns + 1)]
