"""Specific before broad: how often a conditional scan splits what is one, and what it finds in broad groups.

Vectors are those of `bench_windows`. Slices are nodes, and balls, throughout each of which the same share of
images is wrong.
"""

from functools import partial

import numpy as np

from explorer.analysis.scan.conditional_scan import Conditions, Division, conditional_scan
from explorer.analysis.scan.scanned_windows import Space
from explorer.analysis.scan.tree_scan import ScanOptions, scan, significant
from explorer.clustering.tree.dendrogram import Tree
from tests.benchmarks.bench_windows import Cloud, cloud

RUNS = {"clusters": 200, "clusters and balls": 60}
POWER = 20
ALPHA = 0.05
PERMUTATIONS = 199
ELSEWHERE, BROAD, CORE, SLICE = 0.08, 0.16, 0.5, 0.4
MATCH = 0.6
"""F1 from which on a part is the slice."""


def run(table) -> None:
    """Measure, and add rows to the table."""
    of = cloud(3_000, 64, 3)
    for name, runs in RUNS.items():
        lists = of.lists if name != "clusters" else []
        told = f"3,000 images, 64 dimensions, {PERMUTATIONS} permutations, alpha {ALPHA}; {name}"
        counts = {
            "errors at random: runs that report anything": _nulls(of, lists, runs),
            "one broad group, 16% wrong against 8%: runs with more than one part": _broad(of, lists, runs),
            "eight slices, 40% wrong against 8%: runs with two parts in one slice": _eight(of, lists, runs),
        }
        for what, count in counts.items():
            table.add(
                f"parts, {what}",
                f"{count} of {runs} ({count / runs:.1%})",
                f"≤ {ALPHA:.0%}",
                count <= ALPHA * runs,
                conditions=told,
            )
        for shape in ("node", "ball"):
            hits = _cores(of, lists, shape)
            table.add(
                f"parts, a core that is a {shape}, 50% wrong, in a broad group at 16%: in the first three",
                f"{hits} of {POWER}",
                conditions=told,
            )


def divided(of: Cloud, outcomes: np.ndarray, lists: list, seed: int) -> Division:
    """Take the images apart."""
    found = scan(of.tree, outcomes, ScanOptions(PERMUTATIONS, seed=seed), None, lists)
    level = partial(significant, permutations=PERMUTATIONS, alpha=ALPHA)
    conditions = Conditions(ALPHA, PERMUTATIONS, seed, level)
    return conditional_scan(Space(of.tree, None, lists), outcomes, found.maxima, conditions)


def _nulls(of: Cloud, lists: list, runs: int) -> int:
    reported = 0
    for seed in range(runs):
        outcomes = np.random.default_rng([seed, 1]).random(of.tree.n) < 0.12
        reported += bool(divided(of, outcomes.astype(np.int8), lists, seed).parts)
    return reported


def _broad(of: Cloud, lists: list, runs: int) -> int:
    split = 0
    for seed in range(runs):
        rng = np.random.default_rng([seed, 2])
        rates = np.full(of.tree.n, ELSEWHERE)
        rates[_node(of.tree, rng, 0.12, 0.3)] = BROAD
        split += len(divided(of, _drawn(rng, rates), lists, seed).parts) > 1
    return split


def _eight(of: Cloud, lists: list, runs: int) -> int:
    split = 0
    for seed in range(runs):
        rng = np.random.default_rng([seed, 3])
        rates, slices = np.full(of.tree.n, ELSEWHERE), []
        while len(slices) < 8:
            chosen = _node(of.tree, rng, 0.025, 0.085)
            if (rates[chosen] == ELSEWHERE).all():
                rates[chosen] = SLICE
                slices.append(np.arange(chosen.start, chosen.stop))
        parts = divided(of, _drawn(rng, rates), lists, seed).parts
        inside = [sum(np.isin(part.rows, each).mean() >= 0.8 for part in parts) for each in slices]
        split += max(inside) > 1
    return split


def _cores(of: Cloud, lists: list, shape: str) -> int:
    hits = 0
    for seed in range(POWER):
        rng = np.random.default_rng([seed, 4])
        broad = _node(of.tree, rng, 0.12, 0.3)
        if shape == "node":
            core = np.arange(of.tree.n)[_node(of.tree, rng, 0.02, 0.067, broad)]
        else:
            center = rng.integers(broad.start, broad.stop)
            core = of.lists[0].members[center, : rng.integers(60, 200)]
            core = core[(core >= broad.start) & (core < broad.stop)]
        rates = np.full(of.tree.n, ELSEWHERE)
        rates[broad] = BROAD
        rates[core] = CORE
        parts = divided(of, _drawn(rng, rates), lists, seed).parts[:3]
        hits += any(_f1(part.rows, core) >= MATCH for part in parts)
    return hits


def _node(
    tree: Tree, rng: np.random.Generator, low: float, high: float, within: slice | None = None
) -> slice:
    size = (tree.hi - tree.lo) / tree.n
    there = (size >= low) & (size <= high)
    if within is not None:
        there &= (tree.lo >= within.start) & (tree.hi <= within.stop)
        if not there.any():
            return within
    chosen = rng.choice(np.flatnonzero(there))
    return slice(int(tree.lo[chosen]), int(tree.hi[chosen]))


def _drawn(rng: np.random.Generator, rates: np.ndarray) -> np.ndarray:
    return (rng.random(len(rates)) < rates).astype(np.int8)


def _f1(found: np.ndarray, slice_: np.ndarray) -> float:
    return 2 * len(np.intersect1d(found, slice_)) / (len(found) + len(slice_))
