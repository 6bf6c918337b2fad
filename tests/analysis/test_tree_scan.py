"""The scan statistic: ratios by hand and by brute force, exact p-values, its promise under a null."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import xlogy

from explorer.analysis.scan.likelihood_ratio import BernoulliRatio, PoissonRatio
from explorer.analysis.scan.p_values import p_values
from explorer.analysis.scan.tree_scan import ScanOptions, apart, scan, significant
from explorer.clustering.tree.dendrogram import build_tree
from tests.analysis.planted import GEOMETRIES, plant
from tests.benchmarks.synthetic import random_merges

QUICK = ScanOptions(permutations=99, min_size=2)


def tree_of(n: int, seed: int = 0):
    return build_tree(random_merges(n, np.random.default_rng(seed)))


def brute_ratio(c: int, k: int, positives: int, total: int) -> float:
    """The Bernoulli ratio from log likelihoods, written down as they are."""
    if c * total <= positives * k:
        return 0.0

    def log_likelihood(right: int, of: int) -> float:
        return xlogy(right, right / of) + xlogy(of - right, 1 - right / of)

    inside, outside = log_likelihood(c, k), log_likelihood(positives - c, total - k)
    return inside + outside - log_likelihood(positives, total)


@given(st.integers(0, 10_000), st.integers(8, 60), st.floats(0.05, 0.95))
@settings(max_examples=40, deadline=None)
def test_every_node_is_what_brute_force_says(seed, n, rate):
    """Nodes, counts and ratios are those of a loop over all nodes; unknown outcomes count nowhere."""
    rng = np.random.default_rng(seed)
    tree = tree_of(n, seed)
    outcomes = (rng.random(n) < rate).astype(np.int8)
    outcomes[rng.random(n) < 0.2] = -1
    found = scan(tree, outcomes, ScanOptions(permutations=1, min_size=3))
    known = outcomes >= 0
    total, positives = known.sum(), (outcomes == 1).sum()
    expected = {}
    for node in range(2 * n - 1):
        inside = outcomes[tree.lo[node] : tree.hi[node]]
        k, c = (inside >= 0).sum(), (inside == 1).sum()
        if 3 <= k and 2 * k <= total and 0 < positives < total:
            ratio = brute_ratio(int(c), int(k), int(positives), int(total))
            if ratio > 0:
                expected[node] = (k, c, ratio)
    assert sorted(found.nodes.tolist()) == sorted(expected)
    for node, size, count, llr in zip(found.nodes, found.sizes, found.positives, found.llr, strict=True):
        assert (size, count) == expected[node][:2]
        assert llr == pytest.approx(expected[node][2], abs=1e-9)
    assert (np.diff(found.llr) <= 0).all()
    assert (np.diff(found.nodes)[np.diff(found.llr) == 0] > 0).all()
    assert (found.total, found.total_positives) == (total, positives)


def test_ratio_by_hand():
    """Half of 4 against a tenth of 40: 2 of 4 inside, 2 of 36 outside."""
    ratio = BernoulliRatio(np.array([4]), 40, 4)
    expected = 4 * np.log(0.5) + 2 * np.log(2 / 36) + 34 * np.log(34 / 36)
    expected -= 4 * np.log(0.1) + 36 * np.log(0.9)
    assert ratio.at(np.array([0]), np.array([2])) == pytest.approx([expected])
    assert ratio.raised(np.array([0])).tolist() == []


def test_poisson_ratio_by_hand():
    """6 of 10 where 3 are expected; what is expected exactly is not raised; all inside is no error."""
    ratio = PoissonRatio(np.array([3.0, 3.0, 3.0]), 10)
    assert ratio.raised(np.array([6, 3, 10])).tolist() == [0, 2]
    found = ratio.at(np.array([0, 2]), np.array([6, 10]))
    assert found == pytest.approx([6 * np.log(2) + 4 * np.log(4 / 7), 10 * np.log(10 / 3)])


def test_clusters_of_which_nothing_or_everything_is_expected_are_no_error():
    """Where classes have no errors or nothing but errors; rounding may expect a bit more than there are."""
    with np.errstate(all="raise"):
        ratio = PoissonRatio(np.array([0.0, 3.0, np.nextafter(3.0, 4)]), 3)
        assert ratio.raised(np.array([0, 3, 3])).tolist() == []


def test_p_counts_the_permutations_that_reach_it():
    """(1 + count) / (1 + permutations), equality included, also by rounding."""
    largest = np.array([1.0, 2.0, 2.0, 5.0])
    assert p_values(np.array([6.0, 5.0, 2.0 + 1e-13, 0.5]), largest).tolist() == [0.2, 0.4, 0.8, 1.0]
    assert p_values(np.array([2.001]), largest).tolist() == [0.4]


def test_permutations_follow_the_exact_distribution():
    """On seven images, the p-values are near those of all 35 equally likely outcomes."""
    tree = tree_of(8, 3)
    outcomes = np.array([1, 1, 1, 0, 0, 0, 0, -1], np.int8)
    found = scan(tree, outcomes, ScanOptions(permutations=20_000, min_size=2))
    maxima = []
    for chosen in combinations(range(7), 3):
        other = np.where(np.isin(np.arange(7), chosen), 1, 0).astype(np.int8)
        again = scan(tree, np.append(other, np.int8(-1)), ScanOptions(permutations=1, min_size=2))
        maxima.append(again.llr.max(initial=0))
    exact = [(np.array(maxima) >= llr - 1e-9).mean() for llr in found.llr]
    assert len(exact) and found.p == pytest.approx(exact, abs=0.02)


def test_permutations_within_classes_follow_their_exact_distribution():
    """On nine images of two classes, one right but for one, the other wrong but for one: all 20 ways."""
    tree = tree_of(9, 4)
    classes = np.array([0, 0, 0, 0, 1, 1, 1, 1, 1])
    outcomes = np.array([0, 1, 0, 0, 1, 1, 0, 1, 1], np.int8)
    options = ScanOptions(permutations=4_000, min_size=2)
    found = scan(tree, outcomes, options, classes)
    maxima = []
    for wrong, right in product(np.flatnonzero(classes == 0), np.flatnonzero(classes == 1)):
        other = classes.astype(np.int8)
        other[wrong], other[right] = 1, 0
        again = scan(tree, other, ScanOptions(permutations=1, min_size=2), classes)
        maxima.append(again.llr.max(initial=0))
    exact = [(np.array(maxima) >= llr - 1e-9).mean() for llr in found.llr]
    assert len(exact) and found.p == pytest.approx(exact, abs=0.04)


def test_two_runs_are_the_same_and_seeds_differ():
    """Whatever the threads do: same seed, same bytes."""
    tree, rng = tree_of(400), np.random.default_rng(1)
    outcomes = (rng.random(400) < 0.3).astype(np.int8)
    first, second = (scan(tree, outcomes, QUICK) for _ in range(2))
    assert first.p.tobytes() == second.p.tobytes() and first.nodes.tobytes() == second.nodes.tobytes()
    assert scan(tree, outcomes, ScanOptions(99, 2, seed=1)).p.tobytes() != first.p.tobytes()


@pytest.mark.parametrize("value", [0, 1, -1])
def test_where_all_are_alike_nothing_is_found(value):
    """No errors, only errors, or nothing known."""
    found = scan(tree_of(50), np.full(50, value, np.int8), QUICK)
    assert len(found.nodes) == 0


@pytest.mark.parametrize("n", [1, 2, 3])
def test_tiny_trees(n):
    """Nothing is a candidate, and nothing fails."""
    outcomes = (np.arange(n) == 0).astype(np.int8)
    assert len(scan(tree_of(n), outcomes, QUICK).nodes) == 0


def test_given_classes_what_they_explain_is_not_found():
    """A class with many errors is a finding by itself, and seldom anything is with classes held fixed."""
    tree = tree_of(2000)
    node = int(np.argmin(np.abs(tree.hi - tree.lo - 300)))
    classes = np.zeros(2000, np.int64)
    classes[tree.lo[node] : tree.hi[node]] = 1
    found = 0
    for seed in range(20):
        outcomes = (np.random.default_rng(seed).random(2000) < np.where(classes, 0.6, 0.1)).astype(np.int8)
        assert scan(tree, outcomes, QUICK).nodes[0] == node
        given_classes = scan(tree, outcomes, QUICK, classes)
        assert node not in given_classes.nodes
        found += bool((given_classes.p <= 0.05).any())
    assert found <= 4  # of a binomial with 20 and 0.05: more than this three times in a thousand


def test_given_classes_what_they_do_not_explain_is_found():
    """Errors that gather in a cluster of the same classes as elsewhere."""
    tree, rng = tree_of(2000), np.random.default_rng(0)
    node = int(np.argmin(np.abs(tree.hi - tree.lo - 300)))
    inside = np.zeros(2000, bool)
    inside[tree.lo[node] : tree.hi[node]] = True
    classes = rng.integers(0, 5, 2000)
    outcomes = (rng.random(2000) < np.where(inside, 0.5, 0.05 * classes)).astype(np.int8)
    found = scan(tree, outcomes, QUICK, classes)
    best = found.nodes[0]
    overlap = min(tree.hi[best], tree.hi[node]) - max(tree.lo[best], tree.lo[node])
    assert found.p[0] == 0.01 and overlap > 200


@given(st.integers(0, 10_000), st.integers(8, 60))
@settings(max_examples=30, deadline=None)
def test_given_classes_every_node_is_what_brute_force_says(seed, n):
    """Raised where there are more than the classes inside explain; unknown outcomes count in no rate."""
    rng = np.random.default_rng(seed)
    tree, classes = tree_of(n, seed), rng.integers(-1, 3, n)
    outcomes = (rng.random(n) < 0.2 + 0.2 * classes).astype(np.int8)
    outcomes[rng.random(n) < 0.2] = -1
    known, positives = outcomes >= 0, int((outcomes == 1).sum())
    explained = np.zeros(n)
    for kind in np.unique(classes[known]):
        explained[known & (classes == kind)] = np.mean(outcomes[known & (classes == kind)] == 1)
    expected = {}
    for node in range(2 * n - 1):
        inside = slice(tree.lo[node], tree.hi[node])
        k, c, e = known[inside].sum(), int((outcomes[inside] == 1).sum()), explained[inside].sum()
        if 3 <= k and 2 * k <= known.sum() and 0 < positives < known.sum() and c > e + 1e-9:
            expected[node] = xlogy(c, c / e) + xlogy(positives - c, (positives - c) / (positives - e))
    found = scan(tree, outcomes, ScanOptions(permutations=1, min_size=3), classes)
    assert dict(zip(found.nodes.tolist(), found.llr, strict=True)) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("permutations", "alpha", "tests"),
    [(999, 0.05, 1), (999, 0.05, 2), (199, 0.05, 1), (99, 0.05, 1), (19, 0.05, 1), (99, 0.5, 1)],
)
def test_what_is_significant_stays_so_with_other_permutations(permutations, alpha, tests):
    """Were the true share alpha, so few permutations would reach the ratio in one of a thousand cases."""
    from scipy.stats import binom

    counts = np.arange(permutations + 1)
    few = (binom.cdf(counts, permutations, alpha / tests) <= 0.001) | (counts == 0)
    p = (1 + counts) / (1 + permutations)
    assert np.array_equal(significant(p, permutations, alpha, tests), few)
    assert few.sum() == {(999, 1): 30, (199, 1): 2}.get((permutations, tests), few.sum())


def test_too_few_permutations_make_nothing_significant():
    """The least p of 18 permutations is above 0.05, and that of 19 is where two scans are made."""
    assert not significant(np.array([1 / 19]), 18, 0.05).any()
    assert not significant(np.array([1 / 20]), 19, 0.05, tests=2).any()
    assert significant(np.empty(0), 999, 0.05).shape == (0,)


@pytest.mark.parametrize("strata", [False, True])
def test_under_a_null_little_is_reported(strata):
    """Of 100 runs with outcomes that have nothing to do with the tree, about 5 report anything."""
    tree = tree_of(600)
    reported = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        classes = rng.integers(0, 4, 600)
        outcomes = (rng.random(600) < 0.05 + 0.1 * classes).astype(np.int8)
        found = scan(tree, outcomes, ScanOptions(99, 10, seed), classes if strata else None)
        reported += bool((found.p <= 0.05).any())
    assert reported <= 12  # of a binomial with 100 and 0.05: more than this once in a thousand


@pytest.mark.parametrize("geometry", GEOMETRIES)
def test_a_planted_slice_is_the_first_finding(geometry):
    """150 of 2,000 images with half of them wrong, where a tenth is elsewhere."""
    planted = plant(geometry, 2000, 150, seed=0)
    found = scan(planted.tree, planted.outcomes, ScanOptions(permutations=99))
    best = found.nodes[0]
    inside = planted.inside[planted.tree.lo[best] : planted.tree.hi[best]]
    assert found.p[0] == 0.01 and inside.sum() >= 100 and inside.mean() >= 0.6


@given(st.integers(0, 1000), st.integers(1, 30))
@settings(max_examples=40, deadline=None)
def test_chosen_clusters_lie_apart(seed, limit):
    """No two overlap; whatever is left out overlaps one that comes before it, unless the limit is reached."""
    tree, rng = tree_of(60, seed), np.random.default_rng(seed)
    nodes = rng.permutation(119)[:40]
    places = apart(tree, nodes, limit)
    rows = [set(range(tree.lo[n], tree.hi[n])) for n in nodes]
    assert all(not rows[a] & rows[b] for a, b in combinations(places, 2))
    assert len(places) <= limit and (np.diff(places) > 0).all()
    if len(places) < limit:
        for place in set(range(len(nodes))) - set(places.tolist()):
            assert any(rows[place] & rows[kept] for kept in places if kept < place)
