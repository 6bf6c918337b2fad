"""How many clusters suit a view, and which of them are drawn together with their sister."""

import numpy as np

from explorer.clustering.tree.dendrogram import Tree
from explorer.layout.treemap import Canvas
from explorer.view.breadcrumb import joints

IMAGES_A_CELL = 12
"""Fewer, and a cell says less than its pictures do."""
AREA_A_CELL = 16_000
"""CSS pixels: about 130 × 130, where a title has room beside what it is of."""
MOST_CELLS = 200
SLIVER = 4.0
"""A cell is no more than this many times as long as it is wide, where its sister allows it."""


def suiting(count: int, canvas: Canvas) -> int:
    """Return how many cells suit so many images on a canvas: one at least."""
    area = canvas.width * canvas.height
    return max(1, min(count // IMAGES_A_CELL, area // AREA_A_CELL, MOST_CELLS))


def slivers(rects: np.ndarray) -> np.ndarray:
    """Return the indices of cells that are too long for their width, of (K, 4) rectangles."""
    sides = np.sort(rects[:, 2:], axis=1)
    return np.flatnonzero(sides[:, 1] > SLIVER * sides[:, 0])


def with_sisters(tree: Tree, cells: np.ndarray, which: np.ndarray, most: int | None = None) -> np.ndarray:
    """Return a coarser cut, in which some cells are joined with what is beside them in the tree.

    Parameters
    ----------
    tree : Tree
    cells : (K,) int64
        Disjoint nodes, left to right; at least two.
    which : (m,) int64
        Indices of the cells to join.
    most : int or None
        A cell that would become one with as many others or more stays as it is.

    Returns
    -------
    (L,) int64
        Disjoint nodes, left to right: every cell is one of them or inside one.
    """
    between = joints(tree, cells)
    sides = np.concatenate([[len(tree.parent)], between, [len(tree.parent)]])
    parents = np.minimum(sides[which], sides[which + 1])
    kept = list(zip(tree.lo[cells].tolist(), tree.hi[cells].tolist(), cells.tolist(), strict=True))
    # The largest first, so that what lies inside another is found there.
    for parent in sorted(set(parents.tolist()), reverse=True):
        lo, hi = int(tree.lo[parent]), int(tree.hi[parent])
        inside = [i for i, (first, last, _) in enumerate(kept) if lo <= first and last <= hi]
        if inside and (most is None or len(inside) <= most):
            kept[inside[0] : inside[-1] + 1] = [(lo, hi, parent)]
    return np.array([node for _, _, node in kept], dtype=np.int64)
