"""The tree-based scan of a number: clusters of any size in which its mean is higher than elsewhere.

Kulldorff, Huang & Konty, "A scan statistic for continuous data based on the normal probability model",
International Journal of Health Geographics 8:58, 2009. The normal model ranks the clusters; what a ratio is
worth is told by permutation of the numbers over all images, as `tree_scan` does it for a yes or no, so that
it holds for numbers of any distribution, however skewed. Its p-values, too, are family-wise over all nodes.
In the ratio what lies beyond Tukey's outer fences counts as these (`within_fences`): a few numbers far beyond
all others would hide the rest.
"""

from dataclasses import dataclass, field

import numpy as np

from explorer.analysis.scan.ball_scan import BallScan, no_balls
from explorer.analysis.scan.p_values import p_values
from explorer.analysis.scan.permutations import Ranges, maxima
from explorer.analysis.scan.scanned_windows import candidates
from explorer.analysis.scan.tree_scan import ScanOptions
from explorer.clustering.tree.dendrogram import Tree

_OUTER = 3.0


@dataclass(frozen=True)
class MeanScan:
    """Clusters with a raised mean, as parallel arrays, highest ratio first, ties to the lower node.

    Attributes
    ----------
    nodes : (r,) int64
    sizes : (r,) int64
        Images inside whose number is known.
    means : (r,) float64
        Their mean.
    llr : (r,) float64
        Log likelihood ratio, above 0; see `NormalRatio`.
    p : (r,) float64
        Family-wise, as of `TreeScan`.
    balls : BallScan
        None: only clusters are looked at.
    """

    nodes: np.ndarray
    sizes: np.ndarray
    means: np.ndarray
    llr: np.ndarray
    p: np.ndarray
    balls: BallScan = field(default_factory=no_balls)


class NormalRatio:
    """Log likelihood ratios of clusters, for numbers of one variance with one mean inside and one outside.

    With S the sum of the k of m numbers inside, taken from the mean of all, and T the sum of all squares, a
    second mean explains B = S² m / (k (m - k)) of T, and the ratio compares two means with one:

        m/2 ln(T / (T - B))    where S > 0, and 0 elsewhere.

    Parameters
    ----------
    sizes : (b,) int64
        k of every cluster, each below m.
    values : (m,) float64
        All numbers, their mean taken off.
    """

    def __init__(self, sizes: np.ndarray, values: np.ndarray) -> None:
        self._m = len(values)
        self._total = float(values @ values)
        self._weights = self._m / (sizes * (self._m - sizes).astype(np.float64))

    def explained(self, sums: np.ndarray) -> np.ndarray:
        """(b,) float64 Share of all squares that a mean of its own explains, 0 where it is not raised."""
        return np.where(sums > 0, sums**2 * self._weights, 0) / self._total

    def of(self, explained: np.ndarray) -> np.ndarray:
        """Ratios of shares; they grow together, so that the largest of one is that of the other."""
        rest = np.maximum(1 - explained, np.finfo(np.float64).tiny)
        return -self._m / 2 * np.log(rest)


def mean_scan(tree: Tree, values: np.ndarray, options: ScanOptions) -> MeanScan:
    """Look at every cluster of a tree.

    Parameters
    ----------
    tree : Tree
        Over n rows.
    values : (n,) float64
        NaN where not known, or where it must not count.
    options : ScanOptions
    """
    known = np.isfinite(values)
    numbers = values[known]
    nodes, ranges, size = candidates(tree, known, options.min_size)
    spread = _standard(within_fences(numbers, _OUTER))
    if spread is None or not len(nodes):
        return _ordered(nodes[:0], size, np.zeros(0), np.zeros(0), np.zeros(0))
    ratio = NormalRatio(ranges.last - ranges.first, spread)
    sums = _sums(spread, ranges)
    explained = ratio.explained(sums)
    # Sums are rounded: what is the mean of all must not seem raised by the last bit.
    raised = np.flatnonzero(explained > 1e-18)

    def largest(generator: np.random.Generator) -> float:
        return float(ratio.explained(_sums(generator.permutation(spread), ranges)).max(initial=0.0))

    reached = ratio.of(maxima(largest, options.permutations, options.seed))
    before = np.concatenate([[0.0], np.cumsum(numbers)])
    means = (before[ranges.last] - before[ranges.first])[raised] / size[nodes[raised]]
    return _ordered(nodes[raised], size, means, ratio.of(explained[raised]), reached)


def within_fences(numbers: np.ndarray, distances: float) -> np.ndarray:
    """Return numbers with those beyond two fences put on these.

    The same numbers in another order are changed alike, so that permutations tell as exactly as without.

    Parameters
    ----------
    numbers : (m,) float64
        Finite.
    distances : float
        Of the quartiles from each other, that fences lie beyond these: 3 are the outer fences of Tukey
        (Exploratory Data Analysis, 1977). Where half of the numbers are one there is no distance, and all
        stay.
    """
    if not len(numbers):
        return numbers
    low, high = np.quantile(numbers, (0.25, 0.75))
    with np.errstate(over="ignore"):
        far = distances * (high - low)
        return np.clip(numbers, low - far, high + far) if far else numbers


def _standard(numbers: np.ndarray) -> np.ndarray | None:
    """Numbers from their mean, in units of the farthest: sums of squares neither overflow nor vanish.

    None where all are the same.
    """
    if not len(numbers):
        return None
    unit = float(np.abs(numbers).max()) or 1.0
    scaled = numbers / unit
    scaled = scaled - scaled.mean()
    farthest = float(np.abs(scaled).max())
    return None if farthest <= 1e-12 else scaled / farthest


def _sums(values: np.ndarray, ranges: Ranges) -> np.ndarray:
    before = np.empty(len(values) + 1)
    before[0] = 0
    np.cumsum(values, out=before[1:])
    return before[ranges.last] - before[ranges.first]


def _ordered(
    nodes: np.ndarray, size: np.ndarray, means: np.ndarray, llr: np.ndarray, reached: np.ndarray
) -> MeanScan:
    order = np.lexsort((nodes, -llr))
    nodes, llr = nodes[order], llr[order]
    return MeanScan(nodes, size[nodes], means[order], llr, p_values(llr, reached))
