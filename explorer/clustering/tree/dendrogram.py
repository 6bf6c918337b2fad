"""The cluster tree as parallel arrays, and the order of the leaves that makes every cluster a slice.

Nodes are numbered as SciPy numbers them: leaf = row in 0..n-1, internal node n + i is made by merge i, and
a parent's number is above its children's. Nothing here recurses: a tree may be n deep.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.caching import cached_property
from explorer.clustering.tree.cut import cut, cut_matching
from explorer.clustering.tree.range_maximum import RangeMaximum
from explorer.errors import InputError, NotFoundError


def dendrogram_order(merges: np.ndarray) -> np.ndarray:
    """Leaves of a tree read from left to right.

    The first child of a merge stands left, as in `scipy.cluster.hierarchy.leaves_list`.

    Parameters
    ----------
    merges : (n-1, 4) array
        SciPy's Z.

    Returns
    -------
    order : (n,) int64 array
        `order[row]` is the leaf of `merges` at place `row`.
    """
    n = len(merges) + 1
    order = np.empty(n, np.int64)
    order[_first_row(merges)[:n]] = np.arange(n)
    return order


def relabel(merges: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Express merges over original leaves as merges over rows, where `order[row]` is the leaf at `row`.

    Internal nodes keep their numbers. With the order of `dendrogram_order` the first child of each merge is
    the left one and, as SciPy has it, the one with the smaller number.
    """
    n = len(merges) + 1
    row_of = np.empty(n, np.int64)
    row_of[order] = np.arange(n)
    children = merges[:, :2].astype(np.int64)
    leaf = children < n
    relabelled = np.array(merges, np.float64)
    relabelled[:, :2] = np.where(leaf, row_of[np.where(leaf, children, 0)], children)
    return relabelled


def build_tree(merges: np.ndarray) -> Tree:
    """Lay out the tree of merges over rows in dendrogram order.

    Parameters
    ----------
    merges : (n-1, 4) array
        SciPy's Z over rows, as `relabel(merges, dendrogram_order(merges))` gives it.

    Raises
    ------
    InputError
        When the rows are not in dendrogram order, so that clusters would not be slices.
    """
    merges = np.array(merges, np.float64).reshape(-1, 4)
    n = len(merges) + 1
    lo = _first_row(merges)
    if not np.array_equal(lo[:n], np.arange(n)):
        raise InputError(
            "merges: rows are not in dendrogram order; pass relabel(merges, dendrogram_order(merges))"
        )
    children = np.full((2 * n - 1, 2), -1, np.int64)
    children[n:] = merges[:, :2]
    parent = np.full(2 * n - 1, -1, np.int64)
    parent[children[n:].ravel()] = np.repeat(np.arange(n, 2 * n - 1), 2)
    size = np.ones(2 * n - 1, np.int64)
    size[n:] = merges[:, 3]
    height = np.zeros(2 * n - 1)
    height[n:] = merges[:, 2]
    return Tree(merges=merges, lo=lo, hi=lo + size, parent=parent, height=height, children=children)


