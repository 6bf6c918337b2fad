"""Numbers that are certainly not above the distances of clusters, by matrix products in bfloat16.

Processors with AMX make these many times as fast as products in float32, good enough to nominate. Centres x
are rounded to bfloat16, x̂, and how far that moves them is kept: e = ‖x - x̂‖. By the triangle inequality
‖x - y‖ ≥ ‖x̂ - ŷ‖ - e_x - e_y. The product gives ‖x̂ - ŷ‖², wrong only by how it is summed (in float32) and by
the rounding of what comes out (to bfloat16); both are bounded, so that what is settled by it is settled.
"""

from __future__ import annotations

import time
from functools import cache

import torch

from explorer.clustering.nearest.clusters import Clusters
from explorer.clustering.nearest.tiles import Groups
from explorer.cores import instructions_for, speed_ratio

_PIECES = 3
"""Numbers in bfloat16 that a squared length is the sum of, to 21 binary digits."""

_PADDED = 32
"""Numbers that AMX takes at a time of each row."""

INFINITE = 0x7F80
"""The bits of infinity in bfloat16."""

_SIZES = 64
"""Products of some rows are of a multiple of so many."""

_KEPT = 1 - 2.0**-8 - 2.0**-18
"""Of a squared distance in bfloat16, what is certainly there: rounding to 8 binary digits adds 1/256 at most.
The rest is for the ten roundings in float32 that follow."""

_FLUSHED = 8 * torch.finfo(torch.float32).tiny
"""More than a product of numbers loses when all below float32's range are taken for zero."""

_NARROWEST = 64
"""Dimensions below which a product is not what a search spends its time on."""

_TRIED, _FASTER = 512, 1.5
"""Rows of the products that are tried, and how much faster these must be in bfloat16."""


