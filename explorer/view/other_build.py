"""Where images and clusters of an earlier build are in a newer one of the same index."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.errors import InputError
from explorer.index.format import HASH, PATH
from explorer.index.reader import Index


@dataclass(frozen=True)
class EarlierBuild:
    """What is kept of a build that is not served any more.

    Attributes
    ----------
    build : str
    paths, hashes : (n,) pa.ChunkedArray
        Of its rows.
    lo, hi : (2n-1,) int64 array
        Rows of its nodes.
    """

    build: str
    paths: pa.ChunkedArray
    hashes: pa.ChunkedArray
    lo: np.ndarray
    hi: np.ndarray

    @classmethod
    def of(cls, index: Index) -> "EarlierBuild":
        """Keep that of an index, which may be closed afterwards."""
        lo, hi = (np.array(each) for each in (index.tree.lo, index.tree.hi))
        return cls(index.build, index.items[PATH], index.items[HASH], lo, hi)

    def rows_in(self, index: Index) -> np.ndarray:
        """(n,) int64 the row of each in another build, by its path, else by its content; -1: none."""
        found = _places(self.paths, index.items[PATH])
        lost = np.flatnonzero(found < 0)
        if len(lost):
            found[lost] = _places(self.hashes.take(lost), index.items[HASH])
        return found

    def nodes_in(self, index: Index, nodes: Sequence[int], rows: np.ndarray) -> list[int | None]:
        """The node of another build that is most like each: the smallest of those with the largest share.

        Of the images that both builds have, the share (Jaccard's) of those that are in both nodes among those
        in either. New images count for neither. The root stays the root.

        Parameters
        ----------
        index : Index
            The other build.
        nodes : sequence of int
        rows : (n,) int64 array
            As of `rows_in`.

        Raises
        ------
        InputError
            A node is none of this build.
        """
        known = np.zeros(index.n + 1, np.int64)
        known[1:][rows[rows >= 0]] = 1
        known = known.cumsum()
        tree = index.tree
        there = known[tree.hi] - known[tree.lo]
        return [self._node_in(index, node, rows, there) for node in nodes]

    def _node_in(self, index: Index, node: int, rows: np.ndarray, there: np.ndarray) -> int | None:
        if not 0 <= node < len(self.lo):
            raise InputError(f"node: {node} is none of build {self.build}, which has {len(self.lo):,}.")
        if node == len(self.lo) - 1:
            return index.root
        mine = rows[self.lo[node] : self.hi[node]]
        mine = np.sort(mine[mine >= 0])
        if not len(mine):
            return None
        tree = index.tree
        both = np.searchsorted(mine, tree.hi) - np.searchsorted(mine, tree.lo)
        # Children come before their parents, so the first of equals is the smallest.
        return int(np.argmax(both / (len(mine) + there - both)))


def _places(wanted: pa.ChunkedArray, among: pa.ChunkedArray) -> np.ndarray:
    found = pc.fill_null(pc.index_in(wanted, value_set=among.combine_chunks()), -1)
    return np.array(found.to_numpy(), np.int64)
