"""Rows that describe a window better: of any shape, of what may be taken, with the p of the window."""

from functools import partial

import numpy as np
import pytest

from explorer.analysis.findings.divided import own_parts
from explorer.analysis.scan.balls import Neighborhoods
from explorer.analysis.scan.conditional_scan import Conditions, conditional_scan
from explorer.analysis.scan.likelihood_ratio import BernoulliRatio
from explorer.analysis.scan.nearest_lists import directions_of, exact_lists
from explorer.analysis.scan.refining import lists_at, refined
from explorer.analysis.scan.scanned_windows import Space
from explorer.analysis.scan.tree_scan import ScanOptions, scan, significant
from explorer.clustering.tree.dendrogram import build_tree, dendrogram_order, relabel
from explorer.clustering.ward.ward_linkage import ward_linkage

N, DRAWN = 2_000, 99
LEVEL = partial(significant, permutations=DRAWN, alpha=0.05)
EVERY = np.ones(N, bool)


@pytest.fixture(scope="module")
def strip():
    """A flat sheet, a long strip of which no ball is near to, its space, and outcomes."""
    rng = np.random.default_rng(0)
    vectors = rng.random((N, 2)).astype(np.float32)
    merges = ward_linkage(vectors)
    order = dendrogram_order(merges)
    vectors = vectors[order]
    inside = (np.abs(vectors[:, 1] - 0.5) < 0.04) & (vectors[:, 0] < 0.9)
    outcomes = (rng.random(N) < np.where(inside, 0.7, 0.05)).astype(np.int8)
    lists = exact_lists(directions_of(vectors, "euclidean"), np.arange(N))
    return Space(build_tree(relabel(merges, order)), None, [lists]), inside, outcomes


def ratios_of(outcomes: np.ndarray):
    def ratios(rows: np.ndarray) -> np.ndarray:
        counts, sizes = np.cumsum(outcomes[rows] == 1), np.arange(1, len(rows) + 1)
        found = BernoulliRatio(sizes, N, int((outcomes == 1).sum())).of(np.arange(len(rows)), counts)
        return np.where((sizes >= 10) & (sizes <= N // 2), found, 0)

    return ratios


def f1(found: np.ndarray, inside: np.ndarray) -> float:
    return 2 * inside[found].sum() / (len(found) + inside.sum())


def ball_on(strip) -> np.ndarray:
    space, inside, _ = strip
    return np.sort(space.neighborhoods[0].members[np.flatnonzero(inside)[len(inside[inside]) // 2], :150])


def test_a_window_is_described_by_a_set_of_any_shape(strip):
    """Ascending, most of it in the slice; what may not be taken is not; none where the ratio is no higher."""
    space, inside, outcomes = strip
    window = ball_on(strip)
    found = refined(space, outcomes, window, EVERY, ratios_of(outcomes), 0.0)
    assert found.tolist() == sorted(set(found.tolist()))
    assert f1(found, inside) > f1(window, inside) + 0.2 and inside[found].mean() > 0.7
    half = np.arange(N) % 2 == 0
    some = refined(space, outcomes, window, half, ratios_of(outcomes), 0.0)
    assert half[some].all()
    assert refined(space, outcomes, window, EVERY, ratios_of(outcomes), 1e9) is None
    assert refined(Space(space.tree), outcomes, window, EVERY, ratios_of(outcomes), 0.0) is None


def test_a_row_has_no_vote_on_itself(strip):
    """Of one outcome alone, those vote high that have it among their 30 nearest, and it does not."""
    space, members = strip[0], strip[0].neighborhoods[0].members
    alone = np.zeros(N, np.int8)
    alone[700] = 1
    found = refined(
        space, alone, np.sort(members[700, :100]), EVERY, lambda rows: 1 / np.arange(1, len(rows) + 1), 0.0
    )
    assert found.tolist() == np.flatnonzero((members[:, 1:31] == 700).any(axis=1)).tolist()
    assert 700 not in found and len(found) > 10


def test_lists_of_some_rows_come_from_those_there_are_or_from_around():
    """In the order of the lists; those without one are left out."""
    members = np.array([[0, 1], [2, 1], [5, 4]], np.int32)
    space = Space(None, None, [Neighborhoods("ball", members)])
    assert lists_at(space, np.array([1, 2, 5]))[0].members.tolist() == [[2, 1], [5, 4]]
    asked = []
    around = Space(None, None, [], around=lambda rows: asked.append(rows.tolist()) or ["these"])
    assert lists_at(around, np.array([3, 4])) == ["these"] and asked == [[3, 4]]


def test_what_is_refined_keeps_the_p_of_its_window_and_takes_from_no_other_part(strip):
    """Shown: the refined rows, no lower p, the least rate of the window; parts share no row."""
    space, _, outcomes = strip
    found = scan(space.tree, outcomes, ScanOptions(DRAWN), None, space.neighborhoods)
    division = conditional_scan(space, outcomes, found.maxima, Conditions(0.05, DRAWN, 0, LEVEL))
    parts = own_parts(space, outcomes, division, np.arange(N), LEVEL)
    assert any(part.refined for part in parts)
    for part in parts:
        assert part.refined == (part.tested is not None)
        if part.refined:
            window = division.parts[part.place]
            assert part.tested.rows.tolist() == window.rows.tolist()
            assert part.own.llr > part.tested.llr and part.own.p >= part.tested.p
            assert part.least < outcomes[part.tested.rows].mean() and not part.is_rest
    rows = np.concatenate([part.own.rows for part in parts])
    assert len(rows) == len(np.unique(rows))
