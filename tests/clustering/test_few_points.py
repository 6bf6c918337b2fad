"""Few points go through NumPy alone, and come out as the many do that torch works on."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from explorer.clustering import few_points, nearest_neighbors, ward_linkage
from explorer.clustering.ward.reference import reference_linkage
from tests.clustering.reference import blobs, grid


def by_numpy(function, *given, **named):
    """What a function gives where any number of points is few."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(few_points, "MOST", 1 << 40)
        patch.setattr("explorer.clustering.workers.open_workers", None)
        return function(*given, **named)


@pytest.mark.parametrize(
    "vectors",
    [
        blobs(np.random.default_rng(0), 300, 24),
        np.random.default_rng(1).normal(size=(200, 3)).astype(np.float32),
        np.random.default_rng(2).normal(size=(2, 5)),
        np.random.default_rng(3).normal(size=(60, 4)).astype(np.float16),
        np.repeat(np.random.default_rng(4).normal(size=(20, 3)), 4, axis=0),
        grid(7),
        np.eye(40),
        np.arange(30.0)[:, None],
        1e30 * np.random.default_rng(5).normal(size=(40, 3)),
        1e-30 * np.random.default_rng(6).normal(size=(40, 3)),
    ],
    ids=[
        "clumps",
        "normal",
        "two",
        "half precision",
        "equal rows",
        "grid",
        "simplex",
        "line",
        "huge",
        "tiny",
    ],
)
def test_trees_and_neighbours_are_those_of_torch(vectors):
    """Ties included: distances are rounded alike, and pairs taken in the same order."""
    expected = ward_linkage(vectors)
    merges = by_numpy(ward_linkage, vectors)
    np.testing.assert_array_equal(merges[:, [0, 1, 3]], expected[:, [0, 1, 3]])
    np.testing.assert_allclose(merges[:, 2], expected[:, 2], rtol=1e-9)
    there, here = nearest_neighbors(vectors, 9), by_numpy(nearest_neighbors, vectors, 9)
    np.testing.assert_array_equal(here.rows, there.rows)
    np.testing.assert_allclose(here.distances, there.distances, rtol=1e-6)
    assert (here.metric, here.method) == (there.metric, there.method)


def test_weights_count_as_repeated_points():
    """As in the method word by word."""
    rng = np.random.default_rng(0)
    vectors, weights = rng.normal(size=(30, 4)), rng.integers(1, 9, 30).astype(float)
    merges = by_numpy(ward_linkage, vectors, weights)
    np.testing.assert_allclose(merges, reference_linkage(vectors, weights), rtol=1e-9)


@settings(max_examples=40, deadline=None)
@given(arrays(np.float64, st.tuples(st.integers(2, 14), st.integers(1, 3)), elements=st.integers(-3, 3)))
def test_ties_of_all_kinds_are_taken_as_torch_takes_them(vectors):
    """Small whole numbers: almost every distance comes more than once."""
    merges, expected = by_numpy(ward_linkage, vectors), ward_linkage(vectors)
    np.testing.assert_array_equal(merges[:, [0, 1, 3]], expected[:, [0, 1, 3]])
    here, there = by_numpy(nearest_neighbors, vectors, 5), nearest_neighbors(vectors, 5)
    np.testing.assert_array_equal(here.rows, there.rows)


def test_input_stays_as_it_is_and_progress_ends():
    """No argument is changed; the last call says that all is done."""
    vectors, seen = blobs(np.random.default_rng(0), 40, 5), []
    before, weights = vectors.copy(), np.ones(40)
    by_numpy(ward_linkage, vectors, weights, progress=lambda *step: seen.append(step))
    np.testing.assert_array_equal(vectors, before)
    assert (weights == 1).all()
    assert seen[-1] == (79, 79)


def test_few_points_load_no_torch():
    """Neither their tree nor their neighbours; many do."""
    code = (
        "import sys, numpy as np; from explorer.clustering import nearest_neighbors, ward_linkage; "
        "vectors = np.random.default_rng(0).normal(size=(50, 8)); "
        "ward_linkage(vectors); nearest_neighbors(vectors); print('torch' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
