"""Which points are equal, and what is taken for points."""

import numpy as np
import pytest
from scipy import sparse

from explorer.clustering import points
from explorer.clustering.points import as_numbers, checked_points, distinct_points
from explorer.errors import InputError


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


class _Tensor:
    """As one of torch that needs its gradient: an array only once it is taken off its graph."""

    def __init__(self, values, dtype="torch.float32") -> None:
        self._values, self.dtype = values, dtype

    def detach(self):
        return self

    def cpu(self):
        return self

    def float(self):
        return _Tensor(self._values.astype(np.float32))

    def __array__(self, dtype=None, copy=None):
        if "bfloat16" in self.dtype:
            raise TypeError("Got unsupported ScalarType BFloat16")
        return np.asarray(self._values, np.float32)


def _rows_as_objects() -> np.ndarray:
    rows = np.empty(2, object)
    rows[:] = [np.ones(3), np.ones(3)]
    return rows


@pytest.mark.parametrize(
    "given",
    [
        [[1, 1, 1], [1, 1, 1]],
        _Tensor(np.ones((2, 3))),
        _Tensor(np.ones((2, 3)), "torch.bfloat16"),
        np.ones((2, 3), object),
        _rows_as_objects(),
        np.ma.array(np.ones((2, 3))),
        np.ones((2, 3), ">f4"),
        np.ones((2, 3), np.longdouble),
    ],
)
def test_what_libraries_hold_numbers_in(given):
    """The same points, whatever they come in."""
    points_ = checked_points(given)
    assert points_.shape == (2, 3) and points_.dtype.kind == "f" and (points_ == 1).all()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([[1, 2], [3]], "list that is no array of numbers"),
        ({"a": 1}, "dict that is no array of numbers"),
        (np.ma.array(np.ones((2, 2)), mask=[[0, 1], [0, 0]]), "masked values"),
        (sparse.csr_array(np.eye(2)), "a sparse matrix"),
        (np.array([["a"]]), "dtype <U1"),
        (np.ones((2, 2), complex), "dtype complex128"),
    ],
)
def test_what_are_no_points(given, said):
    """One sentence, which names the argument."""
    with pytest.raises(InputError, match=f"^weights: .*{said}"):
        as_numbers(given, "weights")
