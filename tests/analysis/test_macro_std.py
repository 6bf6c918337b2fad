"""MacroStd: worked by hand, bounds, what is left out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.analysis.classes.macro_std import fairness


def rows(*cells):
    """Label, group, images and how many are right, as the arrays of `fairness`."""
    labels = np.concatenate([np.full(n, label) for label, _, n, _ in cells])
    groups = np.concatenate([np.full(n, group) for _, group, n, _ in cells])
    correct = np.concatenate([np.arange(n) < right for _, _, n, right in cells]).astype(np.int8)
    return labels, correct, groups


def test_macro_std_by_hand():
    """Weighted by images: class 0 has 10 at 100% and 30 at 60%, class 1 has 20 at 50% twice."""
    found = fairness(*rows((0, 0, 10, 10), (0, 1, 30, 18), (1, 0, 20, 10), (1, 2, 20, 10)), 3)
    # Class 0: mean 0.7, variance (10 · 0.3² + 30 · 0.1²) / 40 = 0.03.
    assert found.codes.tolist() == [0, 1]
    assert found.std == pytest.approx([np.sqrt(0.03), 0])
    assert found.macro_std == pytest.approx(np.sqrt(0.03) / 2)
    assert (found.worst.tolist(), found.best.tolist()) == ([1, 0], [0, 0])
    assert found.worst_accuracy == pytest.approx([0.6, 0.5])
    assert found.best_accuracy == pytest.approx([1, 0.5])
    assert (found.worst_images.tolist(), found.best_images.tolist()) == ([30, 20], [10, 20])
    assert (found.judged, found.left_out) == (80, 0)


def test_small_subgroups_and_classes_with_one_are_left_out():
    """They are counted as such; with nothing left, the measure is undefined, not 0."""
    parts = rows((0, 0, 10, 10), (0, 1, 9, 0), (1, 0, 40, 10), (2, 0, 10, 10), (2, 1, 10, 0))
    found = fairness(*parts, 2)
    assert found.codes.tolist() == [2]
    assert found.macro_std == pytest.approx(0.5)
    assert found.left_out == 59
    nothing = fairness(*parts, 2, least=50)
    assert np.isnan(nothing.macro_std)
    assert nothing.codes.tolist() == nothing.worst.tolist() == []
    assert nothing.left_out == nothing.judged == 79


def test_missing_values_do_not_count():
    """Neither rows without a label or verdict nor those without a subgroup."""
    labels, correct, groups = rows((0, 0, 20, 20), (0, 1, 20, 0))
    more = ([-1, 0, 0], [1, -1, 1], [0, 0, -1])
    with_gaps = [np.concatenate([a, b]) for a, b in zip((labels, correct, groups), more, strict=True)]
    found = fairness(*with_gaps, 2)
    assert (found.macro_std, found.judged) == (pytest.approx(0.5), 40)
    assert np.isnan(fairness([], [], [], 0).macro_std)


def test_subgroups_that_do_not_matter_spread_as_chance_does():
    """Subgroups drawn at random: p is spread evenly over 0 to 1, and what is seen is what chance gives."""
    rng = np.random.default_rng(0)
    found = []
    for _ in range(60):
        labels, correct = rng.integers(0, 20, 1500), rng.integers(0, 2, 1500)
        found.append(fairness(labels, correct, rng.integers(0, 3, 1500), 3))
    seen, chance = np.mean([each.macro_std for each in found]), np.mean([each.by_chance for each in found])
    assert 0.05 < seen == pytest.approx(chance, rel=0.05)
    p_values = np.array([each.p_value for each in found])
    assert np.count_nonzero(p_values <= 0.1) <= 13 and np.count_nonzero(p_values > 0.5) >= 18


def test_subgroups_that_matter_spread_more_than_by_chance():
    """The least p that so many deals can give, and the same every time."""
    parts = rows((0, 0, 100, 90), (0, 1, 100, 60), (1, 0, 50, 40), (1, 1, 50, 25))
    found = fairness(*parts, 2)
    assert found.p_value == 1 / 200 and found.by_chance < 0.5 * found.macro_std
    assert fairness(*parts, 2).by_chance == found.by_chance


def test_the_only_spread_there_can_be_proves_nothing():
    """One right answer is in one subgroup or the other of the same size."""
    found = fairness(*rows((0, 0, 10, 1), (0, 1, 10, 0)), 2)
    assert found.macro_std == pytest.approx(found.by_chance) == pytest.approx(0.05)
    assert found.p_value == 1
    # Added up in another order, a deal of these comes out a last bit lower.
    assert fairness(*rows((0, 0, 14, 1), *((0, group, 14, 0) for group in (1, 2, 3))), 4).p_value == 1
    assert np.isnan([fairness([], [], [], 0).by_chance, fairness([], [], [], 0).p_value]).all()


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 1), st.integers(0, 4)), max_size=80))
def test_macro_std_against_the_formula(triples):
    """Against NumPy's weighted variance for each class; between 0 and 1/2."""
    labels, correct, groups = np.array(triples, np.int64).reshape(-1, 3).T
    found = fairness(labels, correct, groups, 5, least=2)
    expected = []
    for label in range(4):
        cells = [correct[(labels == label) & (groups == group)] for group in range(5)]
        cells = [cell for cell in cells if len(cell) >= 2]
        if len(cells) >= 2:
            rates, weights = [cell.mean() for cell in cells], [len(cell) for cell in cells]
            mean = np.average(rates, weights=weights)
            expected.append(np.sqrt(np.average((np.array(rates) - mean) ** 2, weights=weights)))
    assert found.std == pytest.approx(expected, abs=1e-12)
    assert found.macro_std == pytest.approx(np.mean(expected) if expected else np.nan, nan_ok=True, abs=1e-12)
    assert not (found.std > 0.5 + 1e-12).any()
