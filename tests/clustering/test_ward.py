"""Ward's tree against SciPy and against the method word by word."""

import doctest
import re
import subprocess
import sys
import textwrap
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.cluster.hierarchy import is_valid_linkage, ward

from explorer.clustering import ward_linkage
from explorer.clustering.ward import reference, rounds
from explorer.clustering.ward.reference import reference_linkage
from explorer.errors import InputError
from tests.clustering.reference import blobs, grid, leaf_sets


def check_is_linkage(merges: np.ndarray) -> None:
    """What holds of SciPy's Z whatever the data."""
    assert merges.dtype == np.float64
    assert is_valid_linkage(merges)
    assert (merges[:, 0] < merges[:, 1]).all()
    assert (np.diff(merges[:, 2]) >= 0).all()


def check_like_scipy(vectors: np.ndarray, rtol: float = 1e-9) -> None:
    """The same Z as SciPy's."""
    merges, expected = ward_linkage(vectors), ward(np.asarray(vectors, np.float64))
    check_is_linkage(merges)
    np.testing.assert_allclose(merges[:, 2], expected[:, 2], rtol=rtol)
    assert leaf_sets(merges) == leaf_sets(expected)
    np.testing.assert_array_equal(merges[:, [0, 1, 3]], expected[:, [0, 1, 3]])


@pytest.mark.parametrize("n", [2, 3, 4, 5, 12, 13, 14, 15, 40, 300])
@pytest.mark.parametrize("d", [1, 2, 16])
def test_random_points_cluster_like_scipy(n, d):
    """Normal points of few and many dimensions, with fewer and more points than a list of neighbours."""
    check_like_scipy(np.random.default_rng(n + d).normal(size=(n, d)))


@pytest.mark.parametrize("seed", range(8))
def test_clustered_points_cluster_like_scipy(seed):
    """Unit vectors in clumps, as embeddings are, tight and loose."""
    rng = np.random.default_rng(seed)
    check_like_scipy(blobs(rng, 700, 48, count=5 + 10 * seed, spread=0.1 + 0.2 * seed))


def test_many_points_cluster_like_scipy():
    """Several blocks and many rounds."""
    check_like_scipy(blobs(np.random.default_rng(0), 3000, 64, count=40))


@pytest.mark.parametrize("n", [2047, 2048, 2049])
def test_searching_by_squares_changes_nothing(n):
    """Around the number of points from which on the first search goes by squares."""
    check_like_scipy(np.random.default_rng(n).normal(size=(n, 5)))


@pytest.mark.parametrize(
    "vectors",
    [
        pytest.param(1e6 + np.random.default_rng(0).normal(size=(300, 6)), id="far from the origin"),
        pytest.param(1e-30 * np.random.default_rng(0).normal(size=(300, 6)), id="tiny"),
        pytest.param(1e120 * np.random.default_rng(0).normal(size=(300, 6)), id="huge"),
        pytest.param(np.random.default_rng(0).normal(size=(300, 6)).astype(np.float16), id="float16"),
        pytest.param(np.random.default_rng(0).integers(-9999, 9999, size=(300, 6)), id="integers"),
        pytest.param(np.random.default_rng(0).normal(size=(6, 900)).T[::3], id="strided"),
        pytest.param(np.arange(400.0)[:, None] ** 1.5, id="one pair a round"),
        pytest.param(1.5 ** np.arange(50.0)[:, None], id="ever wider"),
    ],
)
def test_awkward_numbers_cluster_like_scipy(vectors):
    """Offsets, scales, dtypes and memory layouts, and lines on which merges must follow one another."""
    check_like_scipy(vectors, rtol=1e-7)


@pytest.mark.parametrize("tightness", [1e-3, 1e-5, 1e-8])
def test_clumps_below_single_precision_are_resolved(tightness):
    """Clumps so tight that a float32 product cannot tell their points apart."""
    rng = np.random.default_rng(1)
    centres = rng.normal(size=(6, 8))
    check_like_scipy(centres[rng.integers(6, size=300)] + tightness * rng.normal(size=(300, 8)), rtol=1e-5)


