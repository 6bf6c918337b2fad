"""Searches that begin with products in bfloat16: what these bound, and that they change no result."""

import numpy as np
import pytest
import torch

from explorer.clustering import nearest_neighbors, ward_linkage
from explorer.clustering.nearest import nearest_clusters as searching
from explorer.clustering.nearest import nominated, rounded_bounds
from explorer.clustering.nearest.clusters import Clusters
from explorer.clustering.nearest.nearest_clusters import NearestOptions, nearest_clusters
from explorer.clustering.nearest.nominated import nominate
from explorer.clustering.nearest.rounded_bounds import RoundedBounds, bfloat16_pays
from explorer.clustering.nearest.tiles import deal
from explorer.clustering.ward import rounds
from explorer.clustering.workers import open_workers
from tests.clustering.reference import blobs, grid, thread_counts


@pytest.fixture
def workers():
    """Those of the CPU."""
    with open_workers("cpu") as opened:
        yield opened


@pytest.fixture
def begins(monkeypatch):
    """Let every search begin in bfloat16, or none; tells how many rows were settled so."""
    settled = []
    nominated_rows = searching._nominated

    def counted(clusters, bounds, rows, wanted, progress):
        found = nominated_rows(clusters, bounds, rows, wanted, progress)
        settled.append(int(searching._settled(found, wanted) * len(rows)))
        return found

    def begin(in_bfloat16: bool) -> list[int]:
        monkeypatch.setattr(rounded_bounds, "bfloat16_pays", lambda device, d: in_bfloat16)
        monkeypatch.setattr(rounds, "bfloat16_pays", lambda device, d: in_bfloat16)
        monkeypatch.setattr(searching, "_MANY", 2)
        monkeypatch.setattr(searching, "_SETTLED", 0.0)
        monkeypatch.setattr(searching, "_nominated", counted)
        return settled

    return begin


def make_clusters(workers, vectors: np.ndarray, mass: np.ndarray | None = None) -> Clusters:
    """Clusters of centred points."""
    points = torch.from_numpy(np.array(vectors, np.float64))
    points -= points.mean(0)
    mass = torch.ones(len(points), dtype=torch.float64) if mass is None else torch.from_numpy(mass).double()
    return Clusters(points, torch.arange(len(points)), mass, workers, False, halves=True)


def true_distances(clusters: Clusters) -> torch.Tensor:
    """(k, k) squared Ward distances from coordinate differences, infinite on the diagonal."""
    k = len(clusters)
    rows = torch.arange(k)
    return clusters.distances(rows, rows.expand(k, k)).fill_diagonal_(torch.inf)


def twins(n: int, d: int, scale: float = 1.0, seed: int = 0) -> np.ndarray:
    """Points in clumps, every fourth beside another."""
    rng = np.random.default_rng(seed)
    points = blobs(rng, n, d).astype(np.float64)
    points[2::4] = points[:-2:4] + 1e-4 * rng.normal(size=points[2::4].shape)
    return points * scale


POINTS = {
    "twins": twins(500, 96),
    "tiny numbers": twins(500, 96, 1e-25),
    "one far away": np.concatenate([twins(499, 70, 1e-4), np.ones((1, 70))]),
    "one dimension": np.random.default_rng(0).normal(size=(500, 1)),
    "only in the last bits": 1 + 1e-7 * twins(500, 64),
    "few values": np.random.default_rng(0).integers(-1, 2, (500, 5)).astype(float),
}


@pytest.mark.parametrize("heavy", [False, True])
@pytest.mark.parametrize("points", POINTS.values(), ids=POINTS)
def test_bounds_are_on_their_side_of_the_distances(points, heavy, workers):
    """Those of pairs and of groups, from below and from above."""
    mass = np.random.default_rng(1).integers(1, 200, len(points)) if heavy else None
    clusters = make_clusters(workers, points, mass)
    groups = deal(clusters.order_by_mass(), 1 << 14)
    bounds = RoundedBounds(clusters, groups)
    everywhere = slice(0, len(groups.cluster))
    bits = bounds.between(everywhere, everywhere)
    places, true = groups.place, true_distances(clusters)
    k = len(places)
    row, column = places.repeat_interleave(k), places.repeat(k)
    low = bounds.scaled(bounds.bounds(row, column, bits[row, column])).view(k, k)
    assert (low <= true).all()
    empty = groups.cluster < 0
    assert (bits[empty] == rounded_bounds.INFINITE).all()
    assert (bits[:, empty] == rounded_bounds.INFINITE).all()
    minima = torch.stack([bits[places, groups.members(g)].amin(1) for g in range(groups.count)], 1)
    own = groups.group(places)[:, None]
    near = bounds.scaled(bounds.above(places, minima, distances=False)).scatter_(1, own, torch.inf)
    far = bounds.scaled(bounds.above(places, minima, distances=True)).scatter_(1, own, torch.inf)
    by_group = groups.group(places).expand(k, k)
    least = torch.full((k, groups.count), torch.inf, dtype=torch.float64)
    assert (near >= least.scatter_reduce(1, by_group, low, "amin").scatter(1, own, -1)).all()
    assert (far >= least.scatter_reduce(1, by_group, true, "amin").scatter(1, own, -1)).all()


