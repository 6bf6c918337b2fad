"""Cuts: the top of the tree by height, whole and under a filter."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.cluster.hierarchy import fcluster, ward

from explorer.clustering import Tree
from explorer.errors import InputError
from tests.clustering.reference import caterpillar, tree_of


def random_tree(n: int, seed: int = 0) -> Tree:
    """Ward's tree of normal points."""
    merges = ward(np.random.default_rng(seed).normal(size=(n, 3)))
    return tree_of(merges)


def counter(tree: Tree, mask: np.ndarray):
    """Matching rows of nodes, by prefix sums."""
    sums = np.concatenate([[0], np.cumsum(mask)])
    return lambda nodes: sums[tree.hi[nodes]] - sums[tree.lo[nodes]]


def pruned_cut(tree: Tree, k: int, node: int, counts) -> list[tuple[int, int]]:
    """The cut word by word: split the highest, drop the empty, until there are k; as (first, last) match."""
    parts = [node] if counts(np.array([node]))[0] else []
    while len(parts) < k and max(parts, default=0) >= tree.n:
        highest = max(parts)
        parts.remove(highest)
        parts += [child for child in tree.children[highest].tolist() if counts(np.array([child]))[0]]
    spans = []
    for part in parts:
        rows = np.arange(tree.lo[part], tree.hi[part])
        matching = rows[counts(rows) > 0]
        spans.append((int(matching[0]), int(matching[-1])))
    return sorted(spans)


@pytest.mark.parametrize("k", [1, 2, 3, 7, 40, 199, 200])
def test_a_cut_is_scipys(k):
    """The same clusters as `fcluster` with a number of clusters, from left to right."""
    tree = random_tree(200)
    nodes = tree.cut(k)
    assert len(nodes) == k
    assert tree.lo[nodes].tolist() == [0, *tree.hi[nodes][:-1]]
    assert tree.hi[nodes[-1]] == 200
    labels = np.repeat(np.arange(k), tree.hi[nodes] - tree.lo[nodes])
    expected = fcluster(tree.merges, k, criterion="maxclust")
    assert len(set(zip(labels, expected, strict=True))) == k == len(set(expected))


def test_a_cut_explains_the_most_variance():
    """No other way to cut the tree in k leaves less variance within the parts, for every k."""
    tree = random_tree(9, seed=4)
    gain = {node: tree.height[node] ** 2 for node in range(tree.n, tree.root + 1)}

    def all_cuts(node: int) -> list[tuple[int, ...]]:
        if node < tree.n:
            return [(node,)]
        left, right = tree.children[node].tolist()
        return [(node,), *(a + b for a in all_cuts(left) for b in all_cuts(right))]

    def explained(cells: tuple[int, ...]) -> float:
        above = {ancestor for cell in cells for ancestor in tree.path(cell)[:-1]}
        return sum(gain[node] for node in above)

    for k in range(1, 10):
        best = max(explained(cells) for cells in all_cuts(tree.root) if len(cells) == k)
        assert explained(tuple(tree.cut(k).tolist())) == pytest.approx(best)


def test_a_finer_cut_refines():
    """Cells of k + 1 are those of k with one of them split."""
    tree = random_tree(120)
    for k in range(1, 120):
        coarse, fine = set(tree.cut(k).tolist()), set(tree.cut(k + 1).tolist())
        (split,) = coarse - fine
        assert fine - coarse == set(tree.children[split].tolist())


def test_more_cells_than_rows_are_not_there():
    """A node of s rows has at most s cells."""
    tree = random_tree(10)
    assert tree.cut(50).tolist() == list(range(10))


def test_a_cut_below_a_node_stays_there():
    """Cells of a node tile the node."""
    tree = random_tree(150)
    node = int(tree.cut(4)[1])
    cells = tree.cut(5, node=node)
    assert len(cells) == 5
    assert [tree.lo[node], *tree.hi[cells]] == [*tree.lo[cells], tree.hi[node]]


@settings(max_examples=120, deadline=None)
@given(st.integers(2, 40), st.integers(0, 5), st.integers(1, 45), st.floats(0, 1), st.data())
def test_a_cut_under_a_filter_is_that_of_the_pruned_tree(n, seed, k, share, data):
    """k cells with something in them, or as many as there are matches; each as small as its matches allow."""
    tree = random_tree(n, seed)
    mask = np.random.default_rng(seed).random(n) < share
    counts = counter(tree, mask)
    node = data.draw(st.integers(0, tree.root))
    cells = tree.cut(k, node, np.flatnonzero(mask))
    matches = int(mask[tree.lo[node] : tree.hi[node]].sum())
    assert len(cells) == min(k, matches)
    assert (counts(cells) > 0).all()
    assert counts(cells).sum() == matches
    assert (tree.hi[cells][:-1] <= tree.lo[cells][1:]).all()
    rows = [np.arange(tree.lo[cell], tree.hi[cell])[mask[tree.lo[cell] : tree.hi[cell]]] for cell in cells]
    assert [(int(r[0]), int(r[-1])) for r in rows] == pruned_cut(tree, k, node, counts)
    assert [tree.smallest_containing(r) for r in rows] == cells.tolist()


@pytest.mark.parametrize("matches", [1, 2, 47, 48, 49, 700, 2900])
def test_a_cut_of_a_large_tree_under_a_filter_is_that_of_the_pruned_tree(matches):
    """Matches far apart and side by side, in a tree of many blocks, below any of its top nodes."""
    tree = random_tree(3000, seed=matches)
    rows = np.sort(np.random.default_rng(matches).choice(3000, matches, replace=False))
    mask = np.isin(np.arange(3000), rows)
    for node in (tree.root, *tree.cut(6).tolist()):
        inside = rows[(rows >= tree.lo[node]) & (rows < tree.hi[node])]
        for k in (1, 2, 48, 3000):
            cells = tree.cut(k, node, rows)
            held = [inside[(inside >= tree.lo[c]) & (inside < tree.hi[c])] for c in cells]
            assert [(int(r[0]), int(r[-1])) for r in held] == pruned_cut(tree, k, node, counter(tree, mask))
            assert [tree.smallest_containing(r) for r in held] == cells.tolist()


def test_a_filter_that_all_pass_changes_nothing():
    """Counting every row is not filtering."""
    tree = random_tree(80)
    for k in (1, 2, 30, 80, 100):
        assert tree.cut(k, rows=np.arange(80)).tolist() == tree.cut(k).tolist()


def test_a_filter_that_none_passes_leaves_no_cell():
    """No match, no cell."""
    tree = random_tree(20)
    assert tree.cut(5, rows=np.empty(0, np.int64)).tolist() == []


def test_few_matches_in_a_deep_tree():
    """Three matches at the far ends of a caterpillar: three cells, found without walking it."""
    merges = caterpillar(100_000)
    tree = tree_of(merges)
    rows = np.array([5, 50_000, 99_990])
    assert tree.cut(48, rows=rows).tolist() == [5, 50_000, 99_990]


@pytest.mark.parametrize("k", [0, -3])
def test_fewer_than_one_cell_is_refused(k):
    """k is 1 or more."""
    with pytest.raises(InputError, match="1 or more"):
        random_tree(5).cut(k)
