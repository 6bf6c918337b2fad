"""Intervals and counts of classes: published values, degenerate cases, counting by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.analysis.classes import class_table, confusion_pairs, wilson_interval


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


def test_class_table_by_hand():
    """Most frequent first, ties to the lower code, missing labels left out."""
    table = class_table([2, 2, 0, -1, 1, 0, 2], np.array([1, 0, -1, -1, 1, 1, 1]), 4)
    assert table.codes.tolist() == [2, 0, 1]
    assert table.counts.tolist() == [3, 2, 1]
    assert table.known.tolist() == [3, 1, 1]
    assert table.right.tolist() == [2, 1, 1]


def test_class_table_of_nothing():
    """No rows, no classes; no model, nothing known."""
    assert class_table(np.array([], dtype=np.int32), None, 3).codes.tolist() == []
    assert class_table([1], None, 3).known.tolist() == [0]


def test_confusion_pairs_by_hand():
    """Only mistakes, most frequent first, ties to the lower label."""
    labels, predictions = [0, 0, 1, 1, 2, -1, 2], [1, 1, 0, 1, 0, 0, -1]
    assert confusion_pairs(labels, predictions, 3) == [(0, 1, 2), (1, 0, 1), (2, 0, 1)]
    assert confusion_pairs(labels, predictions, 3, limit=1) == [(0, 1, 2)]
    assert confusion_pairs([], [], 3) == []
