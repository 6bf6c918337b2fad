"""A result as a set: its cut, its histogram, and the clusters that hold it."""

import numpy as np
import pytest

from explorer.errors import InputError
from explorer.search import score_sets, search
from explorer.search.score_sets import histogram


def test_bins_hold_every_score():
    """Counts of equal steps between the least and the greatest."""
    assert histogram(np.array([0, 0.1, 0.5, 1.0]), 2) == {"lo": 0.0, "hi": 1.0, "counts": [2, 2]}
    assert sum(histogram(np.full(9, 0.3, np.float32), 5)["counts"]) == 9
    assert sum(histogram(np.full(9, 0.9, np.float32), 200)["counts"]) == 9
    assert histogram(np.empty(0), 3)["counts"] == [0, 0, 0]


def test_bins_are_those_of_numpy_however_many_scores(monkeypatch):
    """Counted in parts, beside numpy's own, whose bins are the same."""
    monkeypatch.setattr(score_sets, "BLOCK", 64)
    scores = np.random.default_rng(0).normal(size=1000)
    assert histogram(scores, 17)["counts"] == np.histogram(scores, 17)[0].tolist()


def test_a_cut_makes_a_set_of_a_ranking(small_index):
    """All images that score as much are counted, and none besides is listed."""
    every = search(small_index, row=30, limit=300)
    cut = every.results[40]["score"]
    found = search(small_index, row=30, limit=10, cut=cut, bins=20, clusters=12)
    expected = sum(hit["score"] >= cut for hit in every.results)
    assert (found.total, found.cut, len(found.results)) == (expected, cut, 10)
    assert sum(found.histogram["counts"]) == small_index.n - 1
    assert every.total is None and every.histogram is None and every.clusters is None


def test_the_small_copy_tells_the_same_set(small_index, monkeypatch):
    """Through bytes and through floats, the images above a cut are the same."""
    from explorer.index.quantized import small_rows

    plain = search(small_index, row=30, cut=0.5, clusters=300)
    with monkeypatch.context() as patched:
        patched.setattr(type(small_index), "small_copy", small_rows(np.asarray(small_index.embeddings)))
        assert search(small_index, row=30, cut=0.5, clusters=300) == plain


def test_clusters_are_ranked_by_what_they_hold(small_index):
    """Those that hold most of the set first; all of them together hold all of it."""
    found = search(small_index, text="plum", clusters=12)
    labels = small_index.items["label"].to_pylist()
    assert sum(each["count"] for each in found.clusters) == found.total == labels.count("plum")
    assert found.clusters == sorted(found.clusters, key=lambda each: -each["count"])
    for each in found.clusters:
        lo, hi = small_index.tree.lo[each["node"]], small_index.tree.hi[each["node"]]
        assert each["size"] == hi - lo
        assert each["count"] == labels[lo:hi].count("plum")


def test_within_a_cluster_its_parts_are_ranked(small_index):
    """What is searched is what is divided."""
    node = int(small_index.tree.children[small_index.root][0])
    found = search(small_index, text="plum apple", node=node, clusters=4)
    lo, hi = small_index.tree.lo[node], small_index.tree.hi[node]
    assert all(lo <= small_index.tree.lo[each["node"]] < hi for each in found.clusters)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"cut": float("nan")}, "cut"),
        ({"bins": -1}, "bins"),
        ({"bins": 10**6}, "bins"),
        ({"clusters": 10**6}, "clusters"),
    ],
)
def test_what_cannot_be_shown_is_refused(small_index, asked, said):
    """One sentence."""
    with pytest.raises(InputError, match=said):
        search(small_index, row=1, **asked)


@pytest.mark.filterwarnings("error")
def test_a_cut_above_all_leaves_nothing(small_index):
    """Nothing found is an answer, also above what scores can be written as."""
    for cut in (2.0, 1e300):
        found = search(small_index, row=1, cut=cut, clusters=5, bins=5)
        assert (found.results, found.total, found.clusters) == ([], 0, [])