def test_bounds_are_near_the_distances(workers):
    """To a fiftieth, where points are no nearer than embeddings are."""
    clusters = make_clusters(workers, blobs(np.random.default_rng(0), 400, 256))
    bounds = RoundedBounds(clusters, deal(clusters.order_by_mass(), 1 << 14))
    near = nominate(bounds, torch.arange(400), 12)
    true = clusters.distances(torch.arange(400), near.near)
    assert (near.low > 0.97 * true).all()


@pytest.mark.parametrize("sure", [None, 1, 7])
@pytest.mark.parametrize("some", [slice(None), slice(3, 90, 2)])
@pytest.mark.parametrize("heavy", [False, True])
def test_no_other_is_nearer_than_what_was_nominated(sure, some, heavy, workers):
    """Against all distances: those listed are bounded, all others are beyond; the nearest are listed."""
    mass = np.random.default_rng(1).integers(1, 4, 1500) if heavy else None
    clusters = make_clusters(workers, twins(1500, 64), mass)
    bounds = RoundedBounds(clusters, deal(clusters.order_by_mass(), 1 << 12))
    rows = torch.arange(1500)[some]
    found = nominate(bounds, rows, 12 if sure is None else 60, sure)
    true = true_distances(clusters)[rows]
    assert (found.beyond > 0).all()
    assert (found.low <= true.gather(1, found.near).masked_fill(found.low.isinf(), torch.inf)).all()
    assert (found.low.diff(dim=1).nan_to_num(0) >= 0).all()
    others = true.scatter(1, found.near, torch.inf)
    assert (others.amin(1) >= found.beyond).all()
    if sure is None:
        assert found.low.isfinite().all()
    else:
        assert (true.kthvalue(sure, dim=1).values <= found.beyond).double().mean() > 0.9


def test_rows_with_too_many_candidates_are_left_to_finer_searches(workers, monkeypatch):
    """Of equally near points none can be left out: such a row is given up, and said to be."""
    clusters = make_clusters(workers, np.eye(300))
    monkeypatch.setattr(nominated, "_LONGEST", 100)
    bounds = RoundedBounds(clusters, deal(clusters.order_by_mass(), 1 << 14))
    found = nominate(bounds, torch.arange(300), 5, 3)
    assert (found.beyond == -1).all()
    assert found.low.isinf().all()
    monkeypatch.setattr(nominated, "_ENTRIES", 20)
    found = nominate(bounds, torch.arange(300), 5, 3)
    assert (found.beyond == -1).all()


def same_trees(begins, vectors: np.ndarray, weights: np.ndarray | None = None) -> list[int]:
    """Check that trees are the same to the last bit; rows settled in bfloat16, search by search."""
    begins(False)
    expected = ward_linkage(vectors, weights)
    settled = begins(True)
    assert ward_linkage(vectors, weights).tobytes() == expected.tobytes()
    return settled


@pytest.mark.parametrize("seed", range(4))
def test_trees_of_clumps_are_the_same(seed, begins):
    """Tight and loose ones, and most rows are settled in bfloat16."""
    vectors = blobs(np.random.default_rng(seed), 1000, 72, count=5 + 30 * seed, spread=0.1 + 0.3 * seed)
    assert same_trees(begins, vectors)[0] > 200


