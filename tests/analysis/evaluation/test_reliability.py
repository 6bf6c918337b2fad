"""The reliability diagram: bins as scikit-learn has them, errors worked by hand, and how sure they are."""

import numpy as np
import pytest
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss

from explorer.analysis.evaluation.calibration_interval import calibration_test
from explorer.analysis.evaluation.reliability import reliability
from explorer.cancellation import Cancellation, CancelledError, within


def drawn(seed: int, size: int, power: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Confidences, and whether each is right: with the chance `confidence ** power`."""
    rng = np.random.default_rng(seed)
    confidences = rng.beta(5, 1, size)
    return confidences, rng.random(size) < confidences**power


@pytest.mark.parametrize("bins", [5, 10, 15])
def test_bins_and_brier_score_are_those_of_scikit_learn(bins):
    """Of equal width, each without its lower edge."""
    confidences, right = drawn(0, 3000, 1.4)
    confidences[:4] = 0, 1, 0.2, 0.4
    found = reliability(confidences, right, bins)
    accuracy, confidence = calibration_curve(right, confidences, n_bins=bins)
    there = found.counts > 0
    np.testing.assert_allclose(found.accuracy[there], accuracy)
    np.testing.assert_allclose(found.confidence[there], confidence)
    assert found.brier == pytest.approx(brier_score_loss(right, confidences))


def test_the_calibration_error_is_worked_by_hand():
    """Two bins: half right at 0.8, all right at 0.3; (4 * 0.3 + 2 * 0.7) / 6."""
    found = reliability(np.array([0.8] * 4 + [0.3] * 2), np.array([1, 1, 0, 0, 1, 1], bool), 2)
    assert found.counts.tolist() == [2, 4] and found.right.tolist() == [2, 2]
    assert found.ece == pytest.approx((4 * 0.3 + 2 * 0.7) / 6)
    assert found.mean_confidence == pytest.approx(3.8 / 6)


@pytest.mark.parametrize("values", [[], [0.0], [1.0], [0.5] * 30])
def test_what_is_alike_or_empty_has_one_bin_at_most(values):
    """No warning, no division by nothing."""
    found = reliability(np.array(values), np.ones(len(values), bool))
    assert np.count_nonzero(found.counts) == min(len(values), 1)
    assert np.isnan(found.ece) == (not values)


def test_a_calibrated_model_is_not_told_from_one_and_another_is():
    """The interval holds no error exactly where chance explains what is seen."""
    calm = calibration_test(reliability(*drawn(1, 4000)))
    assert calm.p_value > 0.05 and calm.low == 0 < calm.by_chance < calm.high < 0.03
    off = calibration_test(reliability(*drawn(1, 4000, 1.5)))
    assert off.p_value < 0.01 and calm.high < off.low < off.high


@pytest.mark.parametrize(
    "chance",
    [lambda sure: sure**1.3, lambda sure: np.where((sure > 0.867) & (sure <= 0.934), sure - 0.4, sure)],
    ids=["everywhere", "in one bin"],
)
def test_the_interval_holds_the_true_error_as_often_as_it_says(chance):
    """In 57 of 60 samples of 500 images; 51 at least, which chance misses once in 500 runs."""
    rng = np.random.default_rng(3)
    confidences = rng.beta(5, 1, 200_000)
    large = reliability(confidences, np.zeros(len(confidences), bool))
    place = np.searchsorted(large.edges[1:-1], confidences)
    gaps = np.bincount(place, chance(confidences) - confidences, minlength=15)
    true = np.abs(gaps).sum() / len(confidences)
    held = 0
    for _ in range(60):
        confidences = rng.beta(5, 1, 500)
        right = rng.random(500) < chance(confidences)
        found = calibration_test(reliability(confidences, right), draws=200)
        held += found.low <= true <= found.high
    assert held >= 51


@pytest.mark.parametrize("right", [True, False])
def test_one_image_or_all_of_one_kind_have_an_interval(right):
    """From nothing seen, little is known."""
    for size in (1, 50):
        found = calibration_test(reliability(np.ones(size), np.full(size, right)))
        assert 0 <= found.low <= found.high <= 1
        assert found.high > (0.01 if right else 0.9)


def test_bounds_that_nobody_waits_for_are_given_up():
    """Of a model that is off, for which others are drawn."""
    found, gone = reliability(*drawn(1, 400, 1.5)), Cancellation()
    gone.cancel("gone")
    with within(gone), pytest.raises(CancelledError):
        calibration_test(found)
