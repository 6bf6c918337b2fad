"""Exact Ward clustering."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from explorer.errors import InputError


def ward_linkage(
    vectors: np.ndarray,
    weights: np.ndarray | None = None,
    device: str = "cpu",
    progress: Callable[[int, int], None] | None = None,
) -> np.ndarray:
    """Thin version over SciPy."""
    from scipy.cluster.hierarchy import ward

    vectors = np.asarray(vectors, np.float64)
    if vectors.ndim != 2 or not len(vectors):
        raise InputError(f"vectors: shape {vectors.shape}; expected (n, d) with n of 1 or more")
    if not np.isfinite(vectors).all():
        raise InputError("vectors: NaN or infinity in them")
    return ward(vectors) if len(vectors) > 1 else np.empty((0, 4))
