"""Vectors whitened within classes and moved by a step of mean shift: by plain loops, and what it is for."""

import numpy as np
import pytest

from explorer.analysis.scan.balls import Neighborhoods
from explorer.analysis.scan.nearest_lists import directions_of, exact_lists
from explorer.analysis.scan.whitened import mean_shifted, mean_shifted_by_graph, whitening
from explorer.clustering.neighbors.search import nearest_neighbors


def drawn(n: int = 1_200, d: int = 24) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Three classes that vary by much along half of the axes; a kind lies apart along the others."""
    rng = np.random.default_rng(0)
    classes = rng.integers(0, 3, n)
    kind = (classes == 1) & (rng.random(n) < 0.15)
    spread = np.where(np.arange(d) < d // 2, 3.0, 1.0)
    vectors = rng.normal(size=(n, d)) * spread + 10 * classes[:, None]
    vectors[kind, d // 2 :] += 2.0
    return vectors.astype(np.float32), classes, kind


def test_whitened_vectors_vary_alike_within_classes():
    """Their covariance within classes is near the unit matrix, whatever lies between the classes."""
    vectors, classes, _ = drawn()
    found = whitening(vectors, classes).of(vectors)
    centered = found - np.array([found[classes == code].mean(0) for code in range(3)])[classes]
    covariance = centered.T @ centered / len(found)
    # Shrunk: what hardly varies stays below 1.
    assert np.abs(covariance - np.diag(np.diag(covariance))).max() < 1e-6
    assert 0.9 < np.diag(covariance)[:12].min() and np.diag(covariance).max() <= 1


def test_each_is_moved_to_the_mean_of_the_nearest_of_its_class():
    """By plain loops; what has no class stays, and small classes have fewer neighbours."""
    vectors, classes, _ = drawn(300)
    classes[:20], classes[20:26] = -1, 7
    known = classes >= 0
    moved = mean_shifted(vectors, classes)
    whitened = whitening(vectors[known], classes[known]).of(vectors)
    assert np.allclose(moved[:20], whitened[:20], rtol=1e-5)
    for row in (25, 100, 299):
        mine = np.flatnonzero(classes == classes[row])
        nearest = mine[np.argsort(np.linalg.norm(whitened[mine] - whitened[row], axis=1))[:15]]
        assert np.allclose(moved[row], whitened[nearest].mean(axis=0), rtol=1e-3, atol=0.05)


def best(lists: Neighborhoods, kind: np.ndarray) -> float:
    """The largest share of a kind among as many of a list as it has images."""
    return float(kind[lists.members[:, : int(kind.sum())]].mean(axis=1).max())


@pytest.mark.parametrize("by_graph", [False, True])
def test_a_kind_that_is_no_ball_is_one_then(by_graph):
    """What tells it is small beside what all of its class vary by."""
    vectors, classes, kind = drawn()
    if by_graph:
        neighbors = nearest_neighbors(vectors, 15).rows
        moved = mean_shifted_by_graph(vectors.__getitem__, classes, neighbors).astype(np.float32)
    else:
        moved = mean_shifted(vectors, classes)
    rows, mine = np.arange(len(vectors)), np.flatnonzero(classes == 1)
    before, after = (
        best(exact_lists(directions_of(each, "euclidean"), rows, classes, mine), kind)
        for each in (vectors, moved)
    )
    assert before < 0.5 < 0.8 < after


def test_nothing_to_whiten_is_no_error():
    """No class, one image of each, all images the same, fewer images than numbers of each."""
    vectors = np.random.default_rng(0).normal(size=(12, 30)).astype(np.float32)
    none = np.full(12, -1)
    assert mean_shifted(vectors, none).shape[0] == 12
    assert not mean_shifted_by_graph(vectors.__getitem__, none, np.zeros((12, 3), int)).any()
    for classes in (np.arange(12), np.zeros(12, int)):
        for each in (vectors, np.ones_like(vectors)):
            assert np.isfinite(mean_shifted(each, classes)).all()
            graph = np.arange(12)[:, None]
            assert np.isfinite(mean_shifted_by_graph(each.__getitem__, classes, graph)).all()
