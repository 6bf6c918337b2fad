"""Counts of codes in slices, against counting every row."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.analysis.slice_counts import LEAST_BLOCK, SliceCounts


def plain(codes: np.ndarray, values: int) -> list[int]:
    """Counts, one value after another."""
    return [int((codes == value).sum()) for value in range(values)]


@pytest.mark.parametrize("n", [1, LEAST_BLOCK - 1, LEAST_BLOCK, 3 * LEAST_BLOCK + 5])
def test_slices_on_the_edges_of_blocks(n):
    """Slices that begin and end on an edge, beside one, and anywhere."""
    codes = np.random.default_rng(n).integers(-1, 5, n).astype(np.int32)
    counts = SliceCounts(codes, 5)
    edges = {0, 1, n // 2, n} | {b + d for b in range(0, n, LEAST_BLOCK) for d in (-1, 0, 1)}
    places = sorted(edge for edge in edges if 0 <= edge <= n)
    for i, lo in enumerate(places):
        for hi in places[i:]:
            found, size = counts.count(lo, hi)
            assert (found.tolist(), size) == (plain(codes[lo:hi], 5), hi - lo)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 20_000), st.integers(0, 20_000), st.integers(0, 3))
def test_a_mask_narrows_the_counts(a, b, seed):
    """Only rows that match count, and the size is theirs."""
    rng = np.random.default_rng(seed)
    codes, mask = rng.integers(-1, 9, 20_000).astype(np.int32), rng.random(20_000) < 0.3
    lo, hi = sorted((a, b))
    found, size = SliceCounts(codes, 9).count(lo, hi, mask)
    assert (found.tolist(), size) == (plain(codes[lo:hi][mask[lo:hi]], 9), int(mask[lo:hi].sum()))


def test_many_values_take_no_more_room_than_the_codes():
    """A column in which every row has a value of its own."""
    codes = np.arange(50_000, dtype=np.int32)
    counts = SliceCounts(codes, 50_000)
    assert counts._before.nbytes <= 2 * codes.nbytes
    assert counts.count(10, 49_999)[0].sum() == 49_989


def test_no_values_at_all():
    """A column of nothing but missing values."""
    assert SliceCounts(np.full(9000, -1, np.int32), 0).count(3, 9000)[0].tolist() == []


def test_many_slices_are_counted_as_each_by_itself():
    """Short ones together, long ones by running counts; empty ones, too."""
    rng = np.random.default_rng(2)
    codes = rng.integers(-1, 7, 20_000).astype(np.int32)
    counts = SliceCounts(codes, 7)
    lo = np.concatenate([rng.integers(0, 20_000, 300), [0, 5, 20_000]])
    hi = np.minimum(20_000, lo + np.concatenate([rng.integers(0, 2000, 300), [20_000, 0, 0]]))
    found = counts.count_each(lo, hi)
    for place, span in enumerate(zip(lo.tolist(), hi.tolist(), strict=True)):
        assert found[place].tolist() == counts.count(*span)[0].tolist(), span
