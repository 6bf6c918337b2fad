"""The best k clusters of a tree: its top nodes by height."""

from __future__ import annotations

import heapq
from collections.abc import Callable

import numpy as np


def cut(children: np.ndarray, lo: np.ndarray, k: int, node: int) -> np.ndarray:
    """Split a node into its best `k` clusters.

    The highest node is split until there are k. Merges are sorted by height, so "highest" is "largest
    number", ties included, and a cut in k + 1 refines the cut in k.

    Parameters
    ----------
    children : (2n-1, 2) int64 array
    lo : (2n-1,) int64 array
        First row of each node.
    k : int
        Clusters wanted, at least 1.
    node : int

    Returns
    -------
    nodes : (at most k,) int64 array
        Disjoint nodes from left to right. Fewer than k when `node` has fewer rows.
    """
    n = (len(lo) + 1) // 2
    heap, leaves = [-node], []
    while heap and len(heap) + len(leaves) < k:
        highest = -heapq.heappop(heap)
        if highest < n:
            leaves.append(highest)
        else:
            for child in children[highest].tolist():
                heapq.heappush(heap, -child)
    nodes = np.array(leaves + [-key for key in heap], np.int64)
    return nodes[np.argsort(lo[nodes])]


def cut_matching(
    children: np.ndarray, lo: np.ndarray, joint: Callable[[int, int], int], k: int, rows: np.ndarray
) -> np.ndarray:
    """Split as `cut` does, but in the tree pruned to some rows: a cluster is a range of these.

    Its node is the smallest that holds them, found without walking down to it: a tree may be n deep. So the
    work grows with k, and hardly with the matches.

    Parameters
    ----------
    children, lo, k
        See `cut`.
    joint : callable
        From two rows to the smallest node that holds both.
    rows : (m,) int64 array
        Ascending.

    Returns
    -------
    nodes : (at most k,) int64 array
        Each the smallest node that holds its matches; fewer than k when there are fewer rows.
    """
    n = (len(lo) + 1) // 2

    def cluster(first: int, last: int) -> tuple[int, int, int]:
        row = int(rows[first])
        return -(row if last - first == 1 else joint(row, int(rows[last - 1]))), first, last

    heap = [cluster(0, len(rows))] if len(rows) else []
    # Leaves have the lowest numbers: once one is the highest, all are.
    while heap and len(heap) < k and heap[0][0] <= -n:
        key, first, last = heapq.heappop(heap)
        middle = first + int(np.searchsorted(rows[first:last], lo[children[-key, 1]]))
        heapq.heappush(heap, cluster(first, middle))
        heapq.heappush(heap, cluster(middle, last))
    return np.array([-key for key, *_ in sorted(heap, key=lambda entry: entry[1])], np.int64)
