"""Exact Ward clustering in memory proportional to the input."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from explorer.clustering.linkage import MergeLog
from explorer.errors import InputError


def ward_linkage(
    vectors: np.ndarray,
    weights: np.ndarray | None = None,
    device: str = "cpu",
    progress: Callable[[int, int], None] | None = None,
) -> np.ndarray:
    """Cluster by Ward's method, exactly.

    A drop-in for `scipy.cluster.hierarchy.ward` in O(n·d) memory: the same clusters at the same heights, by
    merging all reciprocal nearest neighbours at once (Sumengen et al., arXiv 2105.11653). Among equally near
    clusters the lower index goes first, and two runs are identical; where SciPy breaks such ties otherwise,
    the trees differ.

    Parameters
    ----------
    vectors : (n, d) array
        Any real dtype; left as it is.
    weights : (n,) array, optional
        How many points each vector stands for, positive; 1 when None. The heights are those of the repeated
        points, while the leaves that are counted stay n.
    device : str
        Where torch does the products: `cpu`, `cuda`, `cuda:1`, …
    progress : callable, optional
        Called with (steps done, steps in all) as work goes on.

    Returns
    -------
    merges : (n-1, 4) float64 array
        SciPy's Z: children (the lower number first), height, number of leaves; sorted by height.

    Raises
    ------
    InputError
        When there is no vector, or a value is not finite, or a weight is not positive.
    """
    vectors, weights = _checked(vectors, weights)
    log = MergeLog(len(vectors))
    # Equal vectors merge at height 0 whatever else there is. What is left has no two points in one place.
    first, group = _distinct(vectors)
    nodes = log.join_equal(group)
    if len(first) > 1:
        from explorer.clustering.ward_rounds import merge_in_rounds

        points, scale = _normalised(vectors[first])
        masses = np.bincount(group, weights)
        merge_in_rounds(
            points, masses, nodes, lambda a, b, height: log.join(a, b, height * scale), device, progress
        )
    return log.linkage()


def _checked(vectors: np.ndarray, weights: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    vectors = np.asarray(vectors)
    if vectors.ndim != 2 or not len(vectors):
        raise InputError(f"vectors: shape {vectors.shape}; expected (n, d) with n of 1 or more")
    if vectors.dtype.kind not in "fiub":
        raise InputError(f"vectors: dtype {vectors.dtype}; expected real numbers")
    if vectors.dtype.kind != "f":
        vectors = vectors.astype(np.float64)
    bad = np.flatnonzero(~np.isfinite(vectors).all(axis=1))
    if len(bad):
        raise InputError(
            f"vectors: NaN or infinity in {len(bad)} rows, the first is row {bad[0]}; remove them"
        )
    if weights is None:
        return vectors, np.ones(len(vectors))
    weights = np.asarray(weights, np.float64)
    if weights.shape != (len(vectors),):
        raise InputError(f"weights: shape {weights.shape}; expected ({len(vectors)},), one for each vector")
    if not (np.isfinite(weights).all() and (weights > 0).all()):
        raise InputError("weights: all must be positive and finite")
    return vectors, weights


def _distinct(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where each distinct vector stands first, ascending, and which of these each vector equals."""
    if not vectors.shape[1]:
        return np.zeros(1, np.int64), np.zeros(len(vectors), np.int64)
    rows = np.ascontiguousarray(vectors + vectors.dtype.type(0))  # -0.0 becomes 0.0: equal, so equal bytes
    keys = rows.view(np.dtype((np.void, rows.dtype.itemsize * rows.shape[1]))).ravel()
    _, first, group = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return first[order], rank[group]


def _normalised(vectors: np.ndarray) -> tuple[np.ndarray, float]:
    """Centred float64 copy of size about 1, and what its distances must be multiplied by.

    Centred, because products of large coordinates would cancel; scaled, because squares must stay within the
    range of floats, by a power of two, because that costs no accuracy.
    """
    scale = np.ldexp(1.0, int(np.frexp(np.abs(vectors).max())[1]) - 1)
    points = vectors / scale
    points -= points.mean(axis=0)
    return points, float(scale)
