"""Where images and clusters of an earlier build are in a newer one of the same index."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.errors import InputError
from explorer.index.format import HASH, PATH
from explorer.index.reader import Index
from explorer.view.map.places import laid, places_of

_NEAREST = 25
"""Images that a place on the map is known by."""


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
    projection : (n, 2) float32 array or None
    """

    build: str
    paths: pa.ChunkedArray
    hashes: pa.ChunkedArray
    lo: np.ndarray
    hi: np.ndarray
    projection: np.ndarray | None

    @classmethod
    def of(cls, index: Index) -> "EarlierBuild":
        """Keep that of an index, which may be closed afterwards."""
        lo, hi = (np.array(each) for each in (index.tree.lo, index.tree.hi))
        projection = None if index.projection is None else np.array(index.projection)
        return cls(index.build, index.items[PATH], index.items[HASH], lo, hi, projection)

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

    def place_in(
        self, index: Index, place: tuple[float, float, float], rows: np.ndarray
    ) -> tuple[float, float, float] | None:
        """The place on another build's map that has most of what a place on this one's has.

        Two projections share no coordinates, so it goes by images: those nearest to the middle that both
        builds have. Their medians are the new middle, and it is as much wider as they lie farther from it.

        Parameters
        ----------
        index : Index
            The other build.
        place : tuple of float
            x and y of the middle, and the span of the view, in planes.
        rows : (n,) int64 array
            As of `rows_in`.

        Returns
        -------
        tuple of float or None
            None where a build has no map, or they have no images in common.
        """
        both = np.flatnonzero(rows >= 0)
        if self.projection is None or index.projection is None or not len(both):
            return None
        x, y, span = place
        before = np.column_stack(laid(self.projection).of(both)) - (x, y)
        far = np.hypot(*before.T)
        near = np.argsort(far, kind="stable")[:_NEAREST]
        there = np.column_stack(places_of(index).of(rows[both[near]]))
        middle = np.median(there, axis=0)
        wider = np.median(np.hypot(*(there - middle).T)) / max(np.median(far[near]), 1e-9)
        return (*middle.tolist(), float(min(1.0, span * max(wider, 1e-3)) if wider else span))


def _places(wanted: pa.ChunkedArray, among: pa.ChunkedArray) -> np.ndarray:
    found = pc.fill_null(pc.index_in(wanted, value_set=among.combine_chunks()), -1)
    return np.array(found.to_numpy(), np.int64)
