"""The lowest rates that parts may well have, given how they were found."""

from collections.abc import Callable

import numpy as np

_STEPS = 50


def least_rates(sizes: np.ndarray, positives: np.ndarray, level: np.ndarray) -> np.ndarray:
    """Return (b,) float64 the smallest rates q that are told from what was seen by no more than a level.

    With c of k that is k KL(c/k ‖ q) ≤ level. The level is what a window has to reach to stand out: the rate
    of the largest of many windows is exaggerated, and the bound pays for that choice. A guide, and no
    confidence limit in the strict sense.

    Parameters
    ----------
    sizes, positives : (b,) int64
        k > 0 and c.
    level : (b,) float64
    """
    rate = positives / sizes

    def cost(q: np.ndarray) -> np.ndarray:
        return sizes * (_x_log(rate, rate / q) + _x_log(1 - rate, (1 - rate) / (1 - q)))

    return _lowest(cost, rate, level)


def least_ratios(positives: np.ndarray, expected: np.ndarray, level: np.ndarray) -> np.ndarray:
    """Return (b,) float64 the same where outcomes are compared with those expected of their classes.

    The smallest r with c ln(c / (r e)) - (c - r e) ≤ level: how many times as many as expected, at least.
    """
    most = positives / expected

    def cost(r: np.ndarray) -> np.ndarray:
        return expected * (_x_log(most, most / r) - most + r)

    return _lowest(cost, most, level)


def _x_log(x: np.ndarray, ratio: np.ndarray) -> np.ndarray:
    return x * np.log(np.where(x > 0, ratio, 1))


def _lowest(cost: Callable[[np.ndarray], np.ndarray], seen: np.ndarray, level: np.ndarray) -> np.ndarray:
    """Bisect between 0, which costs without bound, and what was seen, which costs nothing."""
    low, high = np.zeros(len(seen)), seen.astype(np.float64)
    for _ in range(_STEPS):
        middle = np.maximum((low + high) / 2, np.finfo(np.float64).tiny)
        far = cost(middle) > level
        low, high = np.where(far, middle, low), np.where(far, high, middle)
    return np.where(seen > 0, high, 0)
