"""Intervals of rates that are honest for few images."""

from statistics import NormalDist

import numpy as np

LEAST = 10
"""Images that an interval is told of: that of fewer spans half of all there is."""


def wilson_interval(k, n, confidence: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Return the score interval of a proportion (Wilson, JASA 22, 1927).

    Parameters
    ----------
    k, n : array_like of int, same shape
        Successes and trials.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    low, high : float64 arrays
        Within [0, 1]; (0, 1), which is all that is known, where n is 0.
    """
    k, n = np.broadcast_arrays(np.asarray(k, dtype=float), np.asarray(n, dtype=float))
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    trials = np.maximum(n, 1)
    rate = k / trials
    centre = (rate + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z / (1 + z * z / trials) * np.sqrt(rate * (1 - rate) / trials + z * z / (4 * trials * trials))
    # At the ends the formula gives exactly 0 and 1, but for rounding.
    low = np.where((n == 0) | (k == 0), 0.0, np.clip(centre - half, 0, 1))
    high = np.where((n == 0) | (k == n), 1.0, np.clip(centre + half, 0, 1))
    return low, high


def told_intervals(k, n) -> list[list[float] | None]:
    """Return the 95% intervals that are worth telling, to four decimals; None for fewer than `LEAST` trials.

    Parameters
    ----------
    k, n : (m,) array_like
        Successes and trials.
    """
    bounds = np.column_stack(wilson_interval(k, n)).round(4).tolist()
    return [
        ends if trials >= LEAST else None for ends, trials in zip(bounds, np.asarray(n).tolist(), strict=True)
    ]
