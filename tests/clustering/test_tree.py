"""The tree as arrays: order, slices, paths; and cuts through it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.cluster.hierarchy import leaves_list, ward

from explorer.clustering import build_tree, dendrogram_order, relabel
from explorer.errors import InputError, NotFoundError
from tests.clustering.reference import caterpillar, leaf_sets, tree_of

HAND = np.array([[1, 3, 1.0, 2], [0, 2, 2.0, 2], [4, 6, 3.0, 3], [5, 7, 4.0, 5]])
"""Leaves 0..4: {1, 3}, {0, 2}, {0, 2, 4}, all."""


@st.composite
def linkages(draw):
    """SciPy's Z of few points on a line, ties and equal points among them."""
    points = draw(st.lists(st.integers(-20, 20), min_size=1, max_size=30))
    return ward(np.array(points, float)[:, None]) if len(points) > 1 else np.empty((0, 4))


def test_order_worked_by_hand():
    """Left to right: {1, 3} then {4, {0, 2}}."""
    assert dendrogram_order(HAND).tolist() == [1, 3, 4, 0, 2]


def test_relabelled_merges_worked_by_hand():
    """The leaves take the numbers of their rows, internal nodes keep theirs."""
    rows = relabel(HAND, dendrogram_order(HAND))
    assert rows[:, :2].tolist() == [[0, 1], [3, 4], [2, 6], [5, 7]]
    np.testing.assert_array_equal(rows[:, 2:], HAND[:, 2:])


def test_tree_worked_by_hand():
    """Slices, parents, heights and children of the same tree."""
    tree = tree_of(HAND)
    assert (tree.n, tree.root) == (5, 8)
    assert tree.lo.tolist() == [0, 1, 2, 3, 4, 0, 3, 2, 0]
    assert tree.hi.tolist() == [1, 2, 3, 4, 5, 2, 5, 5, 5]
    assert tree.parent.tolist() == [5, 5, 7, 6, 6, 8, 7, 8, -1]
    assert tree.height.tolist() == [0, 0, 0, 0, 0, 1, 2, 3, 4]
    assert tree.children[5:].tolist() == [[0, 1], [3, 4], [2, 6], [5, 7]]
    assert (tree.children[:5] == -1).all()
    assert tree.divider.tolist() == [-1, 5, 8, 7, 6]


@settings(max_examples=80, deadline=None)
@given(linkages())
def test_the_order_is_scipys(merges):
    """`leaves_list` and ours agree, and relabelling leaves nothing to reorder."""
    order = dendrogram_order(merges)
    if len(merges):
        np.testing.assert_array_equal(order, leaves_list(merges))
    rows = relabel(merges, order)
    np.testing.assert_array_equal(dendrogram_order(rows), np.arange(len(order)))
    assert {frozenset(order[list(s)]) for s in leaf_sets(rows)} == leaf_sets(merges)
    if len(merges):
        assert (rows[:, 0] < rows[:, 1]).all()


@settings(max_examples=80, deadline=None)
@given(linkages())
def test_every_cluster_is_a_slice(merges):
    """Children split their parent's slice where they meet; parents are higher and have larger numbers."""
    tree = tree_of(merges)
    n = tree.n
    inner = np.arange(n, 2 * n - 1)
    left, right = tree.children[inner].T
    np.testing.assert_array_equal(tree.lo[left], tree.lo[inner])
    np.testing.assert_array_equal(tree.hi[left], tree.lo[right])
    np.testing.assert_array_equal(tree.hi[right], tree.hi[inner])
    np.testing.assert_array_equal(tree.parent[left], inner)
    np.testing.assert_array_equal(tree.parent[right], inner)
    assert (tree.height[inner] >= np.maximum(tree.height[left], tree.height[right])).all()
    assert (inner > np.maximum(left, right)).all()
    assert (tree.lo[tree.root], tree.hi[tree.root], tree.parent[tree.root]) == (0, n, -1)


