"""Intervals of rates: published values, degenerate cases."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.analysis.classes.intervals import LEAST, told_intervals, wilson_interval


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (0, 0, 0.0, 1.0),
        (5, 5, 0.5655, 1.0),
    ],
)
def test_wilson_interval_against_published_values(k, n, low, high):
    """To the four places that are printed."""
    found = wilson_interval(k, n)
    assert found[0] == pytest.approx(low, abs=5e-5)
    assert found[1] == pytest.approx(high, abs=5e-5)


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_wilson_interval_holds_the_rate(n, share):
    """Inside [0, 1], around the rate, and mirrored for failures."""
    k = round(share * n)
    low, high = wilson_interval(k, n)
    assert 0 <= low <= k / n <= high <= 1
    other = wilson_interval(n - k, n)
    assert other[0] == pytest.approx(1 - high)
    assert other[1] == pytest.approx(1 - low)


def test_wilson_interval_of_more_confidence_is_wider():
    """And takes arrays."""
    narrow, wide = wilson_interval([3, 8], [10, 10]), wilson_interval([3, 8], [10, 10], 0.99)
    assert (wide[0] < narrow[0]).all()
    assert (wide[1] > narrow[1]).all()


@given(st.integers(0, 400), st.integers(1, 400), st.sampled_from([0.5, 0.9, 0.95, 0.999]))
def test_wilson_interval_agrees_with_scipy(k, n, confidence):
    """Another implementation of the same formula."""
    from scipy.stats import binomtest

    expected = binomtest(min(k, n), n).proportion_ci(confidence, method="wilson")
    low, high = wilson_interval(min(k, n), n, confidence)
    assert np.allclose([low, high], [expected.low, expected.high], atol=1e-12)


def test_no_interval_is_told_of_few_trials():
    """Nine are too few, ten are not; what is told is Wilson's, to four decimals."""
    found = told_intervals([0, 9, 10, 2], [0, 9, 10, 20])
    low, high = (round(float(end), 4) for end in wilson_interval(10, 10))
    assert (found[:3], LEAST) == ([None, None, [low, high]], 10)
    assert found[3][0] < 0.1 < found[3][1]
