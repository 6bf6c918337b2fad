"""Exact nearest neighbours by blocked matrix products."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from explorer.errors import InputError


@dataclass(frozen=True)
class Neighbors:
    """The k nearest neighbours of n rows, nearest first, the row itself left out.

    Attributes
    ----------
    rows : (n, k) int32 array
    distances : (n, k) float32 array
        Cosine distance (1 - cosine) when `metric` is "cosine", Euclidean distance when "euclidean".
    metric : str
    """

    rows: np.ndarray
    distances: np.ndarray
    metric: str = "cosine"


def nearest_neighbors(
    vectors: np.ndarray,
    k: int = 15,
    block: int = 512,
    progress: Callable[[int, int], None] | None = None,
) -> Neighbors:
    """Thin version."""
    vectors = np.asarray(vectors, np.float32)
    if vectors.ndim != 2 or not len(vectors):
        raise InputError(f"vectors: shape {vectors.shape}; expected (n, d) with n of 1 or more")
    n = len(vectors)
    k = min(k, n - 1)
    norms = np.einsum("ij,ij->i", vectors, vectors)
    unit = bool(np.allclose(norms, 1, atol=1e-2))
    rows = np.empty((n, k), np.int32)
    distances = np.empty((n, k), np.float32)
    for lo in range(0, n, block):
        hi = min(lo + block, n)
        squared = np.maximum(norms[lo:hi, None] + norms - 2 * (vectors[lo:hi] @ vectors.T), 0)
        squared[np.arange(hi - lo), np.arange(lo, hi)] = np.inf
        nearest = np.argsort(squared, axis=1, kind="stable")[:, :k]
        found = np.take_along_axis(squared, nearest, 1)
        rows[lo:hi], distances[lo:hi] = nearest, found / 2 if unit else np.sqrt(found)
        if progress:
            progress(hi, n)
    return Neighbors(rows, distances, "cosine" if unit else "euclidean")
