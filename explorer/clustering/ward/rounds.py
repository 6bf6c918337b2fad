"""Rounds of merges of reciprocal nearest neighbours.

Two clusters that are each other's nearest will be merged by Ward's method whatever happens elsewhere: merging
two clusters never brings the result nearer to a third than the nearer of the two was (reducibility). So all
such pairs are merged at once, round by round (Sumengen et al., arXiv 2105.11653).

To search seldom, every cluster keeps a short list of near clusters and a `reach`: no cluster off the list is
nearer than that. Merges change the list's entries but, by reducibility, they bring nothing from outside
within reach. A cluster is searched for again only when nothing on its list is within reach any more.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch

from explorer.clustering.nearest.clusters import Clusters, rounded
from explorer.clustering.nearest.nearest_clusters import NearestOptions, nearest_clusters
from explorer.clustering.nearest.rounded_bounds import bfloat16_pays
from explorer.clustering.nearest.sketch import make_sketch
from explorer.clustering.ward.start import Start
from explorer.clustering.workers import Workers, open_workers

_WIDTH = 12
"""Near clusters kept for each: more memory and exact distances, fewer searches."""

_PATIENCE = 0.25
"""Search again when a round has fewer pairs than this share of the clusters whose nearest is unknown."""


def merge_in_rounds(
    start: Start,
    join: Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray],
    device: str = "cpu",
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Merge clusters by Ward's method until one is left.

    Parameters
    ----------
    start : Start
    join : callable
        Called for each round with nodes, their partners and the heights; gives the new nodes.
    device : str
    progress : callable, optional
        Called with (steps done, steps in all): a step is a point searched for the first time, or a merge.
    """
    report = progress or (lambda done, total: None)
    with open_workers(device) as workers:
        _merge_all(_State(start, workers), join, report)


def _merge_all(
    state: _State,
    join: Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray],
    report: Callable[[int, int], None],
) -> None:
    n = len(state.clusters)
    steps, seen = 2 * n - 1, 0

    def searched(rows: int) -> None:
        nonlocal seen
        seen = min(n, seen + rows)
        report(seen, steps)

    state.search(torch.arange(n, device=state.device), searched)
    while len(state.clusters) > 1:
        nearest = state.nearest()
        lost = (nearest > state.reach).nonzero().flatten()
        a, b = state.pairs(nearest)
        if len(lost) and len(a) <= _PATIENCE * len(lost):
            state.search(lost)
            continue
        height = nearest[a].sqrt().cpu().numpy()
        made = join(state.nodes[a].cpu().numpy(), state.nodes[b].cpu().numpy(), height)
        state.merge(a, b, nearest[a], torch.from_numpy(made).to(state.device))
        report(steps - len(state.clusters) + 1, steps)


