"""The treemap: cells of a cut in tree order, in groups, each filled with thumbnails.

Area follows the count of images. Gaps and whole thumbnails distort what is left of an area, so the weights
are adjusted under one plan until thumbnails an image agree between cells.
"""

from dataclasses import dataclass

import numpy as np

from explorer.layout.frames import Shape, plan_shape
from explorer.layout.grid import Grids, capacity, make_grids
from explorer.layout.metrics import (
    BAND,
    BAND_HEIGHT,
    BAND_WIDTH,
    INNER_GAP,
    LEAST_SIDE,
    MANY,
    OUTER_GAP,
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
        Height of the title on every cell: 16, or 0 where it has no room.
    grids : Grids
        Thumbnails of every cell, which they fill.
    frames : (F, 4) int64
        Around the cells of a group.
    frame_bands : (F,) int64
        As `bands`.
    frame_groups : (F,) int64
        The group that each frame encloses: one of those with two cells or more.
    tiles : (m, 4) int64 or None
        x, y, width, height of every thumbnail, cell by cell, where they lie on a wall and not in `grids`.
    """

    cells: np.ndarray
    bands: np.ndarray
    grids: Grids
    frames: np.ndarray
    frame_bands: np.ndarray
    frame_groups: np.ndarray
    tiles: np.ndarray | None = None


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
    limit = np.maximum(np.ceil(counts * rate * SPREAD) - 1, MANY - 1).astype(np.int64)
    grids = make_grids(counts, rects[:, 2], rects[:, 3], canvas.thumb, limit)
    framed = np.flatnonzero(np.diff(shape.starts) > 1)
    return Treemap(rects, _bands(rects), grids, groups[framed], frame_bands[framed], framed)


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
        width, height = rects[:, 2], rects[:, 3]
        held = capacity(width, height, canvas.thumb)
        rate = make_grids(counts, width, height, canvas.thumb, counts).drawn / counts
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


def _bands(rects: np.ndarray) -> np.ndarray:
    """Return the height of every cell's title."""
    return np.where((rects[:, 2] >= BAND_WIDTH) & (rects[:, 3] >= BAND_HEIGHT), BAND, 0)
