"""Balls in the document: rows, the node to fly to, overlaps, copies, and the held-out half."""

import json
from dataclasses import replace

import numpy as np
import pytest

from explorer.analysis.findings import FindingsOptions, find, neighborhood_windows, picked
from explorer.analysis.findings.little_shared import SignificantWindows, little_shared
from explorer.analysis.findings.neighborhood_windows import neighborhoods_around, neighborhoods_of
from explorer.analysis.findings.node_of_rows import node_of_rows
from explorer.analysis.findings.sentences import cluster_sentence
from explorer.analysis.scan import nearest_lists
from explorer.clustering.tree.dendrogram import build_tree
from tests.analysis.findings.relabelled import mistakes_among_others
from tests.analysis.found_rows import rows_of
from tests.benchmarks.synthetic import random_merges

QUICK = FindingsOptions(permutations=99)


@pytest.mark.parametrize("kind", ["errors", "regressions", "drift"])
def test_a_ball_is_a_set_of_rows_with_a_node_to_fly_to(small_index, kind):
    """Its rows are listed, its centre is one of them, its numbers are those of its rows."""
    options = FindingsOptions(
        kind, permutations=199, by=("label", "apple", "leaf") if kind == "drift" else None
    )
    document = find(small_index, options).document()
    balls = [cluster for cluster in document["clusters"] if "ball" in cluster["window"]]
    assert balls and json.loads(json.dumps(document, allow_nan=False)) == document
    for ball in balls:
        rows = ball["rows"]
        assert rows == sorted(set(rows)) and ball["center"] in rows and len(rows) == ball["size"]
        assert set(ball["representatives"]) <= set(rows)
        assert (ball["lo"], ball["hi"]) == (
            small_index.tree.lo[ball["node"]],
            small_index.tree.hi[ball["node"]],
        )
        assert f"most like image {ball['center']}" in cluster_sentence(kind, ball)
    for cluster in document["clusters"]:
        assert cluster["window"] != "node" or (cluster["rows"], cluster["center"]) == (None, None)


def test_a_ball_within_a_class_says_how_the_rest_of_it_fares(small_index, tmp_path):
    """Where only the class tells what is wrong from what lies around; its name, size and rate are counted."""
    with mistakes_among_others(small_index, tmp_path) as index:
        (ball,) = find(index, replace(QUICK, permutations=199)).clusters
        labels, correct = index.labels(), index.correct("")
        assert ball["window"] == "class ball" and index.classes[labels[ball["center"]]] == "leaf"
        others = np.setdiff1d(np.flatnonzero(labels == labels[ball["center"]]), ball["rows"])
        assert set(labels[ball["rows"]].tolist()) == {labels[ball["center"]]}
        rest = ball["class_rest"]
        assert (rest["name"], rest["size"], rest["known"]) == ("leaf", len(others), len(others))
        assert rest["rate"] == pytest.approx(np.mean(correct[others] == 0))
        assert 0 < rest["rate"] < ball["rate"]


def test_the_held_out_half_of_a_ball_is_tested(small_index):
    """Each half has some of its rows, and it is the other half that confirms."""
    found = find(small_index, FindingsOptions(permutations=199, held_out=True, seed=1))
    balls = [cluster for cluster in found.clusters if cluster["window"] != "node"]
    assert balls
    wrong = small_index.correct("") == 0
    for ball in balls:
        rows = rows_of(ball)
        assert 0 < ball["held_out"]["size"] < len(rows)
        assert ball["rate"] == pytest.approx(wrong[rows].sum() / ball["known"])
    assert balls[0]["held_out"]["confirmed"]


def test_other_centres_are_looked_around_where_images_are_many(small_index, monkeypatch):
    """Where each image that counts is a centre there is no need; else what is shown says what was tested."""
    known = small_index.correct("") >= 0
    assert neighborhoods_around(small_index, known) is None

    def around(index, known):
        with monkeypatch.context() as few:
            few.setattr(neighborhood_windows, "MOST_CENTERS", 10)
            return neighborhoods_around(index, known)

    lists = around(small_index, known)(np.arange(20, 40))
    assert [each.name for each in lists] == ["ball", "class ball", "whitened class ball"]
    assert set(lists[0].members[:, 0].tolist()) == set(np.flatnonzero(known[20:40]) + 20)
    monkeypatch.setattr(picked, "neighborhoods_around", around)
    document = find(small_index, FindingsOptions(permutations=199)).document()
    assert document["clusters"] and json.loads(json.dumps(document, allow_nan=False)) == document
    for cluster in document["clusters"]:
        if cluster["tested"] is not None:
            assert f"{cluster['tested']['size']}" in cluster_sentence("errors", cluster)


