"""Images that are far from everything, by the graph of nearest neighbours."""

from dataclasses import dataclass

import numpy as np

from explorer.analysis.copies.first_copies import distinct_images
from explorer.cancellation import unless_cancelled
from explorer.clustering.neighbors.types import Neighbors
from explorer.index.once import label_free
from explorer.index.reader import Index
from explorer.index.vector_forms import is_centered, lengths_from_mean

_SAME = 1e-6
_BLOCK = 1 << 16


@dataclass(frozen=True)
class Outliers:
    """All rows that can be judged, most outlying first; ties go to the lower row.

    Attributes
    ----------
    rows : (m,) int64
    score : (m,) float64
        From 0 to 1, growing with distance: 0.5 for an image like most, 2/3 for one twice as far out.
    """

    rows: np.ndarray
    score: np.ndarray


def outliers_in(index: Index) -> Outliers:
    """Rank the images of an index, copies told apart; worked out from its neighbours alone.

    Vectors that lack what pictures share on average are all about equally far apart as soon as they are not
    alike, so for those it is the points before the mean was taken away whose distances count
    (docs/decisions/0020-packaged-vectors.md).
    """
    return outliers(index.neighbors, distinct_images(index), index.cached(_lengths))


@label_free
def _lengths(index: Index) -> np.ndarray | None:
    if not is_centered(index.encoder):
        return None
    return np.concatenate([lengths_from_mean(index.embeddings[run]) for run in _runs(index.n)])


def outliers(
    neighbors: Neighbors, copies: np.ndarray | None = None, lengths: np.ndarray | None = None
) -> Outliers:
    """Rank images by how far they are from everything.

    An image's distance is the median Euclidean distance to its k nearest neighbours; what is ranked is the
    product of it and of its ratio to the mean of the neighbours' own (a local outlier factor in the sense of
    Breunig et al., SIGMOD 2000, without the smoothing): far from all, and farther than its surroundings
    explain. The score is s / (s + median of s).

    Copies of one picture are no neighbours of each other, so that an odd image that is there twice is as far
    out as one that is there once; and the median bears up to k/2 near copies. An image whose k neighbours are
    all copies of it is not judged: it is a group of duplicates.

    Parameters
    ----------
    neighbors : Neighbors
        `rows` and `distances` (n, k), and `metric`.
    copies : (n,) int or None
        Equal where rows show one picture (`distinct_images`); else only distance 0 tells a copy.
    lengths : (n,) float32 or None
        Of points in whose directions the vectors are, where those are the points that distances are of; the
        metric then is that of directions, "cosine".
    """
    near = neighbors.rows
    n, k = near.shape
    if not k:
        return Outliers(np.empty(0, np.int64), np.empty(0))
    reach = np.full(n, np.nan)
    for run in _runs(n):
        gaps = np.where(_others(neighbors, copies, run), _euclidean(neighbors, lengths, run), np.inf)
        gaps.sort(axis=1)
        known = np.isfinite(gaps).sum(axis=1)
        middle = np.maximum(known - 1, 0) // 2
        reach[run] = np.where(known > 0, gaps[np.arange(len(gaps)), middle], np.nan)
    raw = np.full(n, np.nan)
    for run in _runs(n):
        around = np.where(_others(neighbors, copies, run), reach[near[run]], np.nan)
        known = ~np.isnan(around)
        mean = np.where(known, around, 0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
        raw[run] = np.where(mean > 0, reach[run] ** 2 / np.maximum(mean, np.finfo(float).tiny), reach[run])
    rows = np.flatnonzero(~np.isnan(raw))
    rows = rows[np.lexsort((rows, -raw[rows]))]
    raw = raw[rows]
    usual = float(np.median(raw)) if len(raw) else 0.0
    score = np.divide(raw, raw + usual, out=np.zeros(len(raw)), where=raw > 0)
    return Outliers(rows, score)


def _runs(n: int):
    return (slice(start, min(n, start + _BLOCK)) for start in unless_cancelled(range(0, n, _BLOCK)))


def _others(neighbors: Neighbors, copies: np.ndarray | None, run: slice) -> np.ndarray:
    """(b, k) Whether a neighbour is another picture."""
    if copies is None:
        return neighbors.distances[run] > _SAME
    return copies[neighbors.rows[run]] != copies[run][:, None]


def _euclidean(neighbors: Neighbors, lengths: np.ndarray | None, run: slice) -> np.ndarray:
    gaps = neighbors.distances[run].astype(np.float64)
    if lengths is not None:  # by the law of cosines
        here, there = lengths[run, None].astype(np.float64), lengths[neighbors.rows[run]]
        return np.sqrt(np.maximum((here - there) ** 2 + 2 * here * there * gaps, 0))
    # For unit rows, 1 - cosine is half the square of the Euclidean distance.
    return np.sqrt(2 * np.maximum(gaps, 0)) if neighbors.metric == "cosine" else gaps
