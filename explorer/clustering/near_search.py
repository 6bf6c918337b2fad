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

from explorer.clustering.workers import Workers

_TIE = 1e-9
"""Relative difference of squared distances under which a finer search takes clusters for equally near."""


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
    """

    points: torch.Tensor
    home: torch.Tensor
    mass: torch.Tensor
    workers: Workers

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

        for _ in self.workers.run(measure, range(0, len(a), step)):
            pass
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
    for precision in _precisions(clusters.points.dtype):
        bounds = _LowerBounds(clusters, precision, wanted.low_first)
        near[todo, :listed], reach[todo] = bounds.lowest(rows[todo], listed, progress)
        pairs = rows[todo].repeat_interleave(listed), near[todo, :listed].flatten()
        gap[todo, :listed] = clusters.distance(*pairs).view(-1, listed)
        last = gap[todo].kthvalue(min(wanted.sure, listed), dim=1).values
        settled = last <= reach[todo] * (1 if precision == torch.float32 else 1 + 3 * _TIE)
        reach[todo] = torch.where(settled, torch.maximum(last, reach[todo]), reach[todo])
        todo = todo[~settled]
        if not len(todo):
            break
    # What the finest search leaves open is below the rounding of the points themselves: take what it listed.
    reach[todo] = gap[todo].kthvalue(min(wanted.sure, listed), dim=1).values
    return near, gap, reach


def _precisions(points: torch.dtype) -> list[torch.dtype | None]:
    """Searches to make one after the other: see `_LowerBounds`."""
    # A caller's TF32 or bfloat16 setting would void the bounds of a float32 product.
    coarse = [torch.float32] if torch.get_float32_matmul_precision() == "highest" else []
    return [*coarse, torch.float64, *([None] if points == torch.float64 else [])]


class _LowerBounds:
    """Numbers not above the squared distances from some clusters to all.

    Parameters
    ----------
    clusters : Clusters
    precision : torch.dtype or None
        Of the matrix product; None takes coordinate differences instead, which is slow but never cancels.
    low_first : bool
        See `Wanted`.
    """

    def __init__(self, clusters: Clusters, precision: torch.dtype | None, low_first: bool) -> None:
        self._clusters, self._direct, self._low_first = clusters, precision is None, low_first
        self._dtype = dtype = precision or torch.float64
        k, d = len(clusters), clusters.points.shape[1]
        # However a sum of d products is ordered, it is wrong by at most d · eps/2 · |x||y|, and 2|x||y| is at
        # most |x|² + |y|². Twice that, and some for the other roundings, comes off the squared norms; then
        # |x|² + |y|² - 2 x·y is low enough.
        low = 1 - (d + 8) * torch.finfo(dtype).eps
        self._centres = torch.empty(k, d, dtype=dtype, device=clusters.points.device)
        self._squares = torch.empty(k, dtype=dtype, device=clusters.points.device)
        for i in range(0, k, 4096):
            centres = clusters.centres(torch.arange(i, min(i + 4096, k), device=clusters.home.device))
            self._centres[i : i + 4096] = centres
            self._squares[i : i + 4096] = centres.square_().sum(1) * low
        self._squares -= torch.finfo(dtype).tiny
        self._equal = bool((clusters.mass == clusters.mass[0]).all())
        self._inverse = (1 / clusters.mass).to(dtype)

    def lowest(
        self, rows: torch.Tensor, count: int, progress: Callable[[int], None] | None
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """The `count` clusters with the lowest bounds for each row, and the lowest bound of all others."""
        k, device = len(self._clusters), rows.device
        near = torch.empty(len(rows), count, dtype=torch.int64, device=device)
        beyond = torch.full((len(rows),), torch.inf, dtype=torch.float64, device=device)
        kept = min(count + 1, k - 1)
        # Columns are dealt to groups. The lowest entries lie in the groups with the lowest minima, so
        # that only a few groups are looked at closer.
        groups = min(k, max(4 * kept, int((8 * k) ** 0.5)))
        dealt = -(-k // groups)
        step = max(64, self._clusters.workers.block // k)

        def look(start: int) -> None:
            part = rows[start : start + step]
            bounds = torch.full((len(part), dealt * groups), torch.inf, dtype=self._dtype, device=device)
            self._fill(part, bounds[:, :k])
            best = bounds.view(len(part), dealt, groups).amin(1).topk(kept, largest=False).indices
            close = (best[:, :, None] + groups * torch.arange(dealt, device=device)).flatten(1)
            values, places = bounds.gather(1, close).topk(kept, largest=False)
            near[start : start + step] = close.gather(1, places[:, :count])
            if kept > count:
                beyond[start : start + step] = self._scaled(values[:, count])

        for start in self._clusters.workers.run(look, range(0, len(rows), step)):
            if progress:
                progress(len(rows[start : start + step]))
        return near, beyond

    def _fill(self, rows: torch.Tensor, bounds: torch.Tensor) -> None:
        """Write the bounds of `rows`, up to a factor that `_scaled` puts right; infinity for a row itself."""
        if self._direct:
            mode = "donot_use_mm_for_euclid_dist"
            bounds[:] = torch.cdist(self._centres[rows], self._centres, compute_mode=mode).square_()
        else:
            torch.addmm(self._squares, self._centres[rows], self._centres.T, alpha=-2, out=bounds)
            bounds += self._squares[rows, None]
        if not self._equal:
            bounds /= self._inverse[rows, None] + self._inverse
        if self._dtype == torch.float64:
            number = torch.arange(bounds.shape[1], device=rows.device, dtype=torch.float64)
            last = number if self._low_first else (number - rows[:, None]).abs()
            bounds *= 1 + last * (_TIE / bounds.shape[1])
        bounds[torch.arange(len(rows), device=rows.device), rows] = torch.inf

    def _scaled(self, bounds: torch.Tensor) -> torch.Tensor:
        scale = self._clusters.mass[0] if self._equal else 2.0
        return bounds.double() * (scale if self._dtype == torch.float32 else scale * (1 - _TIE))
