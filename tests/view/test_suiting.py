"""How many clusters suit a view, and those that are drawn with their sister."""

from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest

from explorer.clustering import build_tree, dendrogram_order, relabel, ward_linkage
from explorer.filters.filter import filter_of
from explorer.layout.treemap import Canvas
from explorer.view import ViewRequest
from explorer.view.arrangement import COARSER, JOINED, Arrangement, is_wall, without_slivers
from explorer.view.request import AUTO
from explorer.view.suiting import MOST_CELLS, SLIVER, slivers, suiting, with_sisters
from explorer.view.views import Views


@pytest.mark.parametrize(
    ("count", "size", "expected"),
    [
        (1, (1440, 820), 1),
        (23, (1440, 820), 1),
        (60, (1440, 820), 5),
        (10_000, (1440, 820), 73),
        (10_000, (390, 650), 15),
        (10**6, (1, 1), 1),
        (10**6, (8192, 8192), MOST_CELLS),
    ],
)
def test_cells_follow_images_and_area(count, size, expected):
    """At most one for twelve images, and one for 16,000 square pixels."""
    assert suiting(count, Canvas(*size, 24)) == expected


def test_slivers_are_longer_than_four_times_their_width():
    """Either way; four to one is none."""
    rects = np.array([[0, 0, 48, 192], [0, 0, 48, 193], [0, 0, 300, 60], [0, 0, 50, 50]])
    assert slivers(rects).tolist() == [1, 2]


def test_a_cell_is_joined_with_what_is_beside_it_in_the_tree(small_index):
    """The coarser cut covers the same images, and what was joined lies under one node."""
    tree = small_index.tree
    cells = tree.cut(20, tree.root)
    for which in ([0], [19], [3, 4, 5], list(range(20))):
        joined = with_sisters(tree, cells, np.array(which))
        assert len(joined) < 20
        assert tree.lo[joined[0]] == 0 and tree.hi[joined[-1]] == small_index.n
        assert (tree.lo[joined[1:]] == tree.hi[joined[:-1]]).all()
        assert not set(cells[which]) & set(joined.tolist())
        parents = {int(tree.parent[cell]) for cell in cells[which]}
        assert all(
            any(tree.lo[j] <= tree.lo[p] and tree.hi[p] <= tree.hi[j] for j in joined) for p in parents
        )


@pytest.mark.parametrize("size", [(1440, 820), (390, 650), (900, 300)])
def test_a_view_that_suits_itself_has_no_slivers_and_says_nothing(small_index, size):
    """All images are under its cells, which are as many as suit it or fewer."""
    request = ViewRequest(clusters=AUTO, width=size[0], height=size[1])
    view = Views(small_index).view(request)
    rects = np.array([[cell[side] for side in "xywh"] for cell in view["cells"]])
    assert 1 <= len(rects) <= suiting(small_index.n, Canvas(*size, 24))
    assert len(slivers(rects)) == 0 or SLIVER * min(size) < max(size)
    assert sum(cell["count"] for cell in view["cells"]) == small_index.n
    assert view["note"] == ""
    asked = Views(small_index).view(replace(request, clusters=40))
    assert len(asked["cells"]) == 40 or asked["note"]


@pytest.mark.parametrize("where", ["", "label = 'plum'", "label = 'plum' and price > 1"])
def test_few_images_are_a_wall(small_index, where):
    """All that match are there, in the order of the tree, in clusters that follow each other."""
    tree = small_index.tree
    node = int(np.argmin(np.abs((tree.hi - tree.lo) - 140)))
    chosen = filter_of(small_index, where)
    request = ViewRequest(node=node, clusters=AUTO, width=900, height=600, where=chosen)
    views = Views(small_index)
    view = views.view(request)
    rows = [row for cell in view["cells"] for row in cell["thumbs"]["rows"]]
    assert rows == views.rows(node, chosen).tolist() and view["drawn"] == view["matching"] == len(rows)
    assert view["frames"] == [] and all(cell["title"] for cell in view["cells"])
    for cell in view["cells"]:
        thumbs = cell["thumbs"]
        assert len(thumbs["tiles"]) == len(thumbs["rows"])
        x, y, w, h = np.array(thumbs["tiles"]).T
        box = [x.min(), y.min(), (x + w).max() - x.min(), (y + h).max() - y.min()]
        assert box == [cell[side] for side in "xywh"]
        assert thumbs["size"] == min(w.min(), h.min()) and thumbs["lines"] == len(set(y.tolist()))


@pytest.mark.parametrize(
    ("clusters", "matching", "size", "expected"),
    [
        (AUTO, 150, (1440, 820, 24), True),
        (AUTO, 151, (1440, 820, 24), False),
        (AUTO, 0, (1440, 820, 24), False),
        (12, 60, (1440, 820, 24), False),
        (AUTO, 150, (1440, 820, 160), False),
        (AUTO, 6, (1440, 820, 160), True),
        (AUTO, 150, (100, 100, 4), False),
    ],
)
def test_a_wall_is_where_all_images_have_room(clusters, matching, size, expected):
    """Of a view that suits itself, and no smaller than thumbnails are to be."""
    assert is_wall(clusters, matching, Canvas(*size)) is expected


def test_few_images_are_one_cell(small_index):
    """All of them are drawn, and fill it."""
    tree = small_index.tree
    node = int(np.argmin(np.abs((tree.hi - tree.lo) - 11)))
    view = Views(small_index).view(ViewRequest(node=node, clusters=AUTO))
    assert [cell["node"] for cell in view["cells"]] == [node]
    assert view["drawn"] == view["matching"] == view["count"]
    none = Views(small_index).view(ViewRequest(clusters=AUTO, where=filter_of(small_index, "false")))
    assert none["cells"] == [] and none["note"] == "No image here matches the filter."


@pytest.mark.parametrize("always", [False, True])
def test_a_long_cell_beside_many_others_takes_them_along_only_where_no_cut_helps(always):
    """It becomes one with few cells; with more, a coarser cut is tried first."""
    far_off = [1e4, *range(63)]
    merges = ward_linkage(np.array([[x, x * x % 7] for x in far_off], np.float32))
    tree = build_tree(relabel(merges, dendrogram_order(merges)))
    wanted = 24
    cut = partial(tree.cut, node=tree.root)
    alone = int(np.argmin(tree.hi[cut(wanted)] - tree.lo[cut(wanted)]))
    assert len(with_sisters(tree, cut(wanted), np.array([alone]))) == 1
    assert len(with_sisters(tree, cut(wanted), np.array([alone]), JOINED)) == wanted

    def arrange(cells):
        rects = np.tile([0, 0, 100, 100], (len(cells), 1))
        if len(cells) == wanted or (always and len(cells) > 1):
            rects[-1 if alone else 0, 3] = 10
        return Arrangement(cells, None, None, SimpleNamespace(cells=rects), len(cells))

    found = without_slivers(tree, arrange, cut, wanted)
    assert found.cells.tolist() == ([tree.root] if always else cut(int(COARSER[0] * wanted)).tolist())
