"""The search for near clusters: groups, lower bounds, and what the lowest of them are."""

import numpy as np
import pytest
import torch
from scipy.cluster.hierarchy import ward

from explorer.clustering import ward_linkage
from explorer.clustering.nearest import nearest_clusters as searching
from explorer.clustering.nearest import sketch
from explorer.clustering.nearest.clusters import Clusters
from explorer.clustering.nearest.lower_bounds import BoundOptions, LowerBounds, Precision
from explorer.clustering.nearest.nearest_clusters import NearestOptions, nearest_clusters
from explorer.clustering.nearest.sketch import make_sketch
from explorer.clustering.nearest.tiles import deal
from explorer.clustering.nearest.topk import lowest
from explorer.clustering.workers import open_workers
from tests.clustering.reference import blobs, leaf_sets

BOUNDS = [
    BoundOptions(Precision.FLOAT32),
    BoundOptions(Precision.FLOAT32, sketched=True),
    BoundOptions(Precision.FLOAT64),
    BoundOptions(Precision.DIFFERENCES),
]


@pytest.fixture
def workers():
    """Those of the CPU."""
    with open_workers("cpu") as opened:
        yield opened


@pytest.fixture
def always_sketched(monkeypatch):
    """Sketches of few points, used whether they pay or not."""
    monkeypatch.setattr(sketch, "_FEWEST", 2)
    monkeypatch.setattr(searching, "_MANY", 2)
    monkeypatch.setattr(searching, "_WORTH", 2.0)


