"""Nearest clusters under Ward's distance, by blocked matrix products.

float32 proposes, float64 disposes. A product gives for every pair a number that is certainly not above the
true distance, rounding included. The few clusters with the lowest such numbers are measured exactly, from
coordinate differences, and the lowest number among all others bounds what was not measured. Where that leaves
open which cluster is nearest, the search is made again with a finer product.

Distances in this file are squared: d²(a, b) = 2 |a||b| / (|a| + |b|) · ‖centre a - centre b‖².
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch

from explorer.clustering.groups import deal
from explorer.clustering.lower_bounds import TIE, Kind, LowerBounds
from explorer.clustering.lowest import lowest
from explorer.clustering.sketch import Sketch
from explorer.clustering.workers import Workers

_MANY = 2048
"""Clusters from which on sketches may pay."""

_TRIED = 256
_WORTH = 0.2
"""Sketches pay when they leave no more than this share of all pairs to be looked at."""


@dataclass
class Clusters:
    """The k clusters that are left, as parallel tensors.

    Attributes
    ----------
    points : (n, d) floats
        Where centres are kept.
    home : (k,) int64
        Row of `points` that holds each cluster's centre.
    mass : (k,) float64
        Weight of each cluster.
    workers : Workers
    fine : bool
        Whether the points have more digits than float32. If not, nothing is made of differences below its
        rounding, such as those between embeddings of one image in two batches.
    sketch : Sketch or None
        Of `points`, where a search is to use it.
    """

    points: torch.Tensor
    home: torch.Tensor
    mass: torch.Tensor
    workers: Workers
    fine: bool
    sketch: Sketch | None = None

    def __len__(self) -> int:
        return len(self.mass)

    def centres(self, rows: torch.Tensor) -> torch.Tensor:
        """Centres of `rows`, a float64 copy."""
        return self.points.index_select(0, self.home[rows]).double()

    def local_order(self) -> torch.Tensor:
        """(k,) int64: the clusters, near ones together where there is a sketch that tells."""
        if self.sketch is None:
            return torch.arange(len(self), device=self.home.device)
        return self.sketch.rank[self.home].argsort()

    def distance(self, a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
        """Squared distance of `a[i]` and `b[i]`, right to 12 digits."""
        squared = torch.empty(len(a), dtype=torch.float64, device=a.device)
        step = max(1, self.workers.block // 16 // max(1, self.points.shape[1]))

        def measure(start: int) -> None:
            part = slice(start, start + step)
            squared[part] = (self.centres(a[part]).sub_(self.centres(b[part]))).square_().sum(1)

        self.workers.finish(measure, range(0, len(a), step), together=16)
        squared *= 2 * self.mass[a] * self.mass[b] / (self.mass[a] + self.mass[b])
        return rounded(squared)


def rounded(squared: torch.Tensor) -> torch.Tensor:
    """Squared distances (float64) less their last bits, 1e-12 of them.

    Equal distances, such as those of a grid, come out differently in these bits depending on how they were
    computed. Without them they are equal again, and many pairs merge in one round.
    """
    spare = 12
    return (squared.view(torch.int64) + (1 << spare >> 1) >> spare << spare).view(torch.float64)


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


def nearest_clusters(
    clusters: Clusters,
    rows: torch.Tensor,
    wanted: Wanted,
    progress: Callable[[int], None] | None = None,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
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

    Returns
    -------
    near : (r, width) int64
        Clusters near each; where there are no more, its own number.
    gap : (r, width) float64
        Squared distances to them; where there are no more, infinity.
    reach : (r,) float64
        No cluster that is not listed is nearer than this, and the lowest `sure` of `gap` are not above it.
    """
    near = rows[:, None].repeat(1, wanted.width)
    gap = torch.full(near.shape, torch.inf, dtype=torch.float64, device=rows.device)
    reach = torch.zeros(len(rows), dtype=torch.float64, device=rows.device)
    todo = torch.arange(len(rows), device=rows.device)
    listed = min(wanted.width, len(clusters) - 1)
    groups = deal(clusters.local_order(), clusters.workers.block)
    for precision in _precisions(clusters.fine):
        bounds = LowerBounds(clusters, groups, Kind(precision, low_first=wanted.low_first))
        screen = _screen(clusters, bounds, rows, listed) if precision == torch.float32 else bounds
        found = lowest(screen, bounds, rows[todo], listed, progress)
        if screen is not bounds and found.looked > _WORTH:
            clusters.sketch = None
        near[todo, :listed], reach[todo] = found.near, found.beyond
        pairs = rows[todo].repeat_interleave(listed), near[todo, :listed].flatten()
        gap[todo, :listed] = clusters.distance(*pairs).view(-1, listed)
        last = gap[todo].kthvalue(min(wanted.sure, listed), dim=1).values
        settled = last <= reach[todo] * (1 if precision == torch.float32 else 1 + 3 * TIE)
        reach[todo] = torch.where(settled, torch.maximum(last, reach[todo]), reach[todo])
        todo = todo[~settled]
        if not len(todo):
            break
    # What the finest search leaves open is below the rounding of the points themselves: take what it listed.
    reach[todo] = gap[todo].kthvalue(min(wanted.sure, listed), dim=1).values
    return near, gap, reach


def _screen(clusters: Clusters, bounds: LowerBounds, rows: torch.Tensor, listed: int) -> LowerBounds:
    """Bounds from sketches where these tell most clusters apart, else `bounds`.

    Before a search for many a few of them show whether it pays. Merging brings clusters to one size and so to
    one distance: once sketches fail they are given up for good.
    """
    k = len(clusters)
    if clusters.sketch is None or k < _MANY:
        return bounds
    screen = LowerBounds(clusters, bounds.groups, Kind(torch.float32, sketched=True))
    if len(rows) == k:
        sample = torch.arange(0, k, -(-k // _TRIED), device=bounds.device)
        if lowest(screen, bounds, sample, listed).looked > _WORTH:
            clusters.sketch = None
            return bounds
    return screen


def _precisions(fine: bool) -> list[torch.dtype | None]:
    """Searches to make one after the other: see `LowerBounds`."""
    # A caller's TF32 or bfloat16 setting would void the bounds of a float32 product.
    coarse = [torch.float32] if torch.get_float32_matmul_precision() == "highest" else []
    return [*coarse, torch.float64, *([None] if fine else [])]
