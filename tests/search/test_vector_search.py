"""The exact scan: right rows, right order, ties, masks, slices, bad queries."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import InputError, NotFoundError
from explorer.index.format import OWN_VECTORS
from explorer.search.top_scores import kth_highest, top
from explorer.search.vector_search import score_rows, similar


def index_of(vectors, name="packaged"):
    """The part of an index that the scan looks at."""
    index = SimpleNamespace(n=len(vectors), embeddings=vectors, encoder={"name": name}, small_copy=None)
    index.cached = lambda make, *arguments: make(index, *arguments)
    return index


def unit(vectors):
    """Rows of length one."""
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_nearest_rows_worked_by_hand():
    """Four unit vectors on a circle, asked for the one at zero degrees."""
    vectors = np.array([[0, 1], [1, 0], [-1, 0], [0.6, 0.8]], np.float32)
    rows, scores = similar(index_of(vectors), np.array([2.0, 0.0]), limit=3)
    assert rows.tolist() == [1, 3, 0]
    assert scores.tolist() == pytest.approx([1, 0.6, 0])


def test_a_row_is_not_among_its_own_results():
    """Asking by a row leaves that row out, and its duplicates in."""
    vectors = np.array([[1, 0], [1, 0], [0, 1]], np.float32)
    rows, scores = similar(index_of(vectors), 0)
    assert rows.tolist() == [1, 2]
    assert scores.tolist() == [1, 0]


@pytest.mark.parametrize("dtype", [np.float32, np.float16])
def test_scan_agrees_with_a_full_sort(tmp_path, dtype):
    """From a memory-mapped file, with a mask and a slice, the answer is that of sorting everything."""
    rng = np.random.default_rng(0)
    vectors = unit(rng.normal(size=(500, 16))).astype(dtype)
    np.save(tmp_path / "v.npy", vectors)
    mapped = np.load(tmp_path / "v.npy", mmap_mode="r")
    query, mask = rng.normal(size=16), rng.random(500) < 0.5
    rows, scores = similar(index_of(mapped), query, lo=40, hi=430, mask=mask, limit=25)
    allowed = np.array([row for row in range(40, 430) if mask[row]])
    exact = vectors[allowed].astype(np.float64) @ (query / np.linalg.norm(query))
    order = np.argsort(-exact, kind="stable")[:25]
    assert rows.tolist() == allowed[order].tolist()
    np.testing.assert_allclose(scores, exact[order], atol=2e-6)


def test_equal_images_tie_to_the_lower_row_across_blocks():
    """Copies of one vector score the same in every block and come in row order."""
    rng = np.random.default_rng(1)
    one = unit(rng.normal(size=(1, 300)))[0].astype(np.float32)
    vectors = np.tile(one, (100, 1))
    scores = score_rows(vectors, rng.normal(size=300), np.arange(100), block=7)
    assert len(set(scores.tolist())) == 1
    assert top(scores, 5).tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("limit", [1, 3, 5, 6, 100])
def test_top_is_the_head_of_a_stable_sort(limit):
    """Whatever the limit, the best come first and ties go to the lower place."""
    scores = np.array([0.5, 1, 0.5, -1, 1, 0.5], np.float32)
    assert top(scores, limit).tolist() == [1, 4, 0, 2, 5, 3][:limit]


def test_own_vectors_are_compared_by_cosine():
    """The length of a user's vectors does not count; a zero vector scores 0; huge ones do not overflow."""
    vectors = np.array([[100, 100], [0, 0], [1e-30, 0], [3e38, 3e38]], np.float32)
    rows, scores = similar(index_of(vectors, OWN_VECTORS), np.array([1.0, 0.0]))
    assert rows.tolist() == [2, 0, 3, 1]
    assert scores.tolist() == pytest.approx([1, 2**-0.5, 2**-0.5, 0], abs=1e-6)


def test_own_zero_vector_can_be_asked_for():
    """A row of zeros is like nothing, and that is an answer."""
    vectors = np.array([[0, 0], [1, 0]], np.float32)
    rows, scores = similar(index_of(vectors, OWN_VECTORS), 0)
    assert (rows.tolist(), scores.tolist()) == ([1], [0])


def test_nothing_to_scan_gives_nothing():
    """An empty mask or slice, or a single image asked for itself, has no results."""
    vectors = np.array([[1, 0]], np.float32)
    assert similar(index_of(vectors), 0)[0].tolist() == []
    assert similar(index_of(vectors), np.ones(2), mask=np.zeros(1, bool))[0].tolist() == []


@pytest.mark.parametrize("query", [np.ones(3), np.array([np.nan, 1]), np.array([np.inf, 1]), np.zeros(2)])
def test_bad_query_is_refused(query):
    """Wrong length, not finite, zero: said, not scored."""
    with pytest.raises(InputError):
        similar(index_of(np.array([[1, 0]], np.float32)), query)


@pytest.mark.parametrize("row", [-1, 3])
def test_unknown_row_is_refused(row):
    """Rows are neither counted from the end nor invented."""
    with pytest.raises(NotFoundError, match="rows 0 to 2"):
        similar(index_of(np.eye(3, dtype=np.float32)), row)


def test_top_of_many_that_tie_is_the_lowest_of_them():
    """A million equal scores are not all sorted; the best come first, then the lowest of those that tie."""
    scores = np.full(1_000_000, 0.5, np.float32)
    scores[[7, 999_999]] = [0.75, 0.875]
    assert top(scores, 5).tolist() == [999_999, 7, 0, 1, 2]


@given(
    st.integers(1, 3000), st.sampled_from(["few", "many", "rising"]), st.sampled_from([1, 2, 7, 255, 1000]),
)  # fmt: skip
def test_the_kth_highest_is_that_of_a_sort(count: int, kind: str, k: int):
    """Whether looked for in blocks or in all, and where values tie."""
    rng = np.random.default_rng(count)
    values = {"few": rng.integers(0, 3, count), "many": rng.random(count), "rising": np.arange(count)}[kind]
    values, k = values.astype(np.float32), min(k, count)
    assert kth_highest(values, k) == np.sort(values)[-k]
