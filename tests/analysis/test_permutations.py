"""Random permutations: what is drawn, how it is counted in ranges, and the largest ratios of it."""

import numpy as np
import pytest

from explorer.analysis.scan.likelihood_ratio import BernoulliRatio
from explorer.analysis.scan.permutations import (
    RangeCounts,
    Ranges,
    Windows,
    draws,
    draws_within,
    permuted_maxima,
)


def test_counts_in_ranges_are_those_of_slices():
    """For nested, equal, empty and whole ranges."""
    rng = np.random.default_rng(0)
    first = np.sort(rng.integers(0, 50, 40))
    last = first + rng.integers(0, 51 - first)
    places = rng.choice(50, 20, replace=False)
    marks = np.isin(np.arange(50), places)
    expected = [marks[a:b].sum() for a, b in zip(first, last, strict=True)]
    assert RangeCounts(Ranges(first, last), 50).of(places).tolist() == expected


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.9])
def test_draws_are_uniform(rate):
    """Every place is drawn alike often, and always as many as there are positive outcomes."""
    outcomes = np.arange(20) < 20 * rate
    draw, rng = draws(outcomes), np.random.default_rng(0)
    times = np.zeros(20)
    for _ in range(4000):
        places = draw(rng)
        assert len(set(places.tolist())) == outcomes.sum()
        times[places] += 1
    assert np.abs(times / 4000 - rate).max() < 0.04


@pytest.mark.parametrize("copies", [1, 400])
def test_draws_within_strata_keep_their_counts(copies):
    """By a call for each class, and by sorting where classes are many; classes all of one kind stay."""
    strata = np.tile([0, 0, 0, 1, 1, 1, 1, 2, 2, 3], copies) + np.repeat(4 * np.arange(copies), 10)
    outcomes = np.tile([1, 0, 0, 1, 1, 1, 0, 1, 1, 0], copies).astype(bool)
    if copies == 1:  # large enough that calls are chosen
        strata, outcomes = np.repeat(strata, 400), np.repeat(outcomes, 400)
    shuffled = np.random.default_rng(5).permutation(len(strata))
    strata, outcomes = strata[shuffled], outcomes[shuffled]
    draw, rng = draws_within(outcomes, strata), np.random.default_rng(0)
    expected = np.bincount(strata[outcomes], minlength=strata.max() + 1)
    before = None
    for _ in range(5):
        places = draw(rng)
        assert len(np.unique(places)) == len(places)
        assert np.bincount(strata[places], minlength=strata.max() + 1).tolist() == expected.tolist()
        assert set(places.tolist()) != before
        before = set(places.tolist())


def test_threads_do_not_change_the_result(monkeypatch):
    """One thread draws what four draw."""
    from explorer.analysis.scan import permutations

    ranges = Ranges(np.array([0, 10]), np.array([10, 30]))
    outcomes = np.arange(100) % 3 == 0
    ratio = BernoulliRatio(np.array([10, 20]), 100, int(outcomes.sum()))
    maxima = []
    for cores in (1, 4):
        monkeypatch.setattr(permutations, "available_cores", lambda cores=cores: cores)
        maxima.append(permuted_maxima(outcomes, None, Windows(ranges, ratio), 50, 0).tolist())
    assert maxima[0] == maxima[1] and len(maxima[0]) == 50


def test_where_no_range_is_raised_the_maximum_is_nought():
    """A range of everything has the rate of the whole, however outcomes are dealt out."""
    everything = Ranges(np.array([0]), np.array([30]))
    outcomes = np.arange(30) < 7
    assert (
        permuted_maxima(outcomes, None, Windows(everything, BernoulliRatio(np.array([30]), 30, 7)), 5, 0)
        .max(axis=1)
        .tolist()
        == [0.0] * 5
    )
