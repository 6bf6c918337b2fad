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

from explorer.clustering.lower_bounds import TIE, LowerBounds
from explorer.clustering.lowest import lowest_of_all, lowest_of_rows
from explorer.clustering.workers import Workers

_MANY = 2048
"""Clusters from which on a search for all of them is worth its symmetry."""

_SHORT = 48
"""Longest lists of that search: it looks closer at a group for each entry, and there may be only 64."""


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
    """

    points: torch.Tensor
    home: torch.Tensor
    mass: torch.Tensor
    workers: Workers
    fine: bool

    def __len__(self) -> int:
        return len(self.mass)

    def centres(self, rows: torch.Tensor) -> torch.Tensor:
        """Centres of `rows`, a float64 copy."""
        return self.points.index_select(0, self.home[rows]).double()

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
    for precision in _precisions(clusters.fine):
        bounds = LowerBounds(clusters, precision, wanted.low_first)
        if listed <= _SHORT and len(todo) == len(clusters) >= _MANY and clusters.workers.pool:
            lowest, beyond = (found[rows] for found in lowest_of_all(bounds, listed, progress))
        else:
            lowest, beyond = lowest_of_rows(bounds, rows[todo], listed, progress)
        near[todo, :listed], reach[todo] = lowest, beyond
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


def _precisions(fine: bool) -> list[torch.dtype | None]:
    """Searches to make one after the other: see `LowerBounds`."""
    # A caller's TF32 or bfloat16 setting would void the bounds of a float32 product.
    coarse = [torch.float32] if torch.get_float32_matmul_precision() == "highest" else []
    return [*coarse, torch.float64, *([None] if fine else [])]
