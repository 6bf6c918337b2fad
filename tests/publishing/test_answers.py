"""A static copy answers as the server does, from its files alone."""

import json
import shutil
from pathlib import Path
from urllib.parse import quote

import numpy as np
import pytest

from explorer.analysis.titles.cluster_titles import TitleMaker
from explorer.analysis.titles.source_titles import Title
from explorer.dataset import Dataset, open_index
from explorer.filters.filter import ALL, condition_of
from explorer.publishing import PublishReport, publish
from explorer.view.item_summary import describe_item
from explorer.view.map.map_tiles import read_tiles
from explorer.view.map.maps import Maps
from explorer.view.path_down import path_down
from explorer.view.request import ViewRequest
from explorer.view.views import Views
from tests.publishing.asking import ask

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not installed")

REQUESTS = (
    {"width": 1400, "height": 820, "clusters": 0},
    {"width": 1400, "height": 820, "clusters": 60, "thumb": 16},
    {"width": 390, "height": 600, "clusters": 0, "model": "b"},
    {"width": 900, "height": 700, "clusters": 2},
    {"width": 700, "height": 500, "clusters": 200},
    {"node": 596, "width": 1000, "height": 600, "clusters": 0},
    {"node": 590, "width": 1000, "height": 600, "clusters": 30},
    {"node": 480, "width": 800, "height": 600, "clusters": 0},
)


@pytest.fixture
def index(small_index_path: Path):
    """The index that was copied."""
    with open_index(small_index_path) as opened:
        yield opened


def without_titles(view: dict) -> dict:
    """A view without its titles, which a copy has worked out ahead."""
    told = ("title", "named_by", "share")
    boxes = {
        part: [{key: value for key, value in box.items() if key not in told} for box in view[part]]
        for part in ("cells", "frames")
    }
    path = [{"node": stop["node"], "count": stop["count"]} for stop in view["breadcrumb"]]
    return view | boxes | {"breadcrumb": path}


def address(request: dict) -> str:
    """The question for a view."""
    return "view?" + "&".join(f"{name}={value}" for name, value in request.items())


def test_views_are_those_of_the_server(index: Dataset, copied: PublishReport):
    """Cells, thumbnails, frames, rates, notes and path: all but titles is equal, whatever the window."""
    views = Views(index)
    for request, told in zip(REQUESTS, ask(copied.out, *map(address, REQUESTS)), strict=True):
        assert without_titles(told) == without_titles(views.view(ViewRequest(**request))), request


def test_cells_have_titles(index: Dataset, copied: PublishReport):
    """Each is called something and no two the same, the root All, a single image by its label or name."""
    whole, single = ask(copied.out, address(REQUESTS[1]), address({"width": 500, "height": 400, "node": 3}))
    titles = [cell["title"] for cell in whole["cells"] if not cell["leaf"]]
    assert len(set(titles)) == len(titles)
    assert all(box["title"] for box in (*whole["cells"], *whole["frames"]))
    assert whole["breadcrumb"] == [{"node": 598, "title": "All", "count": 300}]
    assert single["cells"][0]["title"] == TitleMaker(index).title(3)


def test_titles_have_the_names_that_they_join(index: Dataset, tmp_path, monkeypatch):
    """Where a class has a comma in its name: whoever cuts a title to its room cuts none of them."""
    called = Title("van, small, boat", "label", 0.5, names=("van, small", "boat"))
    monkeypatch.setattr(TitleMaker, "own", lambda self, nodes, counts=None: [called] * len(nodes))
    monkeypatch.setattr(TitleMaker, "tell", lambda self, asked, counts=None: [called] * len(asked))
    (told,) = ask(publish(index, tmp_path / "site").out, address(REQUESTS[1]))
    boxes = [box for box in (*told["cells"], *told["frames"]) if not box.get("leaf")]
    assert len(boxes) > 1 and all(box["names"] == ["van, small", "boat"] for box in boxes)


def test_marks_are_those_of_the_server(index: Dataset, copied: PublishReport):
    """Rows that are listed, and mistakes, are drawn first and counted."""
    mark = "label%20%3C%3E%20prediction"
    (told,) = ask(copied.out, f"{address(REQUESTS[0])}&mark={mark}&rows=3,10:20")
    wrong = np.flatnonzero(index.correct("") == 0)
    cell = told["cells"][0]
    listed = [row for row in (3, *range(10, 20)) if cell["lo"] <= row < cell["hi"]]
    assert cell["marked"] == len(listed)
    for row, digit in zip(cell["thumbs"]["rows"], cell["thumbs"]["marked"], strict=True):
        assert int(digit) == (row in listed) + 2 * (row in wrong)


def test_items_are_those_of_the_server(index: Dataset, copied: PublishReport):
    """What is said of an image, and why it is where it is."""
    row = 41
    item, path, _ = ask(copied.out, f"items/{row}", f"items/{row}/clusters", f"items/{299}")
    given = describe_item(index, row, False)
    for name in ("path", "label", "node", "color", "task"):
        assert item[name] == given[name], name
    for told, model in zip(item["models"], given["models"], strict=True):
        assert told == model | {"confidence": pytest.approx(model["confidence"], abs=1e-6)}
    for near, other in zip(item["neighbors"], given["neighbors"], strict=False):
        assert near | {"distance": 0} == other | {"distance": 0}
        assert near["distance"] == pytest.approx(other["distance"], abs=1e-4)
    assert [(stop["node"], stop["count"]) for stop in path["clusters"]] == [
        (stop["node"], stop["count"]) for stop in path_down(Views(index), row)
    ]


