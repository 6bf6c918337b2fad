"""Subgroups by a column: its values, or quarters of a number that has many."""

from itertools import pairwise

import numpy as np

from explorer.words import between, scale

FEW = 20
"""Numbers with more values than this are divided into quarters."""


def quarters(numbers: np.ndarray) -> tuple[np.ndarray, list[str]] | None:
    """Return codes and names of four subgroups of equal size, or None where values are few enough to be them.

    Parameters
    ----------
    numbers : (n,) float64
        NaN where missing.

    Returns
    -------
    codes : (n,) int64
        -1 where missing or infinite.
    names : list of str
        In order, fewer than four where ends fall together; each is named by its ends, the upper one excluded
        but in the last.
    """
    known = np.isfinite(numbers)
    if len(np.unique(numbers[known])) <= FEW:
        return None
    ends = np.unique(np.quantile(numbers[known], [0, 0.25, 0.5, 0.75, 1]))
    codes = np.clip(np.searchsorted(ends, numbers, side="right") - 1, 0, len(ends) - 2)
    return np.where(known, codes, -1), [between(*pair) for pair in pairwise(scale(ends.tolist()))]


def as_numbers(values: np.ndarray) -> np.ndarray:
    """Return (n,) float64, NaN where missing, of numbers or of objects such as decimals and booleans."""
    if values.dtype == object:
        values = np.array([np.nan if value is None else float(value) for value in values.tolist()])
    return values.astype(np.float64)
