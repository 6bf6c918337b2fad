"""Balls in the place of windows whose centres are a stride of the rows: they fit better, and p stays."""

from functools import partial

import numpy as np
import pytest

from explorer.analysis.findings.divided import own_parts
from explorer.analysis.scan.conditional_scan import Conditions, Division, conditional_scan
from explorer.analysis.scan.least_rate import least_rates
from explorer.analysis.scan.nearest_lists import directions_of, exact_lists
from explorer.analysis.scan.recentring import recentred
from explorer.analysis.scan.scanned_windows import Space
from explorer.analysis.scan.size_classes import Levels
from explorer.analysis.scan.tree_scan import ScanOptions, scan, significant
from explorer.analysis.scan.walked_lists import Walked, lists_around, neighbor_graph
from explorer.clustering.neighbors.search import nearest_neighbors
from tests.analysis.test_balls import cloud

N, DRAWN = 2_000, 99
LEVEL = partial(significant, permutations=DRAWN, alpha=0.05)


@pytest.fixture(scope="module")
def cloudy():
    """A cloud without any group: tree, directions, and lists of every fortieth row."""
    tree, vectors = cloud(N)
    directions = directions_of(vectors, "euclidean")
    return tree, directions, exact_lists(directions, np.arange(N), None, np.arange(0, N, 40))


def spaces(cloudy) -> tuple[Space, Space]:
    tree, directions, lists = cloudy

    def around(centers: np.ndarray) -> list:
        return [exact_lists(directions, np.arange(N), None, centers)]

    return Space(tree, None, [lists]), Space(tree, None, [lists], around=around)


def beside(cloudy, seed: int, size: int = 120) -> tuple[np.ndarray, np.ndarray]:
    """A slice round a row that is no centre, and the outcomes."""
    rng = np.random.default_rng(seed)
    center = rng.integers(N // 40) * 40 + 20
    slice_ = exact_lists(cloudy[1], np.arange(N), None, np.array([center])).members[0, :size]
    rates = np.full(N, 0.1)
    rates[slice_] = 0.6
    return slice_, (rng.random(N) < rates).astype(np.int8)


def divided(space: Space, outcomes: np.ndarray) -> Division:
    found = scan(space.tree, outcomes, ScanOptions(DRAWN), None, space.neighborhoods)
    return conditional_scan(space, outcomes, found.maxima, Conditions(0.05, DRAWN, 0, LEVEL))


def f1(found: np.ndarray, slice_: np.ndarray) -> float:
    return 2 * len(np.intersect1d(found, slice_)) / (len(found) + len(slice_))


def test_a_ball_beside_the_centres_is_described_by_one_of_its_own(cloudy):
    """Better than by the ball that was tested, whose p and least rate are said."""
    fixed, moving = spaces(cloudy)
    gained = []
    for seed in range(3):
        slice_, outcomes = beside(cloudy, seed)
        before, after = divided(fixed, outcomes), divided(moving, outcomes)
        first, moved = before.parts[0], after.parts[0]
        assert moved.best == first.best and moved.p == first.p and first.moved is None
        assert moved.tested.tolist() == first.rows.tolist() and moved.moved.center in moved.rows
        assert moved.moved.excess > moved.best.excess
        gained.append((f1(first.rows, slice_), f1(moved.rows, slice_)))
        part = next(
            each for each in own_parts(moving, outcomes, after, np.arange(N), LEVEL) if not each.place
        )
        rows = part.tested.rows
        assert rows.tolist() == first.rows.tolist()
        least = least_rates(
            np.array([len(rows)]), np.array([outcomes[rows].sum()]), np.array([first.best.level])
        )
        assert part.own.p >= part.tested.p and part.least == pytest.approx(least[0])
    before, after = np.mean(gained, axis=0)
    assert after > 0.8 and after > before + 0.15


def test_a_window_stays_where_no_ball_does_better(cloudy):
    """None stands out by more than what is asked for, too many rows, no row that counts."""
    space, (_, outcomes) = spaces(cloudy)[1], beside(cloudy, 0)
    levels, rows = Levels(np.full(12, 5.0)), np.arange(0, 100)
    assert recentred(space, outcomes, levels, rows, 1e9) is None
    assert recentred(space, outcomes, levels, np.arange(1_300), -1e9) is None
    assert recentred(space, np.full(N, -1, np.int8), levels, rows, -1e9) is None
    assert recentred(space, outcomes, levels, rows, -1e9) is not None


def test_lists_around_some_rows_are_those_of_plain_sorting():
    """Among what a walk meets, all or of the own class; what does not count is no centre and in no list."""
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(1_500, 6)).astype(np.float32)
    known, labels = rng.random(1_500) < 0.9, rng.integers(0, 2, 1_500)
    labels = np.where(known, labels, -1)
    graph = neighbor_graph(nearest_neighbors(vectors, 15).rows)
    walked = Walked(graph, known, labels, vectors.__getitem__, "euclidean", lambda rows: 2 * vectors[rows])
    near = np.argsort(np.linalg.norm(vectors - vectors[7], axis=1))[:40]
    both = lists_around(walked, np.sort(near))
    assert [lists.name for lists in both] == ["ball", "class ball", "whitened class ball"]
    assert (both[1].members == both[2].members).all()
    for lists, kin in zip(both[:2], (lambda row: known, lambda row: labels == labels[row]), strict=True):
        assert lists.members[:, 0].tolist() == sorted(near[known[near]])
        for line in lists.members[::9].tolist():
            among = np.flatnonzero(kin(line[0]))
            gaps = np.linalg.norm(vectors[among] - vectors[line[0]], axis=1)
            expected = among[np.argsort(gaps)[:60]]
            assert np.isin(expected, line).mean() > 0.95 and set(line) <= {-1, *among.tolist()}
    assert len(lists_around(Walked(graph, known, None, vectors.__getitem__, "euclidean"), near)) == 1
