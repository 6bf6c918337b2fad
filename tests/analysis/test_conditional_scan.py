"""Parts that are set apart step by step: cores within broad groups, what would be cut, levels and bounds."""

from functools import partial

import numpy as np
import pytest

from explorer.analysis.findings.divided import own_parts
from explorer.analysis.scan import permutations
from explorer.analysis.scan.balls import Neighborhoods
from explorer.analysis.scan.conditional_scan import Conditions, Division, conditional_scan
from explorer.analysis.scan.least_rate import least_rates, least_ratios
from explorer.analysis.scan.scanned_windows import Space
from explorer.analysis.scan.size_classes import levels_of, size_classes
from explorer.analysis.scan.tree_scan import ScanOptions, scan, significant
from explorer.clustering.tree.dendrogram import build_tree
from tests.benchmarks.synthetic import random_merges

N, DRAWN = 3_000, 99
LEVEL = partial(significant, permutations=DRAWN, alpha=0.05)


@pytest.fixture(scope="module")
def tree():
    """A tree of 3,000 rows with a node of a fifth of them and one of a thirtieth within."""
    return build_tree(random_merges(N, np.random.default_rng(4)))


def nested_nodes(tree) -> tuple[slice, slice]:
    size = tree.hi - tree.lo
    for broad in np.flatnonzero((size >= 500) & (size <= 900)):
        within = (tree.lo >= tree.lo[broad]) & (tree.hi <= tree.hi[broad]) & (size >= 70) & (size <= 140)
        for core in np.flatnonzero(within)[:1]:
            return slice(tree.lo[broad], tree.hi[broad]), slice(tree.lo[core], tree.hi[core])
    raise AssertionError("no such nodes")


def planted(tree, seed: int, broad=0.2, core=0.7, elsewhere=0.05) -> np.ndarray:
    outer, inner = nested_nodes(tree)
    rates = np.full(N, elsewhere)
    rates[outer] = broad
    rates[inner] = core
    return (np.random.default_rng(seed).random(N) < rates).astype(np.int8)


def divided(space: Space, outcomes: np.ndarray, level=LEVEL) -> Division:
    found = scan(space.tree, outcomes, ScanOptions(DRAWN), space.strata, space.neighborhoods)
    return conditional_scan(space, outcomes, found.maxima, Conditions(0.05, DRAWN, 0, level))


@pytest.mark.parametrize("strata", [False, True])
def test_a_core_in_a_broad_group_is_found_beside_it(tree, strata):
    """Both are set apart, and the core is listed first, with the broad one as what it lies in."""
    outer, inner = nested_nodes(tree)
    outcomes = planted(tree, 0)
    space = Space(tree, np.random.default_rng(1).integers(0, 4, N) if strata else None)
    division = divided(space, outcomes)
    parts = own_parts(space, outcomes, division, np.arange(N), LEVEL)
    assert division.complete and [each.listed for each in parts] == [True, True]
    core, broad = parts
    assert core.own.rows.tolist() == list(range(inner.start, inner.stop))
    assert broad.whole.rows.tolist() == list(range(outer.start, outer.stop))
    assert np.union1d(core.own.rows, broad.own.rows).tolist() == broad.whole.rows.tolist()
    assert (core.context, broad.context, broad.is_rest) == (1, 1 if len(broad.own.rows) < 400 else -1, True)
    unlisted = own_parts(space, outcomes, division, np.arange(N), lambda p: p < 0)
    assert [each.listed for each in unlisted] == [False, False]
    for part in parts:
        assert part.least < outcomes[part.own.rows].mean() and part.order > 0


def test_a_broad_group_alone_is_one_part(tree):
    """No part of it stands out against the rest of it."""
    outcomes = planted(tree, 0, broad=0.3, core=0.3)
    division = divided(Space(tree), outcomes)
    outer = nested_nodes(tree)[0]
    assert [(part.rows[0], part.rows[-1] + 1) for part in division.parts] == [(outer.start, outer.stop)]


def test_what_only_holds_a_core_is_no_finding(tree):
    """Around a core in which alone the rate is raised, nothing is left to report."""
    inner = nested_nodes(tree)[1]
    outcomes = planted(tree, 3, broad=0.05)
    space = Space(tree)
    parts = own_parts(space, outcomes, divided(space, outcomes), np.arange(N), LEVEL)
    listed = [part for part in parts if part.listed]
    assert len(listed) == 1
    common = np.intersect1d(listed[0].own.rows, np.arange(inner.start, inner.stop))
    assert 2 * len(common) >= 0.9 * (len(listed[0].own.rows) + inner.stop - inner.start)


