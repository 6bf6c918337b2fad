"""Sets of rows within slices of the tree."""

import numpy as np
import pytest

from explorer.clustering.tree.row_sets import count_within, row_mask, rows_within

ROWS = np.array([1, 2, 5, 9])


@pytest.mark.parametrize(
    ("lo", "hi", "expected"),
    [(0, 10, [1, 2, 5, 9]), (2, 5, [2]), (2, 6, [2, 5]), (3, 5, []), (5, 5, []), (10, 12, [])],
)
def test_rows_within_a_slice(lo, hi, expected):
    """The beginning belongs to a slice, its end does not; their count is the same."""
    assert rows_within(ROWS, lo, hi).tolist() == expected
    assert count_within(ROWS, lo, hi) == len(expected)


def test_counts_of_many_slices_at_once():
    """One for each, in their order; of no rows none lies anywhere."""
    lo, hi = np.array([0, 2, 9]), np.array([10, 2, 10])
    assert count_within(ROWS, lo, hi).tolist() == [4, 0, 1]
    assert count_within(ROWS[:0], lo, hi).tolist() == [0, 0, 0]


def test_masks_of_rows_and_of_slices():
    """Rows in any order, and what a slice is of."""
    assert row_mask(4, np.array([3, 0])).tolist() == [True, False, False, True]
    assert row_mask(4, slice(1, 3)).tolist() == [False, True, True, False]
    assert not row_mask(4, np.array([], int)).any()
