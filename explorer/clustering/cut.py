"""The best k clusters of a tree: its top nodes by height."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

import numpy as np

from explorer.errors import InputError

if TYPE_CHECKING:
    from explorer.clustering.tree import Tree


def cut(tree: Tree, k: int, node: int | None = None, rows: np.ndarray | None = None) -> np.ndarray:
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
    rows : (m,) int64 array, optional
        The rows that match a filter, ascending. Then only clusters with a match count: the cut is that of the
        tree pruned to these rows, and each cluster is given as the smallest node that holds its matches.

    Returns
    -------
    nodes : (at most k,) int64 array
        Disjoint nodes from left to right. Fewer than k when `node` has fewer (matching) rows.
    """
    if k < 1:
        raise InputError(f"k: {k} clusters asked for; ask for 1 or more")
    node = tree.root if node is None else int(node)
    return _cut_all(tree, k, node) if rows is None else _cut_matching(tree, k, node, rows)


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


def _cut_matching(tree: Tree, k: int, node: int, rows: np.ndarray) -> np.ndarray:
    """Split as `_cut_all` does, but in the pruned tree: a cluster is a range `[first, last)` of `rows`.

    Its node is the smallest that holds them, found without walking down to it: a tree may be n deep. So the
    work grows with k, and hardly with the matches.
    """

    def cluster(first: int, last: int) -> tuple[int, int, int]:
        row = int(rows[first])
        return -(row if last - first == 1 else tree.joint(row, int(rows[last - 1]))), first, last

    first, last = np.searchsorted(rows, (tree.lo[node], tree.hi[node])).tolist()
    heap = [cluster(first, last)] if first < last else []
    # Leaves have the lowest numbers: once one is the highest, all are.
    while heap and len(heap) < k and heap[0][0] <= -tree.n:
        key, first, last = heapq.heappop(heap)
        middle = first + int(np.searchsorted(rows[first:last], tree.lo[tree.children[-key, 1]]))
        heapq.heappush(heap, cluster(first, middle))
        heapq.heappush(heap, cluster(middle, last))
    return np.array([-key for key, *_ in sorted(heap, key=lambda entry: entry[1])], np.int64)
