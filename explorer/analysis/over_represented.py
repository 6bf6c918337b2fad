"""Which values are more frequent in a part of some images than chance gives."""

import math

import numpy as np

from explorer.analysis.scan.likelihood_ratio import BernoulliRatio

LEVEL = 0.05
"""Chance that any value at all is told of a part that is drawn at random."""
LEAST = 5
"""Images of a part that have the value: of fewer, nothing is told."""


def over_represented(inside: np.ndarray, whole: np.ndarray, size: int, total: int) -> np.ndarray:
    """Return the values that are more frequent in a part than in the whole, the most telling first.

    The log likelihood ratio of `BernoulliRatio` ranks them: how many more of the images with a value are
    in the part than its size accounts for. Twice the ratio is about chi-square distributed with one degree of
    freedom (Wilks, Annals of Mathematical Statistics 9, 1938); as many values are looked at, the level is
    divided by their number (Bonferroni).

    Parameters
    ----------
    inside, whole : (v,) int64
        Images of the part, and of the whole, that have each value.
    size, total : int
        Images of the part, and of the whole, which holds it.

    Returns
    -------
    (r,) int64
        Places in `inside`; none where the part is the whole.
    """
    tested = np.flatnonzero((whole > 0) & (whole < total))
    if not 0 < size < total or not len(tested):
        return np.empty(0, np.int64)
    # Which images are in the part and which have the value are two sides of one table: the ratio is the same.
    ratio = BernoulliRatio(whole[tested], total, size)
    raised = ratio.raised(inside[tested])
    ratios = ratio.at(raised, inside[tested][raised])
    chances = np.array([math.erfc(math.sqrt(max(r, 0.0))) / 2 for r in ratios.tolist()])
    told = (chances * len(tested) <= LEVEL) & (inside[tested][raised] >= LEAST)
    order = np.argsort(-ratios[told], kind="stable")
    return tested[raised[told][order]]
