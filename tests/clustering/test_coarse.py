"""The coarse tree: a valid Ward tree whatever the data, exact where it can be, nearly as good elsewhere."""

import subprocess
import sys
import textwrap

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from explorer.clustering import build_tree, dendrogram_order, relabel, ward_linkage
from explorer.clustering.coarse.coarse_linkage import CoarsePlan, coarse_linkage
from explorer.clustering.coarse.micro_clusters import MicroClusters, merge_lowest
from explorer.clustering.coarse.partition import partition
from explorer.clustering.coarse.top_restarts import join_best_top
from explorer.clustering.ward.merge_log import MergeLog
from explorer.errors import InputError
from tests.clustering.reference import blobs, grid, leaf_sets, thread_counts
from tests.clustering.test_ward import check_is_linkage

SMALL = CoarsePlan(part=60, micro=80, shrink=3, tops=3)
"""Everything that happens to a million points, with a few hundred."""


def explained(vectors: np.ndarray, merges: np.ndarray, k: int) -> float:
    """Share of the variance that lies between the clusters of the best cut in k."""
    order = dendrogram_order(merges)
    tree = build_tree(relabel(merges, order))
    rows = vectors[order].astype(np.float64)
    rows -= rows.mean(axis=0)
    nodes = tree.cut(k)
    sums = np.add.reduceat(rows, tree.lo[nodes], axis=0)
    return float((sums**2).sum(axis=1) @ (1 / (tree.hi - tree.lo)[nodes]) / (rows**2).sum())


def zeros_are_equal_points(vectors: np.ndarray, merges: np.ndarray) -> None:
    """As many merges at height 0 as there are points that repeat another, and of none but these."""
    repeated = len(vectors) - len(np.unique(vectors + 0.0, axis=0))
    assert (merges[:, 2] == 0).sum() == repeated
    order = dendrogram_order(merges)
    sorted_merges = relabel(merges, order)
    tree = build_tree(sorted_merges)
    for node in len(vectors) + np.flatnonzero(merges[:, 2] == 0):
        rows = vectors[order[tree.lo[node] : tree.hi[node]]]
        assert (rows == rows[0]).all()


@pytest.mark.parametrize("n", [1, 2, 3, 79, 80])
def test_few_points_give_the_exact_tree(n):
    """Up to `micro` points there is nothing to bound."""
    vectors = np.random.default_rng(n).normal(size=(n, 4))
    np.testing.assert_array_equal(coarse_linkage(vectors, SMALL), ward_linkage(vectors))


def test_one_part_and_one_top_give_the_exact_tree():
    """Where no border parts anything, stopping half way and going on from centroids changes nothing."""
    vectors = blobs(np.random.default_rng(1), 900, 16)
    merges = coarse_linkage(vectors.astype(np.float64), CoarsePlan(part=900, micro=200, tops=1))
    exact = ward_linkage(vectors.astype(np.float64))
    check_is_linkage(merges)
    assert leaf_sets(merges) == leaf_sets(exact)
    np.testing.assert_allclose(merges[:, 2], exact[:, 2], rtol=1e-9)


def test_clusters_far_apart_are_those_of_the_exact_tree():
    """Twelve clumps: the cut in twelve is the clumps, and of one try their merges have Ward's heights.

    Of several tries another tree of the clumps may explain more.
    """
    rng = np.random.default_rng(2)
    clump = rng.integers(12, size=1500)
    vectors = 50 * rng.normal(size=(12, 8))[clump] + 0.01 * rng.normal(size=(1500, 8))
    merges = coarse_linkage(vectors, CoarsePlan(SMALL.part, SMALL.micro, SMALL.shrink, tops=1))
    exact = ward_linkage(vectors)
    check_is_linkage(merges)
    np.testing.assert_allclose(merges[-11:, 2], exact[-11:, 2], rtol=1e-9)
    clumps = {frozenset(np.flatnonzero(clump == i).tolist()) for i in range(12)}
    assert clumps <= leaf_sets(merges)


@pytest.mark.parametrize("seed", range(2))
def test_explains_as_much_as_the_exact_tree(seed):
    """20 points a micro-cluster, as of a million: within 3% at every cut, in 1% on average."""
    vectors = blobs(np.random.default_rng(seed), 6000, 32, count=30, spread=0.6)
    merges = coarse_linkage(vectors, CoarsePlan(part=1000, micro=600, seed=seed))
    exact = ward_linkage(vectors)
    lost = [1 - explained(vectors, merges, k) / explained(vectors, exact, k) for k in (8, 32, 64, 128)]
    assert max(lost) < 0.03 and np.mean(lost) < 0.01