def test_thumbnails_are_those_of_the_index(index: Dataset, copied: PublishReport):
    """The bytes of every size, in the order asked for."""
    rows = [299, 0, 17, 18, 256]
    body = list(np.array(rows, "<u4").tobytes())
    for size in (24, 48, 100, 4096):
        (pack,) = ask(copied.out, [f"thumbs?size={size}", body])
        assert bytes(pack) == index.thumbnails.pack(rows, size), size


def test_lists_are_those_of_the_server(index: Dataset, copied: PublishReport):
    """Rows of a cluster, backwards too, and windows of what the grid draws."""
    node = 590
    lo, hi = int(index.tree.lo[node]), int(index.tree.hi[node])
    window = f"nodes/{node}/images?offset=2&limit=5&named=true"
    rows, part = ask(
        copied.out,
        f"nodes/{node}/rows?descending=true",
        f"{window}&find={lo}",
    )
    assert np.frombuffer(bytes(rows), "<u4").tolist() == list(range(lo, hi))[::-1]
    assert (part["total"], part["rows"], part["place"]) == (hi - lo, list(range(lo + 2, lo + 7)), 0)
    assert part["names"] == index.items["path"].to_pylist()[lo + 2 : lo + 7]
    assert part["colors"] == index.colors[lo + 2 : lo + 7].tobytes().hex()


def test_what_a_copy_cannot_do_is_refused_in_a_sentence(copied: PublishReport):
    """An unknown route, a node and a file that are not there."""
    assert ask(copied.out, "search?text=x")[0]["error"].startswith("A static copy cannot do this")
    assert ask(copied.out, "items/100000")[0]["error"].startswith("This copy lacks")


def test_a_cluster_is_published_as_if_it_were_all(index: Dataset, tmp_path: Path):
    """Rows and nodes count from 0, and the images are those of the cluster."""
    node = 594
    lo, hi = int(index.tree.lo[node]), int(index.tree.hi[node])
    report = publish(index, tmp_path / "part", node=node)
    assert report.images == hi - lo
    view, item = ask(report.out, "view?width=900&height=600&clusters=0", "items/0")
    assert (view["lo"], view["hi"], view["node"]) == (0, hi - lo, 2 * (hi - lo) - 2)
    assert item["path"] == index.items["path"][lo].as_py()
    assert all(0 <= near["row"] < hi - lo for near in item["neighbors"])


def test_the_map_is_that_of_the_server(index: Dataset, copied: PublishReport):
    """Frames, tiles at several levels with a cluster in view and rows marked, and places of rows."""
    maps = Maps(Views(index))
    wanted = ["0/0/0", "1/0/1,1/1/0", "3/4/4,3/3/5", "6/30/33"]
    nodes = [None, 590]
    questions = [f"map/tiles?tiles={tiles}{of_node(node)}" for tiles in wanted for node in nodes]
    given = [(tiles, node) for tiles in wanted for node in nodes]
    for (tiles, node), told in zip(given, ask(copied.out, *questions), strict=True):
        found = maps.tiles.tiles(ViewRequest(node=node), read_tiles(tiles, 64))
        assert told["tiles"] == found["tiles"], (tiles, node)
    frames = ask(copied.out, *(f"map?{of_node(node)}" for node in nodes))
    for node, told in zip(nodes, frames, strict=True):
        assert told == maps.describe(node, ALL)
    (places,) = ask(copied.out, "map/points?rows=4,250")
    assert places["points"] == maps.points(np.array([4, 250]))


def of_node(node: int | None) -> str:
    """The parameter of a cluster in view."""
    return "" if node is None else f"&node={node}"


def test_names_on_the_map_stand_where_the_server_puts_them(index: Dataset, copied: PublishReport):
    """Of the titles that clusters have by themselves; what tells equal ones apart is that of a copy."""
    views = Views(index)
    for level, node in ((0, None), (2, 590)):
        (told,) = ask(copied.out, f"map/names?level={level}{of_node(node)}")
        given = {name["node"]: name for name in Maps(views).names.names(level, node, ALL)["names"]}
        both = [name for name in told["names"] if name["node"] in given]
        assert len(both) >= 0.9 * max(len(told["names"]), len(given))
        own = views.titles_of([name["node"] for name in both], ALL)
        for name, alone in zip(both, own, strict=True):
            other = given[name["node"]]
            assert (name["x"], name["y"]) == pytest.approx((other["x"], other["y"]), abs=1e-6)
            assert name["count"] == other["count"]
            assert name["title"] == alone or own.count(alone) > 1


def test_rows_within_a_polygon_are_those_of_the_server(index: Dataset, copied: PublishReport):
    """A triangle around some of them."""
    corners = [[0.1, 0.1], [0.9, 0.3], [0.4, 0.95]]
    body = list(json.dumps({"polygon": corners, "where": "", "node": None}).encode())
    (rows,) = ask(copied.out, ["map/rows", body])
    assert (
        np.frombuffer(bytes(rows), "<u4").tolist() == Maps(Views(index)).within(corners, None, ALL).tolist()
    )


FILTERS = (
    "label = 'plum'",
    "label <> prediction",
    "label = 'plum' and prediction = 'apple'",
    "label <> 'plum' AND \"prediction:b\" = 'plum'",
    "label = 'nothing of that name'",
)


def test_filters_by_class_are_those_of_the_server(index: Dataset, copied: PublishReport):
    """Matching images, cells, rates, clauses: of filters that the page writes by itself."""
    views = Views(index)
    for where in FILTERS:
        (told,) = ask(copied.out, f"view?width=1000&height=700&clusters=0&where={quote(where)}")
        given = views.view(ViewRequest(width=1000, height=700, clusters=0, where=condition_of(index, where)))
        assert without_titles(told) == without_titles(given), where
