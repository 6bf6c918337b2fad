"""Paired differences: Tango's interval against its definition, McNemar and Holm against SciPy and by hand."""

import numpy as np
import pytest
from scipy.optimize import brentq, minimize_scalar
from scipy.stats import binomtest

from explorer.analysis.evaluation.paired import holm, mcnemar, tango_interval


def score(gained: int, lost: int, images: int, delta: float) -> float:
    """How many standard errors the difference seen lies above `delta`, the likeliest model with it given."""

    def unlikely(share: float) -> float:
        parts = (gained, share + delta), (lost, share), (images - gained - lost, 1 - 2 * share - delta)
        return -sum(n * np.log(max(p, 1e-300)) for n, p in parts if n)

    bounds = max(0.0, -delta), (1 - delta) / 2
    best = minimize_scalar(unlikely, bounds=bounds, method="bounded", options={"xatol": 1e-12}).x
    variance = images * (2 * best + delta - delta**2)
    return (gained - lost - images * delta) / np.sqrt(variance)


@pytest.mark.parametrize(("gained", "lost", "images"), [(12, 2, 50), (26, 12, 68), (3, 9, 400), (5, 0, 30)])
def test_the_interval_ends_where_the_score_is_that_of_the_level(gained, lost, images):
    """Found by maximising the likelihood under each difference."""
    low, high = tango_interval([gained], [lost], [images])
    seen = (gained - lost) / images
    ends = [
        brentq(lambda d, z=z: score(gained, lost, images, d) - z, *span)
        for z, span in ((1.959964, (-0.999, seen - 1e-9)), (-1.959964, (seen + 1e-9, 0.999)))
    ]
    assert (low[0], high[0]) == pytest.approx(ends, abs=2e-5)


def test_nothing_seen_leaves_what_is_possible():
    """No image, no difference among 100, all gained."""
    low, high = tango_interval([0, 0, 30], [0, 0, 0], [0, 100, 30])
    assert (low[0], high[0]) == (-1, 1)
    assert -low[1] == high[1] == pytest.approx(1.96**2 / (100 + 1.96**2), abs=1e-4)
    assert low[2] > 0.7 and high[2] == pytest.approx(1)


def test_the_interval_is_mirrored_with_the_models():
    """Which of two is the first makes no difference."""
    rng = np.random.default_rng(0)
    gained, lost = rng.integers(0, 20, (2, 50))
    low, high = tango_interval(gained, lost, np.full(50, 60))
    other_low, other_high = tango_interval(lost, gained, np.full(50, 60))
    np.testing.assert_allclose(low, -other_high, atol=1e-12)
    np.testing.assert_allclose(high, -other_low, atol=1e-12)
    assert (low <= (gained - lost) / 60).all() and ((gained - lost) / 60 <= high).all()


def test_mcnemar_is_the_exact_test_of_a_coin():
    """SciPy's binomial test of the images that one model alone has right."""
    for gained, lost in ((0, 0), (5, 5), (9, 1), (43, 10)):
        expected = binomtest(gained, gained + lost).pvalue if gained + lost else 1.0
        assert mcnemar([gained], [lost])[0] == pytest.approx(expected)


def test_p_values_are_adjusted_by_hand():
    """0.01 * 4, 0.02 * 3, then no less than those before, and 1 at most."""
    assert holm(np.array([0.02, 0.5, 0.01, 0.04])) == pytest.approx([0.06, 0.5, 0.04, 0.08])
    assert holm(np.array([0.9, 0.8])).tolist() == [1, 1]
    assert holm(np.empty(0)).tolist() == []
