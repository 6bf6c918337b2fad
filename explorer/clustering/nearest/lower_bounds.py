"""Numbers that are certainly not above the distances of clusters, by matrix products."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import torch

from explorer.clustering.nearest.clusters import Clusters
from explorer.clustering.nearest.tiles import Groups

TIE = 1e-9
"""Relative difference of squared distances under which a finer search takes clusters for equally near."""


class Precision(Enum):
    """How distances are bounded, from the cheapest to the finest."""

    BFLOAT16 = "a matrix product in bfloat16, where a processor is made for it"
    FLOAT32 = "a matrix product in float32"
    FLOAT64 = "a matrix product in float64"
    DIFFERENCES = "coordinate differences in float64, which are slow but never cancel"


@dataclass(frozen=True)
class BoundOptions:
    """How bounds are computed.

    Attributes
    ----------
    precision : Precision
    sketched : bool
        Whether from sketches only: cheaper, and lower.
    low_first : bool
        Of equally near clusters, whether those with the lowest numbers are nearest.
    """

    precision: Precision
    sketched: bool = False
    low_first: bool = False


class LowerBounds:
    """Lower bounds of the squared Ward distances of clusters, which are named by their places in `groups`.

    Places that no cluster has are infinitely far from all.

    Parameters
    ----------
    clusters : Clusters
    groups : Groups
    options : BoundOptions
    """

    def __init__(self, clusters: Clusters, groups: Groups, options: BoundOptions) -> None:
        self.workers, self.device, self.groups = clusters.workers, clusters.home.device, groups
        self.dtype = dtype = torch.float32 if options.precision is Precision.FLOAT32 else torch.float64
        self._direct, self._low_first = options.precision is Precision.DIFFERENCES, options.low_first
        self._axes = clusters.sketch.axes if options.sketched and clusters.sketch else None
        d = clusters.points.shape[1]
        width = d if self._axes is None else self._axes.shape[1] + 1
        places = len(groups.cluster)
        # A row [x, |x|², 1] times a column [-2y, 1, |y|²] is the squared distance. However these products are
        # summed, the sum is wrong by at most (width + 2) · eps/2 · (2|x||y| + |x|² + |y|²), and 2|x||y| is at
        # most |x|² + |y|². So that much, and some for the other roundings, comes off the squares beforehand.
        self._low = 1 - (width + 16) * torch.finfo(dtype).eps
        self._rows = torch.zeros(places, width + 2, dtype=dtype, device=self.device)
        self._columns = torch.zeros(places, width + 2, dtype=dtype, device=self.device)
        self._rows[:, -1] = self._columns[:, -2] = 1
        self._rows[:, -2] = self._columns[:, -1] = torch.inf

        def copy(start: int) -> None:
            part = slice(start, start + 512)
            there = (groups.cluster[part] >= 0).nonzero().flatten() + start
            self._copy(there, clusters.centres(groups.cluster[there]))

        self.workers.finish(copy, range(0, places, 512), together=8)
        mass = torch.where(groups.cluster >= 0, clusters.mass[groups.cluster], clusters.mass[0])
        self._equal = bool((mass == mass[0]).all())
        self._mass, self._inverse = mass[0], (1 / mass).to(dtype)

    def _copy(self, places: torch.Tensor, centres: torch.Tensor) -> None:
        """Keep what the product needs of centres (float64)."""
        squares = centres.square().sum(1)
        if self._axes is not None:
            leading = centres @ self._axes
            rest = (squares - leading.square().sum(1)).clamp_(min=0).sqrt_()
            centres = torch.cat([leading, rest[:, None]], 1)
        squares = (squares * self._low - torch.finfo(self.dtype).tiny).to(self.dtype)
        self._rows[places, :-2] = centres.to(self.dtype)
        self._columns[places, :-2] = centres.to(self.dtype) * (1 if self._direct else -2)
        self._rows[places, -2] = self._columns[places, -1] = squares

    def between(self, rows: torch.Tensor | slice, columns: torch.Tensor | slice) -> torch.Tensor:
        """(r, c): the bounds between places, up to the factor that `scaled` brings in."""
        mine, others = self._rows[rows], self._columns[columns]
        if self._direct:
            mode = "donot_use_mm_for_euclid_dist"
            bounds = torch.cdist(mine[:, :-2], others[:, :-2], compute_mode=mode).square_()
            bounds.masked_fill_(mine[:, -2:-1].isinf() | others[:, -1].isinf(), torch.inf)
        else:
            bounds = mine @ others.T
        if not self._equal:
            bounds /= self._inverse[rows, None] + self._inverse[columns]
        if self.dtype == torch.float64:
            number, k = self.groups.cluster.double(), self.groups.k
            last = number[columns] if self._low_first else (number[columns] - number[rows, None]).abs()
            bounds *= 1 + last * (TIE / k)
        return bounds

    def scaled(self, bounds: torch.Tensor) -> torch.Tensor:
        """What `between` gave, as bounds of squared distances; float64."""
        scale = self._mass if self._equal else 2.0
        return bounds.double() * (scale if self.dtype == torch.float32 else scale * (1 - TIE))
