"""The node to fly to for rows that are no node."""

import numpy as np

from explorer.clustering.tree.dendrogram import Tree
from explorer.clustering.tree.row_sets import count_within

_HELD = 0.8
_WIDEST = 8
"""A node that holds the rows is too wide to look at where it has so many times as many."""


def node_of_rows(tree: Tree, rows: np.ndarray) -> int:
    """Return the smallest node that holds at least 80% of some rows, (r,) ascending, not none.

    Where that one has more than eight times as many rows, it is the node that matches them best: of the
    largest share in common, twice the number of rows in both over both sizes together. Ties go to the lower.
    """
    around = _holder(tree, rows)
    if tree.hi[around] - tree.lo[around] <= _WIDEST * len(rows):
        return around
    nodes = _touching(tree, rows)
    lo, hi = tree.lo[nodes], tree.hi[nodes]
    common = count_within(rows, lo, hi)
    return int(nodes[np.argmax(2 * common / (hi - lo + len(rows)))])


def _holder(tree: Tree, rows: np.ndarray) -> int:
    # It holds the middle one of them, as any range with more than half of them does.
    node, least = int(rows[len(rows) // 2]), _HELD * len(rows)
    while count_within(rows, tree.lo[node], tree.hi[node]) < least:
        node = int(tree.parent[node])
    return node


def _touching(tree: Tree, rows: np.ndarray) -> np.ndarray:
    """(t,) int64 All nodes with any of the rows in them, ascending."""
    found, frontier = [rows], rows
    while len(frontier):
        above = tree.parent[frontier]
        frontier = np.unique(above[above >= 0])
        found.append(frontier)
    return np.unique(np.concatenate(found))
