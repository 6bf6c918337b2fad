"""Classes in several clusters, and clusters of several classes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.analysis.classes import class_structure as module
from explorer.analysis.classes.class_structure import merge_candidates, split_candidates
from explorer.clustering.neighbors.search import nearest_neighbors
from explorer.clustering.tree.dendrogram import build_tree, dendrogram_order, relabel
from explorer.clustering.ward.ward_linkage import ward_linkage
from tests.clustering.reference import tree_of


def world(groups, seed=0):
    """Tree, labels and neighbours of groups (centre, count, label), in dendrogram order."""
    rng = np.random.default_rng(seed)
    points = np.concatenate([rng.normal(centre, 1, (count, 2)) for centre, count, _ in groups])
    labels = np.repeat([label for *_, label in groups], [count for _, count, _ in groups])
    merges = ward_linkage(points)
    order = dendrogram_order(merges)
    near = nearest_neighbors(points[order], 10)
    return build_tree(relabel(merges, order)), labels[order], near.rows


GROUPS = [
    ((0, 0), 60, 0),
    ((60, 0), 60, 0),
    ((0, 30), 60, 1),
    ((60, 30), 60, 2),
    ((30, 90), 60, 3),
    ((30, 90), 60, 4),
]


def test_a_class_in_two_distant_clusters_is_one_to_split():
    """Only class 0, with a pure cluster at either place."""
    tree, labels, _ = world(GROUPS)
    found = split_candidates(tree, labels)
    assert found.codes.tolist() == [0] and found.starts.tolist() == [0, 2] and 0.5 < found.score[0] <= 1
    for node in found.nodes:
        assert (labels[tree.lo[node] : tree.hi[node]] == 0).all() and tree.size(node) == 60


def test_two_classes_in_one_cluster_are_a_pair_to_merge():
    """Only 3 and 4, in the cluster that holds just them."""
    tree, labels, near = world(GROUPS)
    found = merge_candidates(tree, labels, near)
    assert (found.first.tolist(), found.second.tolist()) == ([3], [4]) and found.score[0] > 0.7
    inside = labels[tree.lo[found.nodes[0]] : tree.hi[found.nodes[0]]]
    assert len(inside) == 120 and set(inside.tolist()) == {3, 4}


def test_small_parts_and_small_classes_are_left_out():
    """A part below the least size, or below a tenth of the class, is no reason to split."""
    tree, labels, near = world(
        [((0, 0), 100, 0), ((60, 0), 9, 0), ((60, 9), 60, 1), ((0, 90), 5, 2), ((0, 90), 5, 3)]
    )
    assert not len(split_candidates(tree, labels).codes)
    assert not len(merge_candidates(tree, labels, near).first)


@pytest.mark.parametrize("labels", [[-1] * 30, [0] * 30])
def test_no_label_and_one_class_have_nothing(labels):
    """Empty, with the right shapes."""
    tree, _, near = world([((0, 0), 30, 0)])
    split, merge = split_candidates(tree, np.array(labels)), merge_candidates(tree, np.array(labels), near)
    assert split.starts.tolist() == [0] and not len(split.nodes) and not len(merge.nodes)


def test_missing_labels_do_not_count():
    """With half the labels gone the same is found."""
    tree, labels, near = world(GROUPS)
    labels = np.where(np.arange(len(labels)) % 2, -1, labels)
    assert split_candidates(tree, labels).codes.tolist() == [0]
    assert merge_candidates(tree, labels, near).second.tolist() == [4]


def test_few_neighbours_within_a_pair_prove_little():
    """Two classes strewn among a third that see each other once are no pair."""
    tree, labels, near = world([((0, 0), 400, 0), ((0, 0), 12, 1), ((0, 0), 12, 2)])
    near = near.copy()
    for own, other in ((1, 2), (2, 1)):
        rows = np.flatnonzero(labels == own)
        near[rows] = np.flatnonzero(labels == 0)[: near.shape[1]]
        near[rows[0], 0] = np.flatnonzero(labels == other)[0]
    pairs = merge_candidates(tree, labels, near)
    assert (1, 2) not in set(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True))


def test_parts_and_classes_of_just_the_least_size_count():
    """Ten are enough where ten are asked for, eleven are not there."""
    tree, labels, near = world(
        [
            ((0, 0), 10, 0),
            ((60, 0), 10, 0),
            ((0, 30), 40, 1),
            ((60, 30), 40, 2),
            ((30, 90), 10, 3),
            ((30, 90), 10, 4),
        ]
    )
    found = split_candidates(tree, labels, min_size=10)
    assert found.codes.tolist() == [0] and sorted(tree.size(node) for node in found.nodes) == [10, 10]
    assert merge_candidates(tree, labels, near, min_size=10).second.tolist() == [4]
    assert not len(split_candidates(tree, labels, min_size=11).codes)
    assert not len(merge_candidates(tree, labels, near, min_size=11).second)


def test_pairs_are_counted_alike_in_blocks(monkeypatch):
    """However few rows a block has."""
    tree, labels, near = world(GROUPS)
    whole = merge_candidates(tree, labels, near)
    monkeypatch.setattr(module, "_BLOCK", 7)
    parts = merge_candidates(tree, labels, near)
    assert whole.second.tolist() == parts.second.tolist() and whole.score.tolist() == parts.score.tolist()


def test_the_most_mixed_pairs_are_kept():
    """No more than the limit, the first of all."""
    tree, labels, near = world([((0, 0), 60, label) for label in range(4)])
    every = merge_candidates(tree, labels, near)
    assert len(every.first) > 2 and (np.diff(every.score) <= 0).all()
    some = merge_candidates(tree, labels, near, limit=2)
    assert some.score.tolist() == every.score[:2].tolist()


@pytest.mark.filterwarnings("error")
def test_points_in_one_place_are_no_clusters():
    """Nothing is apart where all distances are 0."""
    tree = tree_of(ward_linkage(np.zeros((60, 2))))
    for seed in range(20):
        labels = np.random.default_rng(seed).permutation(np.repeat([0, 1, 2], 20))
        assert not len(split_candidates(tree, labels, min_size=2).codes)


@given(st.integers(2, 40), st.integers(0, 2**32 - 1))
def test_the_outermost_nodes_are_in_no_other_of_their_code(n, seed):
    """Against looking at all pairs, with slices that touch and slices that end together."""
    rng = np.random.default_rng(seed)
    tree = tree_of(ward_linkage(rng.random((n, 1))))
    nodes = rng.permutation(2 * n - 1)[: rng.integers(1, 2 * n)]
    codes = rng.integers(0, 3, len(nodes))
    lo, hi = tree.lo[nodes], tree.hi[nodes]
    holds = (lo[:, None] <= lo) & (hi[:, None] >= hi) & (codes[:, None] == codes) & (nodes[:, None] != nodes)
    assert module._outermost(tree, nodes, codes).tolist() == (~holds.any(axis=0)).tolist()
