"""Find clusters on one half of the images and confirm them on the other, which had no part in the choice."""

import numpy as np

from explorer.analysis.stratified_test import stratified_p
from explorer.clustering.tree.dendrogram import Tree

DRAWS = 9_999

Rows = slice | np.ndarray
"""Rows of a finding: those of a node as a slice, others as (r,) int64, ascending."""


def halves(outcomes: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the outcomes twice, (n,) int8: of a random half of the known ones, and of the other half.

    What is in the other half is -1. Copies must have been left out before, so that no picture is in both.
    """
    known = np.flatnonzero(outcomes >= 0)
    shuffled = np.random.default_rng([seed, 1]).permutation(known)
    parts = []
    for other in (shuffled[len(known) // 2 :], shuffled[: len(known) // 2]):
        part = outcomes.copy()
        part[other] = -1
        parts.append(part)
    return parts[0], parts[1]


def raised_p(
    tree: Tree, node: int, outcomes: np.ndarray, strata: np.ndarray | None = None, seed: int = 0
) -> float:
    """Return the one-sided p-value that the rate in one cluster, chosen beforehand, is raised.

    Exact by the hypergeometric distribution. With strata, by 9,999 draws within each of them, whose
    (1 + count) / (1 + draws) is a valid p-value.

    Parameters
    ----------
    tree : Tree
    node : int
    outcomes : (n,) int8
        1, 0, or -1 where it does not count.
    strata : (n,) int or None
    seed : int
    """
    return raised_p_in(slice(int(tree.lo[node]), int(tree.hi[node])), outcomes, strata, (seed, 2, node))


def raised_p_in(at: Rows, outcomes: np.ndarray, strata: np.ndarray | None, seed: tuple[int, ...]) -> float:
    """Return the same of any rows, chosen beforehand; `seed` is that of the draws."""
    known = outcomes >= 0
    inside = np.zeros(len(outcomes), bool)
    inside[at] = True
    inside &= known
    count = int(np.count_nonzero(outcomes[inside] == 1))
    if strata is None:
        sizes = (np.count_nonzero(inside), np.count_nonzero(known), count, np.count_nonzero(outcomes == 1))
        return stratified_p(*np.array(sizes)[:, None])
    kinds = np.unique(strata[known], return_inverse=True)[1]
    sizes = np.bincount(kinds)
    positives = np.bincount(kinds[outcomes[known] == 1], minlength=len(sizes))
    drawn = np.bincount(kinds[inside[known]], minlength=len(sizes))
    classes = np.flatnonzero(drawn)
    generator = np.random.default_rng(seed)
    sums = np.zeros(DRAWS, np.int64)
    for good, size, draws in zip(positives[classes], sizes[classes], drawn[classes], strict=True):
        sums += generator.hypergeometric(good, size - good, draws, DRAWS)
    return float((1 + np.count_nonzero(sums >= count)) / (1 + DRAWS))


def holm(p: np.ndarray) -> np.ndarray:
    """Return p-values adjusted for their number (Holm, Scandinavian Journal of Statistics 6, 1979)."""
    p = np.asarray(p, np.float64)
    order = np.argsort(p, kind="stable")
    stepped = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum(1, stepped)
    return adjusted
