"""Balls beside clusters: how long a scan takes, how often it reports anything under a null, what it finds.

The vectors are clouds with classes, kinds within classes and no gaps between kinds; slices are planted in
them that no cluster of the tree need be near to.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial

import numpy as np

from explorer.analysis.findings.divided import own_parts
from explorer.analysis.scan.balls import LONGEST, WHITENED, Neighborhoods
from explorer.analysis.scan.conditional_scan import Conditions, conditional_scan
from explorer.analysis.scan.nearest_lists import MOST_CENTERS, directions_of, exact_lists
from explorer.analysis.scan.scanned_windows import Space
from explorer.analysis.scan.tree_scan import ScanOptions, scan, significant
from explorer.analysis.scan.whitened import whitened_lists
from explorer.clustering.tree.dendrogram import Tree, build_tree, dendrogram_order, relabel
from explorer.clustering.ward.ward_linkage import ward_linkage
from tests.benchmarks.synthetic import random_merges

NULLS = 400
TRIALS = 20
ALPHA = 0.05
TOP = 10
PRECISION = 0.8
INSIDE, OUTSIDE = 0.5, 0.1
QUICK = 499
"""Permutations: what is significant depends on their number in no other way than it should."""
STRIDE = 50


@dataclass(frozen=True)
class Cloud:
    """Vectors in dendrogram order, with the windows of a scan.

    Attributes
    ----------
    vectors : (n, d) float32
        Unit rows.
    tree : Tree
    classes, kinds : (n,) int64
        Ten classes of twelve kinds each.
    lists : list of Neighborhoods
    """

    vectors: np.ndarray
    tree: Tree
    classes: np.ndarray
    kinds: np.ndarray
    lists: list[Neighborhoods]


@cache
def cloud(n: int, d: int, seed: int) -> Cloud:
    """Draw n images: classes are apart, kinds of a class run into each other, and are of very uneven size."""
    rng = np.random.default_rng(seed)
    classes = rng.integers(0, 10, n)
    kind = classes * 12 + rng.choice(12, n, p=(1 / np.arange(1, 13)) / (1 / np.arange(1, 13)).sum())
    middles = 1.0 * rng.normal(size=(10, 1, d)) + 0.6 * rng.normal(size=(10, 12, d))
    spread = 1 / np.sqrt(np.arange(1, d + 1))
    vectors = middles.reshape(120, d)[kind] * spread * 3 + rng.normal(size=(n, d)) * spread * 3
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    merges = ward_linkage(vectors)
    order = dendrogram_order(merges)
    vectors, classes = vectors[order], classes[order]
    directions, rows = directions_of(vectors, "cosine"), np.arange(n)
    lists = [
        exact_lists(directions, rows),
        exact_lists(directions, rows, classes),
        whitened_lists(vectors, rows, classes),
    ]
    return Cloud(vectors, build_tree(relabel(merges, order)), classes, kind[order], lists)


def nearest(of: Cloud, rng: np.random.Generator) -> np.ndarray:
    """The 60 to 300 nearest of a random image."""
    return _around(of, rng.integers(len(of.vectors)), np.arange(len(of.vectors)), rng)


def nearest_of_class(of: Cloud, rng: np.random.Generator) -> np.ndarray:
    """The 60 to 300 nearest of its class."""
    center = rng.integers(len(of.vectors))
    return _around(of, center, np.flatnonzero(of.classes == of.classes[center]), rng)


def kind_of_class(of: Cloud, rng: np.random.Generator) -> np.ndarray:
    """A rare kind within a class: 50 to 200 images."""
    sizes = np.bincount(of.kinds)
    return np.flatnonzero(of.kinds == rng.choice(np.flatnonzero((sizes >= 50) & (sizes <= 200))))


def union(of: Cloud, rng: np.random.Generator) -> np.ndarray:
    """The 50 to 110 nearest of an image in each of two or three classes."""
    parts = []
    for each in rng.choice(10, rng.integers(2, 4), replace=False):
        rows = np.flatnonzero(of.classes == each)
        parts.append(_around(of, rng.choice(rows), rows, rng, 50, 110))
    return np.concatenate(parts)


def node(of: Cloud, rng: np.random.Generator) -> np.ndarray:
    """A cluster of the tree of 60 to 300 images."""
    size = of.tree.hi - of.tree.lo
    chosen = rng.choice(np.flatnonzero((size >= 60) & (size <= 300)))
    return np.arange(of.tree.lo[chosen], of.tree.hi[chosen])


SLICES: dict[str, tuple[Callable, float]] = {
    "the 60 to 300 nearest of an image": (nearest, 0.95),
    "the same within a class": (nearest_of_class, 0.95),
    "a rare kind within a class": (kind_of_class, 0.8),
    "in two or three classes": (union, 0.7),
    "a cluster of the tree": (node, 1.0),
}


def run(table) -> None:
    """Measure, and add rows to the table."""
    _time(table, 10_000, 10_000, 1.5)
    _time(table, 1_000_000, MOST_CENTERS, 90)
    for dims in (64, 512):
        for name, (draw, least) in SLICES.items():
            _power(table, name, draw, least, dims)
    for name in list(SLICES)[:2]:
        _strided(table, name, SLICES[name][0])
    _nulls(table)


def _time(table, n: int, centers: int, target: float) -> None:
    """Lists at random are the worst case: what is counted lies far apart in memory."""
    rng = np.random.default_rng(0)
    tree = build_tree(random_merges(n, rng))
    lists = []
    for name in ("ball", "class ball", WHITENED):
        members = rng.integers(0, n, (centers, LONGEST), np.int32)
        members[:, 0] = np.linspace(0, n - 1, centers)
        lists.append(Neighborhoods(name, members))
    outcomes = (rng.random(n) < 0.1).astype(np.int8)
    for given, strata in (("", None), (", given 10 classes", rng.integers(0, 10, n))):
        started, used = time.perf_counter(), time.process_time()
        scan(tree, outcomes, ScanOptions(), strata, lists)
        seconds, used = time.perf_counter() - started, time.process_time() - used
        table.add(
            f"`errors` of {n:,} images{given}: clusters and {len(lists) * centers:,} lists, 999 permutations",
            f"{seconds:.2f} s ({used:.2f} s of cores)",
            f"≤ {target} s",
            bool(seconds <= target),
            conditions=f"lists at random, load {os.getloadavg()[0]:.1f}",
        )


def _nulls(table, runs: int = NULLS) -> None:
    """Outcomes drawn without regard to the vectors: plain, and by class with the classes held fixed."""
    of = cloud(2_000, 64, 0)
    for given in (False, True):
        reported = {"clusters": 0, "clusters and balls": 0}
        for seed in range(runs):
            rng = np.random.default_rng([seed, 7])
            chance = 0.03 * (1 + of.classes) if given else 0.15
            outcomes = (rng.random(len(of.classes)) < chance).astype(np.int8)
            strata = of.classes if given else None
            for name, lists in (("clusters", []), ("clusters and balls", of.lists)):
                found = scan(of.tree, outcomes, ScanOptions(QUICK, seed=seed), strata, lists)
                p = np.concatenate([found.p, found.balls.p])
                reported[name] += bool(significant(p, QUICK, ALPHA).any())
        for name, count in reported.items():
            table.add(
                f"`errors`{' given class' if given else ''} under a null, {name}: runs that report anything",
                f"{count} of {runs} ({count / runs:.1%})",
                f"≤ {ALPHA:.0%}",
                count <= ALPHA * runs,
                conditions=f"2,000 images in ten classes, {QUICK} permutations, alpha {ALPHA}",
            )


def _power(table, name: str, draw: Callable, least: float, dims: int, trials: int = TRIALS) -> None:
    of = cloud(5_000, dims, 1)
    hits, scores = _tried(of, draw, [Space(of.tree), Space(of.tree, None, of.lists)], trials)
    table.add(
        f"a slice, {name}, {dims} dimensions: with a finding of precision ≥ {PRECISION} in the first {TOP}",
        f"{hits[0]} of {trials} by clusters, {hits[1]} with balls; F1 {scores[0]:.2f} and {scores[1]:.2f}",
        f"≥ {least:.0%}",
        hits[1] >= least * trials,
        conditions=f"5,000 images, 50% wrong against 10%, {QUICK} permutations",
    )


def _strided(table, name: str, draw: Callable, trials: int = TRIALS) -> None:
    """Few centres, as there are of a million images: balls as they were tested, and recentred ones."""
    of = cloud(5_000, 64, 1)
    whole = Space(of.tree, None, of.lists)
    few = Space(of.tree, None, [Neighborhoods(each.name, each.members[::STRIDE]) for each in of.lists])
    hits, scores = _tried(of, draw, [few, replace(few, around=partial(_lists_at, whole))], trials)
    table.add(
        f"a slice, {name}, one image of {STRIDE} a centre: with a finding of precision ≥ {PRECISION}",
        f"{hits[0]} of {trials} as tested, {hits[1]} recentred; F1 {scores[0]:.2f} and {scores[1]:.2f}",
        conditions=f"5,000 images, 64 dimensions, 50% wrong against 10%, {QUICK} permutations",
    )


def _lists_at(space: Space, rows: np.ndarray) -> list[Neighborhoods]:
    """Of the neighbourhoods of all rows those of some, ascending."""
    return [
        Neighborhoods(each.name, each.members[np.isin(each.members[:, 0], rows)])
        for each in space.neighborhoods
    ]


def _tried(of: Cloud, draw: Callable, spaces: list[Space], trials: int) -> tuple[np.ndarray, np.ndarray]:
    hits, scores = np.zeros(len(spaces), int), np.zeros(len(spaces))
    for seed in range(trials):
        rng = np.random.default_rng([seed, 11])
        inside = np.zeros(len(of.vectors), bool)
        inside[draw(of, rng)] = True
        outcomes = (rng.random(len(inside)) < np.where(inside, INSIDE, OUTSIDE)).astype(np.int8)
        for place, space in enumerate(spaces):
            precise, score = judged(outcomes, inside, space)
            hits[place] += precise
            scores[place] += score / trials
    return hits, scores


def judged(outcomes: np.ndarray, inside: np.ndarray, space: Space) -> tuple[bool, float]:
    """Whether one of the first findings lies in the slice, and F1 of those together of which most does."""
    found = scan(space.tree, outcomes, ScanOptions(QUICK), None, space.neighborhoods)
    level = partial(significant, permutations=QUICK, alpha=ALPHA)
    division = conditional_scan(space, outcomes, found.maxima, Conditions(ALPHA, QUICK, 0, level))
    parts = own_parts(space, outcomes, division, np.arange(len(inside)), level)
    first = [part.own.rows for part in parts if part.listed][:TOP]
    together = np.zeros(len(inside), bool)
    for each in first:
        together[each] |= inside[each].mean() >= 0.5
    score = 2 * (together & inside).sum() / (together.sum() + inside.sum())
    return any(inside[each].mean() >= PRECISION for each in first), float(score)


def _around(
    of: Cloud, center: int, rows: np.ndarray, rng: np.random.Generator, low: int = 60, high: int = 300
) -> np.ndarray:
    gaps = -(of.vectors[rows] @ of.vectors[center])
    return rows[np.argsort(gaps, kind="stable")[: rng.integers(low, high + 1)]]
