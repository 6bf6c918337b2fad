"""Outliers: far from everything, copies or not."""

from types import SimpleNamespace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from explorer.analysis import outlier_scores as module
from explorer.analysis.outlier_scores import outliers
from explorer.clustering.neighbors.search import nearest_neighbors


def test_two_neighbours_by_hand():
    """Median distances 1, 1, 1 and 3; row 3 is three times as far out as its neighbours."""
    near = SimpleNamespace(
        rows=np.array([[1, 2], [0, 2], [1, 0], [2, 1]]),
        distances=np.array([[1.0, 2], [1, 1], [1, 2], [3, 4]]),
        metric="euclidean",
    )
    found = outliers(near)
    assert found.rows.tolist() == [3, 0, 1, 2]
    # 3 * 3 / 1 = 9 against a median of 1.
    np.testing.assert_allclose(found.score, [0.9, 0.5, 0.5, 0.5])


def crowd(copies_each, seed=0):
    """Clusters of two densities, then ten odd points, each several times; and which those are."""
    rng = np.random.default_rng(seed)
    dense = rng.normal(0, 0.3, (300, 8))
    loose = rng.normal(6, 1.0, (300, 8))
    far = rng.normal(size=(10, 8))
    # In all directions: a crowd of odd points in one place would be a cluster, not outliers.
    odd = np.repeat(30 * far / np.linalg.norm(far, axis=1, keepdims=True), copies_each, axis=0)
    points = np.concatenate([dense, loose, odd])
    return points, np.arange(len(points)) >= 600


def test_odd_points_come_first_even_when_they_are_there_twice():
    """Copies do not hide each other, whether known by name or by distance 0."""
    for times in (1, 2, 5):
        points, odd = crowd(times)
        near = nearest_neighbors(points, 15)
        group = np.unique(points, axis=0, return_inverse=True)[1].ravel()
        for copies in (None, group):
            found = outliers(near, copies)
            assert odd[found.rows[: odd.sum()]].all(), (times, copies is None)


def test_near_copies_do_not_hide_each_other():
    """Three versions of one odd image are still far from most of their neighbours."""
    points, odd = crowd(3)
    points = points + np.random.default_rng(1).normal(0, 1e-3, points.shape)
    found = outliers(nearest_neighbors(points, 15))
    rank = np.empty(len(points))
    rank[found.rows] = -np.arange(len(points))
    assert roc_auc_score(odd, rank) > 0.99


def test_only_copies_are_not_judged():
    """A picture with nothing but copies around it is a group, not an outlier."""
    near = nearest_neighbors(np.concatenate([np.zeros((20, 2)), np.eye(2)]), 5)
    found = outliers(near)
    assert sorted(found.rows.tolist()) == [20, 21]


def test_one_image_and_equal_images_have_no_outlier():
    """Empty, not an error and not NaN."""
    for points in (np.zeros((1, 3)), np.zeros((9, 3))):
        assert not len(outliers(nearest_neighbors(points, 5)).rows)


def test_the_unit_of_distance_does_not_matter():
    """Neighbours a ten-thousandth apart are other pictures still."""
    points, _ = crowd(2)
    small, usual = (outliers(nearest_neighbors(scale * points, 10)) for scale in (1e-4, 1))
    assert small.rows[:20].tolist() == usual.rows[:20].tolist()


def test_blocks_do_not_change_the_result(monkeypatch):
    """Rows are independent of the run in which they are read."""
    near = nearest_neighbors(crowd(2)[0], 10)
    whole = outliers(near)
    monkeypatch.setattr(module, "_BLOCK", 7)
    parts = outliers(near)
    np.testing.assert_array_equal(whole.rows, parts.rows)
    np.testing.assert_array_equal(whole.score, parts.score)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 60), st.integers(1, 6))
def test_what_holds_of_any_points(seed, n, k):
    """Scores lie in [0, 1] and descend; every distinct point is judged once; scale does not matter."""
    points = np.random.default_rng(seed).normal(size=(n, 3))
    found = outliers(nearest_neighbors(points, k))
    assert sorted(found.rows.tolist()) == list(range(n))
    assert (np.diff(found.score) <= 0).all() and found.score.min() >= 0 and found.score.max() <= 1
    again = outliers(nearest_neighbors(points * 4, k))
    np.testing.assert_allclose(np.sort(found.score), np.sort(again.score), rtol=1e-4)


def test_lengths_give_the_distances_of_the_points_themselves():
    """The same ranking as of the points, from their directions and how far they are from the middle."""
    points = np.random.default_rng(4).normal(size=(200, 6)) * np.linspace(1, 3, 200)[:, None]
    lengths = np.linalg.norm(points, axis=1)
    near = nearest_neighbors((points / lengths[:, None]).astype(np.float32), 15)
    gaps = np.linalg.norm(points[near.rows] - points[:, None], axis=2)
    theirs = outliers(SimpleNamespace(rows=near.rows, distances=gaps, metric="euclidean"))
    ours = outliers(near, lengths=lengths)
    assert ours.rows.tolist() == theirs.rows.tolist()
    np.testing.assert_allclose(ours.score, theirs.score, rtol=1e-3)
    assert ours.rows.tolist() != outliers(near).rows.tolist()
