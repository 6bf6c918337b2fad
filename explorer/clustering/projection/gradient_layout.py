"""UMAP's layout of a few thousand rows by NumPy alone: all rows move at once, so nothing need be compiled."""

from __future__ import annotations

import numpy as np

from explorer.clustering.neighbors.types import Neighbors
from explorer.clustering.projection.fuzzy_graph import Graph, fuzzy_graph

_A, _B = np.float32(1.5769434), np.float32(0.8950609)
"""Of the curve 1 / (1 + a d^2b) by which nearness falls on the map: UMAP's for a least distance of 0.1."""

_EPOCHS = 500
_PUSHES = 5
"""Rows that push for each that pulls, as in UMAP."""

_DRAWN = 20
"""Rows drawn for a row in an epoch, whose pushes stand for all of them."""

_FARTHEST = np.float32(4)
"""A push moves a row no farther along an axis."""

_DAMPING = np.float32(2)
"""How much shorter the steps of a row are that many pull at; 1 and below leave it shaking."""

_TINY = np.float32(1e-8)


def lay_out(neighbors: Neighbors, start: np.ndarray, seed: int) -> np.ndarray:
    """Lay rows out as UMAP would, by its graph, its forces and its number of epochs.

    UMAP moves two rows at a time along edges that it draws by weight. Here all edges pull in each epoch, by
    their weight, and a row's step is divided by how strongly it is held, which leaves the places of balance
    as they are and allows steps as long as UMAP's. With 50 to 2,000 rows maps keep neighbours, classes and
    distances as well (`docs/decisions/0016-map-of-few.md`); with more than 5,000 they fall behind.

    Parameters
    ----------
    neighbors : Neighbors
        Of n rows, at least one each.
    start : (n, 2) float32 array
        Places to begin at, on a scale of about 10; no two rows in one place.
    seed : int
        The same seed gives the same map.

    Returns
    -------
    plane : (n, 2) float32 array
    """
    graph = fuzzy_graph(neighbors, lightest=1 / _EPOCHS)
    degrees = np.add.reduceat(graph.weights, graph.begins)
    rng = np.random.default_rng(seed)
    x, y = np.ascontiguousarray(start.T, np.float32)
    for epoch in range(_EPOCHS):
        pulled_x, pulled_y, hold = _pulls(graph, x, y)
        pushed_x, pushed_y = _pushes(rng, degrees, x, y)
        length = np.float32(1 - epoch / _EPOCHS)
        step = length / (1 + _DAMPING * length * hold)
        x, y = x + step * (pushed_x - pulled_x), y + step * (pushed_y - pulled_y)
    return np.column_stack([x, y])


def _pulls(graph: Graph, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(n,) sums of what pulls at each row along both axes, and of how strongly it is held."""
    across, down = x[graph.sources] - x[graph.targets], y[graph.sources] - y[graph.targets]
    dist2 = np.maximum(across * across + down * down, _TINY)
    power = np.exp(_B * np.log(dist2))
    # Twice: as UMAP has it, an edge moves a row as its source and, turned round, as its target.
    strength = 4 * _A * _B * graph.weights * power / (dist2 * (1 + _A * power))
    return (
        np.add.reduceat(strength * across, graph.begins),
        np.add.reduceat(strength * down, graph.begins),
        np.add.reduceat(strength, graph.begins),
    )


def _pushes(
    rng: np.random.Generator, degrees: np.ndarray, x: np.ndarray, y: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """(n,) sums along both axes of what pushes each row away from others, of which a few are drawn."""
    n = len(x)
    drawn = rng.integers(0, n, (n, min(_DRAWN, n - 1)), dtype=np.int32)
    weights = (_PUSHES / drawn.shape[1] * degrees)[:, None].astype(np.float32)
    across, down = x[:, None] - x[drawn], y[:, None] - y[drawn]
    dist2 = across * across + down * down
    power = np.exp(_B * np.log(dist2 + _TINY))
    strength = 2 * _B * weights / ((np.float32(0.001) + dist2) * (1 + _A * power))
    farthest = _FARTHEST * weights
    return (
        np.clip(strength * across, -farthest, farthest).sum(axis=1),
        np.clip(strength * down, -farthest, farthest).sum(axis=1),
    )