class RoundedBounds:
    """Lower bounds of the squared Ward distances of clusters, which are named by their places in `groups`.

    What `between` gives, for minima of groups to be made of, are the bits of bfloat16 numbers as int16: these
    sort as the numbers do, but for the order of negative ones, which all bound a distance equally.

    Parameters
    ----------
    clusters : Clusters
    groups : Groups
    """

    dtype = torch.int16

    def __init__(self, clusters: Clusters, groups: Groups) -> None:
        self.workers, self.device, self.groups = clusters.workers, clusters.home.device, groups
        d, places = clusters.points.shape[1], len(groups.cluster)
        padded = -(-(d + 2 * _PIECES) // _PADDED) * _PADDED
        # A row [x, |x|², 1] times a column [-2y, 1, |y|²] is the squared distance, with |x|² and 1 in pieces.
        # As in LowerBounds, what the sum may be wrong by comes off the squares beforehand: with unit roundoff
        # eps/2 that is (padded + 2) · eps · (|x|² + |y|²), and twice as much for processors that cut off
        # instead of rounding. Products of bfloat16 numbers are exact in float32, but small ones may be
        # taken for 0.
        self._rounding = 2 * (padded + 16) * torch.finfo(torch.float32).eps
        self._low = 1 - 2 * self._rounding
        self._flushed = padded * _FLUSHED
        self._d = d
        self._rows = torch.zeros(places, padded, dtype=torch.bfloat16, device=self.device)
        self._columns = torch.zeros(places, padded, dtype=torch.bfloat16, device=self.device)
        self._rows[:, d + _PIECES : d + 2 * _PIECES] = self._columns[:, d : d + _PIECES] = 1
        far = torch.tensor([torch.inf, *[0] * (_PIECES - 1)], dtype=torch.bfloat16, device=self.device)
        self._moved = torch.zeros(places, dtype=torch.float32, device=self.device)

        def copy(start: int) -> None:
            part = slice(start, start + 256)
            cluster = groups.cluster[part]
            self._copy(part, clusters.centres(cluster.clamp(min=0)))
            empty = (cluster < 0).nonzero().flatten() + start
            self._rows[empty, :d] = self._columns[empty, :d] = self._moved[empty] = 0
            self._rows[empty, d : d + _PIECES] = self._columns[empty, d + _PIECES : d + 2 * _PIECES] = far

        self.workers.finish(copy, range(0, places, 256), together=8)
        mass = torch.where(groups.cluster >= 0, clusters.mass[groups.cluster], clusters.mass.max())
        self._equal = bool((mass == mass[0]).all())
        self._mass, self._inverse = mass[0], (1 / mass).float()
        self._moved_range = groups.range(self._moved)
        self._inverse_range = groups.range(self._inverse)
        longest = self._rows[:, d].masked_fill(groups.cluster < 0, 0).max().double()
        # Twice what squares were lowered by, for either end of the longest distance.
        self._lowered = float(longest * (1 + 2.0**-6) * 4 * (1 - self._low) + 4 * self._flushed)

    def _copy(self, places: slice, centres: torch.Tensor) -> None:
        """Keep what the product needs of centres (float64)."""
        whole = centres.float()
        near = whole.bfloat16()
        exact = near.float()
        # In float32, so that a sum is wrong by at most d · eps/2 of itself, and so is the first rounding.
        squares = exact.square().sum(1) * self._low - self._flushed
        moved = (whole - exact).square_().sum(1).sqrt_() + squares.clamp(min=0).sqrt() * 2.0**-22
        pieces = _split(squares)
        self._moved[places] = moved * (1 + self._rounding) + torch.finfo(torch.float32).tiny ** 0.5
        d = self._d
        self._rows[places, :d], self._rows[places, d : d + _PIECES] = near, pieces
        self._columns[places, :d] = near.mul_(-2)
        self._columns[places, d + _PIECES : d + 2 * _PIECES] = pieces

    def between(self, rows: torch.Tensor | slice, columns: slice) -> torch.Tensor:
        """(r, c) int16: bits of the squared distances of rounded centres, in bfloat16."""
        mine = self._rows[rows] if isinstance(rows, slice) else self._rows.index_select(0, rows)
        return (mine @ self._columns[columns].T).view(torch.int16)

    def bits_of(self, places: torch.Tensor, limit: torch.Tensor) -> torch.Tensor:
        """(r, groups) int16: `between` is not above this where a bound is not above its row's limit."""
        high = (limit[:, None] + 2 * _FLUSHED).clamp_(min=0)
        if not self._equal:
            high = high * (self._inverse[places, None] + self._inverse_range[1])
        high = high.sqrt_().add_(self._moved[places, None]) + self._moved_range[1]
        high = high.square_().mul_((1 + 2.0**-18) / _KEPT)
        return (high.view(torch.int32) >> 16).add_(1).clamp_(max=INFINITE).to(torch.int16)

    def above(self, places: torch.Tensor, minima: torch.Tensor, distances: bool) -> torch.Tensor:
        """(r, groups): what is not below the bound of one member or, if `distances`, its distance."""
        if not distances:
            return self._bounds(places, minima, self._moved_range[0], self._inverse_range[0])
        high = minima.view(torch.bfloat16).float().clamp_(min=0).mul_(2 - _KEPT + 2.0**-8)
        high.add_(self._lowered).sqrt_()
        high.add_(self._moved[places, None]).add_(self._moved_range[1]).square_().mul_(1 + 2.0**-18)
        if not self._equal:
            high /= self._inverse[places, None] + self._inverse_range[0]
        return high

    def to_members(self, places: torch.Tensor, members: slice) -> torch.Tensor:
        """(r, c) int16: what `between` gives, of any number of places."""
        # A product of a size not seen yet is compiled first, which takes longer than many of these.
        spare = -len(places) % _SIZES
        return self.between(torch.cat([places, places[:1].expand(spare)]), members)[: len(places)]

    def bounds(self, places: torch.Tensor, others: torch.Tensor, bits: torch.Tensor) -> torch.Tensor:
        """(r,): bounds of some pairs of places, up to the factor of `scaled`, from what `between` gave."""
        return self._bounds(places, bits, self._moved[others], self._inverse[others])

    def _bounds(
        self, places: torch.Tensor, bits: torch.Tensor, moved: torch.Tensor, inverse: torch.Tensor
    ) -> torch.Tensor:
        own, mass = self._moved[places], self._inverse[places]
        if bits.ndim > 1:
            own, mass = own[:, None], mass[:, None]
        low = bits.view(torch.bfloat16).float().clamp_(min=0).mul_(_KEPT).sqrt_()
        low.sub_(own).sub_(moved).clamp_(min=0).square_()
        return (low if self._equal else low.div_(mass + inverse)).sub_(_FLUSHED)

    def scaled(self, bounds: torch.Tensor) -> torch.Tensor:
        """What `bounds` gave, as bounds of squared distances; float64."""
        return bounds.double() * (self._mass if self._equal else 2.0)

    def unscaled(self, squared: torch.Tensor) -> torch.Tensor:
        """What bounds of no more than such squared distances (float64) are not above; float32."""
        return (squared / (self._mass if self._equal else 2.0) * (1 + 2.0**-20)).float()


def _split(numbers: torch.Tensor) -> torch.Tensor:
    """(r, pieces) bfloat16 numbers whose sum is that of each float32 number, or a little nearer to 0."""
    pieces = []
    for _ in range(_PIECES):
        # The upper half of a float32 number is a bfloat16 number.
        piece = (numbers.view(torch.int32) >> 16 << 16).view(torch.float32)
        pieces.append(piece.bfloat16())
        numbers = numbers - piece
    return torch.stack(pieces, 1)


def bfloat16_pays(device: torch.device, d: int) -> bool:
    """Whether this processor multiplies bfloat16 numbers so fast that a search should begin with them.

    Told by torch, and by a trial, as a processor may have what a library makes no use of.
    """
    if device.type != "cpu" or d < _NARROWEST or instructions_for("bfloat16") != "AMX":
        return False
    return _faster(-(-d // 256) * 256)


@cache
def _faster(d: int) -> bool:
    numbers = torch.linspace(-1, 1, _TRIED * d).view(_TRIED, d)
    halves = numbers.bfloat16()
    return speed_ratio(lambda: numbers @ numbers.T, lambda: halves @ halves.T, time.thread_time) > _FASTER
