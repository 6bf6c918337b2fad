"""Neighbours against brute force."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from explorer.clustering import nearest_neighbors
from explorer.errors import InputError
from tests.clustering.reference import blobs, grid


def brute_force(vectors: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows and squared distances of the k nearest others, ties to the lower row."""
    vectors = np.asarray(vectors, np.float64)
    squared = np.stack([((vectors - vector) ** 2).sum(axis=1) for vector in vectors])
    np.fill_diagonal(squared, np.inf)
    # The last bits differ by the order of summation; equal means equal to 12 digits.
    rows = np.argsort(squared.round(12), axis=1, kind="stable")[:, : min(k, len(vectors) - 1)]
    return rows, np.take_along_axis(squared, rows, 1)


def check(vectors: np.ndarray, k: int) -> None:
    """The very rows and distances of brute force."""
    found = nearest_neighbors(vectors, k)
    rows, squared = brute_force(vectors, k)
    np.testing.assert_array_equal(found.rows, rows)
    expected = squared / 2 if found.metric == "cosine" else np.sqrt(squared)
    np.testing.assert_allclose(found.distances, expected, rtol=1e-6, atol=1e-9)
    assert (found.rows.dtype, found.distances.dtype) == (np.int32, np.float32)


@pytest.mark.parametrize("n", [2, 3, 5, 23, 24, 25, 26, 600, 2047, 2048, 2500])
def test_neighbours_of_unit_vectors(n):
    """Fewer rows than neighbours, as many, and so many that all are searched for by squares."""
    check(blobs(np.random.default_rng(n), n, 24), 15)


@pytest.mark.parametrize("k", [40, 41, 200])
def test_many_neighbours_of_many_vectors(k):
    """Lists longer than the search by squares can make, and the longest that it makes."""
    check(blobs(np.random.default_rng(k), 2048, 6), k)


def test_neighbours_of_other_vectors_are_euclidean():
    """Vectors of various lengths."""
    vectors = 7 * np.random.default_rng(0).normal(size=(300, 9))
    assert nearest_neighbors(vectors, 3).metric == "euclidean"
    check(vectors, 10)


def test_distances_of_unit_vectors_are_one_minus_the_cosine():
    """At right angles 1, opposite 2."""
    found = nearest_neighbors(np.array([[1.0, 0], [0, 1], [-1, 0]]), 2)
    assert found.metric == "cosine"
    assert found.rows.tolist() == [[1, 2], [0, 2], [1, 0]]
    np.testing.assert_allclose(found.distances, [[1, 2], [1, 1], [1, 2]])


@pytest.mark.parametrize("scale", [1.0, 1 / 7])
@pytest.mark.parametrize("side", [12, 48])
def test_ties_go_to_the_lower_row(side, scale):
    """On a grid every inner point has four nearest, then four more: the lower rows come first."""
    check(grid(side).astype(np.float64) * scale, 6)


def test_massive_ties_go_to_the_lower_row():
    """One-hot vectors are all equally near, more of them than a search lists."""
    check(np.eye(60, dtype=np.float32), 5)


def test_equal_rows_are_at_distance_zero():
    """More copies than neighbours: the lowest other copies, at exactly 0; then what is near, copies too."""
    kinds = np.random.default_rng(0).integers(6, size=100)
    vectors = blobs(np.random.default_rng(1), 6, 8)[kinds]
    check(vectors, 30)
    found = nearest_neighbors(vectors, 3)
    assert (found.distances == 0).all()


def test_one_place():
    """All rows equal: the lowest other rows."""
    found = nearest_neighbors(np.ones((5, 3)), 2)
    assert found.rows.tolist() == [[1, 2], [0, 2], [0, 1], [0, 1], [0, 1]]
    assert (found.distances == 0).all()


@settings(max_examples=60, deadline=None)
@given(
    arrays(
        np.float32, st.tuples(st.integers(1, 14), st.integers(1, 2)), elements=st.integers(-3, 3).map(float)
    ),
    st.integers(1, 16),
)
def test_small_sets_with_ties_and_copies(vectors, k):
    """Anything on a small lattice."""
    check(vectors, k)


def test_clumps_below_single_precision_are_resolved():
    """float64 vectors that differ by a hundred-millionth."""
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(4, 6))[rng.integers(4, size=120)] + 1e-8 * rng.normal(size=(120, 6))
    found = nearest_neighbors(vectors, 5)
    squared = ((vectors[:, None] - vectors) ** 2).sum(axis=2)
    np.fill_diagonal(squared, np.inf)
    np.testing.assert_array_equal(found.rows, np.argsort(squared, axis=1, kind="stable")[:, :5])


def test_half_precision_is_taken():
    """float16 rows give the neighbours of the same numbers in float64."""
    check(blobs(np.random.default_rng(0), 200, 16).astype(np.float16), 8)


@pytest.mark.parametrize("scale", [1e-25, 1e25])
def test_numbers_whose_squares_overflow(scale):
    """The neighbours of the same numbers at scale 1."""
    vectors = np.random.default_rng(0).normal(size=(100, 5)).astype(np.float32)
    found = nearest_neighbors(vectors * np.float32(scale), 5)
    rows, squared = brute_force(vectors, 5)
    np.testing.assert_array_equal(found.rows, rows)
    np.testing.assert_allclose(found.distances, np.sqrt(squared) * scale, rtol=1e-5)


def test_one_row_has_no_neighbours():
    """n = 1: no columns."""
    found = nearest_neighbors(np.ones((1, 4)), 15)
    assert found.rows.shape == found.distances.shape == (1, 0)


def test_progress_ends_with_all_rows_done():
    """Rows done never go back and end at n."""
    seen = []
    nearest_neighbors(blobs(np.random.default_rng(0), 300, 8), 4, progress=lambda *step: seen.append(step))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1] == (300, 300)


@pytest.mark.parametrize(
    ("vectors", "k", "says"),
    [
        (np.empty((0, 3)), 5, "n of 1 or more"),
        (np.full((3, 2), np.nan), 5, "NaN"),
        (np.eye(3), 0, "1 or more"),
    ],
)
def test_what_has_no_neighbours_is_refused(vectors, k, says):
    """An InputError that says what was wrong."""
    with pytest.raises(InputError, match=says):
        nearest_neighbors(vectors, k)
