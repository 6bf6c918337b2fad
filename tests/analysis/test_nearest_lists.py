"""Lists of nearest rows: against plain sorting, within classes, and by walking."""

import numpy as np
import pytest

from explorer.analysis.scan import nearest_lists, walked_lists
from explorer.analysis.scan.nearest_lists import centers_among, directions_of, exact_lists
from explorer.analysis.scan.walked_lists import neighbor_graph, walked_class_lists
from explorer.clustering.neighbors.search import nearest_neighbors


def plain(vectors: np.ndarray, center: int, among: np.ndarray, width: int) -> list[int]:
    gaps = np.linalg.norm(vectors[among].astype(np.float64) - vectors[center], axis=1)
    return among[np.argsort(gaps, kind="stable")[:width]].tolist()


@pytest.mark.parametrize("metric", ["cosine", "euclidean"])
def test_lists_are_those_of_plain_sorting(metric, monkeypatch):
    """Nearest first, the centre itself at the head, only rows that were given."""
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(700, 32)) * rng.uniform(0.5, 2, (700, 1))
    if metric == "cosine":
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    rows = np.sort(rng.permutation(700)[:600])
    found = exact_lists(directions_of(vectors[rows], metric), rows)
    assert found.members.shape == (600, 400) and found.members.dtype == np.int32
    for place in (0, 300, 599):
        expected = plain(vectors, rows[place], rows, 400)
        assert found.members[place, 0] == rows[place]
        # Rounding may exchange two that are equally far to a thousandth.
        assert len(set(found.members[place, :100].tolist()) & set(expected[:100])) >= 98
    monkeypatch.setattr(nearest_lists, "available_cores", lambda: 1)
    assert (exact_lists(directions_of(vectors[rows], metric), rows).members == found.members).all()


def test_equal_rows_lead_their_own_lists():
    """Of rows that are all the same, each is at the head of its own list, and none is listed twice."""
    found = exact_lists(directions_of(np.ones((500, 4)), "cosine"), np.arange(500)).members
    assert found[:, 0].tolist() == list(range(500))
    assert all(len(set(line)) == 400 for line in found.tolist())
    zero = exact_lists(directions_of(np.zeros((3, 4)), "euclidean"), np.arange(3)).members
    assert zero.tolist() == [[0, 1, 2], [1, 0, 2], [2, 0, 1]]


def test_lists_within_classes_hold_the_own_class_alone():
    """A row without a class is no centre, and in no list; short lists end with -1."""
    vectors = np.random.default_rng(0).normal(size=(60, 8))
    kinds = np.repeat([0, 1, -1], 20)
    found = exact_lists(directions_of(vectors, "euclidean"), np.arange(60), kinds)
    assert found.members[:, 0].tolist() == list(range(40))
    assert set(found.members[7].tolist()) == {*range(20), -1} and (found.members[:, 20:] == -1).all()
    assert found.members[7, :20].tolist() == plain(vectors, 7, np.arange(20), 20)


def test_a_walk_meets_what_is_near(monkeypatch):
    """Most of the nearest within three steps; of those that it meets the order is that of plain sorting."""
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(3_000, 6)).astype(np.float32)
    graph = neighbor_graph(nearest_neighbors(vectors, 15).rows)
    known, labels = rng.random(3_000) < 0.9, rng.integers(0, 2, 3_000)
    centers = np.flatnonzero(known)[::300]
    monkeypatch.setattr(walked_lists, "_MOST", 1_500)
    found = walked_lists.walked_lists(graph, centers, known, vectors.__getitem__)
    assert known[found.members[found.members >= 0]].all()
    within = walked_class_lists(graph, centers, np.where(known, labels, -1), vectors.__getitem__)
    recall = []
    for place, center in enumerate(centers):
        expected = plain(vectors, center, np.flatnonzero(known), 100)
        assert found.members[place, :15].tolist() == expected[:15]
        recall.append(np.isin(expected, found.members[place]).mean())
        own = within.members[place]
        assert (labels[own[own >= 0]] == labels[center]).all() and own[0] == center
    assert np.mean(recall) > 0.9


def test_centers_are_an_even_stride_of_many_rows(monkeypatch):
    """All rows up to the limit, every second one beyond it."""
    monkeypatch.setattr(nearest_lists, "MOST_CENTERS", 10)
    assert centers_among(np.arange(5, 15)).tolist() == list(range(5, 15))
    assert centers_among(np.arange(11)).tolist() == [0, 2, 4, 6, 8, 10]
    assert centers_among(np.arange(0)).tolist() == []