def test_heights_worked_by_hand():
    """0, 2 and 6 on a line: d(0, 2) = 2, then d({0, 2}, 6) = sqrt(2·2·1/3)·5."""
    merges = ward_linkage(np.array([[6.0], [0.0], [2.0]]))
    np.testing.assert_allclose(merges, [[1, 2, 2, 2], [0, 3, np.sqrt(4 / 3) * 5, 3]], rtol=1e-12)


@settings(max_examples=60, deadline=None)
@given(
    arrays(
        np.float64,
        st.tuples(st.integers(1, 9), st.integers(1, 3)),
        elements=st.integers(-4, 4).map(float),
    ),
    st.integers(0, 1000),
)
def test_each_merge_is_the_best_there_is(vectors, seed):
    """On points with many ties and weights: heights as of the method word by word, whichever tie it takes."""
    weights = np.random.default_rng(seed).uniform(0.5, 4, len(vectors))
    merges = ward_linkage(vectors, weights)
    masses = list(weights)
    centres = list(vectors)
    alive = set(range(len(vectors)))
    for i, (a, b, height, _) in enumerate(merges):
        a, b = int(a), int(b)
        least = min(_distance(centres, masses, x, y) for x in alive for y in alive if x < y)
        assert height == pytest.approx(_distance(centres, masses, a, b), rel=1e-9, abs=1e-12)
        assert height == pytest.approx(least, rel=1e-9, abs=1e-12)
        centres.append((masses[a] * centres[a] + masses[b] * centres[b]) / (masses[a] + masses[b]))
        masses.append(masses[a] + masses[b])
        alive = (alive - {a, b}) | {len(vectors) + i}


def _distance(centres, masses, a, b):
    squared = ((centres[a] - centres[b]) ** 2).sum()
    return float(np.sqrt(2 * masses[a] * masses[b] / (masses[a] + masses[b]) * squared))


def test_the_plain_method_is_as_its_example_says():
    """The one that people read."""
    assert doctest.testmod(reference) == doctest.TestResults(failed=0, attempted=1)


def test_uneven_weights_follow_the_method():
    """Weights from 1 to 1000 against the greedy method."""
    rng = np.random.default_rng(5)
    vectors, weights = rng.normal(size=(60, 4)), rng.uniform(1, 1000, 60)
    merges = ward_linkage(vectors, weights)
    check_is_linkage(merges)
    expected = reference_linkage(vectors, weights)
    assert leaf_sets(merges) == leaf_sets(expected)
    np.testing.assert_allclose(merges, expected, rtol=1e-9)


def test_a_weight_is_a_repeated_point():
    """The upper part of the tree over repeated points is the tree over weighted ones."""
    rng = np.random.default_rng(2)
    vectors, weights = rng.normal(size=(80, 5)), rng.integers(1, 6, 80)
    repeated = ward_linkage(np.repeat(vectors, weights, axis=0))
    weighted = ward_linkage(vectors, weights)
    zeros = weights.sum() - 80
    assert (repeated[:zeros, 2] == 0).all()
    np.testing.assert_allclose(repeated[zeros:, 2], weighted[:, 2], rtol=1e-9)
    assert weighted[-1, 3] == 80


def test_equal_points_merge_at_zero_first():
    """Every set of equal points is a cluster of height exactly 0, and no more is."""
    rng = np.random.default_rng(3)
    kinds = rng.integers(25, size=400)
    vectors = rng.normal(size=(25, 7)).astype(np.float32)[kinds]
    merges = ward_linkage(vectors)
    check_is_linkage(merges)
    assert (merges[:375, 2] == 0).all()
    assert (merges[375:, 2] > 0).all()
    assert {frozenset(np.flatnonzero(kinds == kind)) for kind in range(25)} <= leaf_sets(merges)
    np.testing.assert_allclose(merges[:, 2], ward(vectors.astype(float))[:, 2], rtol=1e-9, atol=1e-7)


def test_plus_and_minus_zero_are_equal():
    """-0.0 and 0.0 are one place."""
    merges = ward_linkage(np.array([[0.0, 1], [5, 5], [-0.0, 1]]))
    assert merges[0].tolist() == [0, 2, 0, 2]


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_a_hundred_thousand_equal_vectors_are_cheap(dtype):
    """One place, n leaves: a shallow tree of height 0."""
    merges = ward_linkage(np.full((100_000, 8), 0.3, dtype))
    check_is_linkage(merges)
    assert (merges[:, 2] == 0).all()
    depth = np.zeros(199_999, int)
    for i, (a, b) in enumerate(merges[:, :2].astype(int).tolist()):
        depth[100_000 + i] = 1 + max(depth[a], depth[b])
    assert depth[-1] == 17


