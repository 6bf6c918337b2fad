"""Differences of two rates on the same images: an interval, a test, and what several of them mean.

The interval is Tango's score interval (Statistics in Medicine 17, 1998, 891-908), which holds its level
also for few images and for differences near none; the test McNemar's, exact (Psychometrika 12, 1947); over
several classes its p-values are adjusted as Holm does (Scandinavian Journal of Statistics 6, 1979), for
whatever dependence.
"""

from statistics import NormalDist

import numpy as np

_STEPS = 60


def tango_interval(
    gained: np.ndarray, lost: np.ndarray, images: np.ndarray, confidence: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    """Return the interval of (gained - lost) / images, the second rate less the first.

    Parameters
    ----------
    gained, lost, images : (m,) int array
        Images right under the second alone, under the first alone, and all.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    low, high : (m,) float64
        Within [-1, 1]; (-1, 1), which is all that is known, without images.
    """
    gained, lost, images = (np.asarray(each, np.float64) for each in (gained, lost, images))
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    there = np.maximum(images, 1)
    seen = (gained - lost) / there
    low = _solve(gained, lost, there, z, -np.ones_like(seen), seen)
    high = _solve(gained, lost, there, -z, seen, np.ones_like(seen))
    return np.where(images > 0, low, -1.0), np.where(images > 0, high, 1.0)


def _solve(gained, lost, images, z: float, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Halve the interval at whose ends the score is above and below z; it falls with the difference."""
    for _ in range(_STEPS):
        middle = (low + high) / 2
        above = _score(gained, lost, images, middle) > z
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return (low + high) / 2


def _score(gained, lost, images, delta: np.ndarray) -> np.ndarray:
    """Tango's score of a difference, eq. 11: how many standard errors the one seen lies above it."""
    a = 2 * images
    b = -gained - lost + (2 * images - gained + lost) * delta
    c = -lost * delta * (1 - delta)
    # Likeliest share of images lost, given the difference.
    share = (np.sqrt(np.maximum(b * b - 4 * a * c, 0)) - b) / (2 * a)
    variance = images * np.maximum(2 * share + delta * (1 - delta), 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        score = (gained - lost - images * delta) / np.sqrt(variance)
    return np.nan_to_num(score, nan=0.0, posinf=np.inf, neginf=-np.inf)


def mcnemar(gained: np.ndarray, lost: np.ndarray) -> np.ndarray:
    """(m,) float64 Two-sided exact p-values: of images that one alone is right on, a fair coin says which."""
    from scipy.special import bdtr

    gained, lost = np.asarray(gained), np.asarray(lost)
    return np.minimum(1.0, 2 * bdtr(np.minimum(gained, lost).astype(float), gained + lost, 0.5))


def holm(p_values: np.ndarray) -> np.ndarray:
    """(m,) float64 Adjusted p-values: with those up to 5%, the chance of any without reason is 5% at most."""
    p_values = np.asarray(p_values, np.float64)
    order = np.argsort(p_values, kind="stable")
    factors = len(p_values) - np.arange(len(p_values))
    adjusted = np.empty(len(p_values))
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(factors * p_values[order]))
    return adjusted
