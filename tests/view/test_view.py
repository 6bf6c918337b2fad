"""Views of the small index: the shape that is promised, counts against counting, filters, reachability."""

import json
from dataclasses import replace

import numpy as np
import pytest

from explorer.errors import InputError, NotFoundError, WhereError
from explorer.filters.filter import filter_of
from explorer.view import Mark, ViewRequest, Views, make_view
from explorer.view.arrangement import arrange_cells

CELL = {
    "node",
    "lo",
    "hi",
    "count",
    "matching",
    "x",
    "y",
    "w",
    "h",
    "title",
    "leaf",
    "accuracy",
    "interval",
    "thumbs",
}
SMALL = ViewRequest(clusters=12, width=900, height=600, thumb=24)


@pytest.fixture(scope="module")
def views(small_index):
    """One `Views` for all tests here: its caches are part of what is tested."""
    return Views(small_index)


def test_has_the_shape_that_design_names(views):
    """Every name of `/api/view` is there, and all of it goes through JSON unchanged."""
    answer = views.view(SMALL)
    assert set(answer) >= {
        "node",
        "lo",
        "hi",
        "count",
        "matching",
        "breadcrumb",
        "cells",
        "note",
        "frames",
        "build",
    }
    for cell in answer["cells"]:
        assert set(cell) >= CELL
        assert set(cell["thumbs"]) >= {"x", "y", "size", "columns", "rows", "colors", "wrong", "whole"}
        assert len(cell["thumbs"]["colors"]) == 6 * len(cell["thumbs"]["rows"])
        assert len(cell["thumbs"]["wrong"]) == len(cell["thumbs"]["rows"])
    for frame in answer["frames"]:
        assert set(frame) >= {"node", "x", "y", "w", "h", "title", "count", "depth"}
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer


def test_cells_partition_the_node(views, small_index):
    """Cells lie side by side from the first row to the last, as many as asked for."""
    answer = views.view(SMALL)
    assert len(answer["cells"]) == 12
    edges = [cell["lo"] for cell in answer["cells"]] + [answer["cells"][-1]["hi"]]
    assert edges == sorted(edges)
    assert (edges[0], edges[-1]) == (0, small_index.n)
    assert sum(cell["count"] for cell in answer["cells"]) == small_index.n
    assert [cell["lo"] for cell in answer["cells"][1:]] == [cell["hi"] for cell in answer["cells"][:-1]]


def test_frames_hold_cells_of_theirs(views, small_index):
    """A frame's rows are those of the cells in it, and its accuracy is theirs."""
    answer = views.view(SMALL)
    assert answer["frames"]
    for frame in answer["frames"]:
        inside = [c for c in answer["cells"] if frame["x"] <= c["x"] < frame["x"] + frame["w"]]
        inside = [c for c in inside if frame["y"] <= c["y"] < frame["y"] + frame["h"]]
        assert sum(cell["count"] for cell in inside) == frame["count"]
        correct = small_index.correct("")[inside[0]["lo"] : inside[-1]["hi"]]
        assert frame["accuracy"] == round(np.mean(correct[correct >= 0]), 4)
        judged = int((correct >= 0).sum())
        assert (frame["interval"] is None) == (judged < 10)
        if frame["interval"]:
            assert frame["interval"][0] <= frame["accuracy"] <= frame["interval"][1]


def test_counts_and_accuracy_against_counting(views, small_index):
    """Prefix sums agree with counting the rows of every cell, under a filter too."""
    mask = small_index.column("price") < 50
    correct = small_index.correct("")
    for cell in views.view(replace(SMALL, where=filter_of(small_index, "price < 50")))["cells"]:
        rows = np.arange(cell["lo"], cell["hi"])
        rows = rows[mask[rows]]
        known = correct[rows][correct[rows] >= 0]
        assert cell["matching"] == len(rows)
        assert cell["accuracy"] == pytest.approx(known.mean(), abs=1e-4)
        assert (cell["interval"] is None) == (len(known) < 10)
        if cell["interval"]:
            assert cell["interval"][0] <= cell["accuracy"] <= cell["interval"][1]
        assert set(cell["thumbs"]["rows"]) <= set(rows.tolist())


