"""Range maxima, against looking at every entry."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.clustering.tree.range_maximum import RangeMaximum


@pytest.mark.parametrize("n", [1, 2, 255, 256, 257, 511, 512, 1024, 3001])
def test_every_kind_of_range_has_its_maximum(n):
    """Ranges that begin and end anywhere, on the edges of blocks and beside them."""
    values = np.random.default_rng(n).permutation(n) - n // 2
    ranges = RangeMaximum(values)
    edges = {0, 1, n - 1, n} | {b + d for b in range(0, n, 256) for d in (-1, 0, 1)}
    places = sorted(edge for edge in edges if 0 <= edge <= n)
    for i, first in enumerate(places):
        for last in places[i + 1 :]:
            assert ranges.over(first, last) == values[first:last].max()


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 5000), st.integers(0, 3), st.data())
def test_a_range_has_its_maximum(n, seed, data):
    """The same as the maximum of the slice, for equal and negative entries too."""
    values = np.random.default_rng(seed).integers(-20, 20, n)
    first = data.draw(st.integers(0, n - 1))
    last = data.draw(st.integers(first + 1, n))
    assert RangeMaximum(values).over(first, last) == values[first:last].max()
