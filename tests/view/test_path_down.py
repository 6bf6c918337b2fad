"""The clusters that hold an image, from all down to the smallest."""

import numpy as np
import pytest

from explorer.analysis.titles.cluster_titles import TitleMaker
from explorer.analysis.titles.source_titles import Title
from explorer.errors import NotFoundError
from explorer.filters.filter import ALL
from explorer.view.path_down import CLUSTERS_A_STEP, path_down
from explorer.view.views import Views


@pytest.fixture(scope="module")
def views(small_index):
    """Views of the small index."""
    return Views(small_index)


@pytest.mark.parametrize("row", [0, 77, 150, 299])
def test_every_cluster_holds_the_image_and_lies_in_the_one_before(views, row):
    """It begins with all images, shrinks at each step, and ends above the leaf."""
    tree, stops = views.index.tree, path_down(views, row)
    nodes = [stop["node"] for stop in stops]
    assert (nodes[0], stops[0]["title"], stops[0]["count"]) == (tree.root, "All", 300)
    assert all(tree.lo[node] <= row < tree.hi[node] for node in nodes)
    assert (np.diff([stop["count"] for stop in stops]) < 0).all()
    assert all(node >= tree.n for node in nodes)
    own = [views.title(node, ALL) for node in nodes[1:]]
    assert [stop["title"] for stop in stops[1:-1]] == own[:-1]
    is_said = own[-1] in own[-2:-1]
    assert stops[-1]["title"] == (views.told_from(*nodes[:-3:-1]) if is_said else own[-1])


@pytest.mark.parametrize("row", [0, 150])
def test_the_last_is_so_small_that_its_cut_is_the_image_itself(views, row):
    """The next step down would be the image."""
    last = path_down(views, row)[-1]["node"]
    assert row in views.index.tree.cut(CLUSTERS_A_STEP, last)


def test_a_cluster_that_is_called_as_the_one_before_is_left_out(views, monkeypatch):
    """Of many of one name the outermost stays, and the smallest, which says what tells it from that."""
    monkeypatch.setattr(views, "title", lambda node, where: "plum")
    monkeypatch.setattr(views, "told_from", lambda node, above: f"plum, {above > node and 'darker'}")
    stops = path_down(views, 150)
    assert [stop["title"] for stop in stops] == ["All", "plum", "plum, darker"]
    assert stops[-1]["count"] < stops[1]["count"]


def test_a_darker_cluster_of_one_kind_says_so(small_index, monkeypatch):
    """Nothing but what one sees tells a cluster from one above it, or nothing at all."""
    tree = small_index.tree
    above = int(tree.ancestor_with(0, 40))
    node = int(tree.ancestor_with(0, 4))
    views = Views(small_index)
    plum = Title("plum", "label")
    monkeypatch.setattr(TitleMaker, "own", lambda maker, nodes: [plum] * len(nodes))
    monkeypatch.setattr(TitleMaker, "tell", lambda maker, asked, counts=None: [None] * len(asked))
    light = {above: [120.0] * 3, node: [60.0] * 3}
    monkeypatch.setattr(TitleMaker, "shades", lambda maker, nodes: np.array([light[node] for node in nodes]))
    assert views.told_from(node, above) == "plum, darker"
    light[node] = [118.0] * 3
    assert views.told_from(node, above) == "plum"


def test_a_row_that_is_not_there_is_refused(views):
    """In one sentence, as everywhere."""
    with pytest.raises(NotFoundError, match="no row 300"):
        path_down(views, 300)
