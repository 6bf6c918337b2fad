"""Counts of codes in slices, against counting every row."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.analysis.slice_counts import LEAST_BLOCK, ListedSliceCounts, SliceCounts


def counted(counts: SliceCounts, lo: int, hi: int) -> list[int]:
    """Counts of one slice."""
    return counts.count_each(np.array([lo]), np.array([hi]))[0].tolist()


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
            assert counted(counts, lo, hi) == plain(codes[lo:hi], 5)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 80_000), st.integers(0, 80_000), st.integers(0, 3))
def test_a_mask_narrows_the_counts(a, b, seed):
    """Only rows that match count."""
    rng = np.random.default_rng(seed)
    codes, mask = rng.integers(-1, 9, 80_000).astype(np.int32), rng.random(80_000) < 0.3
    lo, hi = sorted((a, b))
    assert counted(SliceCounts(codes, 9).under(mask), lo, hi) == plain(codes[lo:hi][mask[lo:hi]], 9)


def test_many_values_take_no_more_room_than_the_codes():
    """A column in which every row has a value of its own."""
    codes = np.arange(50_000, dtype=np.int32)
    counts = SliceCounts(codes, 50_000)
    assert counts._before.nbytes <= 2 * codes.nbytes
    assert sum(counted(counts, 10, 49_999)) == 49_989


def test_no_values_at_all():
    """A column of nothing but missing values."""
    assert counted(SliceCounts(np.full(9000, -1, np.int32), 0), 3, 9000) == []


def test_many_slices_are_counted_as_each_by_itself():
    """Short ones together, long ones by running counts; empty ones, too."""
    rng = np.random.default_rng(2)
    codes = rng.integers(-1, 7, 20_000).astype(np.int32)
    counts = SliceCounts(codes, 7)
    lo = np.concatenate([rng.integers(0, 20_000, 300), [0, 5, 20_000]])
    hi = np.minimum(20_000, lo + np.concatenate([rng.integers(0, 2000, 300), [20_000, 0, 0]]))
    found = counts.count_each(lo, hi)
    for place, span in enumerate(zip(lo.tolist(), hi.tolist(), strict=True)):
        assert found[place].tolist() == plain(codes[slice(*span)], 7), span


def test_a_few_rows_among_many_are_read_without_running_counts():
    """A ball of neighbours in a million images."""
    codes = np.arange(50_000, dtype=np.int32) % 9
    mask = np.zeros(50_000, bool)
    mask[[7, 20_000, 49_999]] = True
    counts = SliceCounts(codes, 9).under(mask)
    assert counted(counts, 0, 50_000) == plain(codes[mask], 9)
    assert "_before" not in vars(counts)


@pytest.mark.parametrize("masked", [False, True])
def test_rows_of_several_codes(masked: bool):
    """A row has any number of codes, and all of them count; a row that does not match has none."""
    rng = np.random.default_rng(3)
    lengths = rng.integers(0, 4, 9000)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    codes, mask = rng.integers(0, 6, starts[-1]), rng.random(9000) < 0.4
    counts = ListedSliceCounts(starts, codes, 6)
    counts = counts.under(mask) if masked else counts
    kept = np.repeat(mask, lengths) if masked else np.ones(len(codes), bool)
    for lo, hi in [(0, 9000), (5, 5), (17, 900), (8999, 9000)]:
        inside = slice(starts[lo], starts[hi])
        assert counted(counts, lo, hi) == plain(codes[inside][kept[inside]], 6)


@pytest.mark.parametrize("masked", [False, True])
def test_weights_are_shares_of_a_row(masked: bool):
    """In any unit; all of a row counts as one, in short slices and in long ones."""
    rng = np.random.default_rng(4)
    codes, weights = rng.integers(0, 5, (9000, 3)), rng.random((9000, 3)).astype(np.float16) * 40
    mask = rng.random(9000) < 0.4
    counts = SliceCounts(codes, 5, weights=weights)
    counts = counts.under(mask) if masked else counts
    share = weights.astype(float) / weights.astype(float).sum(axis=1, keepdims=True)
    share[~mask] *= not masked
    for lo, hi in [(0, 9000), (5, 5), (17, 900), (3, 7000), (8999, 9000)]:
        expected = np.bincount(codes[lo:hi].ravel(), share[lo:hi].ravel(), 5)
        assert counted(counts, lo, hi) == pytest.approx(expected, abs=1e-3)