@settings(max_examples=80, deadline=None)
@given(linkages(), st.data())
def test_the_smallest_cluster_around_rows(merges, data):
    """It holds the rows, and neither child does."""
    tree = tree_of(merges)
    rows = np.array(data.draw(st.lists(st.integers(0, tree.n - 1), min_size=1, max_size=5)))
    node = tree.smallest_containing(rows)
    assert tree.lo[node] <= rows.min() and rows.max() < tree.hi[node]
    for child in tree.children[node]:
        assert child < 0 or not (tree.lo[child] <= rows.min() and rows.max() < tree.hi[child])


def test_paths_lead_from_the_root():
    """Each step of a path is a child of the one before."""
    tree = tree_of(HAND)
    assert tree.path(4) == [8, 7, 6, 4]
    assert tree.path(8) == [8]


def test_ancestors_of_a_size():
    """The first cluster on the way up that is large enough; the root when none is."""
    tree = tree_of(HAND)
    assert [tree.ancestor_with(3, size) for size in (1, 2, 3, 4, 5, 99)] == [3, 6, 7, 8, 8, 8]
    for size in (1, 2, 3, 4, 5, 99):
        rows = np.array([4, 0, 3, 3, 1])
        each = [tree.ancestor_with(row, size) for row in rows.tolist()]
        assert tree.ancestors_with(rows, size).tolist() == each
    assert tree.ancestors_with(np.array([], int), 2).tolist() == []


def test_sizes_and_leaves():
    """Sizes are the counts of rows; only rows are leaves."""
    tree = tree_of(HAND)
    assert [tree.size(node) for node in range(9)] == [1, 1, 1, 1, 1, 2, 2, 3, 5]
    assert [node for node in range(9) if tree.is_leaf(node)] == [0, 1, 2, 3, 4]


def test_a_tree_of_one_image():
    """n = 1: the root is the leaf 0, and all that is asked of it has an answer."""
    tree = tree_of(np.empty((0, 4)))
    assert (tree.n, tree.root, tree.size(0), tree.is_leaf(0), tree.path(0)) == (1, 0, 1, True, [0])
    assert tree.cut(5).tolist() == [0]
    assert tree.smallest_containing(np.array([0])) == 0
    assert tree.ancestor_with(0, 10) == 0


def test_a_tree_a_million_deep():
    """Nothing recurses: a caterpillar of a million leaves is laid out, walked and cut."""
    n = 1_000_000
    tree = tree_of(caterpillar(n))
    assert len(tree.path(n - 1)) == n
    assert tree.size(tree.root) == n
    assert np.array_equal(np.sort(tree.hi[n:] - tree.lo[n:]), np.arange(2, n + 1))
    cells = tree.cut(50)
    assert len(cells) == 50
    assert tree.smallest_containing(np.array([0, n - 1])) == tree.root
    assert tree.size(tree.ancestor_with(n - 1, n // 2)) == n // 2


@pytest.mark.parametrize(
    "ask",
    [
        lambda tree: tree.size(9),
        lambda tree: tree.path(-1),
        lambda tree: tree.is_leaf(99),
        lambda tree: tree.cut(2, node=9),
        lambda tree: tree.smallest_containing(np.array([0, 5])),
        lambda tree: tree.ancestor_with(5, 1),
        lambda tree: tree.ancestors_with(np.array([0, 5]), 1),
        lambda tree: tree.ancestors_with(np.array([-1, 0]), 1),
    ],
)
def test_what_is_not_in_the_tree_is_not_found(ask):
    """Nodes run from 0 to 8, rows from 0 to 4."""
    with pytest.raises(NotFoundError, match="the tree has"):
        ask(tree_of(HAND))


def test_the_smallest_cluster_of_nothing_is_refused():
    """No rows, no answer."""
    with pytest.raises(InputError, match="none given"):
        tree_of(HAND).smallest_containing(np.array([], int))


def test_rows_out_of_order_are_refused():
    """Merges over the original leaves make no slices."""
    with pytest.raises(InputError, match="not in dendrogram order"):
        build_tree(HAND)
