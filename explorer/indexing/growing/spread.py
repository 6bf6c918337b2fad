"""An order of places in which every beginning is spread evenly over all of them."""

import math

import numpy as np

_GOLDEN = (math.sqrt(5) - 1) / 2
_TRIED = 200
"""Steps on both sides of the golden section."""


def spread(n: int) -> np.ndarray:
    """Every place once, so that the first m of them, for any m, lie evenly among all n.

    Equal steps round a circle, of about the golden section: at any moment the gaps between the places have
    three lengths at most (the three-gap theorem; Sós, 1958), and these are alike as long as the partial
    quotients of step / n are small. No stretch of the listing is left out, and no period in it, such as pairs
    of left and right, falls in with the steps, as it may with an even stride.

    Parameters
    ----------
    n : int

    Returns
    -------
    (n,) int64 array
    """
    return np.arange(n, dtype=np.int64) * _step(n) % max(n, 1)


def is_spread(places: np.ndarray, n: int) -> bool:
    """Whether these places are the beginning of `spread(n)`, but for a few that are missing.

    Parameters
    ----------
    places : (m,) int64 array
    n : int
        At least the largest of them and one.
    """
    rank = np.empty(n, np.int64)
    rank[spread(n)] = np.arange(n)
    return not len(places) or int(rank[places].max()) < 1.25 * len(places) + 64


def _step(n: int) -> int:
    """The lowest step without a common divisor with n whose largest partial quotient is smallest."""
    middle = round(n * _GOLDEN)
    steps = range(max(1, middle - _TRIED), min(n, middle + _TRIED + 1))
    coprime = [step for step in steps if math.gcd(step, n) == 1]
    return min(coprime, key=lambda step: (_largest_quotient(step, n), step), default=1)


def _largest_quotient(step: int, n: int) -> int:
    """Of the continued fraction of step / n."""
    largest = 1
    while step:
        largest = max(largest, n // step)
        n, step = step, n % step
    return largest
