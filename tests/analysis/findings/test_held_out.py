"""The held-out half: exact p-values by enumeration, what counts in them, and Holm's adjustment."""

from itertools import combinations, product

import numpy as np
import pytest

from explorer.analysis.findings.held_out import halves, holm, raised_p
from explorer.clustering.tree.dendrogram import build_tree
from tests.benchmarks.synthetic import random_merges


def tree_and_node(n: int, size: int):
    """A random tree with a cluster of that size, for some seed."""
    for seed in range(1000):
        tree = build_tree(random_merges(n, np.random.default_rng(seed)))
        found = np.flatnonzero(tree.hi - tree.lo == size)
        if len(found):
            return tree, int(found[0]), slice(int(tree.lo[found[0]]), int(tree.hi[found[0]]))
    raise AssertionError("no such tree")


def enumerated_p(inside, outcomes, strata) -> float:
    """The share of all ways to deal out the outcomes within strata that put as many inside, or more."""
    ways = []
    for kind in np.unique(strata):
        places = np.flatnonzero(strata == kind)
        ways.append(list(combinations(places.tolist(), int(outcomes[places].sum()))))
    counts = [sum(inside[place] for chosen in way for place in chosen) for way in product(*ways)]
    return float(np.mean(np.array(counts) >= outcomes[inside].sum()))


@pytest.mark.parametrize("strata", [False, True])
def test_p_is_that_of_enumeration_and_unknown_outcomes_count_nowhere(strata):
    """Some are not known inside and outside; the strata differ in size, rate and share inside."""
    tree, node, where = tree_and_node(16, 6)
    rng = np.random.default_rng(0)
    inside = np.zeros(16, bool)
    inside[where] = True
    outcomes = np.where(inside, rng.random(16) < 0.7, rng.random(16) < 0.3).astype(np.int8)
    for part in (inside, ~inside):
        outcomes[np.flatnonzero(part)[:2]] = -1
    kinds = (np.arange(16) < where.stop - 2).astype(int)
    known = outcomes >= 0
    assert 0 < outcomes[inside & known].sum() < (inside & known).sum()
    given = kinds if strata else np.zeros(16, int)
    expected = enumerated_p(inside[known], outcomes[known], given[known])
    assert 0.02 < expected < 0.9
    found = raised_p(tree, node, outcomes, kinds if strata else None)
    assert found == pytest.approx(expected, abs=0.02 if strata else 1e-12)


def test_p_is_never_nought_and_drawn_alike_each_time():
    """With strata, 9,999 draws of which none reaches the count give 1 in 10,000; a seed repeats them."""
    tree, node, where = tree_and_node(200, 60)
    kinds = np.arange(200) % 2
    outcomes = np.zeros(200, np.int8)
    outcomes[where] = 1
    assert raised_p(tree, node, outcomes, kinds) == 1 / 10_000
    outcomes = (np.random.default_rng(0).random(200) < 0.3).astype(np.int8)
    first, again, other = (raised_p(tree, node, outcomes, kinds, seed) for seed in (0, 0, 1))
    assert first == again != other


def test_a_cluster_without_known_outcomes_is_not_raised():
    """Nothing inside counts: p is 1."""
    tree, node, where = tree_and_node(40, 10)
    outcomes = (np.arange(40) % 3 == 0).astype(np.int8)
    outcomes[where] = -1
    assert raised_p(tree, node, outcomes) == 1
    assert raised_p(tree, node, outcomes, np.arange(40) % 2) == 1


def test_halves_are_drawn_at_random():
    """Each half is spread over the whole order of the tree, and keeps the outcomes as they are."""
    outcomes = (np.arange(1000) % 4 == 0).astype(np.int8)
    one, other = halves(outcomes, 0)
    for half in (one, other):
        known = np.flatnonzero(half >= 0)
        assert len(known) == 500 and (half[known] == outcomes[known]).all()
        assert 200 < (known < 500).sum() < 300


def test_under_a_null_one_half_confirms_little_of_the_other():
    """A cluster chosen on one half is confirmed on the other at most as often as the level says."""
    tree = build_tree(random_merges(400, np.random.default_rng(0)))
    size = tree.hi - tree.lo
    nodes = np.flatnonzero((size >= 20) & (size <= 200))
    confirmed = 0
    for seed in range(100):
        outcomes = (np.random.default_rng(seed).random(400) < 0.3).astype(np.int8)
        seen, kept = halves(outcomes, seed)
        confirmed += raised_p(tree, _richest(tree, nodes, seen), kept) <= 0.05
    assert confirmed <= 12  # of a binomial with 100 and 0.05: more than this once in a thousand


def _richest(tree, nodes, outcomes) -> int:
    """The cluster with the highest rate."""
    rates = []
    for node in nodes:
        inside = outcomes[tree.lo[node] : tree.hi[node]]
        rates.append(np.mean(inside[inside >= 0]))
    return int(nodes[np.argmax(rates)])


def test_holm_does_not_fall():
    """A later p-value is at least what an earlier one became; equal ones stay equal; order is kept."""
    assert holm([0.03, 0.02, 0.021]) == pytest.approx([0.06, 0.06, 0.06])
    assert holm([0.5, 0.001, 0.01, 0.001]) == pytest.approx([0.5, 0.004, 0.02, 0.004])