def test_rows_come_in_order_with_their_colours_and_verdicts(views, small_index):
    """Colours and signs are those of the rows they stand beside."""
    correct = small_index.correct("b")
    for cell in views.view(replace(SMALL, model="b"))["cells"]:
        thumbs = cell["thumbs"]
        assert thumbs["rows"] == sorted(set(thumbs["rows"]))
        assert thumbs["rows"][0] == cell["lo"]
        for i, row in enumerate(thumbs["rows"]):
            assert bytes.fromhex(thumbs["colors"][6 * i : 6 * i + 6]) == bytes(small_index.colors[row])
            assert thumbs["wrong"][i] == {1: "0", 0: "1", -1: "-"}[int(correct[row])]


@pytest.mark.parametrize("where", ["", "price < 50"])
def test_every_image_can_be_reached(views, small_index, where):
    """Going down from the root, into every cell that does not show all it has, shows every image."""
    seen, waiting = set(), [small_index.tree.root]
    while waiting:
        answer = views.view(ViewRequest(waiting.pop(), 4, 300, 200, 24, filter_of(small_index, where)))
        for cell in answer["cells"]:
            if cell["thumbs"]["whole"]:
                seen.update(cell["thumbs"]["rows"])
            else:
                waiting.append(cell["node"])
    price = small_index.column("price")
    assert seen == set(np.flatnonzero(price < 50).tolist() if where else range(small_index.n))


def test_whole_means_all(views):
    """A cell is whole exactly when it draws every image that matches."""
    for cell in views.view(replace(SMALL, thumb=60))["cells"]:
        assert cell["thumbs"]["whole"] == (len(cell["thumbs"]["rows"]) == cell["matching"])


def test_a_single_image_is_a_view(views, small_index):
    """A leaf has one cell that is itself."""
    answer = views.view(replace(SMALL, node=5))
    assert [cell["node"] for cell in answer["cells"]] == [5]
    assert answer["cells"][0]["leaf"]
    assert answer["cells"][0]["thumbs"]["rows"] == [5]
    titles = [step["title"] for step in answer["breadcrumb"]]
    assert titles[-1] not in titles[:-1] and not titles[-1].endswith(".png")
    assert "1 image" in answer["note"]


def test_fewer_images_than_cells(views, small_index):
    """A cluster of a few images gives each its own cell, and says so."""
    node = int(small_index.tree.ancestor_with(0, 4))
    answer = views.view(replace(SMALL, node=node))
    assert all(cell["leaf"] for cell in answer["cells"])
    assert len(answer["cells"]) == answer["count"]
    assert "each has a cell of its own" in answer["note"]


def test_no_view_draws_more_than_can_be_sent(views):
    """Thumbnails of 4 pixels on the largest canvas are drawn larger, and the note says so; usual ones not."""
    huge = ViewRequest(None, 4, 8192, 8192, 4)
    answer = views.view(huge)
    assert {cell["thumbs"]["size"] for cell in answer["cells"]} != {4}
    assert (8192 / huge.drawn_side) ** 2 <= 60_000
    assert answer["note"] == "Thumbnails are drawn at 34 px: one view has room for 60,000 of them."
    assert ViewRequest(None, 48, 3840, 2160, 12).drawn_side == 12


def test_what_a_view_costs_is_known_before_it_is_made(views):
    """Of usual size and under what was seen before it is cheap; under anything new, or huge, it is not."""
    usual = ViewRequest(None, 9, 800, 500, 30, filter_of(views.index, "price < 41"))
    assert not views.is_cheap(usual)
    views.view(usual)
    assert views.is_cheap(usual)
    for other in (
        {"where": filter_of(views.index, "price < 42")},
        {"color": "column:place"},
        {"width": 8192, "thumb": 4},
        {"clusters": 900},
    ):
        assert not views.is_cheap(replace(usual, **other)), other
    assert not views.is_cheap(usual, filter_of(views.index, "price < 43"))


def test_a_window_without_room_shows_fewer_and_says_why(views):
    """Two hundred clusters in 100 by 80 pixels: the note names both numbers."""
    answer = views.view(ViewRequest(None, 200, 100, 80, 24))
    assert 1 <= len(answer["cells"]) < 200
    assert (
        answer["note"] == f"Showing {len(answer['cells'])} of 200 clusters: the window has no room for more."
    )


