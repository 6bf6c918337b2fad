"""The weighted graph of neighbours that UMAP lays out, by NumPy alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.clustering.neighbors.types import Neighbors

_STEPS = 64
_CLOSE = 1e-5
_LEAST = 1e-3
"""Of the mean distance: no bandwidth is smaller."""


@dataclass(frozen=True)
class Graph:
    """Edges between n rows, each in both directions, sorted by where they begin.

    Attributes
    ----------
    begins : (n,) int64 array
        First edge of each row; every row has one or more.
    sources, targets : (m,) int64 array
        Rows.
    weights : (m,) float32 array
        The heaviest is 1.
    """

    begins: np.ndarray
    sources: np.ndarray
    targets: np.ndarray
    weights: np.ndarray


def fuzzy_graph(neighbors: Neighbors, lightest: float) -> Graph:
    """Join every row to its neighbours with weights that fall with distance on a scale of its own.

    The fuzzy simplicial set of McInnes, Healy & Melville (arXiv 1802.03426, algorithms 2 to 4), a row being
    counted as the first of its own neighbours; the two directions become one by a + b - ab.

    Parameters
    ----------
    neighbors : Neighbors
        Of n rows, at least one each.
    lightest : float
        Edges lighter than this, where the heaviest is 1, are left out; the heaviest of each row stays.
    """
    n = len(neighbors.rows)
    own = _memberships(neighbors.distances.astype(np.float64)).ravel()
    here = np.repeat(np.arange(n), neighbors.rows.shape[1])
    there = neighbors.rows.ravel().astype(np.int64)
    keys, edge = np.unique(np.concatenate([here * n + there, there * n + here]), return_inverse=True)
    out, back = np.zeros((2, len(keys)))
    out[edge[: len(own)]], back[edge[len(own) :]] = own, own
    weights = out + back - out * back
    weights /= weights.max()
    sources, targets = keys // n, keys % n
    heaviest = np.maximum.reduceat(weights, np.searchsorted(sources, np.arange(n)))
    kept = (weights >= lightest) | (weights == heaviest[sources]) | (weights == heaviest[targets])
    sources, targets, weights = sources[kept], targets[kept], weights[kept].astype(np.float32)
    return Graph(np.searchsorted(sources, np.arange(n)), sources, targets, weights)


def _memberships(distances: np.ndarray) -> np.ndarray:
    """(n, k) weights in [0, 1] of (n, k) distances, that of the nearest other row being 1."""
    n, k = distances.shape
    apart = distances > 0
    nearest = np.where(apart.any(axis=1), np.where(apart, distances, np.inf).min(axis=1), 0)[:, None]
    beyond = np.maximum(distances - nearest, 0)
    low, high, width = np.zeros(n), np.full(n, np.inf), np.ones(n)
    settled = np.zeros(n, bool)
    for _ in range(_STEPS):
        total = np.exp(-beyond / width[:, None]).sum(axis=1)
        settled |= np.abs(total - np.log2(k + 1)) < _CLOSE
        above = total > np.log2(k + 1)
        high = np.where(above & ~settled, width, high)
        low = np.where(~above & ~settled, width, low)
        bounded = np.isfinite(high)
        between = np.where(bounded, (low + np.where(bounded, high, 0)) / 2, 2 * width)
        width = np.where(settled, width, between)
    usual = np.where(nearest[:, 0] > 0, distances.sum(axis=1), distances.sum() / n) / (k + 1)
    width = np.maximum(width, _LEAST * usual)[:, None]
    return np.where(beyond > 0, np.exp(-beyond / np.where(width > 0, width, 1)), 1.0)
