"""Second implementations, slow and plain, and data to try them on."""

from collections.abc import Iterator

import numpy as np
import torch

from explorer.clustering import Tree, build_tree, dendrogram_order, relabel


def tree_of(merges: np.ndarray) -> Tree:
    """The tree over rows in dendrogram order."""
    return build_tree(relabel(merges, dendrogram_order(merges)))


def thread_counts() -> Iterator[int]:
    """Let torch have one, two, three and five threads in turn, then as many as before."""
    before = torch.get_num_threads()
    try:
        for threads in (1, 2, 3, 5):
            torch.set_num_threads(threads)
            yield threads
    finally:
        torch.set_num_threads(before)


def leaf_sets(merges: np.ndarray) -> set[frozenset[int]]:
    """Every cluster of SciPy's Z as a set of leaves."""
    sets = [frozenset([leaf]) for leaf in range(len(merges) + 1)]
    for a, b in merges[:, :2].astype(int):
        sets.append(sets[a] | sets[b])
    return set(sets)


def blobs(rng: np.random.Generator, n: int, d: int, count: int = 10, spread: float = 0.5) -> np.ndarray:
    """`n` unit vectors around `count` centres, less spread out along later dimensions, as embeddings are."""
    centres = rng.normal(size=(count, d))
    noise = rng.normal(size=(n, d)) * np.linspace(1.5, 0.2, d)
    vectors = centres[rng.integers(count, size=n)] + spread * noise
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def grid(side: int) -> np.ndarray:
    """Points of a square grid: every inner point has four nearest neighbours."""
    return np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1).reshape(-1, 2).astype(np.float32)


def caterpillar(n: int) -> np.ndarray:
    """SciPy's Z of a tree that is n - 1 deep: each merge adds one leaf."""
    merges = np.empty((n - 1, 4))
    merges[:, 0] = np.arange(1, n)
    merges[:, 1] = np.arange(n - 1, 2 * n - 2)
    merges[0, :2] = 0, 1
    merges[:, 2] = np.arange(1, n)
    merges[:, 3] = np.arange(2, n + 1)
    return merges
