"""Accuracy by coverage, and the area under the risk: by hand, in the best order, where all are alike."""

import numpy as np
import pytest

from explorer.analysis.evaluation.risk_coverage import risk_coverage, thinned


def test_counts_and_areas_are_worked_by_hand():
    """Right, right, wrong, right, the surest first: risks 0, 0, 1/3, 1/4; in the best order 0, 0, 0, 1/4."""
    found = risk_coverage(np.array([0.9, 0.8, 0.7, 0.2]), np.array([1, 1, 0, 1], bool))
    assert found.accepted.tolist() == [1, 2, 3, 4] and found.right.tolist() == [1, 2, 2, 3]
    assert found.aurc == pytest.approx((1 / 3 + 1 / 4) / 4)
    assert found.excess_aurc == pytest.approx((1 / 3) / 4)
    assert [found.at(each) for each in (1, 0.9, 0.75, 0.7, 0)] == [(0, 0), (1, 1), (2, 2), (3, 2), (4, 3)]
    assert found.most_accepted(0.75) == 3 and found.most_accepted(0.9) == 1
    assert risk_coverage(np.array([0.9]), np.array([False])).most_accepted(0.5) is None


def test_images_of_one_confidence_are_accepted_together():
    """So that of confidences that are all alike the area is the error rate, in any order."""
    right = np.array([1, 0, 0, 1, 1], bool)
    for order in (slice(None), slice(None, None, -1)):
        found = risk_coverage(np.full(5, 0.5), right[order])
        assert found.aurc == pytest.approx(0.4) and found.accepted.tolist() == [5]


def test_the_best_order_has_no_excess():
    """Whatever the confidences are."""
    found = risk_coverage(np.linspace(1, 0, 40), np.arange(40) < 31)
    assert found.excess_aurc == pytest.approx(0) and found.aurc > 0


def test_nothing_has_no_area():
    """Not zero."""
    found = risk_coverage(np.empty(0), np.empty(0, bool))
    assert np.isnan(found.aurc) and np.isnan(found.excess_aurc) and found.at(0.5) == (0, 0)


def test_a_curve_is_thinned_evenly_with_its_ends():
    """By what it counts, not by place."""
    counts = np.concatenate([np.arange(1, 1000), [2000, 10_000]])
    kept = thinned(counts, 11)
    assert kept[0] == 0 and kept[-1] == 1000 and len(kept) <= 11
    assert thinned(counts, 5000).tolist() == list(range(1001))
