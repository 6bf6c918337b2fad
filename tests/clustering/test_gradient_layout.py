"""The layout of few rows: edges and their weights, rows that are held by many, and no compiler."""

import subprocess
import sys

import numpy as np
import pytest

from explorer.clustering.neighbors.types import Neighbors
from explorer.clustering.projection.fuzzy_graph import fuzzy_graph


def test_two_pairs_worked_by_hand():
    """With one neighbour each, every row's nearest has weight 1, so both directions have."""
    rows, distances = np.array([[1], [0], [3], [2]], np.int32), np.full((4, 1), 0.5, np.float32)
    graph = fuzzy_graph(Neighbors(rows, distances), 0.1)
    assert graph.sources.tolist() == [0, 1, 2, 3]
    assert graph.targets.tolist() == [1, 0, 3, 2]
    assert graph.begins.tolist() == [0, 1, 2, 3]
    assert graph.weights.tolist() == [1, 1, 1, 1]


def test_a_pair_seen_from_both_sides_adds_up():
    """What is a row's nearest has weight 1, whatever the other thinks of it; rows 0 and 1 are others' too."""
    rows = np.array([[1, 2], [0, 2], [1, 0], [1, 2]], np.int32)
    distances = np.array([[1, 3], [1, 2], [2, 3], [4, 5]], np.float32)
    graph = fuzzy_graph(Neighbors(rows, distances), 0)
    weights = np.zeros((4, 4))
    weights[graph.sources, graph.targets] = graph.weights
    np.testing.assert_array_equal(weights, weights.T)
    # Two neighbours, the row itself and the nearest count 1 each: the farther one has log2(3) - 1 = 0.585.
    side = np.log2(3) - 1
    assert weights[0, 1] == weights[1, 2] == weights[1, 3] == 1
    assert weights[0, 2] == pytest.approx(1 - (1 - side) ** 2, abs=1e-4)
    assert weights[2, 3] == pytest.approx(side, abs=1e-4)
    assert weights[0, 3] == 0


def test_a_row_that_all_are_near_to_keeps_edges_of_each():
    """Light edges are left out, and the heaviest of every row stays."""
    rows = np.array([[1, 2], [0, 2], [0, 1], [0, 1]], np.int32)
    distances = np.array([[1, 9], [1, 9], [5, 5], [8, 8]], np.float32)
    graph = fuzzy_graph(Neighbors(rows, distances), 2.0)
    assert np.diff([*graph.begins, len(graph.sources)]).min() >= 1


def test_no_library_is_loaded_for_few_rows():
    """Neither numba, which compiles, nor torch: the map is ready before these are."""
    code = (
        "import sys, numpy as np; from explorer.clustering.neighbors.types import Neighbors; "
        "from explorer.clustering.projection.umap_layout import project; "
        "near = np.array([[j for j in range(12) if j != i] for i in range(12)], np.int32); "
        "vectors = np.random.default_rng(0).normal(size=(12, 3)); "
        "plane = project(vectors, Neighbors(near, near.astype(np.float32))); "
        "print(np.isfinite(plane).all(), {'numba', 'umap', 'torch', 'sklearn', 'scipy'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "True set()"
