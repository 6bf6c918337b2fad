"""Where images and clusters of an earlier build are in a newer one of the same index."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from explorer.index.earlier_trees import EarlierTree, rows_between
from explorer.index.fingerprint import tree_fingerprint
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
    build, tree : str
        Its name, and the fingerprint of its tree.
    paths, hashes : (n,) pa.ChunkedArray
        Of its rows.
    lo, hi : (2n-1,) int64 array
        Rows of its nodes.
    projection : (n, 2) float32 array or None
    """

    build: str
    tree: str
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
        tree = index.cached(tree_fingerprint)
        return cls(index.build, tree, index.items[PATH], index.items[HASH], lo, hi, projection)

    def seen_from(self, index: Index) -> EarlierTree:
        """Where its images and clusters are in another build."""
        before = pa.table({PATH: self.paths, HASH: self.hashes})
        return EarlierTree(self.tree, rows_between(before, index.items), self.lo, self.hi)

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
            Where its images are there, as of `seen_from`.

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
