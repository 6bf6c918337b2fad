"""The treemap: cells of a cut in tree order, in frames, with bands and grids of thumbnails.

Area follows the count of images. Gaps, bands and whole thumbnails distort what is left of an area, so the
weights are adjusted under one plan until thumbnails an image agree between cells.
"""

from dataclasses import dataclass

import numpy as np

from explorer.layout.frames import Shape, plan_shape
from explorer.layout.grid import Grids, capacity, filling_size, make_grids
from explorer.layout.metrics import (
    BAND,
    BAND_HEIGHT,
    BAND_WIDTH,
    INNER_GAP,
    LEAST_SIDE,
    MANY,
    OUTER_GAP,
    PADDED_FROM,
    PADDING,
    SPREAD,
)

ROUNDS = 12
CLOSE = 1.05
"""Rates that agree so well are not adjusted further."""
FEW = 16
"""Cells that hold fewer thumbnails are not adjusted: one more or less is too much."""
DAMPING = 0.8
LEAST_AREA = 1.5 * (LEAST_SIDE + INNER_GAP) ** 2


@dataclass(frozen=True)
class Cells:
    """What to lay out, K cells left to right.

    Attributes
    ----------
    counts : (K,) int64
        Images of every cell (those that match, under a filter); positive.
    joints : (K - 1,) int64
        The tree node that joins cells i and i + 1; numbers grow upwards.
    groups : (K,) int64
        Top group of every cell, ascending from 0.
    """

    counts: np.ndarray
    joints: np.ndarray
    groups: np.ndarray


@dataclass(frozen=True)
class Canvas:
    """Where to lay out: width and height, and the side of a thumbnail, in CSS pixels."""

    width: int
    height: int
    thumb: int


@dataclass(frozen=True)
class Treemap:
    """The layout, as parallel arrays, in CSS pixels of the canvas.

    Attributes
    ----------
    cells : (K, 4) int64
        x, y, width, height.
    bands : (K,) int64
        Height of the title band of every cell: 18 or 0.
    grids : Grids
        Thumbnails of every cell; x and y count from the canvas's corner.
    frames : (F, 4) int64
    frame_bands : (F,) int64
    frame_groups : (F,) int64
        The group that each frame encloses: one of those with two cells or more.
    """

    cells: np.ndarray
    bands: np.ndarray
    grids: Grids
    frames: np.ndarray
    frame_bands: np.ndarray
    frame_groups: np.ndarray


def room_for(canvas: Canvas) -> int:
    """Return how many cells of the least size the canvas holds."""
    pitch = LEAST_SIDE + INNER_GAP
    columns = (canvas.width + INNER_GAP) // pitch
    return max(1, columns * ((canvas.height + INNER_GAP) // pitch))


def treemap(cells: Cells, canvas: Canvas) -> Treemap:
    """Lay out cells as nested rectangles whose area follows their counts.

    Parameters
    ----------
    cells : Cells
        At least one; every one is visible while there are no more than `room_for(canvas)`.
    canvas : Canvas

    Returns
    -------
    Treemap
    """
    counts = np.asarray(cells.counts, dtype=np.int64)
    weights = _first_weights(counts, canvas)
    shape = _plan(cells, weights, canvas)
    weights, rate = _balance(counts, shape, weights, canvas)
    groups, rects, frame_bands = shape.place(weights)
    bands = _bands(counts, rects)
    x, y, w, h = _inside(rects, bands)
    limit = np.maximum(np.ceil(counts * rate * SPREAD) - 1, MANY - 1).astype(np.int64)
    grids = make_grids(counts, w, h, canvas.thumb, limit)
    grids = Grids(x + grids.x, y + grids.y, grids.size, grids.columns, grids.drawn)
    framed = np.flatnonzero(np.diff(shape.starts) > 1)
    return Treemap(rects, bands, grids, groups[framed], frame_bands[framed], framed)


def _plan(cells: Cells, weights: np.ndarray, canvas: Canvas) -> Shape:
    """Plan with frames and wide gaps, or with less where they would take the room of the smallest cells."""
    alone = np.arange(len(weights))
    size = (canvas.width, canvas.height)
    for groups, gap in ((cells.groups, OUTER_GAP), (alone, OUTER_GAP), (alone, INNER_GAP)):
        shape = plan_shape(weights, cells.joints, groups, size, gap)
        _, rects, _ = shape.place(weights)
        if rects[:, 2:].min() >= LEAST_SIDE:
            break
    return shape


def _first_weights(counts: np.ndarray, canvas: Canvas) -> np.ndarray:
    """Return areas in proportion to the counts, none so small that it could not be seen."""
    area = max(1, canvas.width * canvas.height)
    least = min(LEAST_AREA, area / len(counts))
    return np.maximum(counts * (area / counts.sum()), least)


def _balance(counts, shape: Shape, weights, canvas: Canvas) -> tuple[np.ndarray, float]:
    """Adjust weights until thumbnails an image agree.

    Returns
    -------
    weights : (K,) float64
        The best that were met.
    rate : float
        Thumbnails an image in the sparsest of the cells that count.
    """
    best = (np.inf, weights, 1.0)
    least = weights.min()
    for _ in range(ROUNDS):
        _, rects, _ = shape.place(weights)
        _, _, w, h = _inside(rects, _bands(counts, rects))
        held = capacity(w, h, filling_size(w, h, canvas.thumb))
        rate = np.minimum(held / counts, 1.0)
        judged = held >= MANY
        if not judged.any():
            judged = held >= min(FEW, held.max())
        spread = rate[judged].max() / rate[judged].min()
        best = min(best, (spread, weights, rate[judged].min()), key=lambda found: found[0])
        if spread < CLOSE:
            break
        adjusted = held >= min(FEW, held.max())
        common = held[adjusted].sum() / counts[adjusted].sum()
        factor = np.where(adjusted, (common * counts / np.maximum(held, 1)) ** DAMPING, 1.0)
        weights = np.maximum(weights * factor, least)
    return best[1], best[2]


def _bands(counts: np.ndarray, rects: np.ndarray) -> np.ndarray:
    """Return the height of every cell's title band; a single picture needs none."""
    roomy = (rects[:, 2] >= BAND_WIDTH) & (rects[:, 3] >= BAND_HEIGHT) & (counts > 1)
    return np.where(roomy, BAND, 0)


def _inside(rects: np.ndarray, bands: np.ndarray):
    """Return x, y, width, height of what is left of every cell for its thumbnails."""
    x, y, w, h = rects.T
    pad = np.where((w >= PADDED_FROM) & (h >= PADDED_FROM), PADDING, 0)
    top = np.maximum(bands, pad)
    return x + pad, y + top, np.maximum(w - 2 * pad, 1), np.maximum(h - top - pad, 1)
