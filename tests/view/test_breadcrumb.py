"""Trails of ancestors and joints of cells, against walking the tree."""

import itertools

import numpy as np
import pytest

from explorer.view.breadcrumb import joints, trail


def test_a_trail_leads_from_the_root_down(small_index):
    """Every step holds the next, the first is the root and the last the node."""
    tree = small_index.tree
    for node in range(0, tree.root + 1, 13):
        steps = trail(tree, node, 12)
        assert steps[0] == tree.root
        assert steps[-1] == node
        for above, below in itertools.pairwise(steps):
            assert tree.lo[above] <= tree.lo[below]
            assert tree.hi[below] <= tree.hi[above]
            assert tree.size(below) < tree.size(above)


def test_steps_are_cells_of_the_cut_before(small_index):
    """A leaf is reached through cells that a person would have clicked."""
    tree = small_index.tree
    steps = trail(tree, 7, 12)
    for above, below in itertools.pairwise(steps):
        assert below in tree.cut(12, above)


def test_a_node_above_the_cut_comes_right_after_the_root(small_index):
    """A frame holds cells of the root's view, and is one step away from it."""
    tree = small_index.tree
    frame = int(tree.children[tree.root, 0])
    assert trail(tree, frame, 48) == [tree.root, frame]


@pytest.mark.parametrize("k", [1, 2, 5, 48, 300])
def test_joints_are_lowest_common_ancestors(small_index, k):
    """Against the tree's own search for the smallest node around two rows."""
    tree = small_index.tree
    cells = tree.cut(k)
    expected = [
        tree.smallest_containing(np.array([tree.lo[a], tree.hi[b] - 1])) for a, b in itertools.pairwise(cells)
    ]
    assert joints(tree, cells).tolist() == expected


def test_joints_of_cells_that_do_not_touch(small_index):
    """Under a filter, cells lie apart."""
    tree = small_index.tree
    cells = np.array([3, 50, 51, 290])
    expected = [tree.smallest_containing(np.array(pair)) for pair in ([3, 50], [50, 51], [51, 290])]
    assert joints(tree, cells).tolist() == expected
