"""A wall: few pictures in rows of about one height, in their own proportions, which fill a canvas exactly.

Of pictures whose ratios (width over height) add up to s, a row as wide as the canvas is width / s high. Where
all rows together are higher or lower than the canvas, they are stretched alike and the pictures cut to fit.
"""

import numpy as np

from explorer.layout.grid import Grids
from explorer.layout.metrics import BAND, BAND_HEIGHT, BAND_WIDTH
from explorer.layout.treemap import Canvas, Treemap

GAP = 1
"""Pixels between pictures, and between rows."""

WIDEST = 2.0
"""Ratio of the widest picture, and of the highest turned over: others are cut on both sides."""

UNEVEN = 1.25
"""A row is no more than this many times as high as the rows are on average, nor as many times lower."""


def hang(ratios: np.ndarray, width: int, height: int) -> np.ndarray:
    """Place pictures in rows, in their order.

    Parameters
    ----------
    ratios : (m,) float64
        Width over height of every picture, m >= 1; what is no number, or not positive, counts as square.
    width, height : int
        Of the canvas in pixels; with room for m pictures of a few pixels a side.

    Returns
    -------
    tiles : (m, 4) int64
        x, y, width, height: every row fills the width, the rows fill the height, with a gap of a pixel.
    """
    known = np.isfinite(ratios) & (ratios > 0)
    shapes = np.clip(np.where(known, ratios, 1.0), 1 / WIDEST, WIDEST)
    rows = np.sqrt((height + GAP) * shapes.sum() / (width + GAP))
    tried = {min(max(int(wish), 1), len(shapes), height) for wish in (np.floor(rows), np.ceil(rows))}
    _, starts, heights = min(
        (_rows(shapes, number, width, height) for number in sorted(tried)), key=lambda found: found[0]
    )
    return _place(shapes, starts, heights, width, height)


def wall(counts: np.ndarray, ratios: np.ndarray, canvas: Canvas) -> Treemap:
    """Lay cells out as one wall: what `treemap` gives, with `tiles`.

    Parameters
    ----------
    counts : (K,) int64
        Pictures of every cell, left to right; positive.
    ratios : (m,) float64
        Width over height of the pictures of all cells, in order.
    canvas : Canvas

    Returns
    -------
    Treemap
        `cells` are the boxes around the pictures of each, which may overlap; no frames.
    """
    tiles = hang(ratios, canvas.width, canvas.height)
    ends = np.cumsum(counts)
    starts = ends - counts
    corner = np.minimum.reduceat(tiles[:, :2], starts)
    far = np.maximum.reduceat(tiles[:, :2] + tiles[:, 2:], starts)
    line = np.cumsum(np.diff(tiles[:, 1], prepend=tiles[0, 1]) > 0)
    lines = line[ends - 1] - line[starts] + 1
    cell = np.repeat(np.arange(len(counts)), counts)
    # The title lies on the first row that a cell has a part of.
    leading = np.bincount(cell, weights=np.where(line == line[starts][cell], tiles[:, 2] + GAP, 0)) - GAP
    titled = (leading >= BAND_WIDTH) & (tiles[starts, 3] >= BAND_HEIGHT)
    sides = np.minimum.reduceat(tiles[:, 2:].min(axis=1), starts)
    grids = Grids(counts, lines, np.full(len(counts), GAP), sides)
    none = np.empty(0, np.int64)
    rects = np.hstack([corner, far - corner])
    return Treemap(rects, np.where(titled, BAND, 0), grids, none.reshape(0, 4), none, none, tiles)


def _rows(shapes: np.ndarray, number: int, width: int, height: int) -> tuple[float, np.ndarray, np.ndarray]:
    """Divide pictures among `number` rows or fewer.

    Returns
    -------
    off : float
        How far pictures are stretched, and how unlike in height rows are: logarithms.
    starts : (R,) int64
        First picture of every row.
    heights : (R,) float64
        Share of the height.
    """
    middles = np.cumsum(shapes) - shapes / 2
    starts = np.flatnonzero(np.diff(np.floor(middles * number / shapes.sum()), prepend=-1) > 0)
    across = np.diff(starts, append=len(shapes))
    natural = (width - GAP * (across - 1)) / np.add.reduceat(shapes, starts)
    even = np.clip(natural, natural.mean() / UNEVEN, natural.mean() * UNEVEN)
    shares = even / even.sum()
    stretched = np.log(shares * (height - GAP * (len(starts) - 1)) / natural)
    return float(np.abs(stretched).max() + np.log(shares.max() / shares.min())), starts, shares


def _place(shapes, starts, shares, width: int, height: int) -> np.ndarray:
    """Return (m, 4) int64 places on whole pixels."""
    bottoms = np.rint(np.cumsum(shares) * (height + GAP)).astype(np.int64)
    tops = np.concatenate([[0], bottoms[:-1]])
    tiles = np.empty((len(shapes), 4), dtype=np.int64)
    for row, (first, last) in enumerate(zip(starts, np.append(starts[1:], len(shapes)), strict=True)):
        ends = np.cumsum(shapes[first:last])
        right = np.rint(ends * (width + GAP) / ends[-1]).astype(np.int64)
        left = np.concatenate([[0], right[:-1]])
        tiles[first:last, 0], tiles[first:last, 2] = left, right - left - GAP
        tiles[first:last, 1], tiles[first:last, 3] = tops[row], bottoms[row] - tops[row] - GAP
    return tiles
