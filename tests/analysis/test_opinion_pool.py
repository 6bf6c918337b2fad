"""How probabilities and votes are weighed: by what each knows of the labels."""

import numpy as np
import pytest
from scipy.optimize import check_grad

from explorer.analysis.labels import opinion_pool
from explorer.analysis.labels.neighbor_votes import VoteInput, votes_on
from explorer.analysis.labels.opinion_pool import pool_shares, vote_logarithms

N, CLASSES = 600, 5


def given(knowing_votes: bool, knowing_model: bool, seed: int = 0):
    """Labels, probabilities and votes, each of which knows the labels or does not."""
    rng = np.random.default_rng(seed)
    labels = np.sort(rng.integers(0, CLASSES, N))
    near = (np.arange(N)[:, None] + np.arange(1, 11)) % N
    rows = near if knowing_votes else rng.integers(0, N, (N, 10))
    said = labels if knowing_model else rng.permutation(labels)
    probabilities = np.exp(rng.standard_normal((N, CLASSES)) + 3 * np.eye(CLASSES)[said])
    probabilities /= probabilities.sum(1, keepdims=True)
    return labels, probabilities, VoteInput(labels, CLASSES, rows, np.ones(rows.shape), np.arange(N))


@pytest.mark.parametrize(
    ("votes", "model", "least", "most"),
    [(True, True, 0.1, 0.9), (False, True, 0.9, 1), (True, False, 0, 0.1)],
)
def test_who_knows_nothing_has_no_share(votes, model, least, most):
    """The two shares are one together."""
    shares = pool_shares(*given(votes, model))
    assert least <= shares[0] <= most and sum(shares) == pytest.approx(1)
    assert shares == pool_shares(*given(votes, model))


def test_where_neither_knows_anything_probabilities_stay():
    """Votes of an image for itself do not count, so that uniform ones say nothing at all."""
    labels, _, votes = given(False, True)
    lonely = VoteInput(labels, CLASSES, votes.rows[:, :0], votes.distances[:, :0], None)
    assert pool_shares(labels, np.full((N, CLASSES), 0.2), lonely) in ((1.0, 0.0), (0.5, 0.5))


def test_rows_that_are_no_probabilities_are_left_out():
    """NaN, infinite, void; all of them, and labels beyond the columns."""
    labels, probabilities, votes = given(True, True)
    expected = pool_shares(labels, probabilities, votes)
    spoilt = probabilities.copy()
    spoilt[::3], spoilt[1::3] = np.nan, 0
    spoilt[2] = np.inf
    assert pool_shares(labels, spoilt, votes)[0] == pytest.approx(expected[0], abs=0.1)
    assert pool_shares(labels, np.full((N, CLASSES), np.nan), votes) == (1.0, 0.0)
    assert pool_shares(np.full(N, -1), probabilities, votes) == (1.0, 0.0)
    assert pool_shares(np.full(N, CLASSES - 1), probabilities[:, :2], votes) == (1.0, 0.0)


def test_unnormalised_probabilities_weigh_the_same():
    """Only their ratios count."""
    labels, probabilities, votes = given(True, True)
    scaled = probabilities * np.linspace(0.1, 7, N)[:, None]
    assert pool_shares(labels, scaled, votes) == pytest.approx(pool_shares(labels, probabilities, votes))


def test_the_gradient_is_that_of_the_misfit():
    """Held against differences."""
    labels, probabilities, votes = given(True, True)
    parts = np.log(probabilities), vote_logarithms(votes_on(votes, np.arange(N)), CLASSES, CLASSES), labels
    for powers in ((0.5, 0.5), (0.1, 2.0)):
        wrong = check_grad(
            lambda p: opinion_pool._misfit(p, *parts)[0],
            lambda p: opinion_pool._misfit(p, *parts)[1],
            np.array(powers),
        )
        assert wrong < 1e-5


def test_few_rows_are_read_of_many(monkeypatch):
    """An even stride of the labelled ones; with very many columns fewer."""
    labels, probabilities, votes = given(True, True)
    read = []

    class Watched:
        shape = probabilities.shape

        def __getitem__(self, rows):
            read.append(rows)
            return probabilities[rows]

    monkeypatch.setattr(opinion_pool, "SAMPLE", 100)
    pool_shares(labels, Watched(), votes)
    assert np.array_equal(read[0], np.arange(0, N, 6))
    monkeypatch.setattr(opinion_pool, "_SAMPLE_BYTES", 8 * CLASSES * 10)
    pool_shares(labels, Watched(), votes)
    assert len(read[1]) == 10
