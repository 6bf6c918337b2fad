"""Where images and clusters of an earlier build are in a newer one of the same index."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from explorer.index.earlier_trees import EarlierTree, rows_between
from explorer.index.fingerprint import tree_fingerprint
from explorer.index.format import HASH, PATH
from explorer.index.reader import Index
from explorer.view.map.places import COARSE_SIDE, coarse_places, places_of

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
    places : (n, 2) uint16 array or None
        On its map, as of `EarlierTree`.
    """

    build: str
    tree: str
    paths: pa.ChunkedArray
    hashes: pa.ChunkedArray
    lo: np.ndarray
    hi: np.ndarray
    places: np.ndarray | None

    @classmethod
    def of(cls, index: Index) -> "EarlierBuild":
        """Keep that of an index, which may be closed afterwards."""
        lo, hi = (np.array(each) for each in (index.tree.lo, index.tree.hi))
        tree = index.cached(tree_fingerprint)
        return cls(index.build, tree, index.items[PATH], index.items[HASH], lo, hi, coarse_places(index))

    def seen_from(self, index: Index) -> EarlierTree:
        """Where its images and clusters are in another build."""
        before = pa.table({PATH: self.paths, HASH: self.hashes})
        return EarlierTree(self.tree, rows_between(before, index.items), self.lo, self.hi, places=self.places)


def place_in(
    index: Index, earlier: EarlierTree, place: tuple[float, float, float]
) -> tuple[float, float, float] | None:
    """The place on a build's map that has most of what a place on that of an earlier one has.

    Two projections share no coordinates, so it goes by images: those nearest to the middle that both
    builds have. Their medians are the new middle, and it is as much wider as they lie farther from it.

    Parameters
    ----------
    index : Index
        The build.
    earlier : EarlierTree
        The earlier one, as it is seen from there.
    place : tuple of float
        x and y of the middle, and the span of the view, in planes.

    Returns
    -------
    tuple of float or None
        None where a build has no map, or they have no images in common.
    """
    both = np.flatnonzero(earlier.rows >= 0)
    if earlier.places is None or index.projection is None or not len(both):
        return None
    x, y, span = place
    before = (earlier.places[both] + 0.5) / COARSE_SIDE - (x, y)
    far = np.hypot(*before.T)
    near = np.argsort(far, kind="stable")[:_NEAREST]
    there = np.column_stack(places_of(index).of(earlier.rows[both[near]]))
    middle = np.median(there, axis=0)
    wider = np.median(np.hypot(*(there - middle).T)) / max(np.median(far[near]), 1e-9)
    return (*middle.tolist(), float(min(1.0, span * max(wider, 1e-3)) if wider else span))
