"""Points in a square, in the order of a curve on which every tile of every level is one range.

Morton's curve (Morton, "A Computer Oriented Geodetic Data Base", IBM, 1966) takes the bits of x and y in
turn, so that a square of the plane halved again and again is a prefix of the number: as a cluster is a range
of rows in dendrogram order, a tile is a range of points in this one.
"""

from dataclasses import dataclass

import numpy as np

from explorer.errors import InputError

BITS = 24
"""Of each coordinate: what float32 tells apart."""
SIDE = 1 << BITS
"""The square's, in the whole numbers that coordinates are."""
PLACE_BITS = 4
PLACES = 1 << PLACE_BITS
"""Places for pictures along the side of a tile."""
DEEPEST = BITS - PLACE_BITS - 1
"""Level at which half a place is as small as coordinates tell apart."""
_SPREAD = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)


@dataclass(frozen=True)
class Tile:
    """A square of the plane: of level z there are 2^z in a row.

    Attributes
    ----------
    z, x, y : int
        Level, and which from the left and from the top.
    """

    z: int
    x: int
    y: int

    @property
    def parent(self) -> "Tile":
        """The tile of the level above that holds it; of level 1 or deeper."""
        return Tile(self.z - 1, self.x >> 1, self.y >> 1)


@dataclass(frozen=True)
class Plane:
    """Points in the order of the curve.

    Attributes
    ----------
    codes : (n,) uint64
        Places on the curve, ascending; of equal ones the lower row first.
    order : (n,) int32
        `order[i]` is the row of point i.
    x, y : (n,) uint32
        Coordinates of point i, below `SIDE`; y grows downwards.
    """

    codes: np.ndarray
    order: np.ndarray
    x: np.ndarray
    y: np.ndarray

    def span(self, tile: Tile) -> tuple[int, int]:
        """Return the range of points of a tile."""
        shift = 2 * (BITS - tile.z)
        code = int(interleave(np.array([tile.x]), np.array([tile.y]))[0])
        ends = np.array([code << shift, ((code + 1) << shift) - 1], np.uint64)
        return int(np.searchsorted(self.codes, ends[0])), int(np.searchsorted(self.codes, ends[1], "right"))

    def squares(self, i: slice | np.ndarray, bits: int) -> np.ndarray:
        """Return which square of `2^bits` in a row each of some points is in, along the curve: int64."""
        return (self.codes[i] >> np.uint64(2 * (BITS - bits))).astype(np.int64)


def lay(projection: np.ndarray) -> Plane:
    """Fit points into the square: as large as they can be without being stretched, in its middle.

    Parameters
    ----------
    projection : (n, 2) float array
        n of 1 or more.

    Raises
    ------
    InputError
        When a number is not finite.
    """
    points = np.asarray(projection, np.float64)
    if not np.isfinite(points).all():
        raise InputError("projection: it holds what is no number; only finite ones have a place.")
    low, high = points.min(axis=0), points.max(axis=0)
    extent = float((high - low).max()) or 1.0
    unit = 0.5 + (points - (low + high) / 2) / extent
    x = np.clip(unit[:, 0] * SIDE, 0, SIDE - 1).astype(np.uint32)
    y = np.clip((1 - unit[:, 1]) * SIDE, 0, SIDE - 1).astype(np.uint32)
    codes = interleave(x, y)
    order = np.argsort(codes, kind="stable").astype(np.int32)
    return Plane(codes[order], order, x[order], y[order])


def interleave(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return (n,) uint64 places on the curve of points below 2^32: bits of x and y in turn, y's first."""
    return _spread(x) | (_spread(y) << np.uint64(1))


def row_major(squares: np.ndarray, bits: int) -> np.ndarray:
    """Return the numbers, line by line, of squares that are numbered along the curve; 2^bits in a line."""
    x, y = np.zeros_like(squares), np.zeros_like(squares)
    for bit in range(bits):
        x |= (squares >> (2 * bit) & 1) << bit
        y |= (squares >> (2 * bit + 1) & 1) << bit
    return (y << bits) | x


def depth(plane: Plane, alone: float = 0.95) -> int:
    """Return the level from which on hardly any two points that differ share a place.

    Parameters
    ----------
    plane : Plane
    alone : float
        Share of the points that have a place of their own there, of all that differ.
    """
    apart = np.flatnonzero(np.diff(plane.codes))
    steps = plane.codes[apart] ^ plane.codes[apart + 1]
    for z in range(DEEPEST):
        if np.count_nonzero(steps >> np.uint64(2 * (BITS - PLACE_BITS - z))) >= alone * len(steps):
            return z
    return DEEPEST


def peaks(plane: Plane, levels: int, bits: int) -> list[int]:
    """Return how many points the fullest square has, at each of the first levels.

    Parameters
    ----------
    plane : Plane
    levels : int
    bits : int
        A tile has 2^bits squares in a row.
    """
    steps = plane.codes[1:] ^ plane.codes[:-1]
    ends = np.arange(1, len(plane.codes))
    found = []
    for z in reversed(range(levels)):  # where squares end at one level is among where they do at the next
        apart = steps >> np.uint64(2 * (BITS - bits - z)) != 0
        steps, ends = steps[apart], ends[apart]
        found.append(int(np.diff(ends, prepend=0, append=len(plane.codes)).max()))
    return found[::-1]


def _spread(values: np.ndarray) -> np.ndarray:
    """Return uint64 with a zero between the bits of every number."""
    spread = np.asarray(values).astype(np.uint64)
    for shift, mask in _SPREAD:
        spread = (spread | (spread << np.uint64(shift))) & np.uint64(mask)
    return spread