def test_a_filter_that_nothing_matches(views):
    """No cells, a sentence, no error."""
    answer = views.view(replace(SMALL, where=filter_of(views.index, "price > 1000")))
    assert (answer["cells"], answer["frames"], answer["matching"]) == ([], [], 0)
    assert answer["note"] == "No image here matches the filter."


def test_a_filter_prunes_empty_cells(views):
    """Only clusters with matches are there, as many as asked for while there are enough."""
    answer = views.view(replace(SMALL, where=filter_of(views.index, "label = 'plum'")))
    assert len(answer["cells"]) == 12
    assert all(cell["matching"] > 0 for cell in answer["cells"])
    titles = [cell["title"] for cell in answer["cells"]]
    assert all(titles) and len(set(titles)) > 2


def test_as_many_cells_as_asked_for(views):
    """K on screen is K asked for, at two window sizes."""
    for width, height in ((1440, 900), (840, 835)):
        for k in (2, 3, 7, 8, 9, 24, 48, 64):
            assert len(views.view(ViewRequest(None, k, width, height))["cells"]) == k


def test_an_index_of_one_image(small_index):
    """n = 1: the root is the image."""
    answer = make_view(OneImage(small_index), ViewRequest())
    assert answer["node"] == 0
    assert [cell["thumbs"]["rows"] for cell in answer["cells"]] == [[0]]
    assert answer["breadcrumb"] == [{"node": 0, "title": "All", "count": 1}]


class OneImage:
    """The first row of an index, as an index of its own."""

    build = "one"
    models = ()
    n = 1
    class_shares = None

    def __init__(self, index):
        from explorer.clustering.tree.dendrogram import build_tree
        from explorer.index.item_columns import encode

        self.items = index.items.slice(0, 1)
        self.colors = index.colors[:1]
        self.tree = build_tree(np.empty((0, 4)))
        self.codes = lambda name: encode(self.items[name])
        self.path, self.manifest = index.path, index.manifest
        self.cached = lambda make, *arguments: make(self, *arguments)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"clusters": -1}, InputError),
        ({"clusters": 10**9}, InputError),
        ({"width": -1}, InputError),
        ({"height": 10**6}, InputError),
        ({"thumb": 0}, InputError),
        ({"thumb": 2.5}, InputError),
        ({"node": -1}, NotFoundError),
        ({"node": 10**12}, NotFoundError),
        ({"model": "nobody"}, NotFoundError),
        ({"where": "price <"}, WhereError),
        ({"where": "secret = 1"}, WhereError),
    ],
)
def test_refuses_what_it_cannot_answer(views, change, error):
    """An error of the package with a sentence, never a traceback of NumPy's."""
    if "where" in change:
        change = {"where": filter_of(views.index, change["where"])}
    with pytest.raises(error, match=r"\w+ .*\w"):
        views.view(replace(SMALL, **change))


def test_two_runs_are_identical(small_index):
    """Same request, same answer, from a fresh cache too."""
    assert make_view(small_index, SMALL) == make_view(small_index, SMALL)


def test_the_same_cells_are_laid_out_once(small_index, monkeypatch):
    """Whatever is marked in them and however they are coloured; what else is asked for is laid out anew."""
    laid_out = []

    def counted(*asked):
        laid_out.append(len(asked[-1]))
        return arrange_cells(*asked)

    monkeypatch.setattr("explorer.view.views.arrange_cells", counted)
    views = Views(small_index)
    plain = views.view(SMALL)
    marked = views.view(replace(SMALL, mark=Mark("", "3,5:9"), color="class"))
    assert len(laid_out) == 1
    places = [[(cell["node"], cell["x"], cell["w"]) for cell in view["cells"]] for view in (plain, marked)]
    assert places[0] == places[1]
    for other in ({"width": 901}, {"clusters": 13}, {"node": plain["cells"][0]["node"]}, {"thumb": 30}):
        before = len(laid_out)
        views.view(replace(SMALL, **other))
        assert len(laid_out) > before, other
