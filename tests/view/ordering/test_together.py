"""Copies side by side, by hand."""

import numpy as np
import pytest

from explorer.view.ordering.together import copies_together

FIRSTS = np.array([0, 1, 0, 3, 1, 0, 6, 3])
"""Rows 0, 2 and 5 show one picture, 1 and 4 another, 3 and 7 a third; 6 is alone."""


@pytest.mark.parametrize(
    ("rows", "expected", "groups"),
    [
        ([0, 1, 2, 3, 4, 5, 6, 7], [0, 2, 5, 1, 4, 3, 7], [0, 0, 0, 1, 1, 2, 2]),
        ([7, 6, 5, 4, 3, 2, 1, 0], [7, 3, 5, 2, 0, 4, 1], [0, 0, 1, 1, 1, 2, 2]),
        ([6, 4, 0, 1], [4, 1], [0, 0]),
        ([5, 6, 1, 3], [], []),
        ([], [], []),
    ],
)
def test_by_hand(rows, expected, groups):
    """A picture stands where its first image does, and only copies among the rows count."""
    found, numbers = copies_together(np.array(rows, np.uint32), FIRSTS)
    assert (found.tolist(), numbers.tolist()) == (expected, groups)
