"""Precision, recall and F1: counting by hand, scikit-learn's figures, and what is undefined."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import precision_recall_fscore_support

from explorer.analysis.classes.class_scores import class_scores


def test_scores_by_hand():
    """Rows without a prediction count as images of their class, and nowhere else."""
    scores = class_scores([0, 0, 0, 1, 1, -1, 2], [0, 1, 0, 1, -1, 0, 0], 4)
    assert scores.codes.tolist() == [0, 1, 2]
    assert scores.counts.tolist() == [3, 2, 1]
    assert scores.known.tolist() == [3, 1, 1]
    assert scores.predicted.tolist() == [3, 2, 0]
    assert scores.right.tolist() == [2, 1, 0]
    assert scores.recall == pytest.approx([2 / 3, 1, 0])
    assert scores.precision == pytest.approx([2 / 3, 1 / 2, np.nan], nan_ok=True)
    assert scores.f1 == pytest.approx([2 / 3, 2 / 3, 0])


def test_an_absent_class_is_not_nought_percent():
    """Predicted but never there: its precision is 0, its recall and F1 are undefined. Neither: not listed."""
    scores = class_scores([0, 0], [0, 2], 3)
    assert scores.codes.tolist() == [0, 2]
    assert scores.precision.tolist() == [1, 0]
    assert np.isnan(scores.recall[1])
    assert np.isnan(scores.f1[1])


def test_without_predictions_nothing_is_scored():
    """No model, or a model that says nothing: counts only."""
    for predictions in (None, [-1, -1, -1]):
        scores = class_scores([1, 0, 1], predictions, 2)
        assert scores.counts.tolist() == [2, 1]
        assert np.isnan([*scores.recall, *scores.precision, *scores.f1]).all()
    assert class_scores(np.empty(0, np.int32), np.empty(0, np.int32), 3).codes.tolist() == []


@given(st.lists(st.tuples(st.integers(-1, 5), st.integers(-1, 5)), max_size=60))
def test_scores_agree_with_scikit_learn(pairs):
    """Where both define them; ours are undefined only where scikit-learn divides by zero."""
    labels, predictions = np.array(pairs, np.int32).reshape(-1, 2).T
    scores = class_scores(labels, predictions, 6)
    judged = (labels >= 0) & (predictions >= 0)
    if not judged.any():
        return
    precision, recall, f1, support = precision_recall_fscore_support(
        labels[judged], predictions[judged], labels=scores.codes, zero_division=np.nan
    )
    assert scores.precision == pytest.approx(precision, nan_ok=True)
    assert scores.recall == pytest.approx(recall, nan_ok=True)
    assert scores.known.tolist() == support.tolist()
    assert scores.f1[support > 0] == pytest.approx(f1[support > 0])
    assert np.isnan(scores.f1[support == 0]).all()


def test_scores_of_one_class():
    """All is right where nothing else can be said; nothing is judged where nothing is predicted."""
    scores = class_scores([0, 0, -1], [0, 0, 0], 1)
    assert [scores.recall.tolist(), scores.precision.tolist(), scores.f1.tolist()] == [[1.0], [1.0], [1.0]]
    unknown = class_scores([0, 0], [-1, -1], 1)
    assert np.isnan([unknown.recall, unknown.precision, unknown.f1]).all() and unknown.counts.tolist() == [2]
