"""Clusters that stand for many points, and the merges that leave fewer of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from explorer.clustering.ward.merge_log import MergeLog
from explorer.clustering.ward.ward_linkage import ward_linkage


@dataclass(frozen=True)
class MicroClusters:
    """The k clusters that are left.

    Attributes
    ----------
    points : (m, d) float array
        Where centroids are kept.
    rows : (k,) int64 array
        Row of `points` that holds each cluster's centroid.
    masses : (k,) float64 array
        Points in each.
    nodes : (k,) int64 array
        The tree's node for each.
    """

    points: np.ndarray
    rows: np.ndarray
    masses: np.ndarray
    nodes: np.ndarray

    def __len__(self) -> int:
        return len(self.rows)

    def centroids(self, places: np.ndarray | slice = slice(None)) -> np.ndarray:
        """(p, d) float array, a copy."""
        return self.points[self.rows[places]]


def merge_lowest(
    clusters: MicroClusters,
    parts: list[np.ndarray],
    left: int,
    log: MergeLog,
    device: str = "cpu",
    progress: Callable[[int], None] | None = None,
) -> MicroClusters:
    """Cluster each part by Ward's method and keep the lowest merges of all parts together.

    Parameters
    ----------
    clusters : MicroClusters
    parts : list of int64 arrays
        Places in `clusters`; every place is in one part.
    left : int
        Clusters to be left, no fewer than there are parts.
    log : MergeLog
        Is told the merges that are kept.
    device : str
    progress : callable, optional
        Called with how many of the clusters are done.

    Returns
    -------
    clusters : MicroClusters
        The clusters left, part after part.
    """
    trees = _trees(clusters, parts, device, progress or (lambda done: None))
    counts = _lowest(trees, len(clusters) - left)
    trees = [tree[:count] for tree, count in zip(trees, counts.tolist(), strict=True)]

    # Of a part's tree, number i is its place i, or else the merge i - size; both have nodes in the log.
    starts = log.n + log.done + np.cumsum(counts) - counts
    nodes = [
        np.concatenate([clusters.nodes[part], start + np.arange(count)])
        for part, start, count in zip(parts, starts.tolist(), counts.tolist(), strict=True)
    ]
    children = [node[tree[:, :2].astype(np.int64)] for node, tree in zip(nodes, trees, strict=True)]
    log.join_in_turn(np.concatenate(children), np.concatenate([tree[:, 2] for tree in trees]))
    pieces = [_joined(clusters, *piece) for piece in zip(parts, trees, nodes, strict=True)]
    points, masses, nodes = (np.concatenate(piece) for piece in zip(*pieces, strict=True))
    return MicroClusters(points, np.arange(len(points)), masses, nodes)


def _trees(
    clusters: MicroClusters, parts: list[np.ndarray], device: str, progress: Callable[[int], None]
) -> list[np.ndarray]:
    """Ward's tree of each part."""
    from explorer.clustering.workers import open_workers

    def grow(number: int, inside: Callable[[int, int], None] | None = None) -> None:
        part = parts[number]
        trees[number] = ward_linkage(clusters.centroids(part), clusters.masses[part], device, inside)

    trees = [np.empty((0, 4))] * len(parts)
    if len(parts) == 1:
        grow(0, lambda steps, total: progress(len(clusters) * steps // total))
        return trees
    # Small parts leave a core idle now and then: here each core has a part to itself.
    done = 0
    with open_workers(device) as workers:
        for number in workers.run(grow, range(len(parts))):
            done += len(parts[number])
            progress(done)
    return trees


def _lowest(trees: list[np.ndarray], count: int) -> np.ndarray:
    """How many merges of each tree are among the `count` lowest of all; of equal ones, the first trees'."""
    heights = np.concatenate([tree[:, 2] for tree in trees])
    tree = np.repeat(np.arange(len(trees)), [len(tree) for tree in trees])
    return np.bincount(tree[np.argsort(heights, kind="stable")[:count]], minlength=len(trees))


def _joined(
    clusters: MicroClusters, part: np.ndarray, tree: np.ndarray, nodes: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Centroids, masses and nodes of what the merges of a part leave."""
    size = len(part)
    above = np.arange(size + len(tree))
    above[tree[:, :2].astype(np.int64)] = size + np.arange(len(tree))[:, None]
    while (above[above] != above).any():  # twice as many generations each time
        above = above[above]
    roots, root = np.unique(above[:size], return_inverse=True)
    order = np.argsort(root, kind="stable")
    starts = np.searchsorted(root[order], np.arange(len(roots)))
    points = clusters.centroids(part[order])
    masses = clusters.masses[part[order]]
    total = np.add.reduceat(masses, starts)
    sums = np.add.reduceat(points * masses[:, None], starts, axis=0)
    return (sums / total[:, None]).astype(points.dtype), total, nodes[roots]
