"""The scan of a number: by hand, under the null, with a planted slice, at the edges."""

import numpy as np
import pytest

from explorer.analysis.scan.mean_scan import NormalRatio, mean_scan, within_fences
from explorer.analysis.scan.tree_scan import ScanOptions, apart, significant
from explorer.clustering.tree.dendrogram import build_tree, dendrogram_order, relabel
from explorer.clustering.ward.ward_linkage import ward_linkage
from tests.analysis.planted import plant

QUICK = ScanOptions(permutations=199, seed=1)


def small_tree(n, seed=0):
    merges = ward_linkage(np.random.default_rng(seed).normal(size=(n, 8)).astype(np.float32))
    return build_tree(relabel(merges, dendrogram_order(merges)))


def test_the_ratio_is_that_of_two_normal_models():
    """The log likelihoods of the normal model with one mean and with two, by their formula."""
    rng = np.random.default_rng(0)
    values = rng.gamma(1, 1, 40)
    inside = slice(5, 17)
    centred = values - values.mean()
    ratio = NormalRatio(np.array([12]), centred)
    ours = ratio.of(ratio.explained(np.array([centred[inside].sum()])))[0]
    outside = np.delete(values, np.arange(40)[inside])
    within = np.concatenate([values[inside] - values[inside].mean(), outside - outside.mean()])

    def best(residuals):
        variance = np.mean(residuals**2)
        return -20 * np.log(2 * np.pi * variance) - np.sum(residuals**2) / (2 * variance)

    wanted = best(within) - best(centred) if values[inside].mean() > values.mean() else 0
    assert ours == pytest.approx(wanted)
    assert NormalRatio(np.array([12]), centred).explained(np.array([-1.0]))[0] == 0


@pytest.mark.parametrize("draw", ["standard_cauchy", "standard_exponential", "standard_normal"])
def test_nothing_is_found_where_numbers_have_nothing_to_do_with_images(draw):
    """Whatever their distribution, about one of twenty times at most under alpha 0.05."""
    tree = small_tree(300)
    found = 0
    for seed in range(40):
        values = np.abs(getattr(np.random.default_rng([7, seed]), draw)(300))
        scanned = mean_scan(tree, values, ScanOptions(permutations=199, seed=seed))
        found += bool(significant(scanned.p, 199, 0.05).any())
    assert found <= 5


@pytest.mark.parametrize("geometry", ["a blob of its own", "a part of a blob", "heavy-tailed"])
def test_a_slice_of_larger_errors_is_found(geometry):
    """The first significant cluster holds most of the slice, and little else."""
    made = plant(geometry, 1500, 120, 3)
    rng = np.random.default_rng(0)
    values = rng.exponential(1.0, 1500) * np.where(made.inside, 2.5, 1.0)
    scanned = mean_scan(made.tree, values, QUICK)
    first = apart(made.tree, scanned.nodes[significant(scanned.p, 199, 0.05)], 1)
    assert len(first)
    node = scanned.nodes[first[0]]
    held = made.inside[made.tree.lo[node] : made.tree.hi[node]]
    assert held.sum() >= 0.5 * 120 and held.mean() >= 0.5
    assert scanned.means[0] == pytest.approx(values[made.tree.lo[node] : made.tree.hi[node]].mean())


def test_a_few_numbers_beyond_all_others_do_not_hide_a_slice():
    """The same cluster is foremost, with the mean of its numbers as they are."""
    made = plant("a blob of its own", 1500, 120, 3)
    values = np.random.default_rng(0).exponential(1.0, 1500) * np.where(made.inside, 2.5, 1.0)
    plain = mean_scan(made.tree, values, QUICK)
    values[np.flatnonzero(~made.inside)[[5, 500, 900]]] = [1e6, -1e6, 1e9]
    wild = mean_scan(made.tree, values, QUICK)
    assert wild.nodes[0] == plain.nodes[0] and significant(wild.p, 199, 0.05)[0]
    assert wild.means[0] == pytest.approx(plain.means[0])


def test_fences_by_hand():
    """Quartiles 2 and 6: outer fences at -10 and 18."""
    values = np.array([-11.0, 2, 2, 4, 6, 6, 19])
    np.testing.assert_array_equal(within_fences(values, 3), [-10, 2, 2, 4, 6, 6, 18])
    np.testing.assert_array_equal(within_fences(np.array([1.0, 1, 1, 1, 9]), 3), [1, 1, 1, 1, 9])
    np.testing.assert_array_equal(within_fences(np.array([-1e308, 0, 1e308]), 3), [-1e308, 0, 1e308])


def test_means_and_sizes_are_of_what_is_known():
    """What is not known counts nowhere; clusters of more than half, or of too few, are no candidates."""
    tree = small_tree(120)
    rng = np.random.default_rng(1)
    values = rng.random(120)
    values[::3] = np.nan
    values[5] = np.inf
    scanned = mean_scan(tree, values, ScanOptions(permutations=19, min_size=5))
    finite = np.isfinite(values)
    for node, size, mean in zip(scanned.nodes, scanned.sizes, scanned.means, strict=True):
        part = slice(tree.lo[node], tree.hi[node])
        assert size == finite[part].sum() and 5 <= size <= finite.sum() / 2
        assert mean == pytest.approx(values[part][finite[part]].mean())
    assert (np.diff(scanned.llr) <= 0).all()


@pytest.mark.parametrize(
    "values", [np.full(60, 3.0), np.full(60, np.nan), np.zeros(60), np.full(60, 1e300), np.full(60, 0.1)]
)
def test_numbers_without_spread_raise_nothing(values):
    """One number for all, or none."""
    assert len(mean_scan(small_tree(60), values, QUICK).nodes) == 0


@pytest.mark.parametrize("unit", [1e-300, 1e-12, 1e300])
def test_units_change_nothing(unit):
    """The same clusters with the same p, in any unit, and twice the same bytes."""
    tree = small_tree(100)
    values = np.random.default_rng(2).exponential(1, 100)
    plain, scaled = mean_scan(tree, values, QUICK), mean_scan(tree, values * unit, QUICK)
    np.testing.assert_array_equal(plain.nodes, scaled.nodes)
    np.testing.assert_array_equal(plain.p, scaled.p)
    np.testing.assert_array_equal(plain.llr, mean_scan(tree, values, QUICK).llr)
