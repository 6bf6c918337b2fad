"""The clusters that hold an image, from all down to the smallest."""

import numpy as np
import pytest

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
    assert [stop["title"] for stop in stops[1:]] == [views.title(node, ALL) for node in nodes[1:]]


@pytest.mark.parametrize("row", [0, 150])
def test_the_last_is_so_small_that_its_cut_is_the_image_itself(views, row):
    """The next step down would be the image."""
    last = path_down(views, row)[-1]["node"]
    assert row in views.index.tree.cut(CLUSTERS_A_STEP, last)


def test_a_cluster_that_is_called_as_the_one_before_is_left_out(views, monkeypatch):
    """Of many of one name the outermost stays, and the smallest."""
    monkeypatch.setattr(views, "title", lambda node, where: "plum")
    stops = path_down(views, 150)
    assert [stop["title"] for stop in stops] == ["All", "plum", "plum"]
    assert stops[-1]["count"] < stops[1]["count"]


def test_a_row_that_is_not_there_is_refused(views):
    """In one sentence, as everywhere."""
    with pytest.raises(NotFoundError, match="no row 300"):
        path_down(views, 300)
