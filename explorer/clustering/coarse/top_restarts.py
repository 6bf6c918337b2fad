"""The top of a coarse tree, made more than once.

Ward's method is greedy, and its last merges hang on a hair: change the points by less than anybody would
notice, and another eight clusters are the last. So they do between one partition and another. The few
clusters from which the top grows are therefore clustered several times, with their weights changed a little
in each but the first, and the tree that explains most is kept.
"""

from __future__ import annotations

import numpy as np

from explorer.clustering.coarse.micro_clusters import MicroClusters
from explorer.clustering.ward.merge_log import MergeLog
from explorer.clustering.ward.ward_linkage import ward_linkage

TOP = 2048
"""Clusters from which the top grows."""

_CHANGE = 0.2
"""Weights are changed by a factor between 1 and 1 + this."""


def join_best_top(clusters: MicroClusters, tries: int, seed: int, log: MergeLog) -> None:
    """Merge clusters until one is left, by the best of several trees.

    Parameters
    ----------
    clusters : MicroClusters
    tries : int
        Trees to choose from, 1 or more; the first is Ward's own.
    seed : int
        Of the changes of weights.
    log : MergeLog
        Is told the merges.
    """
    rng = np.random.default_rng(seed)
    centroids, masses = clusters.centroids().astype(np.float64), clusters.masses
    centroids -= centroids.mean(axis=0)
    best, most = None, -np.inf
    for attempt in range(tries):
        change = 1 + _CHANGE * rng.random(len(masses)) if attempt else 1.0
        children = ward_linkage(centroids, masses * change)[:, :2].astype(np.int64)
        height = _heights(centroids, masses, children)
        score = explained(height)
        if score > most:
            best, most = (children, height), score
    children, height = best
    made = log.n + log.done + np.arange(len(children))
    log.join_in_turn(np.concatenate([clusters.nodes, made])[children], height)


def explained(height: np.ndarray) -> float:
    """What a tree explains, of the variance between its leaves: the mean for 2, 4, 8, … clusters.

    Half the square of a merge's height is the variance (times the points) that it leaves unexplained, so k
    clusters explain what the k - 1 highest merges stand for.
    """
    gains = np.sort(height)[::-1] ** 2
    sums = gains.cumsum()
    if not len(sums) or not sums[-1]:
        return 1.0
    return float(sums[(1 << np.arange(len(sums).bit_length())) - 1].mean() / sums[-1])


def _heights(centroids: np.ndarray, masses: np.ndarray, children: np.ndarray) -> np.ndarray:
    """Ward's distance of the two clusters of each merge."""
    k = len(masses)
    centres = np.concatenate([centroids, np.empty((len(children), centroids.shape[1]))])
    mass = np.concatenate([masses, np.empty(len(children))])
    height = np.empty(len(children))
    for i, (a, b) in enumerate(children.tolist()):
        between = centres[b] - centres[a]
        mass[k + i] = mass[a] + mass[b]
        height[i] = np.sqrt(2 * mass[a] * mass[b] / mass[k + i] * (between @ between))
        centres[k + i] = centres[a] + mass[b] / mass[k + i] * between
    return height
