"""Confusions: counting by hand, neighbours in the matrix, a thousand classes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.analysis.classes import confusion_matrix as module
from explorer.analysis.classes.confusion_matrix import confusion, confusion_matrix, side_by_side


@pytest.mark.parametrize("cells", [0, 2])
def test_confusion_by_hand(monkeypatch, cells):
    """Pairs in order, whichever way they are counted; mistakes by frequency, ties to the lower label."""
    monkeypatch.setattr(module, "_CELLS_PER_PAIR", cells)
    found = confusion([0, 0, 1, 1, 2, -1, 2, 0], [1, 1, 0, 1, 0, 0, -1, 0], 3)
    pairs = zip(found.labels.tolist(), found.predictions.tolist(), found.counts.tolist(), strict=True)
    assert list(pairs) == [(0, 0, 1), (0, 1, 2), (1, 0, 1), (1, 1, 1), (2, 0, 1)]
    assert found.mistakes(9) == [(0, 1, 2), (1, 0, 1), (2, 0, 1)]
    assert found.mistakes(1) == [(0, 1, 2)]


def test_matrix_counts_every_judged_row():
    """Entries are counts of label (row) and prediction (column), whatever the order of classes."""
    rng = np.random.default_rng(0)
    labels, predictions = rng.integers(-1, 7, 500), rng.integers(-1, 7, 500)
    matrix = confusion_matrix(confusion(labels, predictions, 7))
    assert sorted(matrix.codes.tolist()) == list(range(7))
    for i, a in enumerate(matrix.codes):
        for j, b in enumerate(matrix.codes):
            assert matrix.counts[i, j] == ((labels == a) & (predictions == b)).sum()
    assert (
        matrix.shown
        == matrix.mistakes
        == ((labels >= 0) & (predictions >= 0) & (labels != predictions)).sum()
    )


def test_confused_classes_lie_together():
    """Six classes in three pairs that are taken for each other: each pair is side by side."""
    counts = np.eye(6, dtype=int) * 100
    for a, b in ((0, 3), (1, 4), (2, 5)):
        counts[a, b], counts[b, a] = 30, 20
    place = np.argsort(side_by_side(counts))
    assert [abs(int(place[a] - place[b])) for a, b in ((0, 3), (1, 4), (2, 5))] == [1, 1, 1]


def test_order_is_a_permutation_of_few_classes_too():
    """None, one, two, and classes without any confusion."""
    for k in (0, 1, 2, 5):
        assert sorted(side_by_side(np.eye(k, dtype=int)).tolist()) == list(range(k))
    assert sorted(side_by_side(np.zeros((4, 4), int)).tolist()) == [0, 1, 2, 3]


def test_of_a_thousand_classes_the_most_confused_are_shown():
    """The planted pairs are in the matrix, next to each other, and it says how much it leaves out."""
    labels = np.repeat(np.arange(1000), 20)
    predictions = labels.copy()
    planted = [(11, 870), (500, 3), (999, 42)]
    for label, other in planted:
        predictions[np.flatnonzero(labels == label)[:12]] = other
    predictions[np.flatnonzero(labels % 9 == 7)[::5]] = 7
    matrix = confusion_matrix(confusion(labels, predictions, 1000), most=30)
    place = {code: i for i, code in enumerate(matrix.codes.tolist())}
    assert len(place) == 30
    assert matrix.classes == 1000
    assert [abs(place[a] - place[b]) for a, b in planted] == [1, 1, 1]
    off = matrix.counts.sum() - np.trace(matrix.counts)
    assert matrix.shown == off < matrix.mistakes == (labels != predictions).sum()


def test_confusion_of_nothing():
    """No rows, no classes, only missing values, only right predictions."""
    for labels, predictions, classes in (([], [], 0), ([], [], 3), ([-1], [0], 3)):
        matrix = confusion_matrix(confusion(labels, predictions, classes))
        assert (matrix.codes.tolist(), matrix.mistakes) == ([], 0)
    right = confusion(np.arange(50), np.arange(50), 50)
    assert right.mistakes(5) == []
    assert confusion_matrix(right, most=30).codes.tolist() == []


@pytest.mark.filterwarnings("ignore:A single label")
@given(st.lists(st.tuples(st.integers(-1, 5), st.integers(-1, 5)), max_size=60))
def test_confusion_agrees_with_scikit_learn(pairs):
    """Of images with both a label and a prediction, with classes on one side only."""
    from sklearn.metrics import confusion_matrix as reference

    labels, predictions = np.array(pairs, dtype=int).reshape(-1, 2).T
    matrix = confusion_matrix(confusion(labels, predictions, 6))
    judged = (labels >= 0) & (predictions >= 0)
    if not judged.any():
        assert matrix.counts.shape == (0, 0)
        return
    expected = reference(labels[judged], predictions[judged], labels=matrix.codes)
    assert np.array_equal(matrix.counts, expected)
    assert matrix.shown == matrix.mistakes == (labels != predictions)[judged].sum()


def test_confusion_of_one_class():
    """One cell, and no mistake."""
    matrix = confusion_matrix(confusion([0, 0, -1], [0, 0, 0], 1))
    assert matrix.codes.tolist() == [0] and matrix.counts.tolist() == [[2]] and matrix.mistakes == 0