def test_a_tree_is_better_than_chance():
    """The measure above can fail: a tree over shuffled points explains next to nothing."""
    vectors = blobs(np.random.default_rng(0), 2000, 32, count=30)
    merges = coarse_linkage(vectors, SMALL)
    shuffled = vectors[np.random.default_rng(1).permutation(2000)]
    assert explained(shuffled, merges, 32) < 0.2 * explained(vectors, merges, 32)


AWKWARD = {
    "one vector 1,000 times": lambda rng: np.concatenate(
        [np.full((1000, 5), 0.3), rng.normal(size=(300, 5))]
    ),
    "each of 200 vectors 5 times": lambda rng: np.repeat(rng.normal(size=(200, 5)), 5, axis=0),
    "all alike": lambda rng: np.full((500, 3), 7.0),
    "no dimensions": lambda rng: np.zeros((500, 0)),
    "one dimension": lambda rng: rng.normal(size=(600, 1)),
    "zeros of both signs": lambda rng: rng.choice([-0.0, 0.0, 1.0], size=(700, 8)),
    "a grid": lambda rng: grid(25),
    "all equally far": lambda rng: np.eye(300),
    "one dense clump and strays": lambda rng: np.concatenate(
        [1e-7 * rng.normal(size=(900, 6)), 1e3 * rng.normal(size=(20, 6))]
    ),
    "differences float32 does not hold": lambda rng: 1 + 1e-12 * rng.normal(size=(400, 6)),
    "ever wider": lambda rng: 1.2 ** np.arange(400.0)[:, None],
    "sizes from 1 to 512": lambda rng: (
        np.repeat(10 * rng.normal(size=(10, 6)), 2 ** np.arange(10), axis=0)
        + 0.1 * rng.normal(size=(1023, 6))
    ),
    "far from the origin": lambda rng: 1e6 + rng.normal(size=(400, 6)),
    "tiny": lambda rng: 1e-30 * rng.normal(size=(400, 6)),
    "tiny in float32": lambda rng: (1e-38 * rng.normal(size=(400, 6))).astype(np.float32),
    "huge": lambda rng: 1e200 * rng.normal(size=(400, 6)),
    "float16": lambda rng: rng.normal(size=(400, 6)).astype(np.float16),
    "integers": lambda rng: rng.integers(-9999, 9999, size=(400, 6)),
    "strided": lambda rng: rng.normal(size=(6, 1200)).T[::3],
}


@pytest.mark.parametrize("make", AWKWARD.values(), ids=AWKWARD)
def test_awkward_points_give_a_valid_tree(make):
    """Duplicates, skew, tiny clusters, scales, dtypes and layouts; equal points merge at height 0."""
    vectors = make(np.random.default_rng(0))
    before = vectors.copy()
    merges = coarse_linkage(vectors, SMALL)
    check_is_linkage(merges)
    zeros_are_equal_points(np.asarray(vectors), merges)
    np.testing.assert_array_equal(vectors, before)


@settings(max_examples=60, deadline=None)
@given(
    arrays(
        np.float32, st.tuples(st.integers(2, 60), st.integers(1, 3)), elements=st.integers(-3, 3).map(float)
    ),
    st.integers(1, 12),
    st.integers(2, 12),
    st.integers(2, 5),
)
def test_every_plan_gives_a_valid_tree(vectors, part, micro, shrink):
    """Few distinct points, many ties, and parts as small as one point."""
    plan = CoarsePlan(part=part, micro=micro, shrink=shrink, tops=2)
    merges = coarse_linkage(vectors, plan)
    check_is_linkage(merges)
    zeros_are_equal_points(vectors, merges)


def test_heights_scale_with_the_points():
    """Also where the scale makes a copy necessary."""
    vectors = blobs(np.random.default_rng(5), 500, 8).astype(np.float64)
    merges = coarse_linkage(vectors, SMALL)
    for scale in (2.0**-60, 2.0**90):
        scaled = coarse_linkage(vectors * scale, SMALL)
        np.testing.assert_allclose(scaled[:, 2] / scale, merges[:, 2], rtol=1e-6)


def test_two_runs_are_identical():
    """To the last bit, and another seed is another tree."""
    vectors = blobs(np.random.default_rng(6), 800, 16)
    first = coarse_linkage(vectors, SMALL)
    assert first.tobytes() == coarse_linkage(vectors, SMALL).tobytes()
    assert first.tobytes() != coarse_linkage(vectors, CoarsePlan(60, 80, 3, 3, seed=1)).tobytes()