@pytest.mark.parametrize("n", [1, 2, 3])
def test_nothing_but_zeros(n):
    """Zero vectors are equal vectors."""
    assert ward_linkage(np.zeros((n, 4)))[:, 2].tolist() == [0] * (n - 1)


def test_one_vector_has_no_merges():
    """n = 1 gives an empty Z of the right shape."""
    assert ward_linkage(np.ones((1, 3))).shape == (0, 4)


def test_vectors_without_dimensions_are_equal():
    """d = 0: all points are the same point."""
    assert ward_linkage(np.empty((3, 0)))[:, 2].tolist() == [0, 0]


def test_ties_merge_in_pairs_of_low_numbers():
    """On a line of equally spaced points, 0 goes with 1, 2 with 3, and so on."""
    merges = ward_linkage(np.arange(16.0)[:, None])
    assert merges[:8, :2].tolist() == [[i, i + 1] for i in range(0, 16, 2)]
    assert merges[8:12, :2].tolist() == [[i, i + 1] for i in range(16, 24, 2)]


@pytest.mark.parametrize(
    "vectors", [grid(24), grid(48) / 7, np.eye(500, dtype=np.float32)], ids=["grid", "sevenths", "one-hot"]
)
def test_ties_without_end_take_few_rounds(vectors, monkeypatch):
    """Where everything is equally near, pairs find each other all over: rounds grow with log n, not n."""
    sizes = []
    merge = rounds._State.merge
    monkeypatch.setattr(
        rounds._State, "merge", lambda self, a, *rest: (sizes.append(len(a)), merge(self, a, *rest))
    )
    merges = ward_linkage(vectors)
    check_is_linkage(merges)
    assert len(sizes) < 40
    assert sizes[0] >= 0.9 * len(vectors) / 2


def test_equidistant_points_keep_their_distance():
    """One-hot vectors: every Ward merge is at sqrt(2)."""
    np.testing.assert_allclose(ward_linkage(np.eye(100))[:, 2], np.sqrt(2), rtol=1e-9)


def test_two_runs_give_the_same_bytes():
    """Ties or none, threads or none."""
    for vectors in (blobs(np.random.default_rng(0), 1500, 32), grid(30)):
        assert ward_linkage(vectors).tobytes() == ward_linkage(vectors).tobytes()


def test_input_is_left_alone_and_may_be_read_only():
    """Neither vectors nor weights are written to."""
    vectors, weights = np.random.default_rng(0).normal(size=(50, 3)), np.arange(1.0, 51)
    before = vectors.copy()
    vectors.setflags(write=False)
    weights.setflags(write=False)
    ward_linkage(vectors, weights)
    assert (vectors == before).all()


def test_progress_ends_with_all_steps_done():
    """Steps never go back and end at the total."""
    seen = []
    ward_linkage(np.random.default_rng(0).normal(size=(200, 3)), progress=lambda *step: seen.append(step))
    done = [step for step, _ in seen]
    assert done == sorted(done)
    assert {total for _, total in seen} == {399}
    assert seen[-1] == (399, 399)


def test_a_lowered_product_precision_changes_nothing():
    """A caller who allows TF32 or bfloat16 products gets the exact tree, by float64 products alone."""
    import torch

    from explorer.clustering.nearest.lower_bounds import Precision
    from explorer.clustering.nearest.nearest_clusters import _precisions

    vectors = blobs(np.random.default_rng(0), 400, 32)
    expected = ward_linkage(vectors)
    before = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision("medium")
    try:
        assert _precisions(fine=False) == [Precision.FLOAT64]
        assert ward_linkage(vectors).tobytes() == expected.tobytes()
    finally:
        torch.set_float32_matmul_precision(before)