def make_clusters(workers, n: int, d: int, seed: int = 0, heavy: bool = True) -> Clusters:
    """Clusters of uneven mass around a few centres, sketched, every other one of the points dropped."""
    rng = np.random.default_rng(seed)
    points = torch.from_numpy(blobs(rng, 2 * n, d)).double()
    points[2::4] = points[:-2:4] * (1 + 1e-3 * torch.from_numpy(rng.normal(size=(n // 2, d))))  # near twins
    points -= points.mean(0)
    mass = rng.integers(1, 200, n) if heavy else np.ones(n)
    home = torch.arange(0, 2 * n, 2)
    return Clusters(
        points, home, torch.from_numpy(mass).double(), workers, False, make_sketch(points, workers)
    )


def true_distances(clusters: Clusters) -> torch.Tensor:
    """(k, k) squared Ward distances from coordinate differences, infinite on the diagonal."""
    centres, mass = clusters.points[clusters.home], clusters.mass
    squared = (centres[:, None] - centres).square().sum(2)
    squared *= 2 * mass[:, None] * mass / (mass[:, None] + mass)
    return squared.fill_diagonal_(torch.inf)


@pytest.mark.parametrize("k", [1, 2, 31, 32, 33, 64, 1000, 1024, 1025, 5000])
@pytest.mark.parametrize("block", [1 << 10, 1 << 20])
def test_every_cluster_has_one_place(k, block):
    """Whole blocks of places, each cluster at one of them, and groups of neighbours in the order given."""
    order = torch.from_numpy(np.random.default_rng(k).permutation(k))
    groups = deal(order, block)
    assert groups.side * groups.side <= max(block, 64 * 64)
    assert len(groups.cluster) % groups.side == 0
    assert (groups.cluster[groups.place] == torch.arange(k)).all()
    assert (groups.cluster >= 0).sum() == k
    read = torch.cat([groups.cluster[groups.members(group)] for group in range(groups.count)])
    assert (read[read >= 0] == order).all()


def test_the_least_of_each_group_is_found_by_halving():
    """Against the members read one by one, along both sides of a block."""
    groups = deal(torch.arange(200), 1 << 14)
    assert (groups.side, groups.width) == (128, 64)
    block = torch.rand(128, 128, generator=torch.Generator().manual_seed(0))
    expected = torch.stack([block[:, groups.members(g)].amin(1) for g in range(groups.across)], 1)
    assert (groups.least_of_columns(block) == expected).all()
    assert (groups.least_of_rows(block.T) == expected.T).all()


@pytest.mark.parametrize("kind", BOUNDS)
@pytest.mark.parametrize("heavy", [False, True])
def test_bounds_are_never_above_the_distances(kind, heavy, workers, always_sketched):
    """Of products in either precision, of sketches, and of differences, for even and uneven masses."""
    clusters = make_clusters(workers, 300, 80, heavy=heavy)
    groups = deal(clusters.local_order(), 1 << 14)
    bounds = LowerBounds(clusters, groups, kind)
    found = bounds.scaled(bounds.between(groups.place, groups.place))
    true = true_distances(clusters)
    assert (found.fill_diagonal_(0) <= true * (1 + 3e-9)).all()
    # They are of use, too.
    near = true < true.quantile(0.2)
    slack = ((true - found) / true)[near]
    assert slack.median() < (0.8 if kind.sketched else 1e-3)


def test_places_without_a_cluster_are_infinitely_far(workers, always_sketched):
    """Both as rows and as columns."""
    clusters = make_clusters(workers, 100, 64)
    groups = deal(clusters.local_order(), 1 << 14)
    empty = (groups.cluster < 0).nonzero().flatten()
    assert len(empty)
    for kind in BOUNDS:
        bounds = LowerBounds(clusters, groups, kind)
        assert torch.isposinf(bounds.between(empty, groups.place)).all()
        assert torch.isposinf(bounds.between(groups.place, empty)).all()


@pytest.mark.parametrize("sketched", [False, True])
@pytest.mark.parametrize("block", [1 << 14, 1 << 20])
@pytest.mark.parametrize("some", [slice(None), slice(3, 90, 2)])
def test_the_lowest_bounds_are_found_without_looking_at_all(sketched, block, some, workers, always_sketched):
    """Those of a matrix that is sorted whole, for all clusters and for some, screened or not."""
    clusters = make_clusters(workers, 700, 64)
    groups = deal(clusters.local_order(), block)
    bounds = LowerBounds(clusters, groups, BoundOptions(Precision.FLOAT32))
    screen = LowerBounds(clusters, groups, BoundOptions(Precision.FLOAT32, sketched)) if sketched else bounds
    rows = torch.arange(700)[some]
    found = lowest(screen, bounds, rows, 12)
    whole = bounds.between(groups.place, groups.place).fill_diagonal_(torch.inf)[rows]
    values, expected = whole.sort(dim=1)
    assert (found.near.sort(1).values == expected[:, :12].sort(1).values).all()
    torch.testing.assert_close(found.beyond, bounds.scaled(values[:, 12]), rtol=1e-4, atol=1e-6)
    assert 0 < found.looked <= 1


def test_what_a_search_does_not_list_is_beyond_its_reach(workers, always_sketched):
    """Against all distances, in float64."""
    clusters = make_clusters(workers, 600, 96, seed=3)
    found = nearest_clusters(clusters, torch.arange(600), NearestOptions(5, sure=2))
    near, gap, reach = found.near, found.dist2, found.reach
    true = true_distances(clusters)
    torch.testing.assert_close(gap, true.gather(1, near), rtol=1e-9, atol=0)
    unlisted = true.scatter(1, near, torch.inf)
    assert (unlisted.amin(1) >= reach * (1 - 1e-9)).all()
    assert (gap.sort(1).values[:, 1] <= reach).all()


@pytest.mark.parametrize("seed", range(4))
def test_sketches_change_no_tree(seed, always_sketched):
    """Trees by sketches alone are SciPy's, of tight and loose clumps and of points without any."""
    rng = np.random.default_rng(seed)
    vectors = blobs(rng, 900, 72, count=3 + 20 * seed, spread=0.1 + 0.3 * seed)
    merges, expected = ward_linkage(vectors), ward(vectors.astype(np.float64))
    np.testing.assert_allclose(merges[:, 2], expected[:, 2], rtol=1e-9)
    assert leaf_sets(merges) == leaf_sets(expected)


def test_sketches_are_used_where_they_tell_clusters_apart_and_given_up_where_not(workers):
    """Well-parted clumps keep theirs; noise of many dimensions drops it at the first search."""
    n = 6000
    rng = np.random.default_rng(0)
    flat = np.linspace(1, 0, 128) ** 4
    clumps = rng.normal(size=(80, 128))[rng.integers(80, size=n)] * flat + 0.01 * rng.normal(size=(n, 128))
    noise = rng.normal(size=(n, 128)) * np.linspace(1, 0.4, 128) ** 2
    for points, kept in ((clumps, True), (noise, False)):
        points = torch.from_numpy(points - points.mean(0))
        clusters = Clusters(points, torch.arange(n), torch.ones(n, dtype=torch.float64), workers, False)
        clusters.sketch = make_sketch(points, workers)
        assert clusters.sketch is not None
        assert nearest_clusters(clusters, torch.arange(n), NearestOptions(12)).screening.sketch == kept
        assert clusters.sketch is not None


def test_few_points_and_few_dimensions_have_no_sketch(workers):
    """It would cost more than it saves."""
    assert make_sketch(torch.rand(500, 512), workers) is None
    assert make_sketch(torch.rand(5000, 8), workers) is None
    assert make_sketch(torch.zeros(5000, 128), workers) is None
