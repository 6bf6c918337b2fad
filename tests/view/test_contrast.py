"""What tells a cluster from one around it."""

import numpy as np
import pytest

from explorer.errors import InputError, NotFoundError
from explorer.filters.filter import filter_of
from explorer.view.contrast import TOLD, contrast
from explorer.view.views import Views

ROOT = 598


@pytest.fixture(scope="module")
def views(small_index):
    """Views of the small index."""
    return Views(small_index)


def part(views, clusters=5):
    """The largest cluster of a few."""
    tree = views.index.tree
    return max(tree.cut(clusters, ROOT).tolist(), key=lambda node: tree.hi[node] - tree.lo[node])


def test_shares_are_those_of_a_count_by_hand(views):
    """Here and there, of all images of each, by columns as they stand in the item table."""
    index, node = views.index, part(views)
    found = contrast(views, node, ROOT)
    lo, hi = int(index.tree.lo[node]), int(index.tree.hi[node])
    assert (found["matching"], found["against"]) == (
        hi - lo,
        {"node": ROOT, "title": "All", "matching": 300},
    )
    assert 1 <= len(found["values"]) <= TOLD
    labels = np.array(index.items["label"].to_pylist(), object)
    named = [value for value in found["values"] if value["column"] == "label"]
    assert named, "clusters of the small index are of one class"
    for value in named:
        here = int((labels[lo:hi] == value["value"]).sum())
        there = int((labels == value["value"]).sum())
        assert (value["count"], value["count_against"]) == (here, there)
        assert value["share"] == round(here / (hi - lo), 4) > value["share_against"] == round(there / 300, 4)


def test_nothing_is_said_twice_and_no_file_by_its_name(views):
    """The folder of a class is called as the class; paths and hashes tell one file from another."""
    found = contrast(views, part(views), ROOT)["values"]
    assert len({value["value"].casefold() for value in found}) == len(found)
    columns = {value["column"] for value in found}
    assert not columns & {"path", "hash", "source_row", "modified", "prediction", "confidence"}


def test_under_a_filter_only_what_matches_counts(views):
    """Within one class, the class tells nothing."""
    node = part(views)
    assert any(value["column"] == "label" for value in contrast(views, node, ROOT)["values"])
    found = contrast(views, node, ROOT, filter_of(views.index, "label = 'plum'"))
    matching = int((np.array(views.index.items["label"].to_pylist(), object) == "plum").sum())
    assert found["against"]["matching"] == matching
    assert all(value["column"] != "label" for value in found["values"])
    assert contrast(views, node, ROOT, filter_of(views.index, "price < -1"))["values"] == []


def test_without_another_the_one_above_in_the_tree_is_meant(views):
    """And of all images there is nothing to tell."""
    node = part(views)
    assert contrast(views, node)["against"]["node"] == views.index.tree.parent[node]
    assert contrast(views, ROOT) is None


def test_a_cluster_that_is_not_around_it_is_refused(views):
    """Nor is itself, nor a node that is not there."""
    node = part(views)
    for against in (0, node):
        with pytest.raises(InputError, match="does not hold"):
            contrast(views, node, against)
    with pytest.raises(NotFoundError):
        contrast(views, node, 599)
