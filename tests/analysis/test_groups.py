"""Subgroups by a column: values as they are, many numbers in quarters."""

from decimal import Decimal

import numpy as np

from explorer.analysis.groups import as_numbers, subgroups


def test_text_and_few_numbers_are_grouped_by_value():
    """Nothing changes."""
    codes, names = np.array([0, 1, -1], np.int32), ["a", "b"]
    assert subgroups(codes, names, None) == (codes, names)
    assert subgroups(codes, names, np.array([1.0, 2.0, np.nan])) == (codes, names)


def test_many_numbers_are_grouped_in_quarters():
    """Of equal size, in order, the missing ones apart; the largest is in the last."""
    numbers = np.append(np.arange(100.0), [np.nan, np.inf])
    codes, names = subgroups(np.arange(102), [str(i) for i in range(102)], numbers)
    assert np.bincount(codes[:100]).tolist() == [25, 25, 25, 25]
    assert (np.diff(codes[:100]) >= 0).all()
    assert codes[100:].tolist() == [-1, -1]
    assert names[0] == "0 – 24.75"


def test_a_number_that_hardly_varies_has_fewer_quarters():
    """Ends that fall together make one."""
    numbers = np.append(np.full(200, 7.0), np.arange(30.0))
    codes, names = subgroups(np.arange(230), [str(i) for i in range(230)], numbers)
    assert codes.min() == 0
    assert codes.max() == len(names) - 1
    assert len(names) < 4
    nothing, _ = subgroups(np.arange(30), [str(i) for i in range(30)], np.full(30, np.nan))
    assert (nothing == -1).all()


def test_objects_are_read_as_numbers():
    """Decimals and booleans with missing values, and whole numbers."""
    found = as_numbers(np.array([Decimal("1.5"), None, True], object))
    assert np.array_equal(found, [1.5, np.nan, 1.0], equal_nan=True)
    assert as_numbers(np.array([1, 2])).dtype == np.float64
