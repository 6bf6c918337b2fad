"""Doubtful classes where an image has several: each by itself, and what an image is worth."""

import numpy as np
import pytest

from explorer.analysis.labels.multilabel_issues import WEIGHT, multilabel_issues
from explorer.index.class_sets import sets_from


def noisy(n: int = 600, classes: int = 6, wrong: int = 30):
    """Truth that probabilities follow, labels of which one class each is exchanged in some images."""
    rng = np.random.default_rng(0)
    truth = rng.random((n, classes)) < 0.3
    probabilities = np.clip(np.where(truth, 0.85, 0.1) + rng.normal(0, 0.05, truth.shape), 0, 1)
    rows, codes = np.arange(0, n, n // wrong)[:wrong], rng.integers(0, classes, wrong)
    given = truth.copy()
    given[rows, codes] ^= True
    return given, probabilities, rows, codes


def sets(given: np.ndarray, known: np.ndarray | None = None):
    """Labels as an index has them."""
    return sets_from(np.ones(len(given), bool) if known is None else known, *np.nonzero(given))


def test_classes_that_were_exchanged_are_found():
    """They come first of all images; most are estimated to be wrong, and hardly others."""
    given, probabilities, rows, codes = noisy()
    found = multilabel_issues(sets(given), given.shape[1], probabilities)
    assert {*found.rows[: len(rows)].tolist()} == {*rows.tolist()}
    exchanged = dict(zip(rows.tolist(), codes.tolist(), strict=True))
    assert sum(code in found.wrong.get(row, ()) for row, code in exchanged.items()) >= 20
    assert len({*found.wrong} - {*exchanged}) <= 3 and {*found.wrong} == {*np.flatnonzero(found.issue == 1)}
    assert np.all(np.diff(found.score) <= 0) and found.score.min() >= 0 and found.score.max() <= 1


def test_an_image_is_worth_the_average_of_its_classes():
    """Worked by hand from the scores of each class alone, the most suspicious with the most weight."""
    given, probabilities, _, _ = noisy()
    whole = multilabel_issues(sets(given), 3, probabilities[:, :3])
    alone = [multilabel_issues(sets(given[:, [c]]), 1, probabilities[:, [c]]) for c in range(3)]
    scores = np.sort([each.score[np.argsort(each.rows)] for each in alone], axis=0)
    expected = scores[0]
    for each in scores[1:]:
        expected = WEIGHT * each + (1 - WEIGHT) * expected
    assert whole.score[np.argsort(whole.rows)] == pytest.approx(expected, abs=1e-6)


def test_what_nobody_labelled_is_not_judged():
    """Neither images without a label, nor classes that all have or that have no probability."""
    given, probabilities, _, _ = noisy()
    known = np.arange(len(given)) % 7 > 0
    given &= known[:, None]
    found = multilabel_issues(sets(given, known), given.shape[1], probabilities[:, :4])
    assert {*found.rows.tolist()} == {*np.flatnonzero(known).tolist()} and (found.issue[~known] == -1).all()
    assert max(code for codes in found.wrong.values() for code in codes) < 4
    assert not len(multilabel_issues(sets(np.ones((5, 1), bool)), 1, np.ones((5, 1))).rows)
