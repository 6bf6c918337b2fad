"""Beyond a few thousand rows UMAP itself lays out. Importing it and compiling are this module's time."""

from pathlib import Path

import numpy as np
import pytest

from explorer.clustering import nearest_neighbors, project
from explorer.clustering.projection import gradient_layout, umap_layout
from explorer.clustering.projection.fuzzy_graph import fuzzy_graph
from tests.clustering.reference import blobs


@pytest.fixture(autouse=True)
def umap_for_any_number(monkeypatch):
    """Few rows are enough to see what it does; its functions are prepared before a test calls them."""
    monkeypatch.setattr(umap_layout, "FEW", 0)
    umap_layout._prepare_functions()


def test_what_umap_runs_lets_other_threads_run_and_is_compiled_once():
    """With very many neighbours a call takes seconds, in which Ctrl-C has to be heard (umap-learn 0.5)."""
    import umap
    from numba.core.dispatcher import Dispatcher

    vectors = blobs(np.random.default_rng(0), 20, 4)
    plane = project(vectors, nearest_neighbors(vectors, 15))
    assert np.isfinite(plane).all()
    slow = {"smooth_knn_dist", "compute_membership_strengths", "_optimize_layout_euclidean_single_epoch"}
    ran = {
        function.__name__: function
        for module in (umap.umap_, umap.layouts)
        for function in vars(module).values()
        if isinstance(function, Dispatcher) and function.__name__ in slow and function.signatures
    }
    assert set(ran) == slow
    for function in ran.values():
        assert any(Path(function.stats.cache_path or "").glob(f"*{function.__name__}*"))
        if not function.stats.cache_hits:  # what comes from the cache has no source to look into
            assert all("PyEval_SaveThread" in text for text in function.inspect_llvm().values())


def test_a_folder_that_must_not_be_written_is_no_reason_to_fail(monkeypatch):
    """Then it is compiled in every process, as before."""
    from numba.core.dispatcher import Dispatcher

    def refuse(self: Dispatcher) -> None:
        raise RuntimeError("cannot cache function: no locator available")

    monkeypatch.setattr(Dispatcher, "enable_caching", refuse)
    vectors = blobs(np.random.default_rng(0), 20, 4)
    assert np.isfinite(project(vectors, nearest_neighbors(vectors, 15))).all()


def test_few_rows_have_its_graph_and_its_curve():
    """Parity with umap-learn, rows at distance 0 and rows that many are near to included."""
    from umap import umap_

    rng = np.random.default_rng(0)
    vectors = np.concatenate([blobs(rng, 80, 6), np.repeat(rng.normal(size=(1, 6)), 20, axis=0)])
    near = nearest_neighbors(vectors, 12)
    rows = np.column_stack([np.arange(100), near.rows])
    distances = np.column_stack([np.zeros(100, np.float32), near.distances])
    theirs = umap_.fuzzy_simplicial_set(
        vectors, 13, np.random.RandomState(0), "euclidean", knn_indices=rows, knn_dists=distances
    )[0].toarray()
    graph = fuzzy_graph(near, 0)
    ours = np.zeros((100, 100))
    ours[graph.sources, graph.targets] = graph.weights
    np.testing.assert_allclose(ours, theirs / theirs.max(), atol=1e-4)
    curve = umap_.find_ab_params(1.0, 0.1)
    assert (gradient_layout._A, gradient_layout._B) == pytest.approx(curve, rel=1e-5)
