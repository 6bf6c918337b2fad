"""Subgroups by a column: its values, or quarters of a number that has many."""

from itertools import pairwise

import numpy as np

FEW = 20
"""Numbers with more values than this are divided into quarters."""


def subgroups(
    codes: np.ndarray, names: list[str], numbers: np.ndarray | None
) -> tuple[np.ndarray, list[str]]:
    """Return codes and names of the subgroups that a column makes.

    Parameters
    ----------
    codes : (n,) int32
        Of the column as text, -1 where missing.
    names : list of str
    numbers : (n,) float64 or None
        The column as numbers, NaN where missing; None where it holds none.

    Returns
    -------
    codes : (n,) int64
        -1 where missing.
    names : list of str
        In order; quarters are named by their ends, the upper one excluded but in the last.
    """
    if numbers is None or len(names) <= FEW:
        return codes, names
    known = np.isfinite(numbers)
    ends = np.unique(np.quantile(numbers[known], [0, 0.25, 0.5, 0.75, 1])) if known.any() else np.zeros(2)
    quarters = np.clip(np.searchsorted(ends, numbers, side="right") - 1, 0, max(0, len(ends) - 2))
    words = [f"{low:.6g} – {high:.6g}" for low, high in pairwise(ends)]
    return np.where(known, quarters, -1), words or [f"{ends[0]:.6g}"]


def as_numbers(values: np.ndarray) -> np.ndarray:
    """Return (n,) float64, NaN where missing, of numbers or of objects such as decimals and booleans."""
    if values.dtype == object:
        values = np.array([np.nan if value is None else float(value) for value in values.tolist()])
    return values.astype(np.float64)
