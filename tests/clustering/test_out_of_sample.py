"""More rows than UMAP is to lay out: a sample is laid out, and the others go where their neighbours are."""

import numpy as np
import pytest

from explorer.clustering import nearest_neighbors, project
from explorer.clustering.neighbors.types import Neighbors
from explorer.clustering.projection.out_of_sample import place
from tests.clustering.reference import blobs

KINDS = np.repeat(np.arange(6), 100)


def clumps() -> np.ndarray:
    """(600, 16) in six clumps, as dendrogram order has them: one after the other."""
    rng = np.random.default_rng(0)
    return (rng.normal(size=(6, 16))[KINDS] + 0.15 * rng.normal(size=(600, 16))).astype(np.float32)


def projected(vectors: np.ndarray, fitted: int, seed: int = 0) -> np.ndarray:
    """The map with its own neighbours."""
    plane = project(vectors, nearest_neighbors(vectors, 10), seed, fitted=fitted)
    assert (plane.shape, plane.dtype) == ((len(vectors), 2), np.float32)
    assert np.isfinite(plane).all()
    return plane


def test_placed_rows_lie_among_their_own():
    """Rows that were placed have neighbours of their own clump on the map, as those laid out have."""
    plane = projected(clumps(), fitted=150)
    near = nearest_neighbors(plane, 5).rows
    laid_out = np.zeros(600, bool)
    laid_out[np.linspace(0, 599, 150).astype(int)] = True
    for some in (laid_out, ~laid_out):
        assert (KINDS[near[some]] == KINDS[some, None]).mean() > 0.95


def test_rows_laid_out_are_those_of_the_sample_alone():
    """An even stride of rows lies where the map of just these has it."""
    vectors = clumps()
    rows = np.linspace(0, 599, 150).astype(int)
    np.testing.assert_array_equal(
        projected(vectors, fitted=150)[rows], projected(vectors[rows], fitted=150)
    )  # fmt: skip


def test_a_row_between_two_islands_goes_to_the_one_that_most_neighbours_are_of():
    """Three of eight nearest on one island, five on another: no row in the sea between, none with the few."""
    sample = np.arange(8, dtype=np.float32)[:, None]
    plane = np.array([[0, 0], [0, 1], [1, 0], [90, 0], [90, 1], [91, 0], [91, 1], [90, 0.5]], np.float32)
    placed = place(np.array([[3.5]]), sample, plane)
    assert (placed[0] >= [90, 0]).all()
    assert (placed[0] <= [91, 1]).all()


def test_a_row_that_equals_one_of_the_sample_lies_on_its_island():
    """A copy comes to lie near what it is a copy of."""
    vectors = clumps()
    rows = np.arange(0, 600, 4)
    plane = projected(vectors[rows], fitted=150)
    placed = place(vectors[rows], vectors[rows], plane)
    nearest = np.linalg.norm(placed[:, None] - plane, axis=2).argsort(axis=1)[:, :5]
    assert (KINDS[rows][nearest] == KINDS[rows][:, None]).mean() > 0.95


@pytest.mark.parametrize(
    "vectors",
    [
        np.ones((60, 3)),
        np.repeat(blobs(np.random.default_rng(0), 3, 6), 40, axis=0),
        np.random.default_rng(0).normal(size=(60, 1)),
        np.empty((60, 0)),
        1e30 * np.random.default_rng(0).normal(size=(60, 3)),
        1e-30 * np.random.default_rng(0).normal(size=(60, 3)),
        blobs(np.random.default_rng(0), 60, 8).astype(np.float16),
    ],
    ids=["one place", "three places", "one dimension", "none", "huge", "tiny", "half precision"],
)
@pytest.mark.parametrize("fitted", [2, 9, 30])
def test_degenerate_rows_are_placed(vectors, fitted):
    """Whatever UMAP or principal components make of the sample, every row gets a finite place."""
    plane = projected(vectors, fitted)
    if np.ptp(vectors, axis=0).max(initial=0) == 0:
        assert np.ptp(plane, axis=0).tolist() == [0, 0]
    elif vectors.shape[1] > 2 and fitted == 30:
        assert np.ptp(plane, axis=0).max() > 0


def test_a_seed_gives_the_same_bytes_twice():
    """And another seed another map."""
    vectors = clumps()
    first = projected(vectors, 150, seed=3)
    assert first.tobytes() == projected(vectors, 150, seed=3).tobytes()
    assert first.tobytes() != projected(vectors, 150, seed=4).tobytes()


def test_progress_ends_with_all_steps_done():
    """One bar for both parts: steps never go back."""
    seen = []
    vectors = clumps()
    near = nearest_neighbors(vectors, 10)
    project(vectors, near, progress=lambda *step: seen.append(step), fitted=150)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert {total for _, total in seen} == {3}
    assert seen[-1] == (3, 3)


def test_neighbours_of_all_rows_are_asked_for_their_number_only():
    """What is approximate about them does not reach the map."""
    vectors = clumps()
    near = nearest_neighbors(vectors, 10)
    other = Neighbors(near.rows[::-1].copy(), near.distances, near.metric)
    np.testing.assert_array_equal(project(vectors, near, fitted=150), project(vectors, other, fitted=150))
