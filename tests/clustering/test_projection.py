"""The map: finite, seeded, quiet, and faithful enough."""

import warnings

import numpy as np
import pytest

from explorer.clustering import nearest_neighbors, project
from explorer.errors import InputError
from tests.clustering.reference import blobs


def projected(vectors: np.ndarray, seed: int = 0) -> np.ndarray:
    """The map with its own neighbours; any warning is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        plane = project(vectors, nearest_neighbors(vectors, 15), seed)
    assert plane.shape == (len(vectors), 2)
    assert plane.dtype == np.float32
    assert np.isfinite(plane).all()
    return plane


@pytest.mark.parametrize("n", [10, 11, 16, 17, 40])
def test_few_rows_get_a_map(n):
    """From the fewest that UMAP lays out, around the number of neighbours."""
    assert np.ptp(projected(blobs(np.random.default_rng(n), n, 12)), axis=0).min() > 0


@pytest.mark.parametrize("n", [1, 2, 3, 5, 9])
def test_fewer_than_ten_rows_lie_by_principal_components(n):
    """Data that are flat come out as they are, up to a scale."""
    rng = np.random.default_rng(n)
    flat = rng.normal(size=(n, 2)) @ np.linalg.qr(rng.normal(size=(7, 7)))[0][:2] + 5
    plane = projected(flat).astype(float) * 2.0 ** np.floor(np.log2(np.abs(flat).max()))
    expected = np.linalg.norm(flat[:, None] - flat, axis=2)
    np.testing.assert_allclose(np.linalg.norm(plane[:, None] - plane, axis=2), expected, atol=1e-5)


@pytest.mark.parametrize("n", [1, 2, 12, 50])
def test_equal_rows_lie_in_one_place(n):
    """No spread, no map, no NaN."""
    assert np.ptp(projected(np.ones((n, 4))), axis=0).tolist() == [0, 0]


def test_a_few_places_many_times():
    """More copies than neighbours, so that the graph falls apart."""
    projected(np.repeat(blobs(np.random.default_rng(0), 3, 6), 40, axis=0))


def test_huge_and_tiny_numbers():
    """Numbers whose squares are beyond float32's range still give a map."""
    vectors = np.random.default_rng(0).normal(size=(40, 3))
    for scale in (1e-30, 1e30):
        projected(scale * vectors)
        projected(scale * vectors[:5])


def test_one_dimension_and_none():
    """d = 1, d = 0."""
    projected(np.random.default_rng(0).normal(size=(30, 1)))
    assert (projected(np.empty((30, 0))) == 0).all()


def test_a_seed_gives_the_same_bytes_twice():
    """And another seed another map."""
    vectors = blobs(np.random.default_rng(0), 300, 16)
    first = projected(vectors, 3)
    assert first.tobytes() == projected(vectors, 3).tobytes()
    assert first.tobytes() != projected(vectors, 4).tobytes()


def test_clumps_stay_together():
    """Most of a row's nearest in the plane are of its own clump."""
    rng = np.random.default_rng(0)
    kinds = np.repeat(np.arange(5), 60)
    vectors = rng.normal(size=(5, 20))[kinds] + 0.2 * rng.normal(size=(300, 20))
    plane = projected(vectors)
    near = nearest_neighbors(plane, 5).rows
    assert (kinds[near] == kinds[:, None]).mean() > 0.95


def test_progress_ends_with_all_steps_done():
    """The last call says so."""
    seen = []
    vectors = blobs(np.random.default_rng(0), 5, 8)
    project(vectors, nearest_neighbors(vectors, 4), progress=lambda *step: seen.append(step))
    assert seen[-1] == (2, 2)


def test_nothing_to_project_is_refused():
    """n = 0."""
    with pytest.raises(InputError, match="n of 1 or more"):
        project(np.empty((0, 3)), None)
