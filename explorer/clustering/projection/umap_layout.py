"""A map of the rows in the plane."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from contextlib import suppress

import numpy as np

from explorer.clustering.neighbors.search import Neighbors, nearest_neighbors
from explorer.clustering.points import checked_points, scale_of
from explorer.clustering.projection.gradient_layout import lay_out

_FEWEST = 10
"""UMAP lays out no fewer rows than this; below, principal components do."""

FEW = 2_500
"""Up to so many rows the layout is made by NumPy alone, and ready before umap would be imported."""

FITTED = 50_000
"""UMAP lays out no more rows than this, so that it takes no longer however many there are."""


def project(
    vectors: np.ndarray,
    neighbors: Neighbors,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
    fitted: int = FITTED,
) -> np.ndarray:
    """Lay the rows out in the plane, near rows close together.

    By UMAP (McInnes, Healy & Melville, arXiv 1802.03426) on the neighbours given, starting from the first two
    principal components; up to `FEW` rows by the same forces in another order
    (`explorer.clustering.projection.gradient_layout`). Fewer than 10 rows, and rows that are all equal, have
    no neighbourhoods to speak of: for them the principal components are the answer. Of more than `fitted`
    rows UMAP lays out an even stride, which in dendrogram order is a sample of every cluster; the others are
    placed among their nearest in the sample (see `explorer.clustering.projection.out_of_sample`).

    Parameters
    ----------
    vectors : (n, d) array
        Any real dtype; left as it is.
    neighbors : Neighbors
        Of these vectors.
    seed : int
        The same seed gives the same map.
    progress : callable, optional
        Called with (steps done, steps in all).
    fitted : int
        At most so many rows are laid out by UMAP itself; 2 or more.

    Returns
    -------
    plane : (n, 2) float32 array
        Finite; only ratios of its distances mean anything.

    Raises
    ------
    InputError
        When there is no vector, or a value is not finite.
    """
    vectors = checked_points(vectors)
    report = progress or (lambda done, total: None)
    if len(vectors) > fitted:
        return _project_sample(vectors, neighbors.rows.shape[1], seed, report, fitted)
    report(0, 2)
    plane = _principal_components(vectors)
    report(1, 2)
    if len(vectors) >= _FEWEST and np.ptp(plane) > 0:
        start = _spread(plane, seed)
        lay = lay_out if len(vectors) <= FEW else _umap
        plane = _finite(lay(neighbors, start, seed), start)
    report(2, 2)
    return np.ascontiguousarray(plane, np.float32)


def _project_sample(
    vectors: np.ndarray, k: int, seed: int, report: Callable[[int, int], None], fitted: int
) -> np.ndarray:
    """Lay out an even stride of the rows, and place the others among it."""
    from explorer.clustering.projection.out_of_sample import place

    report(0, 3)
    rows = np.linspace(0, len(vectors) - 1, fitted).astype(np.int64)
    sample = vectors[rows]
    near = nearest_neighbors(sample, k)
    report(1, 3)
    laid_out = project(sample, near, seed, fitted=fitted)
    report(2, 3)
    plane = place(vectors, sample, laid_out)
    plane[rows] = laid_out
    report(3, 3)
    return plane


def _principal_components(vectors: np.ndarray) -> np.ndarray:
    """(n, 2) coordinates along the directions of most variance, each with its largest value positive.

    In units of about the largest number in `vectors`, so that they always fit float32. By subspace
    iteration, which needs no (d, d) matrix and is exact for the few rows that end here.
    """
    n, d = vectors.shape
    size = scale_of(vectors)
    mean = (vectors / size).mean(axis=0, dtype=np.float64)
    blocks = [slice(i, i + 4096) for i in range(0, n, 4096)]
    axes = np.random.default_rng(0).normal(size=(d, min(8, d)))
    for _ in range(12):
        turned = np.zeros_like(axes)
        for block in blocks:
            centred = vectors[block] / size - mean
            turned += centred.T @ (centred @ axes)
        axes = np.linalg.qr(turned)[0]
    scores = np.concatenate([(vectors[block] / size - mean) @ axes for block in blocks])
    left, scale, _ = np.linalg.svd(scores, full_matrices=False)
    plane = np.zeros((n, 2))
    plane[:, : len(scale)] = (left * scale)[:, :2]
    return plane * np.where(plane[np.abs(plane).argmax(axis=0), [0, 1]] < 0, -1, 1)


def _spread(plane: np.ndarray, seed: int) -> np.ndarray:
    """Scaled to the 0..10 that UMAP starts from, with a little noise that parts equal rows."""
    noise = np.random.default_rng(seed).normal(scale=1e-4, size=plane.shape)
    low, high = plane.min(axis=0), plane.max(axis=0)
    return (10 * (plane - low) / np.where(high > low, high - low, 1) + noise).astype(np.float32)


def _umap(neighbors: Neighbors, start: np.ndarray, seed: int) -> np.ndarray:
    n = len(start)
    # UMAP counts a row as the first of its own neighbours, and wants fewer neighbours than rows.
    others = min(neighbors.rows.shape[1], n - 2)
    indices = np.column_stack([np.arange(n), neighbors.rows[:, :others]])
    distances = np.column_stack([np.zeros(n, np.float32), neighbors.distances[:, :others]])
    with warnings.catch_warnings():
        # It warns of libraries that are not needed here, and that new data cannot be added to the map.
        warnings.simplefilter("ignore")
        from umap import UMAP

        _prepare_functions()
        model = UMAP(
            n_neighbors=others + 1,
            init=start,
            random_state=seed,
            n_jobs=1,
            precomputed_knn=(indices, distances),
        )
        return model.fit_transform(start)  # of its data it needs no more than the number of rows


def _finite(plane: np.ndarray, start: np.ndarray) -> np.ndarray:
    return plane if np.isfinite(plane).all() else start


def _prepare_functions() -> None:
    """Have UMAP's functions let go of the interpreter's lock, and be compiled once for all processes.

    With many neighbours one of them takes seconds, in which no other thread could end the process, nor hear
    Ctrl-C. Compiling takes longer than 5,000 rows do; numba keeps the result beside the package or, where it
    may not write there, among the user's caches. What was compiled before, as by who uses UMAP besides, stays
    as it is.
    """
    from umap import layouts, umap_

    for function in (*vars(umap_).values(), *vars(layouts).values()):
        if hasattr(function, "targetoptions"):  # compiled by numba, when it is first called
            function.targetoptions["nogil"] = True
            with suppress(RuntimeError):  # there is no folder that may be written
                function.enable_caching()
