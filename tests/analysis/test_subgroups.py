"""Subgroups by a column: values as they are, many numbers in quarters."""

from decimal import Decimal

import numpy as np

from explorer.analysis.classes.subgroups import as_numbers, quarters


def test_few_numbers_are_left_as_they_are():
    """Values are their own subgroups, whatever is missing."""
    assert quarters(np.append(np.arange(20.0), [3.0, np.nan, np.inf])) is None
    assert quarters(np.full(30, np.nan)) is None
    assert quarters(np.empty(0)) is None


def test_many_numbers_are_grouped_in_quarters():
    """Of equal size, in order, the missing ones apart; the largest is in the last."""
    codes, names = quarters(np.append(np.arange(100.0), [np.nan, np.inf]))
    assert np.bincount(codes[:100]).tolist() == [25, 25, 25, 25]
    assert (np.diff(codes[:100]) >= 0).all()
    assert codes[100:].tolist() == [-1, -1]
    assert names[0] == "0.0–24.8"
    codes, _ = quarters(np.arange(101.0))
    assert codes[[0, 24, 25, 50, 75, 100]].tolist() == [0, 0, 1, 2, 3, 3]


def test_a_number_that_hardly_varies_has_fewer_quarters():
    """Ends that fall together make one."""
    codes, names = quarters(np.append(np.full(200, 7.0), np.arange(30.0)))
    assert codes.min() == 0
    assert codes.max() == len(names) - 1
    assert len(names) < 4


def test_objects_are_read_as_numbers():
    """Decimals and booleans with missing values, and whole numbers."""
    found = as_numbers(np.array([Decimal("1.5"), None, True], object))
    assert np.array_equal(found, [1.5, np.nan, 1.0], equal_nan=True)
    assert as_numbers(np.array([1, 2])).dtype == np.float64
