"""Temperature: found where it is known, alike in both forms for two classes, absent where none is best."""

import numpy as np
import pytest

from explorer.analysis.evaluation.temperature import (
    OTHERS,
    fit_confidences,
    fit_probabilities,
    log_odds,
    log_probabilities,
    shares_of,
    softmax,
)


def logits(classes: int, size: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    """Logits of a calibrated model, and true classes drawn by them."""
    rng = np.random.default_rng(classes)
    found = rng.normal(0, 3, (size, classes))
    shares = softmax(found, 1.0)
    return found, (shares.cumsum(axis=1) < rng.random(size)[:, None]).sum(axis=1)


@pytest.mark.parametrize("true", [0.5, 1.0, 2.5])
def test_a_temperature_is_found_again(true):
    """Within its interval, by probabilities of five classes."""
    given, labels = logits(5)
    found = fit_probabilities(log_probabilities(softmax(given * true, 1.0)), labels)
    assert found is not None
    assert found.low < true < found.high and found.high / found.low < 1.2


def test_both_forms_agree_on_two_classes():
    """The confidence says all that there is to know."""
    given, labels = logits(2)
    shares = softmax(given * 1.7, 1.0)
    both = fit_probabilities(np.log(shares), labels)
    right = shares.argmax(axis=1) == labels
    alone = fit_confidences(log_odds(shares.max(axis=1)), right)
    assert both is not None and alone is not None
    assert (alone.value, alone.low, alone.high) == pytest.approx((both.value, both.low, both.high), rel=1e-5)


def test_confidences_at_their_temperature_are_calibrated():
    """Of three classes, with what is left shared by the two others."""
    rng = np.random.default_rng(0)
    true = rng.uniform(0.4, 0.99, 20_000)
    right = rng.random(len(true)) < true
    sharp = shares_of(log_odds(true), 0.5, OTHERS)
    found = fit_confidences(log_odds(sharp), right, OTHERS)
    assert found is not None and found.value == pytest.approx(2, rel=0.05)
    np.testing.assert_allclose(shares_of(log_odds(sharp), 2, OTHERS), true, atol=1e-9)


def test_nothing_mends_what_is_always_right_or_says_nothing():
    """No temperature within bounds is the best."""
    rng = np.random.default_rng(1)
    sure = rng.uniform(0.6, 0.9, 500)
    assert fit_confidences(log_odds(sure), np.ones(500, bool)) is None
    assert fit_confidences(log_odds(sure), np.arange(500) % 5 == 0) is None
    assert fit_confidences(log_odds(np.full(500, 0.5)), np.arange(500) % 2 == 0) is None


@pytest.mark.parametrize(("dtype", "beside"), [(np.float32, 6e-8), (np.float64, 1.2e-16)])
def test_ends_are_taken_for_what_lies_beside_them(dtype, beside):
    """By the type; and where numbers have two decimals, 1 stands for 0.995 and more, in the middle 0.9975."""
    ends = log_odds(np.array([0, 1, 0.123456789], dtype))
    assert np.isfinite(ends).all() and ends[1] == pytest.approx(-np.log(beside), rel=0.01)
    rounded = log_odds(np.array([0, 1, 0.99, 0.5], dtype))
    assert rounded[1] == pytest.approx(np.log(0.9975 / 0.0025), rel=1e-4) and rounded[0] == pytest.approx(
        -rounded[1]
    )