def test_lists_of_many_images_are_walked_and_kept(small_index, monkeypatch):
    """Few centres; within classes by vectors that are kept, too, and are asked for once."""
    made = {}

    def kept(folder, name, make, sound, most):
        found = made[name] = make()
        assert sound(found)
        return found

    monkeypatch.setattr(neighborhood_windows, "kept_array", kept)
    for module in (neighborhood_windows, nearest_lists):
        monkeypatch.setattr(module, "MOST_CENTERS", 10)
    known = np.arange(small_index.n) % 7 > 0
    assert [each.name for each in neighborhoods_of(small_index, known)] == ["ball", "class ball"]
    monkeypatch.setattr(neighborhood_windows, "LEAST_WHITENED", known.sum())
    lists = neighborhoods_of(small_index, known)
    assert [each.name for each in lists] == ["ball", "class ball", "whitened class ball"]
    assert sorted(name.split("-")[0] for name in made) == ["nearest"] * 3 + ["whitened"]
    for each in lists:
        assert len(each.members) <= 10 and known[each.members[each.members >= 0]].all()
    labels = small_index.labels()
    for line in lists[2].members.tolist():
        assert {labels[row] for row in line if row >= 0} == {labels[line[0]]}
        assert len(set(line) - {-1}) > 5


def chosen(n: int, rows: list, limit: int = 9, llr=None, rate=None) -> list[int]:
    llr = np.linspace(90, 30, len(rows)) if llr is None else np.array(llr)
    rate = np.zeros(len(rows)) if rate is None else np.array(rate)
    return little_shared(n, SignificantWindows(rows.__getitem__, llr, rate), limit)


def test_windows_that_overlap_are_passed_over():
    """A quarter of the smaller one may be shared, of each that was taken before."""
    ten, lower, quarter, half = slice(0, 10), slice(10, 18), np.arange(7, 19), np.arange(5, 15)
    assert chosen(30, [ten, lower, half]) == [0, 1]
    assert chosen(30, [slice(0, 12), np.arange(9, 29)]) == [0, 1]
    assert chosen(30, [slice(0, 12), np.arange(8, 29)]) == [0]
    assert chosen(30, [ten, quarter]) == [0]
    assert chosen(30, [ten, slice(20, 30), lower], 2) == [0, 1]
    # One that holds a smaller one shares all of it.
    assert chosen(300, [np.arange(100, 110), slice(0, 290)]) == [0]


def test_the_sharper_of_two_that_fit_as_well_is_reported():
    """Of half the rows in common and a ratio less than six lower; not one that another finding has."""
    wide, sharp, other = slice(0, 40), np.arange(20), slice(40, 80)
    assert chosen(99, [wide, sharp], llr=[30, 25], rate=[0.3, 0.5]) == [1]
    assert chosen(99, [wide, sharp], llr=[30, 23], rate=[0.3, 0.5]) == [0]
    assert chosen(99, [wide, sharp], llr=[30, 25], rate=[0.3, 0.3]) == [0]
    assert chosen(99, [wide, other], llr=[30, 25], rate=[0.3, 0.5]) == [0, 1]
    assert chosen(99, [other, wide, np.arange(20, 60)], llr=[31, 30, 29], rate=[0.9, 0.3, 0.5]) == [0, 1]


def test_the_node_to_fly_to_holds_most_of_the_rows():
    """By looking at all nodes; where that node is far too large, the one that matches best."""
    tree = build_tree(random_merges(400, np.random.default_rng(0)))
    rng = np.random.default_rng(1)
    compact = np.sort(rng.permutation(np.arange(100, 160))[:50])
    apart = np.sort(np.concatenate([np.arange(20, 30), np.arange(300, 315)]))
    for rows in (compact, apart, np.array([7])):
        inside = np.array(
            [np.isin(rows, np.arange(lo, hi)).sum() for lo, hi in zip(tree.lo, tree.hi, strict=True)]
        )
        size = tree.hi - tree.lo
        enough = np.flatnonzero(inside >= 0.8 * len(rows))
        expected = enough[np.argmin(size[enough])]
        if size[expected] > 8 * len(rows):
            expected = np.argmax(2 * inside / (size + len(rows)))
        assert node_of_rows(tree, rows) == expected
    assert tree.hi[node_of_rows(tree, apart)] - tree.lo[node_of_rows(tree, apart)] < 200
