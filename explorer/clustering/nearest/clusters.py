"""Clusters as their centres and masses, and Ward's distance between them.

Distances in this package are squared: d²(a, b) = 2 |a||b| / (|a| + |b|) · ‖centre a - centre b‖².
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from explorer.clustering.nearest.sketch import Sketch
from explorer.clustering.workers import Workers


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
    halves : bool
        Whether a search is to begin with products in bfloat16.
    """

    points: torch.Tensor
    home: torch.Tensor
    mass: torch.Tensor
    workers: Workers
    fine: bool
    sketch: Sketch | None = None
    halves: bool = False

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

    def order_by_mass(self) -> torch.Tensor:
        """(k,) int64: the clusters, those of one mass together, and near ones hardly ever."""
        mixed = torch.from_numpy(np.random.default_rng(0).permutation(len(self))).to(self.home.device)
        return mixed[self.mass[mixed].argsort(stable=True)]

    def distances(self, rows: torch.Tensor, near: torch.Tensor) -> torch.Tensor:
        """(r, c): squared distances of each of `rows` to the c clusters of its row of `near`."""
        squared = torch.empty(near.shape, dtype=torch.float64, device=rows.device)
        c, d = near.shape[1], self.points.shape[1]
        step = max(1, self.workers.block // 16 // max(1, c * d))

        def measure(start: int) -> None:
            part = slice(start, start + step)
            others = self.centres(near[part].flatten()).view(-1, c, d)
            squared[part] = others.sub_(self.centres(rows[part])[:, None]).square_().sum(2)

        self.workers.finish(measure, range(0, len(rows), step), together=16)
        mine, other = self.mass[rows, None], self.mass[near]
        squared *= 2 * mine * other / (mine + other)
        return rounded(squared)

    def distance(self, a: torch.Tensor, b: torch.Tensor, shared: bool = True) -> torch.Tensor:
        """Squared distance of `a[i]` and `b[i]`, right to 12 digits; shared among the workers or not."""
        squared = torch.empty(len(a), dtype=torch.float64, device=a.device)
        step = max(1, self.workers.block // 16 // max(1, self.points.shape[1]))
        starts = range(0, len(a), step)

        def measure(start: int) -> None:
            part = slice(start, start + step)
            squared[part] = (self.centres(a[part]).sub_(self.centres(b[part]))).square_().sum(1)

        if shared:
            self.workers.finish(measure, starts, together=16)
        else:
            for start in starts:
                measure(start)
        squared *= 2 * self.mass[a] * self.mass[b] / (self.mass[a] + self.mass[b])
        return rounded(squared)


def rounded(squared: torch.Tensor) -> torch.Tensor:
    """Squared distances (float64) less their last bits, 1e-12 of them.

    Equal distances, such as those of a grid, come out differently in these bits depending on how they were
    computed. Without them they are equal again, and many pairs merge in one round.
    """
    spare = 12
    return (squared.view(torch.int64) + (1 << spare >> 1) >> spare << spare).view(torch.float64)
