"""The windows of a scan: clusters of a tree and balls of neighbours, cut to the images that count."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from explorer.analysis.scan.balls import BallMaxima, Balls, Neighborhoods
from explorer.analysis.scan.likelihood_ratio import BernoulliRatio, PoissonRatio, Ratio
from explorer.analysis.scan.permutations import RangeCounts, Ranges, Windows, permuted_maxima
from explorer.caching import cached_property
from explorer.clustering.tree.dendrogram import Tree


@dataclass(frozen=True)
class Space:
    """Where a scan looks.

    Attributes
    ----------
    tree : Tree
        Over n rows.
    strata : (n,) int or None
        With classes given here, a rate is raised where it is above what the classes inside explain: outcomes
        are permuted within each.
    neighborhoods : sequence of Neighborhoods
        Whose balls are windows, too; chosen without a look at the outcomes.
    min_size : int
        Windows with fewer images that count are no candidates. Nor are those with more than half of all:
        that the rate is raised there says that it is lowered in the rest.
    around : callable or None
        Where not every row that counts is a centre: from rows that lie close together, (c,) int64 ascending,
        to neighbourhoods with these as centres, in the order of `neighborhoods`.
    """

    tree: Tree
    strata: np.ndarray | None = None
    neighborhoods: Sequence[Neighborhoods] = ()
    min_size: int = 10
    around: Callable[[np.ndarray], list[Neighborhoods]] | None = None


class ScannedWindows:
    """The windows of a space for some outcomes.

    Parameters
    ----------
    space : Space
    outcomes : (n,) int8
        1 or 0; -1 where it is not known or must not count.

    Attributes
    ----------
    known : (n,) bool
        Which m rows count.
    values : (m,) bool
        The outcomes that count.
    kinds : (m,) int64 or None
        Their strata.
    nodes : (b,) int64
    ranges : Ranges
        What these hold of the images that count.
    size : (nodes of the tree,) int64
        Images that count in each.
    families : list of Balls
    """

    def __init__(self, space: Space, outcomes: np.ndarray) -> None:
        self.known = known = outcomes >= 0
        self.values = outcomes[known] == 1
        self.kinds = None if space.strata is None else np.unique(space.strata[known], return_inverse=True)[1]
        self.total, self.positives = len(self.values), int(np.count_nonzero(self.values))
        self.nodes, self.ranges, self.size = candidates(space.tree, known, space.min_size)
        self.families = [Balls(lists, known, space.min_size) for lists in space.neighborhoods]

    @property
    def empty(self) -> bool:
        """Whether there is no window, or all images have one outcome."""
        windows = len(self.nodes) or any(map(len, self.families))
        return not windows or self.positives in (0, self.total)

    @cached_property
    def windows(self) -> Windows:
        """With their ratios."""
        if self.kinds is None:
            ratio: Ratio = BernoulliRatio(self.ranges.last - self.ranges.first, self.total, self.positives)
        else:
            before = np.concatenate([[0.0], np.cumsum(self.expected)])
            ratio = PoissonRatio(before[self.ranges.last] - before[self.ranges.first], self.positives)
        return Windows(self.ranges, ratio, [self._maxima(balls) for balls in self.families])

    def _maxima(self, balls: Balls) -> BallMaxima:
        if self.kinds is None:
            ratio: Ratio = BernoulliRatio(balls.of_size, self.total, self.positives)
        else:
            ratio = PoissonRatio(balls.sums(self.expected), self.positives)
        return BallMaxima(balls, ratio, self.positives)

    @cached_property
    def expected(self) -> np.ndarray:
        """(m,) float64 The rate in the class of each; in all where there are no strata."""
        if self.kinds is None:
            return np.full(self.total, self.positives / self.total)
        return (np.bincount(self.kinds, weights=self.values) / np.bincount(self.kinds))[self.kinds]

    @cached_property
    def counts(self) -> np.ndarray:
        """(b,) int64 Images with the outcome in each cluster."""
        return RangeCounts(self.ranges, self.total).of(np.flatnonzero(self.values))

    def maxima(self, permutations: int, seed: int | Sequence[int]) -> np.ndarray:
        """Return (permutations, size classes) what chance makes of the largest ratios: `permuted_maxima`."""
        return permuted_maxima(self.values, self.kinds, self.windows, permutations, seed)


def candidates(tree: Tree, known: np.ndarray, min_size: int) -> tuple[np.ndarray, Ranges, np.ndarray]:
    """Return the clusters that are looked at (`Space.min_size`).

    Parameters
    ----------
    tree : Tree
    known : (n,) bool
        Images that count.
    min_size : int

    Returns
    -------
    nodes : (b,) int64
        In the order of their rows, so that what is read of running counts lies close together.
    ranges : Ranges
        What they hold of the images that count.
    size : (nodes of the tree,) int64
        Images that count in each.
    """
    before = np.zeros(len(known) + 1, np.int64)
    np.cumsum(known, out=before[1:])
    size = before[tree.hi] - before[tree.lo]
    nodes = np.flatnonzero((size >= max(1, min_size)) & (2 * size <= before[-1]))
    nodes = nodes[np.argsort(tree.lo[nodes], kind="stable")]
    return nodes, Ranges(before[tree.lo[nodes]], before[tree.hi[nodes]]), size
