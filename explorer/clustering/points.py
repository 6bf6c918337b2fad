"""What the engines accept as points, and which of these are equal."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.errors import InputError

_BLOCK = 2048


def checked_points(vectors: np.ndarray) -> np.ndarray:
    """`vectors` as an (n, d) array of floats, n at least 1, all finite; not copied if it is one.

    Raises
    ------
    InputError
        When it cannot be made one.
    """
    vectors = as_numbers(vectors, "vectors")
    if vectors.ndim != 2 or not len(vectors):
        raise InputError(f"vectors: shape {vectors.shape}; expected (n, d) with n of 1 or more")
    if vectors.dtype not in (np.float16, np.float32, np.float64):
        vectors = vectors.astype(np.float64)
    finite = np.isfinite(vectors.sum(axis=1, dtype=np.float64))  # cheap, but it may overflow
    if not finite.all():
        bad = np.flatnonzero(~np.isfinite(vectors[~finite]).all(axis=1))
        if len(bad):
            first = np.flatnonzero(~finite)[bad[0]]
            raise InputError(
                f"vectors: NaN or infinity in {len(bad)} of {len(vectors)} rows, the first is row {first}; "
                "leave these rows out"
            )
    return vectors


def as_numbers(given: Any, name: str) -> np.ndarray:
    """Return what libraries hold numbers in as an array of real numbers; not copied if it is one.

    Tensors of torch are taken off their graph and their device, bfloat16 becomes float32, objects become
    float64.

    Raises
    ------
    InputError
        It is sparse, masked, ragged or no numbers.
    """
    if hasattr(given, "toarray") or str(getattr(given, "layout", "")).startswith("torch.sparse"):
        raise InputError(f"{name}: a sparse matrix; expected a dense one, as of its method that makes one")
    if np.ma.is_masked(given):
        raise InputError(f"{name}: an array with masked values; leave these rows out, or fill them")
    try:
        if hasattr(given, "detach"):
            given = given.detach().cpu()
            given = given.float() if "bfloat16" in str(given.dtype) else given
        array = np.asarray(given)
        if array.dtype == object and array.ndim == 1 and len(array):
            array = np.stack([np.asarray(row) for row in array])
        if array.dtype == object or array.dtype.name == "bfloat16":
            array = array.astype(np.float64 if array.dtype == object else np.float32)
    except (ValueError, TypeError, OverflowError, RuntimeError):
        raise InputError(
            f"{name}: {type(given).__name__} that is no array of numbers; expected rows of real numbers, "
            "all of one length"
        ) from None
    if array.dtype.kind not in "fiub":
        raise InputError(f"{name}: dtype {array.dtype}; expected real numbers")
    return array


def distinct_points(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Tell points that are equal, by keys of 64 bits: sorting the points themselves would take a copy.

    Returns
    -------
    first : (m,) int64 array
        Where each distinct point stands first, ascending.
    group : (n,) int64 array
        Which of these each point equals: `vectors[first[group]] == vectors`.
    """
    if not vectors.shape[1]:
        return np.zeros(1, np.int64), np.zeros(len(vectors), np.int64)
    first, group = _by_first(_keys(vectors))
    others = np.setdiff1d(np.arange(len(vectors)), first, assume_unique=True)
    for i in range(0, len(others), _BLOCK):
        rows = others[i : i + _BLOCK]
        if not np.array_equal(vectors[rows], vectors[first[group[rows]]]):
            return _by_first(_whole(vectors))  # two points share a key, which nobody will see happen
    return first, group


def _by_first(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    _, first, group = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return first[order], rank[group]


def _keys(vectors: np.ndarray) -> np.ndarray:
    """(n,) uint64: equal for equal points, and hardly ever for others."""
    factors = np.random.default_rng(0).integers(1 << 63, size=vectors.shape[1], dtype=np.uint64) * 2 + 1
    word = np.dtype(f"u{vectors.dtype.itemsize}")
    keys = np.empty(len(vectors), np.uint64)
    for i in range(0, len(vectors), _BLOCK):
        mixed = (vectors[i : i + _BLOCK] + vectors.dtype.type(0)).view(word).astype(np.uint64)  # -0.0 is 0.0
        mixed ^= mixed >> 32  # the high bits of a float count in the low bits of a product too
        mixed *= factors
        mixed ^= mixed >> 29
        keys[i : i + _BLOCK] = (mixed * factors).sum(axis=1, dtype=np.uint64)
    return keys


def _whole(vectors: np.ndarray) -> np.ndarray:
    """(n,) void: the bytes of each point."""
    rows = np.ascontiguousarray(vectors + vectors.dtype.type(0))
    return rows.view(np.dtype((np.void, rows.dtype.itemsize * rows.shape[1]))).ravel()


def scale_of(vectors: np.ndarray) -> float:
    """Power of two near the largest number in `vectors`: dividing by it costs no accuracy.

    What is left has squares well within the range of floats.
    """
    largest = max(vectors.max(initial=0), -vectors.min(initial=0))
    return float(np.ldexp(1.0, int(np.frexp(largest)[1]) - 1))
