"""The search by cells, which real sizes alone would take: forced upon few rows by a low limit."""

import numpy as np
import pytest

from explorer.clustering import nearest_neighbors
from explorer.clustering.neighbors.inverted_file import make_cells
from explorer.clustering.neighbors.types import SearchLimits
from explorer.clustering.workers import open_workers
from tests.clustering.reference import blobs, grid, thread_counts

LIMITS = SearchLimits(exact=100, sample=300)
N = 3000


def uniform(n: int, d: int) -> np.ndarray:
    """Without any cluster: the hardest for cells."""
    return np.random.default_rng(0).uniform(size=(n, d)).astype(np.float32)


def one_clump(n: int) -> np.ndarray:
    """Nine of ten rows within a hundredth, the others far away."""
    rng = np.random.default_rng(0)
    spread = np.where(np.arange(n) % 10, 0.01, 5)
    return (spread[:, None] * rng.normal(size=(n, 12))).astype(np.float32)


GEOMETRIES = {
    "clustered": lambda: blobs(np.random.default_rng(0), N, 32, count=40),
    "1280 dimensions": lambda: blobs(np.random.default_rng(0), N, 1280, count=40),
    "2 dimensions": lambda: uniform(N, 2),
    "1 dimension": lambda: uniform(N, 1),
    "uniform": lambda: uniform(N, 24),
    "one giant clump": lambda: one_clump(N),
    "far from the origin": lambda: uniform(N, 6) + np.float32(1000),
    "float64": lambda: uniform(N, 6).astype(np.float64) * 7,
    "half precision": lambda: blobs(np.random.default_rng(0), N, 32).astype(np.float16),
    "tiny numbers": lambda: uniform(N, 6) * np.float32(1e-25),
    "a tenth is one point": lambda: np.where(np.arange(N)[:, None] % 10, uniform(N, 8), np.float32(0.5)),
    "every row thrice": lambda: uniform(N // 3, 8)[np.random.default_rng(1).integers(N // 3, size=N)],
}


def shares(found, exact) -> np.ndarray:
    """Of the ten nearest of each row, the share listed; what is equally near counts."""
    ten = exact.distances[:, min(10, exact.distances.shape[1]) - 1]
    return (found.distances[:, :10] <= ten[:, None] * (1 + 1e-6)).mean(axis=1)


@pytest.mark.parametrize("name", GEOMETRIES)
def test_most_neighbours_are_found(name):
    """On each geometry the recall wanted, stated as truly, and lists in order without the row itself."""
    vectors = GEOMETRIES[name]()
    found, exact = nearest_neighbors(vectors, 15, limits=LIMITS), nearest_neighbors(vectors, 15)
    assert (found.method, exact.method, exact.recall) == ("approximate", "exact", 1.0)
    assert found.metric == exact.metric
    true = shares(found, exact).mean()
    assert true >= 0.94
    assert found.recall >= 0.95
    assert abs(found.recall - true) < 0.03
    assert (np.diff(found.distances, axis=1) >= 0).all()
    assert (found.rows != np.arange(len(vectors))[:, None]).all()
    assert all(len(set(row)) == 15 for row in found.rows.tolist())


@pytest.mark.parametrize("name", ["clustered", "float64", "a tenth is one point"])
def test_distances_are_those_of_the_exact_search(name):
    """Whatever pair is listed by both has the same distance, to the last bit of float32 or nearly."""
    vectors = GEOMETRIES[name]()
    found, exact = nearest_neighbors(vectors, 15, limits=LIMITS), nearest_neighbors(vectors, 15)
    compared = 0
    for a, b, x, y in zip(found.rows, exact.rows, found.distances, exact.distances, strict=True):
        _, i, j = np.intersect1d(a, b, return_indices=True)
        np.testing.assert_allclose(x[i], y[j], rtol=1e-6)
        compared += len(i)
    assert compared > 0.9 * exact.rows.size


def test_looking_into_all_cells_is_exact():
    """With a recall of 1 wanted and ties on a grid: the very answer of the exact search."""
    vectors = grid(40)
    found = nearest_neighbors(vectors, 4, limits=SearchLimits(exact=100, recall=1.0, sample=800))
    exact = nearest_neighbors(vectors, 4)
    assert found.recall == 1
    np.testing.assert_array_equal(found.distances, exact.distances)
    inner = np.isin(vectors, [0, 39]).sum(axis=1) == 0
    np.testing.assert_array_equal(found.rows[inner], exact.rows[inner])


def test_two_runs_give_the_same_bytes():
    """Threads or not, in any order of finishing."""
    vectors = GEOMETRIES["clustered"]()
    first, second = (nearest_neighbors(vectors, 15, limits=LIMITS) for _ in range(2))
    assert first.rows.tobytes() == second.rows.tobytes()
    assert first.distances.tobytes() == second.distances.tobytes()
    assert first.recall == second.recall


@pytest.mark.parametrize("shuffled", [False, True])
def test_ties_are_broken_alike_by_any_number_of_threads(shuffled):
    """A lattice, all of whose gaps tie: blocks are cut by the numbers of rows, never by those of threads."""
    vectors = np.stack(np.meshgrid(*[np.arange(6)] * 5), -1).reshape(-1, 5).astype(np.float32) / 7
    vectors = np.random.default_rng(1).permutation(vectors) if shuffled else vectors
    found = set()
    for _ in thread_counts():
        near = nearest_neighbors(vectors, 15, limits=LIMITS)
        found.add((near.rows.tobytes(), near.distances.tobytes(), near.recall))
    assert len(found) == 1


def test_rows_in_any_order_are_found_alike():
    """The search does not live on dendrogram order."""
    vectors = GEOMETRIES["clustered"]()
    shuffled = vectors[np.random.default_rng(3).permutation(N)]
    found = nearest_neighbors(shuffled, 15, limits=LIMITS)
    assert shares(found, nearest_neighbors(shuffled, 15)).mean() >= 0.94


def test_a_search_that_may_not_go_far_says_what_it_reached():
    """Without clusters and with few candidates the recall is low, and stated as low as it is."""
    vectors = uniform(N, 24)
    found = nearest_neighbors(vectors, 15, limits=SearchLimits(exact=100, candidates=200, sample=500))
    true = shares(found, nearest_neighbors(vectors, 15)).mean()
    assert true < 0.9
    assert abs(found.recall - true) < 0.05


def test_the_stated_recall_is_not_that_of_the_rows_it_was_chosen_by(monkeypatch):
    """A choice that falls short is noticed on the other sample, and the search widened until it does not."""
    from explorer.clustering.neighbors import approximate

    monkeypatch.setattr(approximate, "_probes_needed", lambda *_: 1)
    vectors = GEOMETRIES["uniform"]()
    found = nearest_neighbors(vectors, 15, limits=LIMITS)
    assert found.recall >= 0.95
    assert shares(found, nearest_neighbors(vectors, 15)).mean() >= 0.94


@pytest.mark.parametrize(("n", "k"), [(2, 5), (5, 15), (17, 15), (30, 29), (300, 200), (300, 299)])
def test_lists_are_full_however_few_the_rows(n, k):
    """Fewer rows than neighbours, about as many, and cells of few rows."""
    vectors = uniform(n, 3)
    found = nearest_neighbors(vectors, k, limits=SearchLimits(exact=1, sample=10))
    exact = nearest_neighbors(vectors, k)
    assert found.rows.shape == exact.rows.shape
    assert (found.rows >= 0).all()
    assert np.isfinite(found.distances).all()
    assert all(len(set(row)) == len(row) for row in found.rows.tolist())


def test_cells_of_single_rows_do_not_leave_lists_short():
    """Rows far from all others, each a cell of its own, still get k neighbours."""
    rng = np.random.default_rng(0)
    vectors = np.concatenate([rng.normal(size=(900, 4)), 1e4 * rng.normal(size=(100, 4))]).astype(np.float32)
    found = nearest_neighbors(vectors, 15, limits=SearchLimits(exact=100, candidates=16, sample=100))
    assert (found.rows >= 0).all()
    assert np.isfinite(found.distances).all()


def test_the_exact_search_serves_up_to_the_limit():
    """At the limit exact, one above it not; equal rows count once."""
    vectors = uniform(101, 4)
    assert nearest_neighbors(vectors[:100], 5, limits=LIMITS).method == "exact"
    assert nearest_neighbors(vectors, 5, limits=LIMITS).method == "approximate"
    assert nearest_neighbors(np.repeat(vectors[:100], 3, axis=0), 5, limits=LIMITS).method == "exact"


def test_progress_never_goes_back():
    """Even where the search is widened; it ends with all rows done."""
    seen = []
    limits = SearchLimits(exact=100, recall=0.999, sample=100)
    nearest_neighbors(uniform(N, 24), 5, progress=lambda *step: seen.append(step), limits=limits)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1] == (N, N)


