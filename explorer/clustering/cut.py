"""The best k clusters of a tree: its top nodes by height."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from explorer.errors import InputError

if TYPE_CHECKING:
    from explorer.clustering.tree import Tree

_EMPTY = np.empty(0, np.int64)


def cut(
    tree: Tree, k: int, node: int | None = None, counts: Callable[[np.ndarray], np.ndarray] | None = None
) -> np.ndarray:
    """Split `node` into its best `k` clusters.

    The highest node is split until there are k. Merges are sorted by height, so "highest" is "largest
    number", ties included, and a cut in k + 1 refines the cut in k.

    Parameters
    ----------
    tree : Tree
    k : int
        Clusters wanted, at least 1.
    node : int, optional
        Where to start; the root when None.
    counts : callable, optional
        Maps an array of nodes to how many of the rows of each match a filter. Then only clusters with a
        match count: the cut is that of the tree pruned to the matching rows, and each cluster is given as
        the smallest node that holds its matches.

    Returns
    -------
    nodes : (at most k,) int64 array
        Disjoint nodes from left to right. Fewer than k when `node` has fewer (matching) rows.
    """
    if k < 1:
        raise InputError(f"k: {k} clusters asked for; ask for 1 or more")
    node = tree.root if node is None else int(node)
    return _cut_all(tree, k, node) if counts is None else _cut_matching(tree, k, node, counts)


def _cut_all(tree: Tree, k: int, node: int) -> np.ndarray:
    heap, leaves = [-node], []
    while heap and len(heap) + len(leaves) < k:
        highest = -heapq.heappop(heap)
        if highest < tree.n:
            leaves.append(highest)
        else:
            for child in tree.children[highest].tolist():
                heapq.heappush(heap, -child)
    nodes = np.array(leaves + [-key for key in heap], np.int64)
    return nodes[np.argsort(tree.lo[nodes])]


def _cut_matching(tree: Tree, k: int, node: int, counts: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    lo, hi = int(tree.lo[node]), int(tree.hi[node])
    rows = lo + np.flatnonzero(counts(np.arange(lo, hi)))
    if not rows.size:
        return _EMPTY.copy()
    # Between two neighbouring matches lies the node that parts them: the highest divider on the way.
    parting = np.array([], np.int64)
    if len(rows) > 1:
        parting = np.maximum.reduceat(tree.divider[: rows[-1] + 1], rows[:-1] + 1)
    splits = np.sort(np.argpartition(parting, -(k - 1))[-(k - 1) :]) if 1 < k < len(rows) else parting[:0]
    if k >= len(rows):
        return rows
    starts = np.concatenate([[0], splits + 1])
    ends = np.concatenate([splits, [len(rows) - 1]])
    nodes = rows[starts]
    for i in np.flatnonzero(ends > starts):
        nodes[i] = parting[starts[i] : ends[i]].max()
    return nodes
