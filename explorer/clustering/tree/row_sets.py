"""Sets of rows, as ascending lists and as masks: which of them lie in a slice of the tree, and how many."""

import numpy as np


def rows_within(rows: np.ndarray, lo: int, hi: int) -> np.ndarray:
    """Return those of some rows, (m,) ascending, that lie in `[lo, hi)`; a view."""
    first, last = np.searchsorted(rows, (lo, hi))
    return rows[first:last]


def count_within(rows: np.ndarray, lo, hi) -> np.ndarray:
    """Return how many of some rows lie in each of many slices: the difference of two binary searches.

    Parameters
    ----------
    rows : (m,) int array
        Ascending.
    lo, hi : int or (k,) int arrays
        Slices `[lo, hi)`, as of the nodes of a tree.

    Returns
    -------
    (k,) int64 array
    """
    return np.searchsorted(rows, hi) - np.searchsorted(rows, lo)


def row_mask(n: int, rows: np.ndarray | slice) -> np.ndarray:
    """Return (n,) bool, True for some rows, which may be in any order or a slice of all."""
    mask = np.zeros(n, bool)
    mask[rows] = True
    return mask
