"""Exact Ward clustering in memory proportional to the input."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from explorer.argument_types import check_type
from explorer.clustering.few_points import are_few, merge_few
from explorer.clustering.points import as_numbers, checked_points, distinct_points, scale_of
from explorer.clustering.ward.merge_log import MergeLog
from explorer.clustering.ward.start import Start
from explorer.errors import InputError

_LIGHTEST = 1e-12
"""Of the heaviest weight: lighter ones would be lost in rounding."""


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
        Any real dtype, also a tensor of torch, a data frame or lists; left as it is.
    weights : (n,) array, optional
        How many points each vector stands for, positive, within a factor of 1e12; 1 when None. The heights
        are those of the repeated points, while the leaves that are counted stay n.
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
        When there is no vector, or a value is not finite or masked, or a weight is not positive, or these are
        no numbers.
    """
    check_type("device", device, str)
    check_type("progress", progress, Callable | None)
    vectors = checked_points(vectors)
    weights = _checked_weights(weights, len(vectors))
    log = MergeLog(len(vectors))
    # Equal vectors merge at height 0 whatever else there is. What is left has no two points in one place.
    first, group = distinct_points(vectors)
    nodes = log.join_equal(group)
    if len(first) > 1:
        points, scale = _normalised(vectors if len(first) == len(vectors) else vectors[first])
        heaviest = weights.max()
        scale *= float(np.sqrt(heaviest))
        masses = np.bincount(group, weights / heaviest)
        start = Start(points, masses, nodes, fine=vectors.dtype == np.float64)

        def join(a: np.ndarray, b: np.ndarray, height: np.ndarray) -> np.ndarray:
            return log.join(a, b, height * scale)

        if are_few(*points.shape):
            merge_few(start, join, progress)
        else:
            from explorer.clustering.ward.rounds import merge_in_rounds

            merge_in_rounds(start, join, device, progress)
    return log.linkage()


def _checked_weights(weights: np.ndarray | None, n: int) -> np.ndarray:
    if weights is None:
        return np.ones(n)
    weights = as_numbers(weights, "weights").astype(np.float64)
    if weights.shape != (n,):
        raise InputError(f"weights: shape {weights.shape}; expected ({n},), one for each vector")
    if not (np.isfinite(weights).all() and (weights > 0).all()):
        raise InputError("weights: all must be positive and finite")
    if weights.min() < _LIGHTEST * weights.max():
        raise InputError(
            f"weights: from {weights.min():g} to {weights.max():g}; the lightest must be no less than "
            f"{_LIGHTEST:g} of the heaviest"
        )
    return weights


def _normalised(vectors: np.ndarray) -> tuple[np.ndarray, float]:
    """Centred float64 copy of size about 1, and what its distances must be multiplied by.

    Centred, because products of large coordinates would cancel; scaled, because their squares might overflow.
    """
    scale = scale_of(vectors)
    points = vectors.astype(np.float64)
    points /= scale
    points -= points.mean(axis=0)
    return points, scale
