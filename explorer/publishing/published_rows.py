"""Which rows and nodes of an index are published, and what they are called in the copy."""

from dataclasses import dataclass

import numpy as np

from explorer.clustering.tree.dendrogram import Tree, build_tree
from explorer.errors import InputError
from explorer.index.checks import check_node
from explorer.index.fingerprint import tree_fingerprint
from explorer.index.reader import Index


@dataclass(frozen=True)
class PublishedRows:
    """A cluster of an index as an index of its own: rows and nodes count from 0 again.

    Attributes
    ----------
    index : Index
    lo, hi : int
        The rows of the index that are published; row r of the copy is row lo + r.
    tree : Tree
        Of the n = hi - lo rows of the copy.
    nodes : (2n-1,) int64
        The index's node of each node of the copy.
    """

    index: Index
    lo: int
    hi: int
    tree: Tree
    nodes: np.ndarray

    @property
    def n(self) -> int:
        """Rows published."""
        return self.hi - self.lo

    @property
    def rows(self) -> slice:
        """What takes them of an array of the index."""
        return slice(self.lo, self.hi)

    @property
    def tree_name(self) -> str:
        """What addresses call the tree of the copy: its nodes and rows are others in any other."""
        return f"{tree_fingerprint(self.index)}-{self.lo}-{self.hi}"

    def local(self, rows: np.ndarray) -> np.ndarray:
        """Return rows of the index as the copy numbers them; -1 where they are not in it."""
        return np.where((rows >= self.lo) & (rows < self.hi), rows - self.lo, -1)


def published_rows(index: Index, node: int | None) -> PublishedRows:
    """Take a cluster of an index as the whole of a copy.

    Parameters
    ----------
    index : Index
    node : int or None
        None is the root.

    Raises
    ------
    InputError
        When the cluster is a single image.
    NotFoundError
        When the index has no such node.
    """
    tree = index.tree
    if node is None or node == tree.root:
        return PublishedRows(index, 0, tree.n, tree, np.arange(2 * tree.n - 1))
    check_node(index, node)
    lo, hi = int(tree.lo[node]), int(tree.hi[node])
    if hi - lo < 2:
        raise InputError(f"node: {node} is a single image; a cluster of two or more can be published.")
    inner = np.flatnonzero((tree.lo[tree.n :] >= lo) & (tree.hi[tree.n :] <= hi)) + tree.n
    nodes = np.concatenate([np.arange(lo, hi), inner])
    # Merges are sorted by height, and so are those of a part of the tree: numbers keep their order.
    children = np.searchsorted(nodes, tree.children[inner])
    merges = np.column_stack([children, tree.height[inner], tree.hi[inner] - tree.lo[inner]])
    return PublishedRows(index, lo, hi, build_tree(merges), nodes)