@dataclass(frozen=True)
class Tree:
    """A binary tree over n rows in which every node is a slice.

    Attributes
    ----------
    merges : (n-1, 4) float64 array
        SciPy's Z over rows.
    lo, hi : (2n-1,) int64 arrays
        Node `i` holds rows `[lo[i], hi[i])`.
    parent : (2n-1,) int64 array
        -1 at the root.
    height : (2n-1,) float64 array
        Ward distance at which the node was made; 0 at leaves; never below a child's.
    children : (2n-1, 2) int64 array
        Left child, which has the smaller `lo`, and right child; -1 at leaves.
    """

    merges: np.ndarray
    lo: np.ndarray
    hi: np.ndarray
    parent: np.ndarray
    height: np.ndarray
    children: np.ndarray

    @property
    def n(self) -> int:
        """Number of rows."""
        return len(self.merges) + 1

    @property
    def root(self) -> int:
        """The node that holds every row."""
        return 2 * self.n - 2

    @cached_property
    def divider(self) -> np.ndarray:
        """(n,) int64: the node whose children meet between rows `i-1` and `i`; entry 0 is -1.

        Numbers grow with height, so the smallest cluster that holds rows a < b is
        `divider[a + 1 : b + 1].max()`, which `joint(a, b)` finds fast.
        """
        divider = np.full(self.n, -1, np.int64)
        divider[self.lo[self.children[self.n :, 1]]] = np.arange(self.n, 2 * self.n - 1)
        return divider

    def joint(self, first: int, last: int) -> int:
        """The smallest cluster that holds rows `first` < `last`."""
        return self._dividers.over(first + 1, last + 1)

    @cached_property
    def _dividers(self) -> RangeMaximum:
        return RangeMaximum(self.divider)

    def size(self, node: int) -> int:
        """Number of rows in `node`."""
        self._check(node)
        return int(self.hi[node] - self.lo[node])

    def is_leaf(self, node: int) -> bool:
        """Whether `node` is a single row."""
        self._check(node)
        return bool(node < self.n)

    def path(self, node: int) -> list[int]:
        """Nodes from the root down to `node`, both included."""
        self._check(node)
        path = []
        while node >= 0:
            path.append(int(node))
            node = self.parent[node]
        return path[::-1]

    def cut(self, k: int, node: int | None = None, rows: np.ndarray | None = None) -> np.ndarray:
        """Split a node into its best `k` clusters; see `explorer.clustering.tree.cut`.

        Parameters
        ----------
        k : int
            Clusters wanted, at least 1.
        node : int, optional
            Where to start; the root when None.
        rows : (m,) int64 array, optional
            The rows that match a filter, ascending. Then only clusters with a match count: the cut is that of
            the tree pruned to these rows, and each cluster is given as the smallest node that holds its
            matches.

        Returns
        -------
        nodes : (at most k,) int64 array
            Disjoint nodes from left to right. Fewer than k when `node` has fewer (matching) rows.
        """
        if k < 1:
            raise InputError(f"k: {k} clusters asked for; ask for 1 or more")
        node = self.root if node is None else int(node)
        self._check(node)
        if rows is None:
            return cut(self.children, self.lo, k, node)
        first, last = np.searchsorted(rows, (self.lo[node], self.hi[node])).tolist()
        return cut_matching(self.children, self.lo, self.joint, k, rows[first:last])

    def smallest_containing(self, rows: np.ndarray) -> int:
        """The smallest cluster that holds all of `rows`."""
        rows = np.atleast_1d(np.asarray(rows, np.int64))
        if not rows.size:
            raise InputError("rows: none given; the smallest cluster of nothing is not defined")
        first, last = int(rows.min()), int(rows.max())
        if first < 0 or last >= self.n:
            raise NotFoundError(f"row {first if first < 0 else last}: the tree has rows 0 to {self.n - 1}")
        return first if first == last else self.joint(first, last)

    def ancestor_with(self, row: int, min_size: int) -> int:
        """The smallest cluster around `row` with `min_size` rows or more; the root if none is so large."""
        if not 0 <= row < self.n:
            raise NotFoundError(f"row {row}: the tree has rows 0 to {self.n - 1}")
        node = int(row)
        while self.hi[node] - self.lo[node] < min_size and self.parent[node] >= 0:
            node = int(self.parent[node])
        return node

    def ancestors_with(self, rows: np.ndarray, min_size: int) -> np.ndarray:
        """(m,) int64: `ancestor_with` of many rows at once."""
        nodes = np.array(rows, np.int64)
        if len(nodes) and not 0 <= nodes.min() <= nodes.max() < self.n:
            raise NotFoundError(f"rows {nodes.min()} to {nodes.max()}: the tree has rows 0 to {self.n - 1}")
        small = np.arange(len(nodes))
        while len(small):
            node = nodes[small]
            small = small[(self.hi[node] - self.lo[node] < min_size) & (self.parent[node] >= 0)]
            nodes[small] = self.parent[nodes[small]]
        return nodes

    def _check(self, node: int) -> None:
        if not 0 <= node <= self.root:
            raise NotFoundError(f"node {node}: the tree has nodes 0 to {self.root}")


def _first_row(merges: np.ndarray) -> np.ndarray:
    """(2n-1,) int64: the place of each node's leftmost leaf when first children stand left.

    A node's place is the sum, over its ancestors and itself, of the sizes of the left siblings. The sums are
    gathered by pointer doubling: after pass i each node has added up 2^i generations, so that even a
    caterpillar a million deep takes twenty vectorised passes.
    """
    n = len(merges) + 1
    left, right = merges[:, 0].astype(np.int64), merges[:, 1].astype(np.int64)
    size = np.ones(2 * n - 1, np.int64)
    size[n:] = merges[:, 3]
    place = np.zeros(2 * n - 1, np.int64)
    place[right] = size[left]
    root = 2 * n - 2
    above = np.full(2 * n - 1, root, np.int64)
    above[left] = above[right] = np.arange(n, 2 * n - 1)
    while (above != root).any():
        place += place[above]
        above = above[above]
    return place
