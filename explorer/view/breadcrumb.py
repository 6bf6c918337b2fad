"""Ancestors that a person would have walked through to reach a node."""

import numpy as np

from explorer.clustering.tree.dendrogram import Tree


def trail(tree: Tree, node: int, clusters: int) -> list[int]:
    """Return nodes from the root to `node`, both included: each is a cell of the cut of the one before.

    The last step may stop short of a cell, at a node above the cut. At most a few dozen cuts are made.

    Parameters
    ----------
    tree : Tree
    node : int
    clusters : int
        Cells of a view.
    """
    walked = [tree.root]
    while walked[-1] != node:
        cells = tree.cut(max(2, clusters), walked[-1])
        cell = int(cells[np.searchsorted(tree.lo[cells], tree.lo[node], side="right") - 1])
        # A cell that does not hold all of the node lies below it: the node is above the cut.
        walked.append(cell if tree.hi[cell] >= tree.hi[node] else node)
    return walked


def joints(tree: Tree, cells: np.ndarray) -> np.ndarray:
    """Return (K - 1,) the smallest node that holds cells i and i + 1; cells are disjoint, left to right."""
    # Under a filter, cells need not touch: the highest divider between them joins them.
    between = zip((tree.hi[cells[:-1]] - 1).tolist(), tree.lo[cells[1:]].tolist(), strict=True)
    return np.array([tree.joint(last, first) for last, first in between], dtype=np.int64)
