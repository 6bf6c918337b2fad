"""Nearest clusters under Ward's distance, by blocked matrix products.

float32 proposes, float64 disposes. A product gives for every pair a number that is certainly not above the
true distance, rounding included. The few clusters with the lowest such numbers are measured exactly, from
coordinate differences, and the lowest number among all others bounds what was not measured. Where that leaves
open which cluster is nearest, the search is made again with a finer product.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch

from explorer.clustering.nearest.clusters import Clusters
from explorer.clustering.nearest.lower_bounds import TIE, BoundOptions, LowerBounds, Precision
from explorer.clustering.nearest.tiles import deal
from explorer.clustering.nearest.topk import lowest

_MANY = 2048
"""Clusters from which on sketches may pay."""

_TRIED = 256
_WORTH = 0.2
"""Sketches pay when they leave no more than this share of all pairs to be looked at."""


@dataclass(frozen=True)
class Wanted:
    """What a search is to find.

    Attributes
    ----------
    width : int
        How many near clusters to list for each.
    sure : int
        How many of these must be the nearest for certain.
    low_first : bool
        Of equally near clusters list those with the lowest numbers; else those with the nearest numbers, so
        that clusters which are all equally near find each other in pairs.
    """

    width: int
    sure: int = 1
    low_first: bool = False


@dataclass(frozen=True)
class NearestClusters:
    """What a search found for r clusters.

    Attributes
    ----------
    near : (r, width) int64
        Clusters near each; where there are no more, its own number.
    dist2 : (r, width) float64
        Squared distances to them; where there are no more, infinity.
    reach : (r,) float64
        No cluster that is not listed is nearer than this (squared), and the lowest `sure` of `dist2` are not
        above it.
    sketch_pays : bool
        Whether sketches still tell most clusters apart; once they do not they never will again, since merging
        brings clusters to one size and so to one distance.
    """

    near: torch.Tensor
    dist2: torch.Tensor
    reach: torch.Tensor
    sketch_pays: bool


def nearest_clusters(
    clusters: Clusters,
    rows: torch.Tensor,
    wanted: Wanted,
    progress: Callable[[int], None] | None = None,
) -> NearestClusters:
    """Find the nearest clusters of some clusters.

    Parameters
    ----------
    clusters : Clusters
        Two or more.
    rows : (r,) int64
        Clusters to search for.
    wanted : Wanted
    progress : callable, optional
        Called with the number of rows just searched.
    """
    near = rows[:, None].repeat(1, wanted.width)
    dist2 = torch.full(near.shape, torch.inf, dtype=torch.float64, device=rows.device)
    reach = torch.zeros(len(rows), dtype=torch.float64, device=rows.device)
    todo = torch.arange(len(rows), device=rows.device)
    listed = min(wanted.width, len(clusters) - 1)
    groups = deal(clusters.local_order(), clusters.workers.block)
    pays = clusters.sketch is not None
    for precision in _precisions(clusters.fine):
        bounds = LowerBounds(clusters, groups, BoundOptions(precision, low_first=wanted.low_first))
        screen = bounds
        if precision is Precision.FLOAT32 and pays and len(clusters) >= _MANY:
            screen = LowerBounds(clusters, groups, BoundOptions(precision, sketched=True))
            # Before a search for all, a few show whether it pays.
            if len(rows) == len(clusters) and not _pays(screen, bounds, listed):
                screen, pays = bounds, False
        found = lowest(screen, bounds, rows[todo], listed, progress)
        if screen is not bounds and found.looked > _WORTH:
            pays = False
        near[todo, :listed], reach[todo] = found.near, found.beyond
        pairs = rows[todo].repeat_interleave(listed), near[todo, :listed].flatten()
        dist2[todo, :listed] = clusters.distance(*pairs).view(-1, listed)
        last = dist2[todo].kthvalue(min(wanted.sure, listed), dim=1).values
        settled = last <= reach[todo] * (1 if precision is Precision.FLOAT32 else 1 + 3 * TIE)
        reach[todo] = torch.where(settled, torch.maximum(last, reach[todo]), reach[todo])
        todo = todo[~settled]
        if not len(todo):
            break
    # What the finest search leaves open is below the rounding of the points themselves: take what it listed.
    reach[todo] = dist2[todo].kthvalue(min(wanted.sure, listed), dim=1).values
    return NearestClusters(near, dist2, reach, pays)


def _pays(screen: LowerBounds, bounds: LowerBounds, listed: int) -> bool:
    """Whether sketches leave few enough of a sample's pairs to be looked at."""
    k = bounds.groups.k
    sample = torch.arange(0, k, -(-k // _TRIED), device=bounds.device)
    return lowest(screen, bounds, sample, listed).looked <= _WORTH


def _precisions(fine: bool) -> list[Precision]:
    """Searches to make one after the other."""
    # A caller's TF32 or bfloat16 setting would void the bounds of a float32 product.
    coarse = [Precision.FLOAT32] if torch.get_float32_matmul_precision() == "highest" else []
    return [*coarse, Precision.FLOAT64, *([Precision.DIFFERENCES] if fine else [])]
