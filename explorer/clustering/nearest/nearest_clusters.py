"""Nearest clusters under Ward's distance, by blocked matrix products.

float32 proposes, float64 disposes. A product gives for every pair a number that is certainly not above the
true distance, rounding included. The few clusters with the lowest such numbers are measured exactly, from
coordinate differences, and the lowest number among all others bounds what was not measured. Where that leaves
open which cluster is nearest, the search is made again with a finer product.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import torch

from explorer.clustering.nearest.clusters import Clusters
from explorer.clustering.nearest.lower_bounds import TIE, BoundOptions, LowerBounds, Precision
from explorer.clustering.nearest.nominated import Nominated, nominate
from explorer.clustering.nearest.rounded_bounds import RoundedBounds
from explorer.clustering.nearest.tiles import deal
from explorer.clustering.nearest.topk import lowest

_MANY = 2048
"""Clusters from which on sketches and products in bfloat16 may pay."""

_TRIED = 256
_WORTH = 0.2
"""Sketches pay when they leave no more than this share of all pairs to be looked at."""

_SETTLED = 0.8
"""Products in bfloat16 pay when they settle at least this share of the searches."""

_SPARE = 40
"""Clusters beyond those listed that are nominated in bfloat16, where more than the nearest must be sure."""


@dataclass(frozen=True)
class NearestOptions:
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


class Screening(NamedTuple):
    """Whether sketches tell most clusters apart, and whether products in bfloat16 settle most searches."""

    sketch: bool
    halves: bool


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
    screening : Screening
        Which of the clusters' cheaper searches still pay. One that does not will not later, either, since
        merging brings clusters to one size and so to one distance.
    """

    near: torch.Tensor
    dist2: torch.Tensor
    reach: torch.Tensor
    screening: Screening


def nearest_clusters(
    clusters: Clusters,
    rows: torch.Tensor,
    wanted: NearestOptions,
    progress: Callable[[int], None] | None = None,
) -> NearestClusters:
    """Find the nearest clusters of some clusters.

    Parameters
    ----------
    clusters : Clusters
        Two or more.
    rows : (r,) int64
        Clusters to search for.
    wanted : NearestOptions
    progress : callable, optional
        Called with the number of rows just searched.
    """
    near = rows[:, None].repeat(1, wanted.width)
    dist2 = torch.full(near.shape, torch.inf, dtype=torch.float64, device=rows.device)
    reach = torch.zeros(len(rows), dtype=torch.float64, device=rows.device)
    todo = torch.arange(len(rows), device=rows.device)
    listed = min(wanted.width, len(clusters) - 1)
    screening = Screening(clusters.sketch is not None, clusters.halves)
    for precision in _precisions(clusters.fine, clusters.halves and len(clusters) >= _MANY):
        if precision is Precision.BFLOAT16:
            found = _by_halves(clusters, rows, wanted, progress)
            if found is None:
                screening = screening._replace(halves=False)
                continue
        else:
            found, sketch = _by_products(clusters, rows[todo], wanted, precision, progress)
            screening = screening._replace(sketch=screening.sketch and sketch)
        near[todo, :listed], dist2[todo, :listed], reach[todo] = found
        last = found.dist2.kthvalue(min(wanted.sure, listed), dim=1).values
        rough = precision in (Precision.BFLOAT16, Precision.FLOAT32)
        settled = last <= found.reach * (1 if rough else 1 + 3 * TIE)
        reach[todo] = torch.where(settled, torch.maximum(last, found.reach), found.reach)
        todo = todo[~settled]
        if not len(todo):
            break
    # What the finest search leaves open is below the rounding of the points themselves: take what it listed.
    reach[todo] = dist2[todo].kthvalue(min(wanted.sure, listed), dim=1).values
    return NearestClusters(near, dist2, reach, screening)


class _Found(NamedTuple):
    """Of r rows: (r, listed) clusters and squared distances to them, and (r,) what bounds all others."""

    near: torch.Tensor
    dist2: torch.Tensor
    reach: torch.Tensor


def _by_products(
    clusters: Clusters,
    rows: torch.Tensor,
    wanted: NearestOptions,
    precision: Precision,
    progress: Callable[[int], None] | None,
) -> tuple[_Found, bool]:
    """Search in float32 or finer; also tell whether sketches still pay."""
    listed = min(wanted.width, len(clusters) - 1)
    groups = deal(clusters.local_order(), clusters.workers.block)
    bounds = LowerBounds(clusters, groups, BoundOptions(precision, low_first=wanted.low_first))
    screen, pays = bounds, True
    if precision is Precision.FLOAT32 and clusters.sketch is not None and len(clusters) >= _MANY:
        screen = LowerBounds(clusters, groups, BoundOptions(precision, sketched=True))
        # Before a search for all, a few show whether it pays.
        if len(rows) == len(clusters) and not _pays(screen, bounds, listed):
            screen, pays = bounds, False
    found = lowest(screen, bounds, rows, listed, progress)
    if screen is not bounds and found.looked > _WORTH:
        pays = False
    return _Found(found.near, clusters.distances(rows, found.near), found.beyond), pays


