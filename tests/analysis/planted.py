"""Data sets with a planted slice: a coherent group of images on which a model errs more than elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from explorer.clustering.tree import Tree, build_tree, dendrogram_order, relabel
from explorer.clustering.ward import ward_linkage

RATE_INSIDE, RATE_OUTSIDE = 0.5, 0.1


@dataclass(frozen=True)
class Planted:
    """A data set in dendrogram order.

    Attributes
    ----------
    vectors : (n, d) float32
        Unit rows.
    tree : Tree
    inside : (n,) bool
        The slice.
    outcomes : (n,) int8
        1 where the model errs.
    """

    vectors: np.ndarray
    tree: Tree
    inside: np.ndarray
    outcomes: np.ndarray


def isolated(rng: np.random.Generator, n: int, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Twenty blobs, and the slice as a small one of its own."""
    vectors, _ = _blobs(rng, n - size, 64, 20)
    return _with(vectors, 1.2 * rng.normal(size=64) + 0.6 * rng.normal(size=(size, 64)))


def part(rng: np.random.Generator, n: int, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Ten blobs; the slice is a lump to one side of one of them."""
    vectors, centres = _blobs(rng, n - size, 64, 10)
    aside = rng.normal(size=64)
    return _with(vectors, centres[0] + 0.7 * aside + 0.5 * rng.normal(size=(size, 64)))


def elongated(rng: np.random.Generator, n: int, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Twenty blobs; the slice is a long and thin one."""
    vectors, _ = _blobs(rng, n - size, 64, 20)
    along = np.outer(rng.uniform(-1.5, 1.5, size), rng.normal(size=64))
    return _with(vectors, 1.2 * rng.normal(size=64) + along + 0.4 * rng.normal(size=(size, 64)))


def crowded(rng: np.random.Generator, n: int, size: int) -> tuple[np.ndarray, np.ndarray]:
    """512 dimensions, heavy tails and many blobs of uneven size; the slice lies among them."""
    vectors, centres = _blobs(rng, n - size, 512, 50)
    vectors *= rng.chisquare(4, (len(vectors), 1)) ** -0.25
    return _with(
        vectors, centres[:5].mean(axis=0) + 0.5 * rng.normal(size=512) + 0.7 * rng.normal(size=(size, 512))
    )


GEOMETRIES: dict[str, Callable] = {
    "a blob of its own": isolated,
    "a part of a blob": part,
    "long and thin": elongated,
    "in 512 dimensions, crowded": crowded,
}


def plant(geometry: str, n: int, size: int, seed: int) -> Planted:
    """Draw a data set of n images with a slice of `size`, and the errors of a model on it."""
    rng = np.random.default_rng(seed)
    vectors, inside = GEOMETRIES[geometry](rng, n, size)
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    merges = ward_linkage(vectors)
    order = dendrogram_order(merges)
    inside = inside[order]
    wrong = rng.random(n) < np.where(inside, RATE_INSIDE, RATE_OUTSIDE)
    return Planted(vectors[order], build_tree(relabel(merges, order)), inside, wrong.astype(np.int8))


def _blobs(rng: np.random.Generator, n: int, d: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    share = rng.dirichlet(np.full(count, 3.0))
    centres = 1.2 * rng.normal(size=(count, d))
    return centres[rng.choice(count, n, p=share)] + rng.normal(size=(n, d)), centres


def _with(vectors: np.ndarray, group: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    inside = np.arange(len(vectors) + len(group)) >= len(vectors)
    return np.concatenate([vectors, group]), inside
