"""A map of the rows in the plane."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from explorer.clustering.neighbors import Neighbors


def project(
    vectors: np.ndarray,
    neighbors: Neighbors,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> np.ndarray:
    """Thin version: the first two principal components."""
    centred = np.asarray(vectors, np.float64) - np.mean(vectors, axis=0, dtype=np.float64)
    left, scale, _ = np.linalg.svd(centred, full_matrices=False)
    plane = np.zeros((len(centred), 2), np.float32)
    plane[:, : min(2, len(scale))] = (left * scale)[:, :2]
    return plane
