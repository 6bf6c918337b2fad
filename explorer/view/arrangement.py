"""What a view draws where: its cells as a treemap, or few images as a wall."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from explorer.clustering.tree.dendrogram import Tree
from explorer.index.reader import Index
from explorer.layout.grid import SMALLER
from explorer.layout.metrics import FRAMES_FROM
from explorer.layout.treemap import Canvas, Cells, Treemap, treemap
from explorer.layout.wall import wall
from explorer.view.breadcrumb import joints
from explorer.view.match_counts import MatchingRows
from explorer.view.request import AUTO
from explorer.view.suiting import slivers, with_sisters

WALL_IMAGES = 150
"""As many or fewer are a wall, where the view is left to suit itself."""
WALL_SIDE = 16
"""Pixels: pictures of a wall are no smaller on average."""
ROUNDS = 3
"""Of joining cells that are too long for their width."""
JOINED = 4
"""As many cells become one, rather than that one of them is too long; more would tell too little."""
COARSER = (15 / 16, 7 / 8, 3 / 4, 5 / 8, 1 / 2)
"""Of as many cells as are wanted: further cuts that are tried until no cell is too long."""

Cut = Callable[[int], np.ndarray]
"""How many cells -> the nodes of that cut, left to right."""


@dataclass(frozen=True)
class Arrangement:
    """Cells and where they are.

    Attributes
    ----------
    cells : (K,) int64
        Nodes, left to right.
    counts : (K,) int64
        Images of each that match.
    heads : (g,) int64
        The node of each group of cells, left to right.
    layout : Treemap
    cut : int
        Cells that there were before some were joined.
    """

    cells: np.ndarray
    counts: np.ndarray
    heads: np.ndarray
    layout: Treemap
    cut: int


def is_wall(clusters: int, matching: int, canvas: Canvas) -> bool:
    """Tell whether a view of so many images is one wall: all have room, as large as thumbnails are to be."""
    if clusters != AUTO or not 1 <= matching <= WALL_IMAGES:
        return False
    return (canvas.width * canvas.height / matching) ** 0.5 >= max(WALL_SIDE, SMALLER * canvas.thumb)


def arrange_wall(index: Index, cells: np.ndarray, selected: MatchingRows, canvas: Canvas) -> Arrangement:
    """Hang the images of some cells side by side, in their own proportions."""
    lo, hi = index.tree.lo[cells], index.tree.hi[cells]
    rows = selected.inside(int(lo[0]), int(hi[-1]))
    across, high = (np.asarray(index.column(name)[rows], np.float64) for name in ("width", "height"))
    ratios = np.divide(across, high, out=np.ones_like(across), where=high > 0)
    counts = selected.counts(lo, hi)
    return Arrangement(cells, counts, cells, wall(counts, ratios, canvas), len(cells))


def arrange_cells(
    tree: Tree, cut: Cut, selected: MatchingRows, canvas: Canvas, cells: np.ndarray
) -> Arrangement:
    """Lay cells out as a treemap."""
    groups, heads = _groups(tree, cells, cut)
    counts = selected.counts(tree.lo[cells], tree.hi[cells])
    layout = treemap(Cells(counts, joints(tree, cells), groups), canvas)
    return Arrangement(cells, counts, heads, layout, len(cells))


def without_slivers(
    tree: Tree, arrange: Callable[[np.ndarray], Arrangement], cut: Cut, wanted: int
) -> Arrangement:
    """Arrange as many cells as are wanted, or fewer, so that none is too long for its width.

    Those that would be are joined with their sister; where that has many cells, a coarser cut is tried, which
    falls into place otherwise. If no cut helps, all of the sister is joined.
    """
    found = _joined(tree, arrange, arrange(cut(wanted)), JOINED)
    for share in COARSER:
        if not len(slivers(found.layout.cells)):
            return found
        found = _joined(tree, arrange, arrange(cut(max(1, int(share * wanted)))), JOINED)
    return _joined(tree, arrange, found, None)


def _joined(
    tree: Tree, arrange: Callable[[np.ndarray], Arrangement], found: Arrangement, most: int | None
) -> Arrangement:
    """Arrange anew with sisters, while that joins anything."""
    for _ in range(ROUNDS):
        long = slivers(found.layout.cells)
        cells = with_sisters(tree, found.cells, long, most) if len(found.cells) > 1 else found.cells
        if len(cells) == len(found.cells):
            break
        found = arrange(cells)
    return found


def _groups(tree: Tree, cells: np.ndarray, cut: Cut) -> tuple[np.ndarray, np.ndarray]:
    """Return the top group of every cell, and the node of every group: a coarser cut of the same tree."""
    if len(cells) < FRAMES_FROM:
        return np.arange(len(cells)), cells
    heads = cut(round(len(cells) ** 0.5))
    return np.searchsorted(tree.lo[heads], tree.lo[cells], side="right") - 1, heads
