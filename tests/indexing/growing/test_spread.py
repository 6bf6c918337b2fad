"""The order in which images are read for builds on the way."""

import numpy as np
import pytest

from explorer.indexing.growing.spread import is_spread, spread


@pytest.mark.parametrize("n", [0, 1, 2, 3, 5, 8, 13, 100, 720, 4096, 20_000])
def test_every_place_comes_once(n):
    """Also of numbers that have many divisors."""
    assert np.array_equal(np.sort(spread(n)), np.arange(n))


@pytest.mark.parametrize("m", [64, 100, 500, 2_000, 5_000])
@pytest.mark.parametrize("n", [20_000, 30_030, 65_536, 1_281_167])
def test_every_beginning_is_even(n, m):
    """No gap is more than three times the mean, none shorter than a quarter of it."""
    gaps = np.diff(np.sort(spread(n)[:m]))
    assert gaps.max() <= 3 * n / m and gaps.min() >= int(n / m / 4)


@pytest.mark.parametrize("period", [2, 3, 4, 8, 10, 16])
def test_no_period_falls_in_with_it(period):
    """Of pictures that alternate, such as left and right, each kind has its share."""
    counts = np.bincount(spread(16_000)[:1_000] % period, minlength=period)
    assert counts.min() >= 0.9 * 1_000 / period


def test_a_beginning_is_told_from_a_part():
    """What an interrupted `dendro index` has read is the first part of the listing."""
    assert is_spread(np.sort(spread(5_000)[:1_000]), 5_000)
    assert not is_spread(np.arange(1_000), 5_000)
    assert is_spread(np.arange(5_000), 5_000) and is_spread(np.empty(0, int), 5_000)