@pytest.mark.parametrize("width", [1, 2, 3])
def test_short_lists_only_cost_searches(width, monkeypatch):
    """Lists that overflow at every merge still give the exact tree."""

    monkeypatch.setattr(rounds, "_WIDTH", width)
    check_like_scipy(blobs(np.random.default_rng(width), 500, 8))
    check_like_scipy(np.random.default_rng(width).normal(size=(500, 2)))


@pytest.mark.parametrize(
    ("width", "seed"), [(1, 0), (3, 5), (3, 19), (12, 1)]
)  # with seeds 5, 19 lists overflow
def test_merges_bring_nothing_unlisted_within_reach(width, seed, monkeypatch):
    """After every round: what a cluster does not list is no nearer than its reach. The trees rest on this."""
    import torch

    monkeypatch.setattr(rounds, "_WIDTH", width)
    merge, checked = rounds._State.merge, []

    def merge_and_check(self, *arguments):
        merge(self, *arguments)
        k = len(self.clusters)
        rows = torch.arange(k).repeat_interleave(k)
        distances = self.clusters.distance(rows, torch.arange(k).repeat(k)).view(k, k)
        listed = torch.where(self.dist2.isfinite(), self.near, torch.arange(k)[:, None])
        distances.scatter_(1, listed, torch.inf).fill_diagonal_(torch.inf)
        checked.append(bool((distances >= self.reach[:, None] * (1 - 1e-9)).all()))

    monkeypatch.setattr(rounds._State, "merge", merge_and_check)
    ward_linkage(np.random.default_rng(seed).normal(size=(300, 3)))
    assert len(checked) > 5
    assert all(checked)


def test_large_blocks_one_after_the_other_change_nothing(monkeypatch):
    """The way of a GPU, on CPU tensors: no threads, and blocks that hold everything."""
    import torch

    from explorer.clustering.workers import Workers

    @contextmanager
    def open_one(device):
        yield Workers(torch.device("cpu"), count=1, block=1 << 26)

    vectors = blobs(np.random.default_rng(4), 1500, 24)
    expected = ward_linkage(vectors)
    monkeypatch.setattr(rounds, "open_workers", open_one)
    assert ward_linkage(vectors).tobytes() == expected.tobytes()


def test_torch_keeps_its_threads():
    """The number of torch's threads is the caller's, also after an error."""
    import torch

    def fail(done, total):
        raise KeyboardInterrupt

    before = torch.get_num_threads()
    with pytest.raises(KeyboardInterrupt):
        ward_linkage(np.random.default_rng(0).normal(size=(50, 3)), progress=fail)
    assert torch.get_num_threads() == before


@pytest.mark.parametrize(
    ("vectors", "weights", "says"),
    [
        (np.empty((0, 3)), None, "n of 1 or more"),
        (np.zeros(3), None, "expected (n, d)"),
        (np.zeros((2, 2), complex), None, "real numbers"),
        (np.array([["a"], ["b"]]), None, "real numbers"),
        (np.array([[0.0], [np.nan], [np.inf]]), None, "2 of 3 rows, the first is row 1"),
        (np.zeros((2, 2)), np.ones(3), "expected (2,)"),
        (np.zeros((2, 2)), np.array([1, 0]), "positive"),
        (np.zeros((2, 2)), np.array([1, np.nan]), "positive and finite"),
        (np.zeros((2, 2)), np.array([1e-9, 1e9]), "from 1e-09 to 1e+09"),
    ],
)
def test_what_cannot_be_clustered_is_refused(vectors, weights, says):
    """An InputError that says what was wrong."""
    with pytest.raises(InputError, match=re.escape(says)):
        ward_linkage(vectors, weights)


def test_an_absent_device_is_refused():
    """A device that torch does not know or does not have is the caller's mistake, told as such."""
    with pytest.raises(InputError, match="device: 'abacus'"):
        ward_linkage(np.eye(3), device="abacus")


def test_memory_stays_far_below_all_distances():
    """6,000 vectors have 144 MB of distances; the tree is made in a fraction of that."""
    code = """
        import resource
        import numpy as np
        from explorer.clustering import ward_linkage
        vectors = np.random.default_rng(0).normal(size=(6000, 16))
        ward_linkage(vectors[:200])
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        ward_linkage(vectors)
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
    """
    ran = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True
    )
    assert int(ran.stdout) * 1024 < 144e6 / 2