class _State:
    """Clusters with their lists: `near` and `dist2` (k, width), and `reach` (k,), squared distances all."""

    def __init__(self, start: Start, workers: Workers) -> None:
        n = len(start.points)
        self.device = device = workers.device
        self.nodes = torch.from_numpy(start.nodes).to(device)
        points, mass = torch.from_numpy(start.points).to(device), torch.from_numpy(start.masses).to(device)
        home = torch.arange(n, device=device)
        halves = bfloat16_pays(device, points.shape[1])
        sketch = None if halves else make_sketch(points, workers)
        self.clusters = Clusters(points, home, mass, workers, start.fine, sketch, halves)
        self.near = torch.empty(n, _WIDTH, dtype=torch.int64, device=device)
        self.dist2 = torch.empty(n, _WIDTH, dtype=torch.float64, device=device)
        self.reach = torch.empty(n, dtype=torch.float64, device=device)

    def search(self, rows: torch.Tensor, progress: Callable[[int], None] | None = None) -> None:
        """Make the lists of `rows` anew."""
        found = nearest_clusters(self.clusters, rows, NearestOptions(_WIDTH), progress)
        self.near[rows], self.dist2[rows], self.reach[rows] = found.near, found.dist2, found.reach
        if not found.screening.sketch:
            self.clusters.sketch = None
        self.clusters.halves = found.screening.halves

    def nearest(self) -> torch.Tensor:
        """(k,): least distance known of each cluster, on its own list or on another's.

        So the least distance of all is known to both its ends, and there is always a pair to merge.
        """
        own = self.dist2.amin(1)
        return own.scatter_reduce(0, self.near.flatten(), self.dist2.flatten(), "amin")

    def pairs(self, nearest: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Reciprocal nearest neighbours `a < b`, each cluster at most once; ties go to the lower number."""
        sure = torch.where(nearest <= self.reach, nearest, torch.nan)  # NaN equals nothing
        mutual = (self.dist2 == sure[:, None]) & (self.dist2 == sure[self.near])
        a, column = mutual.nonzero(as_tuple=True)
        b = self.near[a, column]
        k = len(nearest)
        keys = torch.unique(torch.minimum(a, b) * k + torch.maximum(a, b))
        a, b = keys // k, keys % k
        partners = torch.bincount(torch.cat([a, b]), minlength=k)
        chosen = (partners[a] == 1) & (partners[b] == 1)
        tied = (~chosen).nonzero().flatten()
        chosen[tied[_first_free(a[tied].tolist(), b[tied].tolist())]] = True
        return a[chosen], b[chosen]

    def merge(self, a: torch.Tensor, b: torch.Tensor, squared: torch.Tensor, made: torch.Tensor) -> None:
        """Merge each `b[i]` into `a[i]`, which are at distance `squared[i]`, and mend all lists."""
        k, clusters = len(self.clusters), self.clusters
        into = torch.arange(k, device=self.device)
        into[b] = a
        changed = torch.zeros(k, dtype=torch.bool, device=self.device)
        changed[a] = changed[b] = True
        touched = ((changed[self.near] & self.dist2.isfinite()).any(1) & ~changed).nonzero().flatten()

        # Lance & Williams: the new distance to any third cluster of mass z follows from the two old ones, and
        # it grows with them and with z. Off both lists they are at least the two reaches.
        mass_a, mass_b, z = clusters.mass[a], clusters.mass[b], clusters.mass.min()
        far = (mass_a + z) * self.reach[a] + (mass_b + z) * self.reach[b] - z * squared
        self.reach[a] = rounded(far / (mass_a + mass_b + z))
        self._move_centres(a, b)
        clusters.mass[a] = mass_a + mass_b
        self.nodes[a] = made

        near, dist2 = self._mended(touched, self.near[touched], self.dist2[touched], changed, into)
        self.near[touched], self.dist2[touched] = near, dist2
        both_near, both_dist2 = (
            torch.cat([self.near[a], self.near[b]], 1),
            torch.cat([self.dist2[a], self.dist2[b]], 1),
        )
        near, dist2 = self._mended(a, both_near, both_dist2, torch.ones_like(changed), into)
        self.near[a], self.dist2[a] = near[:, :_WIDTH], dist2[:, :_WIDTH]
        self.reach[a] = torch.minimum(self.reach[a], dist2[:, _WIDTH])
        self._drop(b)

    def _mended(
        self,
        rows: torch.Tensor,
        near: torch.Tensor,
        dist2: torch.Tensor,
        changed: torch.Tensor,
        into: torch.Tensor,
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Lists of `rows` after the merges `into`, nearest first, what is out of reach left out."""
        mended, measured = torch.empty_like(near), torch.empty_like(dist2)
        step = max(1, self.clusters.workers.block // 1024)

        def mend(start: int) -> None:
            part = slice(start, start + step)
            found = self._mended_here(rows[part], near[part], dist2[part], changed, into)
            mended[part], measured[part] = found

        self.clusters.workers.finish(mend, range(0, len(rows), step))
        return mended, measured

    def _mended_here(
        self,
        rows: torch.Tensor,
        near: torch.Tensor,
        dist2: torch.Tensor,
        changed: torch.Tensor,
        into: torch.Tensor,
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """The same of a few rows, by one worker."""
        stale = changed[near]
        near = torch.where(dist2.isfinite(), into[near], rows[:, None])
        near, order = near.sort(dim=1, stable=True)
        dist2, stale = dist2.gather(1, order), stale.gather(1, order)
        gone = near == rows[:, None]
        gone[:, 1:] |= near[:, 1:] == near[:, :-1]
        row, column = (stale & ~gone).nonzero(as_tuple=True)
        dist2[row, column] = self.clusters.distance(rows[row], near[row, column], shared=False)
        gone |= dist2 > self.reach[rows, None]
        dist2[gone] = torch.inf
        near = torch.where(gone, rows[:, None], near)
        dist2, order = dist2.sort(dim=1, stable=True)
        return near.gather(1, order), dist2

    def _move_centres(self, a: torch.Tensor, b: torch.Tensor) -> None:
        clusters = self.clusters
        step = max(1, clusters.workers.block // 8 // max(1, clusters.points.shape[1]))

        def move(start: int) -> None:
            first, second = a[start : start + step], b[start : start + step]
            share = clusters.mass[second] / (clusters.mass[first] + clusters.mass[second])
            here, there = clusters.centres(first), clusters.centres(second)
            clusters.points[clusters.home[first]] = here + share[:, None] * (there - here)

        clusters.workers.finish(move, range(0, len(a), step))

    def _drop(self, rows: torch.Tensor) -> None:
        """Forget clusters and number the rest anew, in the same order."""
        keep = torch.ones(len(self.clusters), dtype=torch.bool, device=self.device)
        keep[rows] = False
        number = keep.cumsum(0) - 1
        self.near, self.dist2, self.reach = number[self.near[keep]], self.dist2[keep], self.reach[keep]
        self.nodes = self.nodes[keep]
        self.clusters.home, self.clusters.mass = self.clusters.home[keep], self.clusters.mass[keep]


def _first_free(a: list[int], b: list[int]) -> list[int]:
    """Places of a maximal set of pairs without a common member, taken in order."""
    taken: set[int] = set()
    places = []
    for place, pair in enumerate(zip(a, b, strict=True)):
        if taken.isdisjoint(pair):
            taken.update(pair)
            places.append(place)
    return places
