"""Vectors whitened within classes, each then moved to the mean of its neighbours there.

A rare kind within a class is seldom a ball: what all images of the class vary by drowns what tells the kind.
Whitening by the covariance within classes lets all directions count alike (within-class covariance
normalization: Hatch, Kajarekar and Stolcke, Interspeech 2006); a step of mean shift then draws each vector to
where those of its class are dense (Fukunaga and Hostetler, IEEE Transactions on Information Theory 21, 1975).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_matrix

from explorer.analysis.scan.balls import WHITENED, Neighborhoods
from explorer.analysis.scan.nearest_lists import directions_of, exact_lists, in_threads, nearest_of_groups

MOST_DIMS = 128
"""Leading components of what varies within classes: with all of many hundred, noise is whitened, too."""

SAMPLE = 20_000
"""Vectors from which the covariance is estimated."""

_NEIGHBORS = 15
"""Whose mean a vector is moved to, itself among them."""

_VECTORS_A_DIM = 10
_SHRINKAGE = 0.1
"""Of the mean variance, added to that of each component."""

_ROUNDING = 1e-12
_LARGEST = 60_000
"""That float16 holds."""

_BLOCK = 4_096


@dataclass(frozen=True)
class Whitening:
    """A linear map after which the covariance within classes is about 1.

    Attributes
    ----------
    middle : (d,) float64
        What is taken off first, so that numbers stay small.
    directions : (d, e) float64
    """

    middle: np.ndarray
    directions: np.ndarray

    def of(self, vectors: np.ndarray) -> np.ndarray:
        """Return (m, e) float64."""
        return (vectors - self.middle) @ self.directions


def whitening(vectors: np.ndarray, classes: np.ndarray) -> Whitening:
    """Return what whitens vectors within classes.

    Parameters
    ----------
    vectors : (m, d) float32
    classes : (m,) int
        Each 0 or above.
    """
    m, codes = len(vectors), np.unique(classes, return_inverse=True)[1]
    middle = vectors.mean(axis=0, dtype=np.float64)
    centered, counts = vectors - middle, np.bincount(codes)
    sums = csr_matrix((np.ones(m), (codes, np.arange(m)))) @ centered
    # What is left of all squares without those between the means of the classes.
    covariance = (centered.T @ centered - (sums / counts[:, None]).T @ sums) / m
    variances, components = np.linalg.eigh(covariance)
    dims = max(1, min(MOST_DIMS, m // _VECTORS_A_DIM))
    variances, components = np.maximum(variances[::-1], 0), components[:, ::-1]
    shrunk = variances[:dims] + _SHRINKAGE * variances.mean()
    # Where all images of a class are the same, rounding errors are not blown up.
    least = _ROUNDING * (middle @ middle + variances.sum()) or 1.0
    return Whitening(middle, components[:, :dims] / np.sqrt(np.maximum(shrunk, least)))


def whitened_lists(vectors: np.ndarray, rows: np.ndarray, classes: np.ndarray) -> Neighborhoods:
    """Return for every row of a class the nearest of it by `mean_shifted` vectors, as `exact_lists` does.

    Parameters
    ----------
    vectors : (m, d) float32
    rows : (m,) int64
        Ascending.
    classes : (m,) int
        Below 0 where there is none.
    """
    directions = directions_of(mean_shifted(vectors, classes), "euclidean")
    return replace(exact_lists(directions, rows, classes), name=WHITENED)


def mean_shifted(vectors: np.ndarray, classes: np.ndarray) -> np.ndarray:
    """Return (m, e) float32 the whitened vectors, each moved to the mean of the nearest of its class.

    Parameters
    ----------
    vectors : (m, d) float32
    classes : (m,) int
        Below 0 where there is none: such vectors stay where they are.
    """
    known = classes >= 0
    if not known.any():
        return vectors
    whitened = whitening(vectors[known], classes[known]).of(vectors)
    directions = directions_of(whitened, "euclidean")
    near = nearest_of_groups(directions, classes, np.arange(len(vectors)), _NEIGHBORS)
    near[~known, 0] = np.flatnonzero(~known)
    return _means(whitened, near)


def mean_shifted_by_graph(
    read: Callable[[np.ndarray], np.ndarray], classes: np.ndarray, neighbors: np.ndarray
) -> np.ndarray:
    """Return (n, e) float16 the same where rows are many, moved to those of their known neighbours.

    Parameters
    ----------
    read : callable
        Gives the vectors (m, d) float32 of some rows.
    classes : (n,) int
        Below 0 where a row does not count: 0 is all that is said of it.
    neighbors : (n, k) int
        Rows near to each.
    """
    rows = np.flatnonzero(classes >= 0)
    sample = rows[:: -(-len(rows) // SAMPLE) or 1]
    if not len(rows):
        return np.zeros((len(classes), 1), np.float16)
    by = whitening(read(sample), classes[sample])
    whitened, moved = (np.zeros((len(classes), by.directions.shape[1]), np.float16) for _ in range(2))

    def whiten(start: int) -> None:
        some = rows[start : start + _BLOCK]
        whitened[some] = by.of(read(some)).clip(-_LARGEST, _LARGEST)

    def move(start: int) -> None:
        some = rows[start : start + _BLOCK]
        near = np.column_stack([some, neighbors[some]])
        moved[some] = _means(whitened, np.where(classes[near] == classes[some, None], near, -1))

    blocks = range(0, len(rows), _BLOCK)
    in_threads(whiten, blocks)
    in_threads(move, blocks)
    return moved


def _means(vectors: np.ndarray, near: np.ndarray) -> np.ndarray:
    """(c, e) float32 Means of the vectors at some places, (c, k), without those below 0."""
    sums = np.zeros((len(near), vectors.shape[1]))
    for column in near.T:
        there = column >= 0
        sums[there] += vectors[column[there]]
    return (sums / np.count_nonzero(near >= 0, axis=1)[:, None]).astype(np.float32)
