"""A few coordinates that tell far points apart: leading principal components and the norm of the rest.

With x = (u, rest) in an orthonormal basis, ‖x - y‖² = ‖u - v‖² + ‖rest_x - rest_y‖², and by the triangle
inequality the last is no less than (‖rest_x‖ - ‖rest_y‖)². So m + 1 numbers a point bound every distance from
below, at m / d of the cost.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch

from explorer.clustering.workers import Workers

_SHARE = 0.75
"""Of the variance, that the leading components must hold. With less, bounds tell too few points apart."""

_FEWEST, _NARROWEST = 4096, 64
"""Points and dimensions below which a sketch saves less than it costs to make."""

_SAMPLE = 4096
_TOGETHER = 64
"""Points that are ordered by one sample."""


@dataclass(frozen=True)
class Sketch:
    """How to make sketches of a set of points, and an order in which near points stand together.

    Attributes
    ----------
    axes : (d, m) float64
        Orthonormal columns.
    rank : (n,) int64
        Place of each point in that order.
    """

    axes: torch.Tensor
    rank: torch.Tensor


def make_sketch(points: torch.Tensor, workers: Workers) -> Sketch | None:
    """Sketch some points; None where there are so few, or so few dimensions, that it cannot pay.

    Parameters
    ----------
    points : (n, d) floats
        Centred, of size about 1.
    workers : Workers
    """
    n, d = points.shape
    if n < _FEWEST or d < _NARROWEST:
        return None
    sample = points[:: max(1, n // _SAMPLE)].float()
    variances, axes = torch.linalg.eigh(sample.T @ sample)
    if variances[-1] <= 0:
        return None
    held = variances.flip(0).cumsum(0) / variances.sum()
    m = int((held < _SHARE).sum()) // 16 * 16 + 16
    if m > d // 2:
        return None
    axes = torch.linalg.qr(axes[:, -m:].double())[0]  # orthonormal to float64
    coordinates = torch.empty(n, m, dtype=torch.float32, device=points.device)

    def turn(start: int) -> None:
        coordinates[start : start + 4096] = (points[start : start + 4096].double() @ axes).float()

    workers.finish(turn, range(0, n, 4096))
    rank = torch.empty(n, dtype=torch.int64, device=points.device)
    rank[_local_order(coordinates, workers)] = torch.arange(n, device=points.device)
    return Sketch(axes, rank)


def _local_order(coordinates: torch.Tensor, workers: Workers) -> torch.Tensor:
    """(n,) int64: points by the nearest of every 64th of them, which are themselves put in such an order."""
    n = len(coordinates)
    if n <= _TOGETHER:
        return torch.arange(n, device=coordinates.device)
    samples = coordinates[::_TOGETHER]
    samples = samples[_local_order(samples, workers)]
    squares = samples.square().sum(1)
    cell = torch.empty(n, dtype=torch.int64, device=coordinates.device)
    step = max(64, workers.block // len(samples))

    def assign(start: int) -> None:
        part = coordinates[start : start + step]
        cell[start : start + step] = torch.addmm(squares, part, samples.T, alpha=-2).argmin(1)

    workers.finish(assign, range(0, n, step))
    return cell.argsort(stable=True)
