"""Data sets with a planted slice: a coherent group of images on which a model errs more than elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from explorer.clustering.tree.dendrogram import Tree, build_tree, dendrogram_order, relabel
from explorer.clustering.ward.ward_linkage import ward_linkage

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


def shallow(rng: np.random.Generator, n: int, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Ten blobs; the slice is a denser part of one of them, with no gap between it and the rest."""
    vectors, centres = _blobs(rng, n - size, 64, 10)
    return _with(vectors, centres[0] + 0.4 * rng.normal(size=64) + 0.7 * rng.normal(size=(size, 64)))


def curved(rng: np.random.Generator, n: int, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Twenty blobs; the slice is a thin bow."""
    vectors, _ = _blobs(rng, n - size, 64, 20)
    at = rng.uniform(0, 1, (size, 1))
    start, middle, end, place = 1.2 * rng.normal(size=(4, 64))
    bow = (1 - at) ** 2 * start + 2 * at * (1 - at) * middle + at**2 * end
    return _with(vectors, place + bow + 0.3 * rng.normal(size=(size, 64)))


def in_two(rng: np.random.Generator, n: int, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Twenty blobs; the slice is two small ones, near each other."""
    vectors, _ = _blobs(rng, n - size, 64, 20)
    halves = 1.2 * rng.normal(size=64) + 0.8 * np.outer(np.arange(size) % 2, rng.normal(size=64))
    return _with(vectors, halves + 0.6 * rng.normal(size=(size, 64)))


def astride(rng: np.random.Generator, n: int, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Ten blobs; the slice lies between two of them and has something of both."""
    vectors, centres = _blobs(rng, n - size, 64, 10)
    share = rng.uniform(0.35, 0.65, (size, 1))
    between = share * centres[0] + (1 - share) * centres[1] + 0.5 * rng.normal(size=64)
    return _with(vectors, between + 0.5 * rng.normal(size=(size, 64)))


def heavy_tailed(rng: np.random.Generator, n: int, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Twenty blobs of Student's t with 2.5 degrees of freedom, the slice another one."""
    centres = 1.2 * rng.normal(size=(20, 64))
    vectors = centres[rng.integers(0, 20, n - size)] + rng.standard_t(2.5, (n - size, 64))
    return _with(vectors, 1.2 * rng.normal(size=64) + 0.6 * rng.standard_t(2.5, (size, 64)))


def uneven(rng: np.random.Generator, n: int, size: int) -> tuple[np.ndarray, np.ndarray]:
    """A hundred blobs in 128 dimensions, the k-th as large as 1/k; the slice is as loose as they are."""
    share = 1 / np.arange(1, 101)
    centres = 0.9 * rng.normal(size=(100, 128))
    vectors = centres[rng.choice(100, n - size, p=share / share.sum())] + rng.normal(size=(n - size, 128))
    return _with(vectors, 0.9 * rng.normal(size=128) + 0.9 * rng.normal(size=(size, 128)))


def nested(rng: np.random.Generator, n: int, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Ten classes of six kinds of five variants each, in 128 dimensions; the slice is one variant."""
    classes = 1.2 * rng.normal(size=(10, 1, 1, 128))
    kinds = classes + 0.7 * rng.normal(size=(10, 6, 1, 128))
    variants = (kinds + 0.5 * rng.normal(size=(10, 6, 5, 128))).reshape(-1, 128)
    share = rng.dirichlet(np.full(299, 1.5))
    which = np.append(rng.choice(299, n - size, p=share), np.full(size, 299))
    return variants[which] + 0.6 * rng.normal(size=(n, 128)), which == 299


GEOMETRIES: dict[str, Callable] = {
    "a blob of its own": isolated,
    "a part of a blob": part,
    "long and thin": elongated,
    "in 512 dimensions, crowded": crowded,
    "a denser part of a blob, without a gap": shallow,
    "curved": curved,
    "two blobs near each other": in_two,
    "between two classes": astride,
    "heavy-tailed": heavy_tailed,
    "among blobs of very uneven size": uneven,
    "a variant of a kind of a class": nested,
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
