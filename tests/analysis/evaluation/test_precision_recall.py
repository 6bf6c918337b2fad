"""Precision-recall: scikit-learn's curve and average precision, ties and cases without a score included."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, precision_recall_curve

from explorer.analysis.evaluation.precision_recall import precision_recall


def cases(seed: int, size: int, decimals: int) -> tuple[np.ndarray, np.ndarray]:
    """Scores, of few decimals so that many are tied, and whether each case is positive."""
    rng = np.random.default_rng(seed)
    scores = rng.random(size).round(decimals).astype(np.float32)
    return scores, rng.random(size) < scores


@pytest.mark.parametrize(("seed", "decimals"), [(0, 1), (1, 2), (2, 7)])
def test_the_curve_is_that_of_scikit_learn(seed, decimals):
    """Point by point; scikit-learn gives them ascending, and one more where nothing is taken."""
    scores, positive = cases(seed, 400, decimals)
    found = precision_recall(scores, positive)
    precision, recall, thresholds = precision_recall_curve(positive, scores)
    np.testing.assert_allclose(found.thresholds[::-1], thresholds)
    np.testing.assert_allclose(found.precision[::-1], precision[:-1])
    np.testing.assert_allclose(found.recall[::-1], recall[:-1])
    assert found.average_precision == pytest.approx(average_precision_score(positive, scores))


def test_cases_without_a_score_come_last_at_once():
    """As scikit-learn has it where their score is the least of all."""
    scores, positive = cases(3, 200, 2)
    found = precision_recall(scores, positive, behind=50, positives_behind=7)
    all_scores = np.concatenate([scores + 1, np.zeros(50)])
    all_positive = np.concatenate([positive, np.arange(50) < 7])
    assert found.average_precision == pytest.approx(average_precision_score(all_positive, all_scores))
    assert found.recall[-1] < 1


def test_without_positives_or_cases_nothing_is_defined():
    """No error, and no number."""
    empty = np.empty(0, np.float32), np.empty(0, bool)
    assert np.isnan(precision_recall(*empty).average_precision)
    assert np.isnan(precision_recall(np.array([0.5]), np.array([False])).average_precision)
    assert precision_recall(*empty, behind=4, positives_behind=2).average_precision == 0.5