def test_a_sharp_ball_is_not_cut_by_a_broad_node(tree):
    """Half of it inside: it is taken whole, and before the node."""
    outer = nested_nodes(tree)[0]
    ball = np.concatenate([np.arange(outer.stop - 32, outer.stop), np.arange(outer.stop, outer.stop + 32)])
    rates = np.full(N, 0.05)
    rates[outer] = 0.25
    rates[ball] = 0.6
    outcomes = (np.random.default_rng(0).random(N) < rates).astype(np.int8)
    lists = Neighborhoods("ball", ball[None, :].astype(np.int32))
    parts = divided(Space(tree, None, [lists]), outcomes).parts
    assert parts[0].best.family == 0 and parts[0].rows.tolist() == ball.tolist()
    assert parts[1].best.family == -1 and parts[1].best.excess > parts[0].best.excess - 20


@pytest.mark.parametrize("rest, taken", [(4, 85), (3, 113)])
def test_of_windows_that_stand_out_alike_the_sharpest_is_taken(tree, rest, taken):
    """Five in nine of 85 are wrong: with the next, a fourth wrong, they stand out no more; a third: more."""
    ball = np.random.default_rng(2).permutation(N)[:113]
    outcomes = (np.random.default_rng(3).random(N) < 0.05).astype(np.int8)
    outcomes[ball[:85]] = np.arange(85) % 9 < 5
    outcomes[ball[85:]] = np.arange(28) % rest == 0
    lists = Neighborhoods("ball", ball[None, :].astype(np.int32))
    parts = divided(Space(tree, None, [lists]), outcomes).parts
    assert [part.rows.tolist() for part in parts] == [np.sort(ball[:taken]).tolist()]


def test_only_what_is_significant_against_all_is_taken(tree):
    """However much it stands out: the first test decides whether anything is reported at all."""
    nothing = divided(Space(tree), planted(tree, 0), level=lambda p: np.zeros(len(p), bool))
    assert nothing.parts == [] and nothing.complete


def test_the_division_is_the_same_for_any_number_of_threads(tree, monkeypatch):
    """Parts, their p and levels; a null and an empty outcome are divided into nothing."""
    found = []
    for cores in (1, 3):
        monkeypatch.setattr(permutations, "available_cores", lambda cores=cores: cores)
        found.append(divided(Space(tree), planted(tree, 0)).parts)
    assert [(part.best, part.within, part.p) for part in found[0]] == [
        (part.best, part.within, part.p) for part in found[1]
    ]
    assert len(found[0]) >= 2
    assert divided(Space(tree), np.zeros(N, np.int8)).parts == []


def test_levels_hold_for_all_classes_together():
    """At most a share alpha of permutations is above the level of any class; none hides another."""
    rng = np.random.default_rng(0)
    maxima = rng.gumbel(size=(999, 4)) + np.array([8, 6, 4, 2])
    levels = levels_of(maxima, 0.05)
    assert 0.03 < (levels.largest(maxima) > 0).mean() <= 0.05
    assert np.diff(levels.least) == pytest.approx([-2, -2, -2], abs=0.3)
    assert size_classes(np.array([1, 2, 3, 4, 15, 16, 400])).tolist() == [0, 1, 1, 2, 3, 4, 8]


def test_the_least_rate_is_where_the_level_is_reached():
    """By the formulas themselves; none of the outcome leaves nothing, and all of it are no trouble."""
    k, c, level = np.array([50, 300, 20, 40]), np.array([20, 90, 0, 40]), np.array([8.0, 5.0, 5.0, 5.0])
    q = least_rates(k, c, level)
    p = c[:2] / k[:2]
    reached = k[:2] * (p * np.log(p / q[:2]) + (1 - p) * np.log((1 - p) / (1 - q[:2])))
    assert reached == pytest.approx(level[:2]) and (q[:2] < p).all()
    assert q[2:] == pytest.approx([0, np.exp(-5 / 40)])
    e = np.array([5.0, 30.0])
    r = least_ratios(c[:2], e, level[:2])
    assert c[:2] * np.log(c[:2] / (r * e)) - (c[:2] - r * e) == pytest.approx(level[:2])
