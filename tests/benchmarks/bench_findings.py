"""Findings: how long a scan takes, how often it reports anything under a null, which slices it finds."""

import os
import time

import numpy as np

from explorer.analysis.leading import leading_rows
from explorer.analysis.scan import ScanOptions, apart, scan, significant
from explorer.clustering.tree import Tree, build_tree
from tests.analysis.planted import GEOMETRIES, Planted, plant
from tests.benchmarks.synthetic import random_merges

CLASSES = 100
NULLS = 200
ALPHA = 0.05
PERMUTATIONS = ScanOptions.permutations
CASES = ((2_000, 60), (5_000, 150), (10_000, 60), (10_000, 300))
SEEDS = 5
TOP = 10


def run(table) -> None:
    """Measure, and add rows to the table."""
    for n, target in ((10_000, 1), (1_000_000, 60)):
        tree = build_tree(random_merges(n, np.random.default_rng(0)))
        for rate in (0.1, 0.4):
            _time(table, tree, rate, target)
        _time(table, tree, 0.1, target, classes=CLASSES)
    _nulls(table)
    for geometry in GEOMETRIES:
        _power(table, geometry)


def _time(table, tree: Tree, rate: float, target: float, classes: int = 0) -> None:
    rng = np.random.default_rng(1)
    outcomes = (rng.random(tree.n) < rate).astype(np.int8)
    strata = rng.integers(0, classes, tree.n) if classes else None
    started = time.perf_counter()
    scan(tree, outcomes, ScanOptions(), strata)
    seconds = time.perf_counter() - started
    given = f", given {classes} classes" if classes else ""
    table.add(
        f"`errors` of {tree.n:,} images, {rate:.0%} wrong{given}: scan with 999 permutations",
        f"{seconds:.2f} s",
        f"≤ {target} s",
        bool(seconds <= target),
        conditions=f"random tree, clusters of 10 or more, load {os.getloadavg()[0]:.1f}",
    )


def _nulls(table) -> None:
    """Outcomes drawn without regard to the tree, plain and with classes held fixed."""
    blobs = plant("a blob of its own", 5_000, 100, 0).tree
    loose = (blobs, None)
    lying_together = (blobs, np.arange(blobs.n) * 10 // blobs.n)
    for given, (tree, fixed), rate in (
        ("", loose, 0.02),
        ("", loose, 0.16),
        ("", loose, 0.5),
        (" given class", loose, 0.16),
        (" given class, classes that lie together", lying_together, 0.16),
    ):
        reported = 0
        for seed in range(NULLS):
            rng = np.random.default_rng(seed)
            classes = rng.integers(0, 10, tree.n) if fixed is None else fixed
            chance = rate * (0.125 + 0.1875 * classes) if given else rate
            outcomes = (rng.random(tree.n) < chance).astype(np.int8)
            found = scan(tree, outcomes, ScanOptions(seed=seed), classes if given else None)
            reported += bool(significant(found.p, PERMUTATIONS, ALPHA).any())
        table.add(
            f"`errors`{given}, {rate:.0%} wrong, under a null: runs that report anything",
            f"{reported} of {NULLS} ({reported / NULLS:.1%})",
            f"≤ {ALPHA:.0%}",
            reported <= ALPHA * NULLS,
            conditions=f"{tree.n:,} images in 21 blobs, {PERMUTATIONS} permutations, alpha {ALPHA}",
        )


def _power(table, geometry: str) -> None:
    hits, ranks = 0, []
    for n, size in CASES:
        for seed in range(SEEDS):
            planted = plant(geometry, n, size, seed)
            rank = first_hit(planted)
            hits += rank is not None
            ranks += [rank] if rank is not None else []
    trials = len(CASES) * SEEDS
    table.add(
        f"a planted slice, {geometry}: among the top {TOP} with precision@10 ≥ 0.8",
        f"{hits} of {trials} ({hits / trials:.0%}), {ranks.count(0)} of them first",
        "≥ 90%",
        hits >= 0.9 * trials,
        conditions="60 to 300 of 2,000 to 10,000 images, 50% wrong against 10%, 999 permutations",
    )


def first_hit(planted: Planted) -> int | None:
    """The rank of the first finding of which eight or more of the ten leading images are in the slice."""
    found = scan(planted.tree, planted.outcomes, ScanOptions())
    nodes = found.nodes[significant(found.p, PERMUTATIONS, ALPHA)]
    for rank, node in enumerate(nodes[apart(planted.tree, nodes, TOP)]):
        lo, hi = int(planted.tree.lo[node]), int(planted.tree.hi[node])
        rows = leading_rows(planted.outcomes, lo, hi, planted.vectors.__getitem__, 10)
        if planted.inside[rows].mean() >= 0.8:
            return rank
    return None
