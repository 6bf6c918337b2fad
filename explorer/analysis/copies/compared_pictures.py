"""What images are compared by to tell copies, and how near their vectors are."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from explorer.analysis.copies.image_hashes import Looks
from explorer.clustering.neighbors.types import Neighbors

NEAR = 0.45
"""Vectors this close are near: a share of the distance to the last neighbour that either row lists."""


@dataclass(frozen=True)
class Pictures:
    """What images are compared by.

    Attributes
    ----------
    content : (n,) int
        Equal where files hold the same bytes; -1 where not known.
    neighbors : Neighbors
        Whose pairs are suspected: `rows` and `distances` (n, k), `metric`.
    colors : (n, 3) uint8
        Mean colours.
    vectors : callable
        Vectors of some rows, (m, d).
    looks : callable
        Looks of some rows. Asked once, for one row of each file or only for pairs that may be copies.
    details : callable
        Grey copies of some rows, (m, 48, 48) uint8. Asked for pairs whose looks are alike.
    of_pixels : bool
        Whether vectors were made of these pictures, so that what looks the same is. A user's own may stand
        for something else; then only as far as vectors reach to their last neighbours.
    following : (p, 2) int64 or None
        Pairs that follow each other, such as frames of a video: they are suspected as if their vectors were
        near, and groups that they link are one run.
    """

    content: np.ndarray
    neighbors: Neighbors
    colors: np.ndarray
    vectors: Callable[[np.ndarray], np.ndarray]
    looks: Callable[[np.ndarray], Looks]
    details: Callable[[np.ndarray], np.ndarray]
    of_pixels: bool = False
    following: np.ndarray | None = None


def usual_reach(neighbors: Neighbors) -> float:
    """Return the median Euclidean distance of rows to the last neighbour that they list."""
    reach = reach_of(neighbors)
    return float(np.median(reach)) if len(reach) else 0.0


def euclidean(distances: np.ndarray, metric: str) -> np.ndarray:
    """Return Euclidean distances of what neighbours list."""
    # For unit rows, 1 - cosine is half the square of the Euclidean distance.
    return np.sqrt(2 * np.maximum(distances, 0)) if metric == "cosine" else distances


def reach_of(neighbors: Neighbors) -> np.ndarray:
    """Return (n,) Euclidean distances of rows to the last neighbour that they list."""
    distances = neighbors.distances
    return euclidean(distances[:, -1], neighbors.metric) if distances.shape[1] else np.zeros(len(distances))


def is_near(gaps: np.ndarray, *reaches: np.ndarray) -> np.ndarray:
    """Return bool: whether distances of vectors are small for two that reach so far."""
    return gaps <= NEAR * np.maximum(*reaches)
