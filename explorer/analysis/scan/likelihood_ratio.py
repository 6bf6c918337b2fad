"""How much likelier it is that outcomes are raised within a cluster than that they are alike everywhere."""

from typing import ClassVar

import numpy as np


class BernoulliRatio:
    """Log likelihood ratios of clusters, for outcomes that are exchangeable over all images.

    With c of the C positive outcomes among the k of m images inside, and rates p inside and q outside, the
    ratio compares p > q with p = q (Kulldorff, "A spatial scan statistic", Communications in Statistics 26,
    1997, Bernoulli model):

        c ln(c/k) + (k-c) ln(1 - c/k) + (C-c) ln((C-c)/(m-k)) + (m-k-C+c) ln(1 - (C-c)/(m-k))
        - C ln(C/m) - (m-C) ln(1 - C/m)

    where c/k > C/m, and 0 elsewhere. Counts are whole, so every term is looked up in a table of x ln x.

    Parameters
    ----------
    sizes : (b,) int64
        k of every cluster, each below m.
    total, positives : int
        m and C.
    """

    by_size: ClassVar[bool] = True
    """Whether windows of one size and count have one ratio."""

    def __init__(self, sizes: np.ndarray, total: int, positives: int) -> None:
        self._sizes, self._total, self._positives = sizes, total, positives
        self._table = _x_log_x(total)
        whole = self._table[total] - self._table[positives] - self._table[total - positives]
        self._constant = whole - self._table[sizes] - self._table[total - sizes]

    def raised(self, counts: np.ndarray) -> np.ndarray:
        """Places of the clusters where (b,) counts are above the rate of the whole."""
        return np.flatnonzero(counts * self._total > self._sizes * self._positives)

    def of(self, places: np.ndarray, counts: np.ndarray) -> np.ndarray:
        """(r,) float64 Ratios of the clusters at (r,) `places` with (r,) `counts`, 0 where not raised."""
        raised = counts * self._total > self._sizes[places] * self._positives
        ratios = np.zeros(len(places))
        ratios[raised] = self.at(places[raised], counts[raised])
        return ratios

    def at(self, places: np.ndarray, counts: np.ndarray) -> np.ndarray:
        """(r,) float64 Ratios of the clusters at (r,) `places` with (r,) `counts`, all raised."""
        right = self._sizes[places] - counts
        elsewhere = self._positives - counts
        table = self._table
        inside = table[counts] + table[right]
        outside = table[elsewhere] + table[self._total - self._positives - right]
        return inside + outside + self._constant[places]


class PoissonRatio:
    """Log likelihood ratios of clusters, for outcomes that are exchangeable within classes only.

    With e of the C positive outcomes expected inside, the ratio is that of Kulldorff's Poisson model with its
    adjustment for categories (1997, as above):

        c ln(c/e) + (C-c) ln((C-c)/(C-e))    where c > e, and 0 elsewhere.

    It ranks clusters; what a ratio is worth is told by permutation within the classes, whatever the model.

    Parameters
    ----------
    expected : (b,) float64
        e of every cluster: over the classes, the sum of the images inside times the rate of the class.
    positives : int
        C.
    """

    by_size: ClassVar[bool] = False

    def __init__(self, expected: np.ndarray, positives: int) -> None:
        self._expected, self._positives = expected, positives
        self._table = _x_log_x(positives)
        with np.errstate(divide="ignore"):
            self._log_inside = np.log(expected)
            self._log_outside = np.log(np.maximum(positives - expected, 0))

    def raised(self, counts: np.ndarray) -> np.ndarray:
        """Places of the clusters where (b,) counts are above what is expected."""
        # Sums of rates are rounded: what is expected exactly must not seem raised by the last bit.
        return np.flatnonzero(counts > self._expected * (1 + 1e-9))

    def of(self, places: np.ndarray, counts: np.ndarray) -> np.ndarray:
        """(r,) float64 Ratios of the clusters at (r,) `places` with (r,) `counts`, 0 where not raised."""
        ratios = np.zeros(len(places))
        raised = np.flatnonzero(counts > self._expected[places] * (1 + 1e-9))
        ratios[raised] = self.at(places[raised], counts[raised])
        return ratios

    def at(self, places: np.ndarray, counts: np.ndarray) -> np.ndarray:
        """(r,) float64 Ratios of the clusters at (r,) `places` with (r,) `counts`, all raised."""
        elsewhere = self._positives - counts
        inside = self._table[counts] - counts * self._log_inside[places]
        # All of them inside: nothing is left over for the second term, whatever was expected there.
        rest = np.where(elsewhere > 0, elsewhere * self._log_outside[places], 0)
        return inside + self._table[elsewhere] - rest


Ratio = BernoulliRatio | PoissonRatio


def _x_log_x(most: int) -> np.ndarray:
    """(most + 1,) float64 x ln x of 0..most, 0 at 0."""
    x = np.arange(most + 1, dtype=np.float64)
    return x * np.log(np.maximum(x, 1))
