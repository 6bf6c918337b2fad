"""Where most points of a cluster lie on a plane: outlines of its highest-density region, of bounded size.

R. J. Hyndman, "Computing and Graphing Highest Density Regions", The American Statistician 50(2), 1996: of all
regions that hold a share of the points the smallest is where the density is no less than that share's
quantile of the densities at the points. The density is a histogram of a fixed number of squares, smoothed by
a Gaussian: so an outline has corners enough for the eye, and never more than some hundreds, whatever the
number of points.
"""

import numpy as np

SQUARES = 64
"""Along the longer side of where the points are, with room around them."""
INSIDE = 0.9
"""Share of the points that the outlines hold, or somewhat more."""
FAR = (0.005, 0.995)
"""Shares of the points between which the frame lies: single ones far off leave it its squares."""
STEEPEST = 0.4
"""Share of the greatest density from which on all is held: few points have ground around them."""
LEAST = 1 / 64
"""Of the plane, that a frame is wide."""
WIDEST, NARROWEST, ROOM, FEW = 4.0, 1.25, 3.0, 10_000
"""Squares that the Gaussian is wide for few points and for many, how many times as many are around, and how
many points are many; between them it shrinks by Scott's rule."""
CORNERS = 1500
"""Of all outlines together, at most."""
SMALLEST = 4
"""Squares of a part that is worth an outline, where there is a larger one."""


def outlines(x: np.ndarray, y: np.ndarray) -> list[np.ndarray]:
    """Return closed lines around where most points are, the longest first; holes go the other way around.

    Parameters
    ----------
    x, y : (m,) float64
        m at least 1; from 0 to 1.

    Returns
    -------
    list of (k, 2) float64 array
        Corners, the last one joined to the first. Together at most `CORNERS`.
    """
    wide = float(np.clip(NARROWEST * (FEW / len(x)) ** (1 / 6), NARROWEST, WIDEST))
    around = int(np.ceil(ROOM * wide)) + 1
    (left, right), (top, bottom) = (np.quantile(axis, FAR) for axis in (x, y))
    side = max(right - left, bottom - top, LEAST) / (SQUARES - 2 * around)
    first_x, first_y = ((low + high) / 2 - side * SQUARES / 2 for low, high in ((left, right), (top, bottom)))
    dense, at = _density(x, y, first_x, first_y, side, wide)
    held = dense >= min(np.quantile(dense.ravel()[at], 1 - INSIDE), STEEPEST * dense.max())
    loops = [_rounded(loop) for loop in _around(_without_specks(held))]
    found: list[np.ndarray] = []
    for loop in sorted(loops, key=len, reverse=True):
        if sum(map(len, found)) + len(loop) > CORNERS:
            break
        found.append(loop * side + (first_x, first_y))
    return found


def _density(x, y, first_x: float, first_y: float, side: float, wide: float) -> tuple[np.ndarray, np.ndarray]:
    """Smoothed counts (SQUARES, SQUARES), and in which of these squares the points in the frame are."""
    from scipy.ndimage import gaussian_filter

    columns, lines = (
        np.floor((axis - first) / side).astype(np.int64) for axis, first in ((x, first_x), (y, first_y))
    )
    inside = (columns >= 0) & (columns < SQUARES) & (lines >= 0) & (lines < SQUARES)
    at = (lines * SQUARES + columns)[inside]
    counts = np.bincount(at, minlength=SQUARES**2).reshape(SQUARES, SQUARES)
    return gaussian_filter(counts.astype(np.float64), wide, mode="constant", truncate=ROOM), at


def _without_specks(held: np.ndarray) -> np.ndarray:
    """Leave out parts of a few squares where there are larger ones."""
    from scipy.ndimage import label

    parts, count = label(held)
    sizes = np.bincount(parts.ravel(), minlength=count + 1)
    sizes[0] = 0
    return held & (sizes >= min(SMALLEST, sizes.max()))[parts]


def _around(held: np.ndarray) -> list[list[tuple[int, int]]]:
    """Closed ways along the squares that are held, these at the right hand; corners as (column, line)."""
    padded = np.pad(held, 1)
    ways: dict[tuple[int, int], list[tuple[int, int]]] = {}
    # A square's side above it leads eastwards, that at its right southwards, and so on around it.
    sides = ((-1, 0, 0, 0), (0, 1, 1, 0), (1, 0, 1, 1), (0, -1, 0, 1))
    turns = ((1, 0), (0, 1), (-1, 0), (0, -1))
    for (dy, dx, begin_x, begin_y), (step_x, step_y) in zip(sides, turns, strict=True):
        beside = padded[1 + dy : len(padded) - 1 + dy, 1 + dx : padded.shape[1] - 1 + dx]
        for line, column in np.argwhere(held & ~beside).tolist():
            start = column + begin_x, line + begin_y
            ways.setdefault(start, []).append((start[0] + step_x, start[1] + step_y))
    loops = []
    while ways:
        start = at = next(iter(ways))
        loop = []
        while True:
            loop.append(at)
            ends = ways[at]
            following = ends.pop()
            if not ends:
                del ways[at]
            at = following
            if at == start:
                break
        loops.append(loop)
    return loops


def _rounded(loop: list[tuple[int, int]]) -> np.ndarray:
    """Cut the corners of a way along squares: the middles of its steps, but those on straight lines."""
    corners = np.array(loop, np.float64)
    middles = (corners + np.roll(corners, -1, axis=0)) / 2
    steps = np.roll(middles, -1, axis=0) - middles
    before = np.roll(steps, 1, axis=0)
    return middles[np.abs(before[:, 0] * steps[:, 1] - before[:, 1] * steps[:, 0]) > 1e-9]