def _by_halves(
    clusters: Clusters, rows: torch.Tensor, wanted: NearestOptions, progress: Callable[[int], None] | None
) -> _Found | None:
    """Search in bfloat16; None where that leaves too many rows open."""
    groups = deal(clusters.order_by_mass(), clusters.workers.block)
    bounds = RoundedBounds(clusters, groups)
    if len(rows) == len(clusters):
        few = _nominated(clusters, bounds, rows[:: max(1, len(rows) // _TRIED)], wanted, None)
        if _settled(few, wanted) < _SETTLED:
            return None
    found = _nominated(clusters, bounds, rows, wanted, progress)
    return found if _settled(found, wanted) >= _SETTLED else None


def _settled(found: _Found, wanted: NearestOptions) -> float:
    """Share of rows whose nearest clusters are certain."""
    sure = min(wanted.sure, found.dist2.shape[1])
    return float((found.dist2.kthvalue(sure, dim=1).values <= found.reach).double().mean())


def _nominated(
    clusters: Clusters,
    bounds: RoundedBounds,
    rows: torch.Tensor,
    wanted: NearestOptions,
    progress: Callable[[int], None] | None,
) -> _Found:
    """List what is nearest of those with the lowest bounds, and measure no more of these than it takes."""
    listed = min(wanted.width, len(clusters) - 1)
    more = min(listed + _SPARE, len(clusters) - 1)
    sure = min(wanted.sure, listed)
    if sure == 1:
        found = nominate(bounds, rows, listed, None, progress)
        dist2 = clusters.distances(rows, found.near).masked_fill_(found.low.isinf(), torch.inf)
        measured = _Found(found.near, dist2, found.beyond)
    else:
        found = nominate(bounds, rows, more, sure, progress)
        measured = _measured(clusters, rows, found, listed, sure)
    last = measured.dist2.kthvalue(sure, dim=1).values
    again = ((last > measured.reach) & last.isfinite()).nonzero().flatten()
    if len(again):  # now that the distance is known within which all must be listed
        found = nominate(bounds, rows[again], more, last[again])
        for old, new in zip(measured, _measured(clusters, rows[again], found, listed, sure), strict=True):
            old[again] = new
    return measured


def _measured(clusters: Clusters, rows: torch.Tensor, found: Nominated, listed: int, sure: int) -> _Found:
    """The nearest of what was nominated; what is bound to be farther than the last wanted is not measured."""
    dist2 = torch.full_like(found.low, torch.inf)
    dist2[:, :sure] = clusters.distances(rows, found.near[:, :sure])
    dist2.masked_fill_(found.low.isinf(), torch.inf)
    last = dist2[:, :sure].amax(1)
    low = found.low[:, sure:]
    row, column = ((low <= last[:, None]) & low.isfinite()).nonzero(as_tuple=True)
    column += sure
    dist2[row, column] = clusters.distance(rows[row], found.near[row, column])
    beyond = torch.minimum(found.beyond, found.low.masked_fill(dist2.isfinite(), torch.inf).amin(1))
    dist2, order = dist2.sort(dim=1, stable=True)
    if dist2.shape[1] > listed:
        # Equally near ones that are not listed leave the choice open.
        beyond = torch.minimum(beyond, dist2[:, listed] * (1 - TIE))
    return _Found(found.near.gather(1, order[:, :listed]), dist2[:, :listed], beyond)


def _pays(screen: LowerBounds, bounds: LowerBounds, listed: int) -> bool:
    """Whether sketches leave few enough of a sample's pairs to be looked at."""
    k = bounds.groups.k
    sample = torch.arange(0, k, -(-k // _TRIED), device=bounds.device)
    return lowest(screen, bounds, sample, listed).looked <= _WORTH


def _precisions(fine: bool, halves: bool = False) -> list[Precision]:
    """Searches to make one after the other."""
    first = [Precision.BFLOAT16] if halves else []
    # A caller's TF32 or bfloat16 setting would void the bounds of a float32 product.
    coarse = [Precision.FLOAT32] if torch.get_float32_matmul_precision() == "highest" else []
    return [*first, *coarse, Precision.FLOAT64, *([Precision.DIFFERENCES] if fine else [])]
