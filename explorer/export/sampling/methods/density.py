"""Density-based pruning: more of clusters that are wide and lie alone, and of each the hardest."""

import numpy as np

from explorer.export.sampling.cells import cells_of, centroids, distances_to_own
from explorer.export.sampling.method import Draw, Method, Option, positive, whole
from explorer.export.sampling.methods.balanced import taken
from explorer.export.sampling.quotas import quotas

HARD, EASY, RANDOM = "hard", "easy", "random"
NEAREST = 20
"""Other clusters that the distance between clusters is a mean over, as in the paper."""
MOST_CELLS = 1000


def draw_dense(draw: Draw) -> np.ndarray:
    """Draw by Density-Based Pruning (Abbas et al., arXiv 2401.04578, section 3), in cells of the tree.

    Of each cell j, d_intra is the mean cosine distance of its images to its centroid, d_inter that of its
    centroid to the 20 nearest others. Its complexity is d_intra d_inter, and its share of the sample the
    softmax of complexity over `temperature`; numbers nearest to these shares within what cells have solve
    the paper's quadratic programme. Of each cell the images farthest from the centroid are drawn
    (`keep=hard`), the nearest (`easy`) or any (`random`). The paper's clusters are of k-means; these are
    the best cells of the tree. Its first step, leaving out near copies, is `best-copies`.

    Returns
    -------
    (size,) int64
        Ascending. O(m d + cells² d) time, two passes over the vectors; O(m + cells d) memory.
    """
    cells = cells_of(draw, draw.options["cells"] or usual_cells(len(draw.rows)))
    groups, sizes = cells.of_each, cells.sizes
    centres = centroids(draw, groups, len(cells))
    away = distances_to_own(draw, groups, centres)
    intra = np.add.reduceat(away, cells.starts[:-1], dtype=np.float64) / sizes
    complexity = intra * _between(centres) / draw.options["temperature"]
    shares = np.exp(complexity - complexity.max())
    least = (sizes > 0) if draw.size >= len(cells) else 0
    counts = quotas(draw.size * shares / shares.sum(), sizes, draw.size, least)
    keep = draw.options["keep"]
    rank = draw.random.random(len(away)) if keep == RANDOM else (-away if keep == HARD else away)
    order = np.lexsort((rank, groups))
    return np.sort(draw.rows[order[taken(cells.starts[:-1], counts)]])


def usual_cells(m: int) -> int:
    """How many cells are usual: the square root of the images, 1,000 at most."""
    return int(np.clip(round(np.sqrt(m)), 1, MOST_CELLS))


def _between(centres: np.ndarray) -> np.ndarray:
    """(k,) float64 Mean cosine distance of each centre to its nearest others; 1 where there is none."""
    if len(centres) < 2:
        return np.ones(len(centres))
    away = 1 - centres @ centres.T
    np.fill_diagonal(away, np.inf)
    near = min(NEAREST, len(centres) - 1)
    return np.maximum(0, np.sort(np.partition(away, near - 1, axis=1)[:, :near], axis=1)).mean(axis=1)


METHODS = (
    Method(
        "density",
        "more of wide clusters that lie alone, and of each the hardest images",
        "density-based pruning, Abbas et al., arXiv 2401.04578",
        draw_dense,
        options={
            "cells": Option(whole(1), None, "clusters; usual: the square root of the images, 1,000 at most"),
            "temperature": Option(positive, 0.1, "the lower, the more complex clusters count; usual: 0.1"),
            "keep": Option(
                str, HARD, "of a cluster: hard (usual), easy or random", values=(HARD, EASY, RANDOM)
            ),
        },
    ),
)
