"""Classes that do not fit the tree: one in several distant clusters, or two in one."""

from dataclasses import dataclass

import numpy as np

from explorer.analysis.classes.intervals import wilson_interval
from explorer.cancellation import unless_cancelled
from explorer.clustering.tree.dendrogram import Tree

PURE = 0.8
"""A cluster is of a class when at least this share of its labelled images is."""
LEAST_SHARE = 0.1
"""And when it holds at least this share of the class."""
MIXED = 0.5
LEAST_MIXING = 0.2
_SAMPLE = 9
_BLOCK = 1 << 16


@dataclass(frozen=True)
class SplitClasses:
    """Classes to split, most divided first. Class `codes[i]` has clusters `nodes[starts[i]:starts[i + 1]]`.

    Attributes
    ----------
    codes : (m,) int64
    score : (m,) float64
        In (0, 1]: the share of the class in pure clusters other than the largest, times twice how far apart
        they are: 1 - height of the highest of them over that of the cluster that joins them; at most 1.
    starts : (m + 1,) int64
    nodes : int64
        Largest first.
    """

    codes: np.ndarray
    score: np.ndarray
    starts: np.ndarray
    nodes: np.ndarray


@dataclass(frozen=True)
class MergeClasses:
    """Pairs of classes to merge, most mixed first.

    Attributes
    ----------
    first, second : (m,) int64
        Class codes, first < second.
    score : (m,) float64
        In [0.2, 1]: how often neighbours in the pair are of the other class at least (the lower end of the
        95% interval, so that few neighbours prove little), as a share of what it would be if the two were
        mixed at random; of the two directions the lower.
    nodes : (m,) int64
        The cluster that holds most of the two and least of the rest (size of the overlap squared over the
        product of sizes).
    """

    first: np.ndarray
    second: np.ndarray
    score: np.ndarray
    nodes: np.ndarray


class _Counts:
    """How many rows of a class a slice has, for many slices at once, by one search in sorted keys."""

    def __init__(self, labels: np.ndarray) -> None:
        self._n = len(labels)
        rows = np.flatnonzero(labels >= 0)
        self._keys = np.sort(labels[rows].astype(np.int64) * (self._n + 1) + rows)
        self._known = np.concatenate([[0], np.cumsum(labels >= 0)])

    def of(self, codes, lo, hi) -> np.ndarray:
        """Rows of `[lo, hi)` with class `codes`."""
        base = np.asarray(codes, np.int64) * (self._n + 1)
        return np.searchsorted(self._keys, base + hi) - np.searchsorted(self._keys, base + lo)

    def known(self, lo, hi) -> np.ndarray:
        """Rows of `[lo, hi)` with any label."""
        return self._known[hi] - self._known[lo]


def split_candidates(tree: Tree, labels: np.ndarray, min_size: int = 10) -> SplitClasses:
    """Find classes that lie in two or more pure clusters, joined only by a cluster that is mostly of others.

    Parameters
    ----------
    tree : Tree
    labels : (n,) int
        Class codes, -1 where missing.
    min_size : int
        Labelled images of the class that a cluster needs.
    """
    counts = _Counts(labels)
    nodes, codes, held = _pure_nodes(tree, labels, counts, min_size)
    total = counts.of(codes, 0, tree.n)
    large = held >= LEAST_SHARE * total
    nodes, codes, held = nodes[large], codes[large], held[large]
    order = np.lexsort((nodes, -held, codes))
    nodes, codes, held = nodes[order], codes[order], held[order]
    found = []
    for code in np.unique(codes[:-1][codes[:-1] == codes[1:]]).tolist():
        mine = slice(*np.searchsorted(codes, [code, code + 1]))
        score = _division(tree, counts, code, nodes[mine], held[mine])
        if score > 0:
            found.append((score, code, nodes[mine]))
    found.sort(key=lambda each: (-each[0], each[1]))
    starts = np.concatenate([[0], np.cumsum([len(each[2]) for each in found])]).astype(np.int64)
    members = np.concatenate([np.empty(0, np.int64), *(each[2] for each in found)])
    scores = np.array([each[0] for each in found], np.float64)
    return SplitClasses(np.array([each[1] for each in found], np.int64), scores, starts, members)


