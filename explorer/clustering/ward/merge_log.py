"""Merges as they happen, and SciPy's Z made of them at the end."""

from __future__ import annotations

import numpy as np


class MergeLog:
    """Records merges in any order that makes children before parents.

    Nodes are numbered as they come: leaves 0..n-1, then one number for each merge. `linkage` renumbers them
    by height.

    Parameters
    ----------
    n : int
        Number of leaves, 1 or more.
    """

    def __init__(self, n: int) -> None:
        self.n = n
        self.done = 0
        self._children = np.empty((n - 1, 2), np.int64)
        self._height = np.zeros(2 * n - 1)
        self._count = np.ones(2 * n - 1, np.int64)

    def join(self, first: np.ndarray, second: np.ndarray, height: np.ndarray | float) -> np.ndarray:
        """Merge `first[i]` with `second[i]` at `height[i]`; give the numbers of the new nodes.

        A height that rounding has put below a child's is lifted to it, so that heights are monotone.
        """
        made = self.n + self.done + np.arange(len(first))
        self._children[self.done : self.done + len(first), 0] = first
        self._children[self.done : self.done + len(first), 1] = second
        self._height[made] = np.maximum(height, np.maximum(self._height[first], self._height[second]))
        self._count[made] = self._count[first] + self._count[second]
        self.done += len(first)
        return made

    def join_in_turn(self, children: np.ndarray, height: np.ndarray) -> np.ndarray:
        """Merge `children[i]` one after the other; give the numbers of the new nodes.

        The first merge makes node n + `done`, the next the one after, and later ones may merge what earlier
        ones made. Heights are lifted as in `join`.
        """
        made = self.n + self.done + np.arange(len(children))
        heights = self._height[: self.n + self.done].tolist()
        counts = self._count[: self.n + self.done].tolist()
        for (a, b), own in zip(children.tolist(), height.tolist(), strict=True):
            heights.append(max(own, heights[a], heights[b]))
            counts.append(counts[a] + counts[b])
        self._children[self.done : self.done + len(children)] = children
        before = self.n + self.done
        self._height[made], self._count[made] = heights[before:], counts[before:]
        self.done += len(children)
        return made

    def join_equal(self, group: np.ndarray) -> np.ndarray:
        """Merge, at height 0, all leaves of equal `group`; give one node for each group, in order.

        Pairs are joined level by level, so a group of c leaves is only log2(c) deep.

        Parameters
        ----------
        group : (n,) int64 array
            Group of each leaf, numbered from 0 without gaps.
        """
        nodes = np.argsort(group, kind="stable")
        group = group[nodes]
        while True:
            first = np.flatnonzero(np.diff(group, prepend=-1))
            if len(first) == len(group):
                return nodes
            place = np.arange(len(group)) - np.repeat(first, np.diff(first, append=len(group)))
            right = np.flatnonzero(place % 2 == 1)
            nodes[right - 1] = self.join(nodes[right - 1], nodes[right], 0.0)
            nodes, group = np.delete(nodes, right), np.delete(group, right)

    def linkage(self) -> np.ndarray:
        """(n-1, 4) float64: SciPy's Z, sorted by height, of equal heights the first made first."""
        n = self.n
        order = np.argsort(self._height[n:], kind="stable")
        number = np.arange(2 * n - 1)
        number[n + order] = np.arange(n, 2 * n - 1)
        merges = np.empty((n - 1, 4))
        merges[:, :2] = np.sort(number[self._children[order]], axis=1)
        merges[:, 2] = self._height[n + order]
        merges[:, 3] = self._count[n + order]
        return merges