@pytest.mark.parametrize(
    "vectors",
    [
        pytest.param(np.repeat(twins(150, 64), 3, axis=0), id="duplicates"),
        pytest.param(np.concatenate([np.zeros((9, 64)), twins(300, 64), np.zeros((9, 64))]), id="zeros"),
        pytest.param(twins(400, 64, 1e-30), id="tiny"),
        pytest.param(twins(400, 64, 1e120), id="huge"),
        pytest.param(1e6 + twins(400, 64), id="far from the origin"),
        pytest.param(POINTS["one far away"], id="one far away"),
        pytest.param(np.random.default_rng(0).normal(size=(700, 1)), id="one dimension"),
        pytest.param(1.5 ** np.arange(50.0)[:, None], id="ever wider"),
        pytest.param(grid(20), id="a grid"),
        pytest.param(np.eye(200, dtype=np.float32), id="all equally near"),
        pytest.param(grid(20) + 1e-6 * np.random.default_rng(0).normal(size=(400, 2)), id="near ties"),
        pytest.param(1 + 1e-8 * twins(300, 64), id="below float32"),
        pytest.param(twins(400, 64).astype(np.float16), id="float16"),
    ],
)
def test_hostile_points_have_the_same_tree_and_neighbours(vectors, begins):
    """Whether bfloat16 can tell them apart or not."""
    same_trees(begins, vectors)
    same_neighbors(begins, vectors, 5)


def test_weighted_points_have_the_same_tree(begins):
    """From 1 to 1000."""
    rng = np.random.default_rng(0)
    assert sum(same_trees(begins, blobs(rng, 800, 64), rng.uniform(1, 1000, 800))) > 100


def same_neighbors(begins, vectors: np.ndarray, k: int) -> list[int]:
    """Check that neighbours are the same to the last bit; rows settled in bfloat16, search by search."""
    begins(False)
    expected = nearest_neighbors(vectors, k)
    settled = begins(True)
    before = len(settled)
    found = nearest_neighbors(vectors, k)
    assert found.rows.tobytes() == expected.rows.tobytes()
    assert found.distances.tobytes() == expected.distances.tobytes()
    return settled[before:]


@pytest.mark.parametrize("k", [1, 15, 30])
def test_neighbours_are_the_same(k, begins):
    """And most are settled in bfloat16, the k-th included."""
    assert same_neighbors(begins, blobs(np.random.default_rng(0), 2500, 96, spread=0.6), k)[-1] > 1500


def test_any_number_of_threads_gives_the_same(begins):
    """Neighbours and the tree, to the last bit."""
    begins(True)
    vectors = blobs(np.random.default_rng(0), 400, 64)
    found = {
        (ward_linkage(vectors).tobytes(), nearest_neighbors(vectors).distances.tobytes())
        for _ in thread_counts()
    }
    assert len(found) == 1


def test_halves_that_settle_too_little_are_given_up(workers):
    """Points that lie together, and one far from them, are not searched for in bfloat16 again."""
    rng = np.random.default_rng(0)
    told_apart = blobs(rng, 2500, 64)
    clusters = make_clusters(workers, told_apart)
    assert nearest_clusters(clusters, torch.arange(2500), NearestOptions(12)).screening.halves
    far = np.concatenate([1e-5 * told_apart[1:], np.ones((1, 64))]) + 0.5
    clusters = make_clusters(workers, far)
    assert not nearest_clusters(clusters, torch.arange(2500), NearestOptions(12)).screening.halves


def test_squares_are_split_without_growing():
    """In three numbers whose sum is never above, and right to 20 binary digits."""
    numbers = torch.rand(1000, generator=torch.Generator().manual_seed(0)) * 3
    sums = rounded_bounds._split(numbers).double().sum(1)
    assert (sums <= numbers).all()
    assert (sums >= numbers.double() * (1 - 2.0**-20)).all()


@pytest.mark.parametrize(
    ("means", "d", "ratio", "pays"),
    [
        ("AMX", 512, 6.0, True),
        ("AMX", 512, 1.1, False),
        ("AMX", 16, 6.0, False),
        ("AVX-512 BF16", 512, 6.0, False),
        ("", 512, 6.0, False),
    ],
)
def test_bfloat16_is_begun_with_where_amx_is_and_a_trial_finds_it_faster(means, d, ratio, pays, monkeypatch):
    """Never elsewhere, and not for few dimensions."""
    rounded_bounds._faster.cache_clear()
    monkeypatch.setattr(rounded_bounds, "instructions_for", lambda precision: means)
    monkeypatch.setattr(rounded_bounds, "speed_ratio", lambda one, other, clock: ratio)
    assert bfloat16_pays(torch.device("cpu"), d) == pays
    rounded_bounds._faster.cache_clear()
    assert not bfloat16_pays(torch.device("meta"), d)