def test_input_is_left_as_it_is():
    """Also where it cannot be written to."""
    vectors = GEOMETRIES["far from the origin"]()
    before = vectors.copy()
    vectors.setflags(write=False)
    nearest_neighbors(vectors, 15, limits=LIMITS)
    np.testing.assert_array_equal(vectors, before)


@pytest.mark.parametrize("count", [1, 5, 64, 65, 100])
def test_the_nearest_cells_come_first(count):
    """By the distance to their centres, as plain sorting has it, for short lists and long ones."""
    vectors = uniform(N, 6)
    with open_workers("cpu") as workers:
        cells = make_cells(vectors, workers, size=30)
        probes = cells.probes(vectors[:50], count)
    centres = cells.centres.numpy() + cells.middle.numpy()
    gaps = np.linalg.norm(vectors[:50, None].astype(float) - centres, axis=2)
    np.testing.assert_allclose(np.take_along_axis(gaps, probes, 1), np.sort(gaps)[:, :count], atol=1e-5)


@pytest.mark.parametrize("name", GEOMETRIES)
def test_every_row_lies_in_one_cell_and_no_cell_is_large(name):
    """Cells cover the rows without overlap, without empty ones, none above four times the average."""
    vectors = GEOMETRIES[name]().astype(np.float32)
    with open_workers("cpu") as workers:
        cells = make_cells(vectors, workers, size=30)
    sizes = np.diff(cells.start)
    assert sizes.min() >= 1
    assert sizes.max() <= 4 * 30
    np.testing.assert_array_equal(np.sort(cells.row), np.arange(N))
    np.testing.assert_array_equal(cells.cell[cells.row], np.repeat(np.arange(len(sizes)), sizes))
