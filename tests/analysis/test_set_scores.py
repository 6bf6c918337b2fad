"""Scores of several classes an image: scikit-learn's, by hand and at the edges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

from explorer.analysis.classes.set_scores import SetComparison
from explorer.index.class_sets import agreement_of_sets, as_lists, recoded, sets_from, sets_of

CLASSES = 4


def sets(matrix, known=None):
    rows, codes = np.nonzero(matrix)
    return sets_from(np.ones(len(matrix), bool) if known is None else known, rows, codes)


@given(st.integers(0, 2**32 - 1), st.integers(1, 30), st.floats(0, 1))
def test_scores_are_those_of_scikit_learn(seed, n, share):
    """Of each class, and of images as a whole, some of which have no class at all."""
    rng = np.random.default_rng(seed)
    truth, guess = (rng.random((2, n, CLASSES)) < share).astype(int)
    compared = SetComparison(sets(truth), sets(guess), CLASSES)
    found = compared.by_class(slice(None))
    scored = metrics.precision_recall_fscore_support(truth, guess, zero_division=np.nan)
    two_by_two = metrics.multilabel_confusion_matrix(truth, guess)
    for i, code in enumerate(found.codes):
        precision, recall, f1, support = (each[code] for each in scored)
        assert found.counts[i] == found.known[i] == support
        np.testing.assert_allclose([found.precision[i], found.recall[i]], [precision, recall])
        if support:
            np.testing.assert_allclose(found.f1[i], f1)
        missed, extra = found.known[i] - found.right[i], found.predicted[i] - found.right[i]
        assert [[n - found.right[i] - missed - extra, extra], [missed, found.right[i]]] == two_by_two[
            code
        ].tolist()
    whole = compared.of_images(slice(None))
    assert whole.judged == n and whole.right == metrics.accuracy_score(truth, guess, normalize=False)
    np.testing.assert_allclose(
        whole.jaccard, metrics.jaccard_score(truth, guess, average="samples", zero_division=1)
    )
    np.testing.assert_allclose(whole.hamming, metrics.hamming_loss(truth, guess))
    np.testing.assert_allclose(
        whole.f1_micro, metrics.f1_score(truth, guess, average="micro", zero_division=np.nan)
    )
    np.testing.assert_array_equal(
        agreement_of_sets(sets(truth), sets(guess), CLASSES), (truth == guess).all(axis=1)
    )


def test_parts_are_scored_as_if_they_were_all():
    """A slice, and rows."""
    rng = np.random.default_rng(0)
    truth, guess = (rng.random((2, 40, CLASSES)) < 0.4).astype(int)
    compared = SetComparison(sets(truth), sets(guess), CLASSES)
    rows = np.sort(rng.choice(40, 15, replace=False))
    for part in (slice(5, 25), rows, slice(7, 7), slice(9, 3)):
        alone = SetComparison(sets(truth[part]), sets(guess[part]), CLASSES)
        for name in ("codes", "counts", "known", "predicted", "right"):
            ours, theirs = (
                getattr(each.by_class(p), name) for each, p in ((compared, part), (alone, slice(None)))
            )
            np.testing.assert_array_equal(ours, theirs)
        np.testing.assert_equal(compared.of_images(part), alone.of_images(slice(None)))


def test_what_is_not_known_is_not_judged():
    """An image without a label counts nowhere, one without a prediction only among the labels."""
    truth, guess = np.array([[1, 0], [1, 1], [0, 1]]), np.array([[1, 0], [1, 0], [0, 1]])
    compared = SetComparison(
        sets(truth, np.array([True, True, False])),
        sets(guess * [[1], [0], [1]], np.array([True, False, True])),
        2,
    )
    found = compared.by_class(slice(None))
    assert (
        found.counts.tolist() == [2, 2]
        and found.known.tolist() == [1, 0]
        and found.predicted.tolist() == [1, 0]
    )
    assert compared.of_images(slice(None)).judged == 1
    assert compared.missed(0).tolist() == [0, -1, -1]
    assert np.isnan(found.recall[1]) and np.isnan(compared.of_images(slice(1, 3)).jaccard)


def test_labels_alone():
    """Classes are counted where nothing is predicted."""
    found = SetComparison(sets(np.array([[1, 1], [0, 1]])), None, 2).by_class(slice(None))
    assert (
        found.codes.tolist() == [1, 0] and found.counts.tolist() == [2, 1] and found.known.tolist() == [0, 0]
    )


def test_columns_come_and_go():
    """Lists as they are written and read; thousands of classes; names that are not among the classes."""
    lists = [["b", "a"], None, [], ["c"]]
    import pyarrow as pa

    found, names = sets_of(pa.chunked_array([lists[:2], lists[2:]], pa.list_(pa.string())))
    assert as_lists(found, names).to_pylist() == lists
    kept = recoded(found, names, ["a", "c"])
    assert as_lists(kept, ["a", "c"]).to_pylist() == [["a"], None, [], ["c"]]
    many = sets_from(np.ones(3, bool), np.repeat([0, 2], 5000), np.tile(np.arange(5000), 2))
    scores = SetComparison(many, many, 5000).of_images(slice(None))
    assert scores.right == 3 and scores.hamming == 0 and scores.jaccard == pytest.approx(1)
