"""Selections and accuracies, against looking at every row."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.layout.grid import stride
from explorer.view.match_counts import accuracy_of, select

N = 60


@st.composite
def masks_and_slices(draw):
    """A mask of N rows or none, and a slice that may be empty."""
    mask = draw(st.none() | st.lists(st.booleans(), min_size=N, max_size=N).map(np.array))
    lo, hi = sorted((draw(st.integers(0, N)), draw(st.integers(0, N))))
    return mask, lo, hi


@settings(max_examples=200, deadline=None)
@given(masks_and_slices(), st.integers(0, 20))
def test_a_selection_counts_and_samples_as_its_mask_says(drawn, wanted):
    """Counts, rows and strides of a slice are those of the rows that match there."""
    mask, lo, hi = drawn
    matching = np.arange(lo, hi) if mask is None else lo + np.flatnonzero(mask[lo:hi])
    selected = select(mask)
    assert selected.counts(np.array([lo]), np.array([hi])).tolist() == [len(matching)]
    assert np.arange(N)[selected.inside(lo, hi)].tolist() == matching.tolist()
    some = min(wanted, len(matching))
    assert selected.sample(lo, hi, some).tolist() == matching[stride(len(matching), some)].tolist()


@settings(max_examples=200, deadline=None)
@given(masks_and_slices(), st.lists(st.sampled_from([-1, 0, 1]), min_size=N, max_size=N))
def test_an_accuracy_counts_only_judged_rows_that_match(drawn, verdicts):
    """Right and judged rows of a slice, under the filter."""
    mask, lo, hi = drawn
    correct = np.array(verdicts, np.int8)
    counted = [v for i, v in enumerate(verdicts) if lo <= i < hi and (mask is None or mask[i])]
    right, known = accuracy_of(correct, select(mask)).counts(np.array([lo]), np.array([hi]))
    assert (right.tolist(), known.tolist()) == ([counted.count(1)], [len(counted) - counted.count(-1)])


@pytest.mark.parametrize("matches", [0, 1, 7])
def test_a_selection_keeps_no_more_than_its_rows(matches):
    """Beside the mask, a filter that few images pass takes room for few images."""
    mask = np.zeros(10_000, bool)
    mask[:matches] = True
    selected = select(mask)
    assert selected.rows.nbytes == 8 * matches
    judged = accuracy_of(np.ones(10_000, np.int8), selected)
    assert judged.known.nbytes + judged.right.nbytes == 16 * matches
