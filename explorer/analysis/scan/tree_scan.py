"""The tree-based scan statistic: clusters of any size in which an outcome is more frequent than elsewhere.

Kulldorff, Fang & Walsh, "A tree-based scan statistic for database disease surveillance", Biometrics 59, 2003.
Every node is a candidate, and so are balls of nearest neighbours where lists of them are given. The p-value
of a window compares its log likelihood ratio with the largest one of all windows under random permutation of
the outcomes, so that it holds for all nodes and balls of all sizes together: where outcomes have nothing to
do with the images, a share of at most alpha of all runs reports anything (`significant`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.analysis.scan.ball_scan import BallScan, ball_scan, no_balls
from explorer.analysis.scan.balls import Neighborhoods
from explorer.analysis.scan.p_values import p_values
from explorer.analysis.scan.scanned_windows import ScannedWindows, Space
from explorer.clustering.tree.dendrogram import Tree

_ROUNDING = 1e-9
_CERTAIN = 0.999


@dataclass(frozen=True)
class ScanOptions:
    """How to scan.

    Attributes
    ----------
    permutations : int
        Random permutations; the smallest p-value is 1 / (permutations + 1).
    min_size : int
        Clusters with fewer images that count are no candidates. Nor are those with more than half of all:
        that the rate is raised there says that it is lowered in the rest.
    seed : int
    """

    permutations: int = 999
    min_size: int = 10
    seed: int = 0


@dataclass(frozen=True)
class TreeScan:
    """Clusters with a raised rate, as parallel arrays, highest ratio first, ties to the lower node.

    Attributes
    ----------
    nodes : (r,) int64
    sizes, positives : (r,) int64
        Images inside that count, and those of them with the outcome.
    llr : (r,) float64
        Log likelihood ratio, above 0; see `BernoulliRatio`, and `PoissonRatio` where there are strata.
    p : (r,) float64
        Family-wise: (1 + permutations whose largest ratio is as high or higher) / (permutations + 1).
    total, total_positives : int
        Images that count, and those of them with the outcome.
    balls : BallScan
        Those whose ratio not all permutations reach.
    maxima : (permutations, size classes) float64
        Behind p: the largest ratio of each class under each permutation (`permuted_maxima`).
    """

    nodes: np.ndarray
    sizes: np.ndarray
    positives: np.ndarray
    llr: np.ndarray
    p: np.ndarray
    total: int
    total_positives: int
    balls: BallScan
    maxima: np.ndarray


def scan(
    tree: Tree,
    outcomes: np.ndarray,
    options: ScanOptions,
    strata: np.ndarray | None = None,
    neighborhoods: Sequence[Neighborhoods] = (),
) -> TreeScan:
    """Look at every cluster of a tree, and at balls of nearest neighbours.

    Parameters
    ----------
    tree : Tree
        Over n rows.
    outcomes : (n,) int8
        1 or 0; -1 where it is not known or must not count: such rows are in neither number of a rate.
    options : ScanOptions
    strata : (n,) int or None
        With classes given here, a rate is raised where it is above what the classes inside explain: outcomes
        are permuted within each.
    neighborhoods : sequence of Neighborhoods
        Whose balls are windows, too; chosen without a look at the outcomes.

    Returns
    -------
    TreeScan
    """
    scanned = ScannedWindows(Space(tree, strata, neighborhoods, options.min_size), outcomes)
    whole = (scanned.total, scanned.positives)
    if scanned.empty:
        none, nothing = np.zeros(0), np.zeros((options.permutations, 1))
        counts = none.astype(np.int64)
        return _ordered(scanned.nodes[:0], scanned.size, counts, none, nothing, whole, no_balls())
    windows, counts = scanned.windows, scanned.counts
    raised = windows.ratio.raised(counts)
    llr = windows.ratio.at(raised, counts[raised])
    maxima = scanned.maxima(options.permutations, options.seed)
    balls = ball_scan(windows.balls, scanned.values, maxima.max(axis=1))
    return _ordered(scanned.nodes[raised], scanned.size, counts[raised], llr, maxima, whole, balls)


def significant(p: np.ndarray, permutations: int, alpha: float, tests: int = 1) -> np.ndarray:
    """Tell which p-values are at most alpha, and would be with other permutations, too.

    A p-value from permutations is an estimate: of those at the border as many are too low as too high. Below
    alpha must therefore be the upper 99.9% limit (Clopper & Pearson, Biometrika 26, 1934) of the share of all
    possible permutations that reach the ratio. Where none of those drawn does, p itself is the limit.

    Parameters
    ----------
    p : (r,) float64
        As `scan` gives them.
    permutations : int
        Behind them.
    alpha : float
    tests : int
        Scans made at once (Bonferroni).

    Returns
    -------
    (r,) bool
    """
    from scipy.special import betaincinv

    counts = np.rint(p * (permutations + 1)).astype(np.int64) - 1
    possible = np.arange(int(alpha / tests * (permutations + 1) + _ROUNDING))
    limits = betaincinv(possible + 1, permutations - possible, _CERTAIN)
    few = possible[(tests * limits <= alpha) | (possible == 0)]
    return counts < len(few)


def apart(tree: Tree, nodes: np.ndarray, limit: int) -> np.ndarray:
    """Return the places in `nodes` of at most `limit` clusters that share no row, the first ones first.

    Parameters
    ----------
    tree : Tree
    nodes : (r,) int64
        Most significant first.
    limit : int
    """
    kept: list[int] = []
    taken = bytearray(tree.n)
    for place, (lo, hi) in enumerate(zip(tree.lo[nodes].tolist(), tree.hi[nodes].tolist(), strict=True)):
        if len(kept) == limit:
            break
        if taken.find(1, lo, hi) < 0:
            taken[lo:hi] = b"\1" * (hi - lo)
            kept.append(place)
    return np.array(kept, np.int64)


def _ordered(
    nodes: np.ndarray,
    size: np.ndarray,
    counts: np.ndarray,
    llr: np.ndarray,
    maxima: np.ndarray,
    whole: tuple[int, int],
    balls: BallScan,
) -> TreeScan:
    order = np.lexsort((nodes, -llr))
    nodes, llr = nodes[order], llr[order]
    p = p_values(llr, maxima.max(axis=1))
    return TreeScan(nodes, size[nodes], counts[order], llr, p, *whole, balls, maxima)
