"""The order of values: by hand, and against sorting pairs of value and place."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from explorer.view.ordering.stable_order import stable_order

NAN = float("nan")


@pytest.mark.parametrize(
    ("values", "missing", "descending", "expected"),
    [
        ([3, 1, 2], None, False, [1, 2, 0]),
        ([3, 1, 2], None, True, [0, 2, 1]),
        ([1, 1, 0, 1], None, False, [2, 0, 1, 3]),
        ([1, 1, 0, 1], None, True, [0, 1, 3, 2]),
        ([2.0, NAN, 1.0, NAN], None, False, [2, 0, 1, 3]),
        ([2.0, NAN, 1.0, NAN], None, True, [0, 2, 1, 3]),
        ([5, 9, 7], [False, True, False], True, [2, 0, 1]),
        ([True, False, True], None, False, [1, 0, 2]),
        ([0.0, -0.0, -1.0], None, False, [2, 0, 1]),
        ([np.inf, -np.inf, NAN], None, True, [0, 1, 2]),
        ([2**53 + 1, 2**53], None, False, [1, 0]),
        ([NAN, NAN], None, True, [0, 1]),
        ([], None, True, []),
    ],
)
def test_by_hand(values, missing, descending, expected):
    """Equals stay in their order either way, and what is missing is last either way."""
    assert stable_order(np.array(values), missing, descending).tolist() == expected


@given(
    arrays(np.int8, st.integers(0, 50), elements=st.integers(-3, 3)),
    st.booleans(),
    st.sampled_from([np.int64, np.float32, np.uint8]),
)
def test_is_that_of_pairs(values, descending, kind):
    """Against Python's own stable sort."""
    values = (values + 3).astype(kind)
    sign = -1 if descending else 1
    expected = sorted(range(len(values)), key=lambda i: sign * int(values[i]))
    assert stable_order(values, None, descending).tolist() == expected


def test_changes_nothing_that_it_is_given():
    """Neither values nor what says which are missing."""
    values, missing = np.array([2.0, NAN, 1.0]), np.array([True, False, False])
    stable_order(values, missing, True)
    assert missing.tolist() == [True, False, False]
