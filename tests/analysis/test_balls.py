"""Balls as windows of a scan: counts and largest ratios by brute force, one p for all windows."""

from functools import partial

import numpy as np
import pytest

from explorer.analysis.scan import balls, permutations
from explorer.analysis.scan.balls import SIZES, BallMaxima, Balls, Neighborhoods
from explorer.analysis.scan.likelihood_ratio import BernoulliRatio, PoissonRatio
from explorer.analysis.scan.nearest_lists import directions_of, exact_lists
from explorer.analysis.scan.tree_scan import ScanOptions, scan, significant
from explorer.clustering.tree.dendrogram import build_tree, dendrogram_order, relabel
from explorer.clustering.ward.ward_linkage import ward_linkage


def cloud(n: int, seed: int = 0):
    """A cloud without any group, in dendrogram order: its tree and vectors."""
    vectors = np.random.default_rng(seed).normal(size=(n, 12)).astype(np.float32)
    merges = ward_linkage(vectors)
    order = dendrogram_order(merges)
    return build_tree(relabel(merges, order)), vectors[order]


def lists_of(vectors: np.ndarray, groups: np.ndarray | None = None) -> Neighborhoods:
    return exact_lists(directions_of(vectors, "euclidean"), np.arange(len(vectors)), groups)


def brute_balls(lists: Neighborhoods, known: np.ndarray, least: int) -> list[tuple[int, np.ndarray]]:
    """(centre, rows that count) of every ball, smaller ones first, written down as they are defined."""
    balls = []
    for size in (k for k in SIZES if least <= k <= known.sum() // 2):
        for members in lists.members:
            inside = [row for row in members.tolist() if row >= 0 and known[row]]
            if members[0] >= 0 and known[members[0]] and len(inside) >= size:
                balls.append((int(members[0]), np.array(inside[:size])))
    return balls


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """So few lists are summed up at once that there are several lots."""
    monkeypatch.setattr(balls, "_AT_ONCE", 7)


@pytest.mark.parametrize("strata", [False, True])
def test_balls_are_what_brute_force_says(strata):
    """Rows, counts and largest ratios, where some rows do not count and lists within classes are short."""
    rng = np.random.default_rng(1)
    _, vectors = cloud(160)
    known = rng.random(160) < 0.8
    kinds = rng.integers(0, 3, 160)
    lists = lists_of(vectors, kinds if strata else None)
    expected = brute_balls(lists, known, 18)
    balls = Balls(lists, known, 18)
    assert balls.of_size.tolist() == [len(rows) for _, rows in expected] and len(balls) > 100
    centers, lengths = balls.list_places(np.arange(len(balls)))
    for (center, rows), at, length in zip(expected, centers, lengths, strict=True):
        found = lists.ball(at, length)
        assert lists.members[at, 0] == center and found[known[found]].tolist() == sorted(rows)

    marked = np.zeros((160, 70), bool)
    marked[:] = rng.random((160, 70)) < np.linspace(0.02, 0.9, 70)
    positives, total = 30, int(known.sum())
    outcomes = np.array([rng.permutation(total) < positives for _ in range(70)]).T
    values = np.zeros((160, 70), bool)
    values[known] = outcomes
    if strata:
        rates = rng.random(total) * positives / total * 2
        everywhere = np.zeros(160)
        everywhere[known] = rates
        of_balls = np.array([everywhere[rows].sum() for _, rows in expected])
        ratio = PoissonRatio(of_balls, positives)
        assert balls.sums(rates) == pytest.approx(of_balls)
    else:
        ratio = BernoulliRatio(balls.of_size, total, positives)
    maxima = BallMaxima(balls, ratio, positives)
    largest = maxima.of(outcomes.astype(np.uint8)).max(axis=0)
    for column in range(70):
        counts = np.array([values[rows, column].sum() for _, rows in expected])
        raised = ratio.raised(counts)
        ratios = np.zeros(len(counts))
        ratios[raised] = ratio.at(raised, counts[raised])
        assert largest[column] == pytest.approx(ratios.max())
        if column < 3:
            assert maxima.observed(outcomes[:, column])[0].tolist() == counts.tolist()
            assert maxima.observed(outcomes[:, column])[1] == pytest.approx(ratios)
    # Some of the largest are below and some above what is worked out in full.
    assert largest.min() < 3 < largest.max()


def test_one_p_for_all_windows(monkeypatch):
    """Each permutation's largest ratio is that of nodes and balls together, for any number of threads."""
    tree, vectors = cloud(300)
    outcomes = (np.random.default_rng(0).random(300) < 0.2).astype(np.int8)
    run = partial(scan, tree, outcomes, ScanOptions(permutations=99), None)
    found = {}
    for cores in (1, 3):
        monkeypatch.setattr(permutations, "available_cores", lambda cores=cores: cores)
        found[cores] = run([lists_of(vectors)])
    alone = run()
    assert (found[1].p == found[3].p).all() and (found[1].balls.p == found[3].balls.p).all()
    assert (found[1].nodes == alone.nodes).all() and (found[1].llr == alone.llr).all()
    assert (found[1].p >= alone.p).all() and (found[1].p > alone.p).any()
    assert len(alone.balls.p) == 0
    both = np.concatenate([found[1].llr, found[1].balls.llr])
    p = np.concatenate([found[1].p, found[1].balls.p])[np.argsort(-both, kind="stable")]
    assert (np.diff(p) >= 0).all()


def test_a_ball_that_no_node_is_near_to_is_found():
    """In a cloud without groups: 80 nearest of a row, half of them wrong against a tenth."""
    tree, vectors = cloud(2_000)
    lists = lists_of(vectors)
    hits = 0
    for seed in range(5):
        rng = np.random.default_rng(seed)
        slice_ = lists.members[rng.integers(2_000), :80]
        rates = np.full(2_000, 0.1)
        rates[slice_] = 0.5
        found = scan(tree, (rng.random(2_000) < rates).astype(np.int8), ScanOptions(199), None, [lists]).balls
        first = lists.ball(found.center[0], found.length[0])
        hits += bool(significant(found.p, 199, 0.05)[0] and np.isin(first, slice_).mean() >= 0.8)
    assert hits >= 4


def test_few_images_and_one_answer_have_no_balls():
    """Too few for the smallest size, a least size above the largest, or no outcome: nothing, no error."""
    tree, vectors = cloud(25)
    outcomes = (np.arange(25) < 8).astype(np.int8)
    for answers, least in ((outcomes, 10), (outcomes, 500), (outcomes * 0, 10), (outcomes - 1, 10)):
        assert len(scan(tree, answers, ScanOptions(9, least), None, [lists_of(vectors)]).balls.p) == 0
