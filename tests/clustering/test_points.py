"""Which points are equal."""

import numpy as np
import pytest

from explorer.clustering import points
from explorer.clustering.points import distinct_points


def check_distinct(vectors: np.ndarray, first: np.ndarray, group: np.ndarray) -> None:
    """Each group is one value, each value one group, and a group's number grows with its first point."""
    np.testing.assert_array_equal(vectors[first][group], vectors)
    assert len(first) == len(np.unique(vectors + vectors.dtype.type(0), axis=0))
    assert (np.diff(first) > 0).all()
    np.testing.assert_array_equal(group[first], np.arange(len(first)))


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("block", [7, 2048])
def test_equal_points_are_one(dtype, block, monkeypatch):
    """In blocks too; zeros of both signs are equal."""
    monkeypatch.setattr(points, "_BLOCK", block)
    vectors = np.random.default_rng(0).choice([-1.0, -0.0, 0.0, 1.0], size=(400, 5)).astype(dtype)
    check_distinct(vectors, *distinct_points(vectors))
    check_distinct(vectors[::3], *distinct_points(vectors[::3]))


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_keys_of_small_integers_differ(dtype):
    """As floats these have nothing but zeros in their low bits."""
    pairs = np.stack(np.meshgrid(np.arange(256), np.arange(256)), axis=-1).reshape(-1, 2).astype(dtype)
    assert len(np.unique(points._keys(pairs))) == len(pairs)


def test_a_shared_key_is_found_out(monkeypatch):
    """Then the points themselves are sorted."""
    monkeypatch.setattr(points, "_keys", lambda vectors: np.zeros(len(vectors), np.uint64))
    vectors = np.random.default_rng(1).integers(3, size=(200, 3)).astype(np.float32)
    check_distinct(vectors, *distinct_points(vectors))
