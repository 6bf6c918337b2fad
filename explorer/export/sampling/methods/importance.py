"""Images as often as a target has their like: importance resampling in the cells of the tree."""

import numpy as np

from explorer.export.sampling.cells import TreeCells, cells_of, centroids, directions_of
from explorer.export.sampling.method import BLOCK, Draw, Method, Option, whole

MOST_CELLS = 1000


def draw_importance(draw: Draw) -> np.ndarray:
    """Draw by importance resampling (DSIR: Xie et al., arXiv 2302.03169, section 3), in cells of the tree.

    Each image weighs p(cell) / q(cell): the share of the target in its cell over that of the images, each
    count plus one. Of these, `size` are drawn without replacement by the Gumbel top-k trick: the greatest
    log weights plus Gumbel noise. The paper counts hashed n-grams of texts; here the features are the best
    cells that the tree has of the images and, where it is in the index, the target. Vectors of a target
    from elsewhere belong to the cell whose mean direction is nearest.

    Returns
    -------
    (size,) int64
        Ascending. O(m) time for a target in the index; else O(m d + t cells d). O(m + cells d) memory.
    """
    count = draw.options["cells"] or int(np.clip(round(np.sqrt(len(draw.rows))), 1, MOST_CELLS))
    of_rows, of_target, cells = _cells(draw, count)
    log_p = np.log(np.bincount(of_target, minlength=cells) + 1) - np.log(len(of_target) + cells)
    log_q = np.log(np.bincount(of_rows, minlength=cells) + 1) - np.log(len(of_rows) + cells)
    keys = (log_p - log_q)[of_rows] + draw.random.gumbel(size=len(of_rows))
    return np.sort(draw.rows[np.argsort(-keys, kind="stable")[: draw.size]])


def _cells(draw: Draw, count: int) -> tuple[np.ndarray, np.ndarray, int]:
    """Return (m,) and (t,) the cells of the images and of the target, and how many there are."""
    target = draw.target
    if target.ndim == 1:
        together = np.union1d(draw.rows, target)
        cells = cells_of(draw, count, together)
        of_each = cells.of_each
        places = (np.searchsorted(together, each) for each in (draw.rows, target))
        of_rows, of_target = (of_each[each] for each in places)
        return of_rows, of_target, len(cells)
    cells = cells_of(draw, count)
    return cells.of_each, _nearest(draw, cells, target), len(cells)


def _nearest(draw: Draw, cells: TreeCells, target: np.ndarray) -> np.ndarray:
    """(t,) int64 The cell whose mean direction is nearest to each vector."""
    centres = centroids(draw, cells.of_each, len(cells)).astype(np.float32)
    blocks = (directions_of(target[start : start + BLOCK]) for start in range(0, len(target), BLOCK))
    return np.concatenate([(block @ centres.T).argmax(axis=1) for block in blocks])


METHODS = (
    Method(
        "importance",
        "images as often as a target has their like",
        "data selection by importance resampling (DSIR), Xie et al., arXiv 2302.03169",
        draw_importance,
        needs="a target",
        options={
            "cells": Option(
                whole(1),
                None,
                "clusters that are compared; usual: the square root of the images, 1,000 at most",
            )
        },
        towards=True,
    ),
)
