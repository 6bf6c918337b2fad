"""Who stands for a place of the plane, at every level: nobody moves while one pans, or leaves on the way in.

A tile has 16 × 16 places. Where points lie in one, the point nearest to its middle stands for them, unless
one stands there from the level above: then that one goes on. So a level's pictures are those of the level
above and others between them, whichever tile is asked for first.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from explorer.layout.plane.plane import BITS, PLACE_BITS, Plane, Tile, row_major

SHADE_BITS = PLACE_BITS + 1
"""Shading is twice as fine as pictures."""
SHADES = 1 << SHADE_BITS

Rank = Callable[[np.ndarray], np.ndarray]
"""Rows -> (m,) small whole numbers; of a place, who stands for it is of the lowest."""


@dataclass(frozen=True)
class StandIns:
    """Who stands for the places of a tile, in the order of the curve.

    Attributes
    ----------
    points : (m,) int64
        Of the plane, ascending.
    places : (m,) int64
        Numbered line by line.
    counts : (m,) int64
        Points that each stands for.
    shades : (SHADES²,) int32
        Points in each square of the shading, line by line.
    """

    points: np.ndarray
    places: np.ndarray
    counts: np.ndarray
    shades: np.ndarray


def stand_in(
    plane: Plane,
    tile: Tile,
    kept: np.ndarray | None = None,
    rank: Rank | None = None,
    above: np.ndarray | None = None,
) -> StandIns:
    """Choose who stands for the places of a tile.

    Parameters
    ----------
    plane : Plane
    tile : Tile
    kept : (n,) bool, optional
        Rows that count; all without it.
    rank : callable, optional
        Which rows come first; the same at every level.
    above : (a,) int64, optional
        Points that stand for places of the parent tile, ascending.
    """
    first, last = plane.span(tile)
    # A slice where all count: what is taken of it is no copy.
    taken = slice(first, last) if kept is None else first + np.flatnonzero(kept[plane.order[first:last]])
    squares = plane.squares(taken, tile.z + SHADE_BITS) & (SHADES**2 - 1)
    shades = np.zeros(SHADES**2, np.int32)
    shades[row_major(np.arange(SHADES**2), SHADE_BITS)] = np.bincount(squares, minlength=SHADES**2)
    places = squares >> 2
    starts = np.flatnonzero(np.diff(places, prepend=-1))
    if not len(starts):
        return StandIns(places, places, places, shades)
    rows = plane.order[taken]
    keys = _distances(plane, taken, tile.z)
    if rank is not None:
        keys += rank(rows).astype(np.int64) << (2 * BITS + 2)
    if above is not None:
        here = above[(above >= first) & (above < last)]
        keys[here - first if isinstance(taken, slice) else np.searchsorted(taken, here)] = -1
    counts = np.diff(starts, append=len(rows))
    chosen = _least(keys, starts, counts, rows)
    points = first + chosen if isinstance(taken, slice) else taken[chosen]
    return StandIns(points, row_major(places[starts], PLACE_BITS), counts, shades)


def _distances(plane: Plane, points: slice | np.ndarray, z: int) -> np.ndarray:
    """Return (m,) int64 four times the squared distance of points from the middle of their place."""
    side = 1 << (BITS - PLACE_BITS - z)
    total = np.int64(0)
    for axis in (plane.x, plane.y):
        away = (axis[points] & np.uint32(side - 1)).astype(np.int64)
        away *= 2
        away += 1 - side
        away *= away
        total = away + total
    return np.asarray(total)


def _least(keys: np.ndarray, starts: np.ndarray, counts: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Return which of each run has the least key; of equals the lowest row."""
    least = np.flatnonzero(keys == np.repeat(np.minimum.reduceat(keys, starts), counts))
    run = np.searchsorted(starts, least, side="right")
    least = least[np.lexsort((rows[least], run))]
    return least[np.flatnonzero(np.diff(np.sort(run), prepend=0))]