def _pure_nodes(tree: Tree, labels: np.ndarray, counts: _Counts, min_size: int):
    """(nodes, codes, held) of the largest pure clusters; none lies within another of its class."""
    nodes = np.flatnonzero(tree.hi - tree.lo >= max(2, min_size))
    rows = np.flatnonzero(labels >= 0)
    first, known = np.searchsorted(rows, tree.lo[nodes]), counts.known(tree.lo[nodes], tree.hi[nodes])
    nodes, first, known = nodes[known > 0], first[known > 0], known[known > 0]
    # A class with 80% of the rows has most of nine taken evenly; it is then counted exactly.
    places = first[:, None] + (np.arange(_SAMPLE) * 2 + 1) * known[:, None] // (2 * _SAMPLE)
    sample = np.sort(labels[rows[places]], axis=1) if len(nodes) else np.empty((0, _SAMPLE), np.int64)
    likely = sample[:, _SAMPLE // 2]
    held = counts.of(likely, tree.lo[nodes], tree.hi[nodes])
    pure = (held >= PURE * known) & (held >= min_size)
    nodes, likely, held = nodes[pure], likely[pure].astype(np.int64), held[pure]
    outer = _outermost(tree, nodes, likely)
    return nodes[outer], likely[outer], held[outer]


def _outermost(tree: Tree, nodes: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """(m,) bool: no other of the nodes with the same code holds this one. Slices nest or are disjoint."""
    order = np.lexsort((-tree.hi[nodes], tree.lo[nodes], codes))
    ends = tree.hi[nodes][order].astype(np.int64)
    shifted = codes[order] * (tree.n + 1) + ends
    before = np.concatenate([[-1], np.maximum.accumulate(shifted)[:-1]])
    starts = codes[order] * (tree.n + 1) + tree.lo[nodes][order]
    outer = np.zeros(len(nodes), bool)
    outer[order] = starts >= before
    return outer


def _division(tree: Tree, counts: _Counts, code: int, nodes: np.ndarray, held: np.ndarray) -> float:
    """Score of a class with these clusters; 0 where what joins them is mostly of the class itself."""
    joint = tree.joint(int(tree.lo[nodes].min()), int(tree.hi[nodes].max()) - 1)
    lo, hi = int(tree.lo[joint]), int(tree.hi[joint])
    if counts.of(code, lo, hi) > MIXED * counts.known(lo, hi) or tree.height[joint] <= 0:
        return 0.0
    apart = 1 - float(tree.height[nodes].max() / tree.height[joint])
    rest = float(held.sum() - held.max()) / float(counts.of(code, 0, tree.n))
    return min(1.0, 2 * rest * apart)


def merge_candidates(
    tree: Tree, labels: np.ndarray, neighbor_rows: np.ndarray, min_size: int = 10, limit: int = 20
) -> MergeClasses:
    """Find pairs of classes whose images are each other's neighbours.

    Parameters
    ----------
    tree : Tree
    labels : (n,) int
        Class codes, -1 where missing.
    neighbor_rows : (n, k) int
    min_size : int
        Labelled images that either class needs.
    limit : int
        At most so many pairs.
    """
    sizes = np.bincount(labels[labels >= 0], minlength=1)
    large = np.where((labels >= 0) & (sizes[labels] >= min_size), labels, -1)
    first, second, score = _mixing(large, neighbor_rows, sizes)
    order = np.lexsort((second, first, -score))[:limit]
    first, second, score = first[order], second[order], score[order]
    counts = _Counts(labels)
    nodes = np.flatnonzero(tree.hi - tree.lo >= max(2, min_size))
    lo, hi = tree.lo[nodes], tree.hi[nodes]
    known = np.maximum(counts.known(lo, hi), 1)
    best = np.empty(len(first), np.int64)
    for i, (a, b) in enumerate(zip(first.tolist(), second.tolist(), strict=True)):
        both = counts.of(a, lo, hi) + counts.of(b, lo, hi)
        best[i] = nodes[np.argmax(both.astype(float) ** 2 / known)]
    return MergeClasses(first, second, score, best)


def _mixing(labels: np.ndarray, near: np.ndarray, sizes: np.ndarray):
    """(first, second, score) of every pair of classes with mixed neighbours."""
    classes = len(sizes)
    pieces = [(np.empty(0, np.int64), np.empty(0, np.int64))]
    for start in unless_cancelled(range(0, len(near), _BLOCK)):
        own = labels[start : start + _BLOCK].astype(np.int64)[:, None]
        other = labels[near[start : start + _BLOCK]]
        both = (own >= 0) & (other >= 0)
        pieces.append(np.unique((own * classes + other)[both], return_counts=True))
    found, counted = (np.concatenate(part) for part in zip(*pieces, strict=True))
    keys, place = np.unique(found, return_inverse=True)
    votes = np.bincount(place, weights=counted, minlength=len(keys))
    a, b = np.divmod(keys, classes)
    within = np.zeros(classes)
    within[a[a == b]] = votes[a == b]
    differ = a != b
    a, b, votes = a[differ], b[differ], votes[differ]
    # Had both been mixed at random, this share of a's votes within the pair would go to b.
    chance = sizes[b] / np.maximum(sizes[a] + sizes[b] - 1, 1)
    # Neighbours of one image are much alike: all of them count as one observation.
    observed = votes / near.shape[1], (votes + within[a]) / near.shape[1]
    share = np.minimum(1, wilson_interval(*observed)[0] / chance)
    strong = share >= LEAST_MIXING
    a, b, share = a[strong], b[strong], share[strong]
    _, there, back = np.intersect1d(a * classes + b, b * classes + a, assume_unique=True, return_indices=True)
    mutual = np.minimum(share[there], share[back])
    kept = a[there] < b[there]
    return a[there][kept], b[there][kept], mutual[kept]
