"""Points inside a polygon, exactly, in time that grows with the points along its edges."""

from dataclasses import dataclass

import numpy as np

from explorer.layout.plane.plane import SIDE, Plane


@dataclass(frozen=True)
class Heights:
    """Points from top to bottom.

    Attributes
    ----------
    x, y : (n,) float64
        Middles of their squares, the plane being 1 wide; y ascending.
    rows : (n,) int32
    """

    x: np.ndarray
    y: np.ndarray
    rows: np.ndarray


def by_height(plane: Plane) -> Heights:
    """Sort the points of a plane from top to bottom."""
    order = np.argsort(plane.y, kind="stable")
    x, y = ((axis[order] + 0.5) / SIDE for axis in (plane.x, plane.y))
    return Heights(x, y, plane.order[order])


def inside(points: Heights, polygon: np.ndarray) -> np.ndarray:
    """Return the rows of points inside a polygon, ascending.

    By the rule of even and odd: a point is inside where a line from it to the left crosses an odd number of
    edges. Every edge is looked at with the points between its ends only, which lie side by side.

    Parameters
    ----------
    points : Heights
    polygon : (k, 2) float64
        Corners in order, finite; the last is joined to the first. It may cross itself.

    Returns
    -------
    rows : (m,) int64
    """
    odd = np.zeros(len(points.y), bool)
    ends = np.roll(polygon, -1, axis=0)
    tops, bottoms = np.minimum(polygon[:, 1], ends[:, 1]), np.maximum(polygon[:, 1], ends[:, 1])
    firsts, lasts = np.searchsorted(points.y, tops), np.searchsorted(points.y, bottoms)
    for (x0, y0), (x1, y1), first, last in zip(polygon, ends, firsts, lasts, strict=True):
        if first < last:
            crossing = x0 + (points.y[first:last] - y0) * ((x1 - x0) / (y1 - y0))
            odd[first:last] ^= crossing < points.x[first:last]
    return np.sort(points.rows[odd]).astype(np.int64)
