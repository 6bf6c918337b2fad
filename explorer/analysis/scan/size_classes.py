"""Windows by size, an octave a class, and from which ratio on one of a class stands out.

Large ratios come by chance more often where windows are many, and small ones are many more than large ones.
With a level for each class, none of them hides what another holds; that several classes are looked at is
paid for once, by all.
"""

from dataclasses import dataclass

import numpy as np

_GUMBEL = 2.60
"""From the median of a Gumbel distribution to its 95% point, which the maxima of a class come near to: the
median of a few hundred permutations is known better than their 95% point."""


def size_classes(sizes: np.ndarray) -> np.ndarray:
    """Return (b,) int64 the class of every size: 0 of one row, 1 of 2 and 3, 2 of 4 to 7, and so on."""
    return np.frexp(sizes)[1].astype(np.int64) - 1


@dataclass(frozen=True)
class Levels:
    """From which ratio on a window stands out, for each size class.

    Attributes
    ----------
    least : (classes,) float64
    """

    least: np.ndarray

    def largest(self, maxima: np.ndarray) -> np.ndarray:
        """Return (permutations,) the largest excess, of the maxima (permutations, classes)."""
        return (maxima - self.least).max(axis=1, initial=-np.inf)


def levels_of(maxima: np.ndarray, alpha: float) -> Levels:
    """Return levels that no more than a share alpha of permutations reaches in any class.

    Parameters
    ----------
    maxima : (permutations, classes) float64
        Largest ratio of each class; see `permuted_maxima`.
    alpha : float
    """
    typical = np.median(maxima, axis=0) + _GUMBEL
    above = (maxima - typical).max(axis=1, initial=-np.inf)
    return Levels(typical + np.quantile(above, 1 - alpha, method="higher"))
