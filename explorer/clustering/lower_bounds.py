"""Numbers that are certainly not above the distances of clusters, by matrix products."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from explorer.clustering.near_search import Clusters

TIE = 1e-9
"""Relative difference of squared distances under which a finer search takes clusters for equally near."""


class LowerBounds:
    """Lower bounds of the squared Ward distances of clusters.

    Parameters
    ----------
    clusters : Clusters
    precision : torch.dtype or None
        Of the matrix product; None takes coordinate differences instead, which is slow but never cancels.
    low_first : bool
        See `near_search.Wanted`.
    """

    def __init__(self, clusters: Clusters, precision: torch.dtype | None, low_first: bool) -> None:
        self.workers, self.device = clusters.workers, clusters.home.device
        self.dtype = dtype = precision or torch.float64
        self._direct, self._low_first = precision is None, low_first
        k, d = len(clusters), clusters.points.shape[1]
        # However a sum of d products is ordered, it is wrong by at most d · eps/2 · |x||y|, and 2|x||y| is at
        # most |x|² + |y|². Twice that, and some for the other roundings, comes off the squared norms; then
        # |x|² + |y|² - 2 x·y is low enough.
        low = 1 - (d + 8) * torch.finfo(dtype).eps
        self._centres = torch.empty(k, d, dtype=dtype, device=self.device)
        self._squares = torch.empty(k, dtype=dtype, device=self.device)

        def copy(start: int) -> None:
            part = slice(start, start + 256)
            centres = clusters.centres(torch.arange(k, device=self.device)[part])
            self._centres[part] = centres
            self._squares[part] = centres.square_().sum(1) * low - torch.finfo(dtype).tiny

        self.workers.finish(copy, range(0, k, 256), together=16)
        self._mass = clusters.mass
        self._equal = bool((clusters.mass == clusters.mass[0]).all())
        self._inverse = (1 / clusters.mass).to(dtype)

    def __len__(self) -> int:
        return len(self._mass)

    def fill(self, rows: torch.Tensor, columns: slice, bounds: torch.Tensor) -> None:
        """Write the bounds between `rows` and `columns`, up to the factor that `scaled` brings in."""
        if self._direct:
            mode = "donot_use_mm_for_euclid_dist"
            bounds[:] = torch.cdist(self._centres[rows], self._centres[columns], compute_mode=mode).square_()
        else:
            torch.addmm(
                self._squares[columns], self._centres[rows], self._centres[columns].T, alpha=-2, out=bounds
            )
            bounds += self._squares[rows, None]
        if not self._equal:
            for i in range(0, len(rows), 32):  # few at a time: what they are divided by is as large as they
                bounds[i : i + 32] /= self._inverse[rows[i : i + 32], None] + self._inverse[columns]
        if self.dtype == torch.float64:
            number = torch.arange(len(self), device=self.device, dtype=torch.float64)[columns]
            last = number if self._low_first else (number - rows[:, None]).abs()
            bounds *= 1 + last * (TIE / len(self))

    def scaled(self, bounds: torch.Tensor) -> torch.Tensor:
        """What `fill` wrote, as bounds of squared distances; float64."""
        scale = self._mass[0] if self._equal else 2.0
        return bounds.double() * (scale if self.dtype == torch.float32 else scale * (1 - TIE))
