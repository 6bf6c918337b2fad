"""Findings: how long a scan takes, how often it reports anything under a null, which slices it finds."""

import os
import time

import numpy as np

from explorer.analysis.exemplars import leading_rows
from explorer.analysis.scan.tree_scan import ScanOptions, apart, scan, significant
from explorer.clustering.tree.dendrogram import Tree, build_tree
from tests.analysis.planted import GEOMETRIES, Planted, plant
from tests.benchmarks.synthetic import random_merges

CLASSES = {10_000: (100,), 1_000_000: (100, 1_000, 10_000, 100_000)}
NULLS = 200
ALPHA = 0.05
PERMUTATIONS = ScanOptions.permutations
CASES = ((2_000, 60), (5_000, 150), (10_000, 60), (10_000, 300), (20_000, 60))
SEEDS = 4
TOP = 10
PRECISION = 0.8


def run(table) -> None:
    """Measure, and add rows to the table."""
    for n, target in ((10_000, 1), (1_000_000, 60)):
        tree = build_tree(random_merges(n, np.random.default_rng(0)))
        for rate in (0.1, 0.4):
            _time(table, tree, rate, target)
        for classes in CLASSES[n]:
            _time(table, tree, 0.1, target, classes)
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
    given = f", given {classes:,} classes" if classes else ""
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
    shown, members = [], []
    for n, size in CASES:
        for seed in range(SEEDS):
            precision = precisions(plant(geometry, n, size, seed))
            shown.append(first_of(precision[:, 0]))
            members.append(first_of(precision[:, 1]))
    trials = len(shown)
    hits, whole = (sum(rank is not None for rank in ranks) for ranks in (shown, members))
    table.add(
        f"a planted slice, {geometry}: among the top {TOP} with precision@10 ≥ {PRECISION}",
        f"{hits} of {trials} ({hits / trials:.0%}), {shown.count(0)} of them first; "
        f"of all members ≥ {PRECISION}: {whole}",
        "≥ 90%",
        hits >= 0.9 * trials,
        conditions="60 to 300 of 2,000 to 20,000 images, 50% wrong against 10%, 999 permutations",
    )


def precisions(planted: Planted) -> np.ndarray:
    """(findings, 2) Shares in the slice: of the ten leading images of each, and of all of its images."""
    tree = planted.tree
    found = scan(tree, planted.outcomes, ScanOptions())
    nodes = found.nodes[significant(found.p, PERMUTATIONS, ALPHA)]
    shares = []
    for node in nodes[apart(tree, nodes, TOP)]:
        lo, hi = int(tree.lo[node]), int(tree.hi[node])
        rows = leading_rows(planted.outcomes, lo, hi, planted.vectors.__getitem__, 10)
        shares.append((planted.inside[rows].mean(), planted.inside[lo:hi].mean()))
    return np.array(shares).reshape(-1, 2)


def first_of(precision: np.ndarray) -> int | None:
    """The rank of the first finding that is precise enough."""
    hits = np.flatnonzero(precision >= PRECISION)
    return int(hits[0]) if len(hits) else None
