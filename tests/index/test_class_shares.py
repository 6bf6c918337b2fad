"""Probabilities of classes from stored vectors."""

import numpy as np
import pytest

from explorer.cancellation import Cancellation, CancelledError, within
from explorer.index import class_shares
from explorer.index.class_shares import shares_of


class Head:
    """Scores that are products with some weights."""

    def __init__(self, weight: np.ndarray) -> None:
        self.weight = weight

    def logits(self, vectors: np.ndarray) -> np.ndarray:
        """(m, c)."""
        return np.asarray(vectors, np.float32) @ self.weight.T


def softmax(logits: np.ndarray) -> np.ndarray:
    """(m, c) Rows that sum to one."""
    likely = np.exp(logits - logits.max(axis=1, keepdims=True))
    return likely / likely.sum(axis=1, keepdims=True)


def test_few_classes_are_kept_whole():
    """As a plain softmax has them, for one class, several and none."""
    rng = np.random.default_rng(0)
    vectors, head = rng.normal(size=(50, 6)), Head(rng.normal(size=(9, 6)))
    expected = softmax(head.logits(vectors))
    shares = shares_of(vectors, head)
    for wanted in ([4], [0, 3, 8], range(9), []):
        assert shares.of(wanted) == pytest.approx(expected[:, list(wanted)].sum(axis=1), abs=2e-3)


def test_of_many_classes_the_likely_ones_are_kept(monkeypatch):
    """Whatever the blocks: what is left out is less than what is kept."""
    monkeypatch.setattr(class_shares, "BLOCK", 7)
    monkeypatch.setattr(class_shares, "GROUP", 21)
    rng = np.random.default_rng(1)
    vectors, head = rng.normal(size=(100, 8)), Head(rng.normal(size=(200, 8)))
    expected = softmax(head.logits(vectors))
    shares = shares_of(vectors, head)
    assert shares.classes.shape == (100, class_shares.KEPT)
    best = expected.argmax(axis=1)
    for row in (0, 41, 99):
        assert shares.of([best[row]])[row] == pytest.approx(expected[row, best[row]], abs=2e-3)
    assert (shares.of(range(200)) <= 1.01).all()


def test_scoring_ends_when_nobody_waits():
    """It may take long over a million images."""
    given_up = Cancellation()
    given_up.cancel("nobody waits")
    with pytest.raises(CancelledError), within(given_up):
        shares_of(np.ones((10, 3)), Head(np.ones((4, 3))))