@pytest.mark.parametrize("kind", ["one-hot", "tight clump"])
def test_any_number_of_threads_makes_the_same_tree(kind):
    """Where all is equally far, or float32 hardly tells points apart, the last bits of products decide."""
    rng = np.random.default_rng(0)
    spread = np.where(np.arange(800) % 10, 1e-4, 5)[:, None]
    clump = (spread * rng.normal(size=(800, 12))).astype(np.float32)
    vectors = np.eye(300, dtype=np.float32) if kind == "one-hot" else clump
    plan = CoarsePlan(part=len(vectors) // 12, micro=len(vectors) // 6)
    assert len({coarse_linkage(vectors, plan).tobytes() for _ in thread_counts()}) == 1


def test_progress_grows_to_its_end():
    """Steps done never fall, and the last are all."""
    seen = []
    vectors = blobs(np.random.default_rng(7), 1500, 16)
    coarse_linkage(vectors, SMALL, progress=lambda done, total: seen.append((done, total)))
    done, total = np.array(seen).T
    assert (np.diff(done) >= 0).all() and (total == total[0]).all() and done[-1] == total[-1]


@pytest.mark.parametrize("bad", [np.zeros((0, 3)), np.zeros(5), np.full((200, 2), np.nan)])
def test_bad_points_are_refused(bad):
    """As `ward_linkage` refuses them."""
    with pytest.raises(InputError, match="vectors"):
        coarse_linkage(bad, SMALL)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="peak memory is read from /proc")
def test_memory_stays_little_above_the_input():
    """Of 6,000 points of 512 dimensions less than two copies are held beside the input."""
    script = """
        import numpy as np
        from pathlib import Path
        from explorer.clustering.coarse.coarse_linkage import CoarsePlan, coarse_linkage
        from tests.benchmarks.bench_ward import embeddings, resident
        plan = CoarsePlan(part=500, micro=600, shrink=8, tops=1)
        for n in (1_000, 6_000):  # the first wakes threads and libraries
            vectors = embeddings(n, 512)
            Path("/proc/self/clear_refs").write_text("5")
            before = resident("VmRSS")
            coarse_linkage(vectors, plan)
            held = resident("VmHWM") - before
        print(held / n)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=True
    )
    assert float(done.stdout) < 2 * 4 * 512


@pytest.mark.parametrize("limit", [1, 2, 7, 100])
@pytest.mark.parametrize("tightness", [1.0, 0.0])
def test_parts_are_bounded_and_hold_every_place_once(limit, tightness):
    """Also of points that are all in one place, which no centre tells apart."""
    points = (1 + tightness * np.random.default_rng(0).normal(size=(500, 3))).astype(np.float32)
    rows = np.arange(499, -1, -2)
    parts = partition(points, rows, limit)
    assert all(0 < len(part) <= limit and (np.diff(part) > 0).all() for part in parts)
    np.testing.assert_array_equal(np.sort(np.concatenate(parts)), np.arange(len(rows)))


def test_parts_hold_near_points():
    """Clumps far apart share no part."""
    clump = np.random.default_rng(0).integers(4, size=800)
    points = 100 * np.eye(4, dtype=np.float32)[clump]
    points += np.random.default_rng(1).random((800, 4), dtype=np.float32)
    assert all(len(set(clump[part])) == 1 for part in partition(points, np.arange(800), 150))


def test_the_lowest_merges_of_all_parts_are_kept():
    """A dense part gives its merges before a loose one gives any."""
    dense, loose = np.arange(8.0), 1000 + 100 * np.arange(8.0)
    points = np.concatenate([loose, dense])[:, None]
    clusters = MicroClusters(points, np.arange(16), np.ones(16), np.arange(16))
    log = MergeLog(16)
    left = merge_lowest(clusters, [np.arange(8), np.arange(8, 16)], 9, log)
    assert sorted(left.masses) == [1.0] * 8 + [8.0] and log.done == 7
    assert left.centroids()[left.masses == 8] == pytest.approx(dense.mean())


def test_the_best_top_is_at_least_as_good_as_the_first():
    """More tries never explain less, and on these points they explain more."""
    points = np.random.default_rng(3).normal(size=(300, 20))
    total = {}
    for tries in (1, 12):
        log = MergeLog(300)
        join_best_top(MicroClusters(points, np.arange(300), np.ones(300), np.arange(300)), tries, 0, log)
        check_is_linkage(log.linkage())
        total[tries] = np.mean([explained(points, log.linkage(), k) for k in (2, 4, 8, 16, 32, 64, 128, 256)])
    assert total[12] > total[1]
