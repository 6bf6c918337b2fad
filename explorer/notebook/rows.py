"""A selection as it is given, kept and sent: rows of the index, each once."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from explorer.errors import InputError
from explorer.web.page.controls import MOST_SELECTED

WIRE = np.dtype("<u4")
"""Of a row on its way to the page and back."""


def rows_of(given: Any, n: int) -> np.ndarray:
    """Bring a selection in its form.

    Parameters
    ----------
    given : iterable of int, or (n,) bool
        Rows, or which of all rows; None for none.
    n : int
        Images of the index.

    Returns
    -------
    (m,) int64
        Each once, in the order given; not to be written to.

    Raises
    ------
    InputError
        When they are no rows of the index, or more than the page selects.
    """
    rows = _array(() if given is None else given, n)
    if len(rows) and not (0 <= rows.min() and rows.max() < n):
        wrong = rows[(rows < 0) | (rows >= n)][0]
        raise InputError(f"{wrong} is no row: the index has rows 0 to {n - 1}.")
    _, first = np.unique(rows, return_index=True)
    if len(first) > MOST_SELECTED:
        raise InputError(
            f"A selection has {MOST_SELECTED:,} images at most, not {len(first):,}; "
            "filter them instead: view = {'where': …}."
        )
    rows = rows[np.sort(first)]
    rows.flags.writeable = False
    return rows


def packed(rows: np.ndarray) -> memoryview:
    """Return rows as bytes, four each."""
    return memoryview(rows.astype(WIRE).tobytes())


def unpacked(data: bytes | memoryview) -> np.ndarray:
    """Return the rows in bytes.

    Raises
    ------
    InputError
        When it is not a whole number of rows.
    """
    if len(data) % WIRE.itemsize:
        raise InputError(f"{len(data)} bytes are no selection: each row has {WIRE.itemsize}.")
    return np.frombuffer(data, WIRE).astype(np.int64)


def _array(given: Any, n: int) -> np.ndarray:
    if isinstance(given, Iterable) and not isinstance(given, str | bytes):
        try:
            array = np.asarray(given if hasattr(given, "__array__") else list(given))
        except ValueError:  # lists of several lengths
            array = np.empty((0, 0))
        if array.shape == (0,):
            return np.empty(0, np.int64)
        if array.ndim == 1 and array.dtype == bool and len(array) == n:
            return np.flatnonzero(array)
        if array.ndim == 1 and array.dtype.kind in "iu":
            return array.astype(np.int64)
    raise InputError(f"A selection is a list of rows, or {n} times yes or no, not {type(given).__name__}.")
