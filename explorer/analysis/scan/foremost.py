"""The windows that stand out among some images, of those that are significant against all."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from explorer.analysis.scan.least_rate import least_rates, least_ratios
from explorer.analysis.scan.likelihood_ratio import BernoulliRatio, PoissonRatio
from explorer.analysis.scan.p_values import p_values
from explorer.analysis.scan.scanned_windows import ScannedWindows
from explorer.analysis.scan.size_classes import Levels, size_classes

MOST = 2_000
"""Windows that are given, those that stand out most."""

Significant = Callable[[np.ndarray], np.ndarray]
"""From p-values against all images to a mask."""


@dataclass(frozen=True)
class Best:
    """A window that stands out among some images.

    Attributes
    ----------
    family : int
        Of the neighbourhoods; -1 of a cluster.
    place : int
        The node, or which list.
    length : int
        How much of the list; 0 of a cluster.
    excess : float
        By how much its ratio among these images is above the level of its size class.
    level : float
        That level.
    least : float
        The lowest rate that it may well have (`least_rates`).
    """

    family: int
    place: int
    length: int
    excess: float
    level: float
    least: float


class Against:
    """What any part is worth against all images.

    Parameters
    ----------
    whole : ScannedWindows
        Of all images that count.
    largest : (permutations,) float64
        The largest ratio of all windows under each permutation.
    """

    def __init__(self, whole: ScannedWindows, largest: np.ndarray) -> None:
        self._largest, self._strata = largest, whole.kinds is not None
        self._total, self._positives = whole.total, whole.positives
        self.expected = np.zeros(len(whole.known))
        """(n,) float64 What is expected of each row that counts: the rate in all, or in its stratum."""
        self.expected[whole.known] = whole.expected if whole.total else 0

    def ratios(self, sizes: np.ndarray, positives: np.ndarray, expected: np.ndarray) -> np.ndarray:
        """Return (b,) float64 log likelihood ratios of parts against the rest, 0 where not raised.

        Parameters
        ----------
        sizes, positives : (b,) int64
            Images that count, and those of them with the outcome.
        expected : (b,) float64
            Sums of what is expected of each.
        """
        if self._strata:
            ratio = PoissonRatio(expected, self._positives)
        else:
            ratio = BernoulliRatio(sizes, self._total, self._positives)
        return ratio.of(np.arange(len(sizes)), positives)

    def p(self, ratios: np.ndarray) -> np.ndarray:
        """Return (b,) float64 how often the largest ratio of all windows reaches these under permutation."""
        return p_values(ratios, self._largest)

    def least(
        self, sizes: np.ndarray, positives: np.ndarray, expected: np.ndarray, level: np.ndarray
    ) -> np.ndarray:
        """Return (b,) float64 the lowest rates that parts may well have: `least_rates`, `least_ratios`."""
        if self._strata:
            return least_ratios(positives, expected, level) * expected / np.maximum(sizes, 1)
        return least_rates(sizes, positives, level)


@dataclass(frozen=True)
class _Above:
    """Windows of one sort that are above their levels, as parallel arrays."""

    family: int
    at: np.ndarray
    sizes: np.ndarray
    positives: np.ndarray
    expected: np.ndarray
    excess: np.ndarray
    levels: np.ndarray


def foremost(
    windows: ScannedWindows, levels: Levels, against: Against, significant: Significant
) -> list[Best]:
    """Return the windows above their levels that are significant against all images, too.

    Those farthest above come first; of equals clusters, then what is first.
    """
    found = [_of_nodes(windows, levels, against)]
    families = range(len(windows.families))
    found += [_of_balls(windows, family, levels, against) for family in families]
    order = np.argsort(-np.concatenate([each.excess for each in found]), kind="stable")

    def joined(name: str) -> np.ndarray:
        return np.concatenate([getattr(each, name) for each in found])[order]

    sizes, positives, expected = joined("sizes"), joined("positives"), joined("expected")
    kept = np.flatnonzero(significant(against.p(against.ratios(sizes, positives, expected))))[:MOST]
    family = np.repeat([each.family for each in found], [len(each.at) for each in found])[order][kept]
    at, excess, level = joined("at")[kept], joined("excess")[kept], joined("levels")[kept]
    least = against.least(sizes[kept], positives[kept], expected[kept], level)
    place, length = (
        windows.nodes[np.where(family < 0, at, 0)] if len(windows.nodes) else at,
        np.zeros_like(at),
    )
    for which in families:
        mine = family == which
        place[mine], length[mine] = windows.families[which].list_places(at[mine])
    numbers = (family, place, length, excess, level, least)
    return [Best(*each) for each in zip(*(number.tolist() for number in numbers), strict=True)]


def _of_nodes(windows: ScannedWindows, levels: Levels, against: Against) -> _Above:
    first, last = windows.ranges.first, windows.ranges.last
    ratios = windows.windows.ratio.of(np.arange(len(first)), windows.counts)
    before = np.concatenate([[0.0], np.cumsum(against.expected[windows.known])])
    return _above(-1, ratios, last - first, windows.counts, before[last] - before[first], levels)


def _of_balls(windows: ScannedWindows, family: int, levels: Levels, against: Against) -> _Above:
    maxima = windows.windows.balls[family]
    counts, ratios = maxima.observed(windows.values)
    expected = maxima.balls.sums(against.expected[windows.known])
    return _above(family, ratios, maxima.balls.of_size, counts, expected, levels)


def _above(
    family: int,
    ratios: np.ndarray,
    sizes: np.ndarray,
    positives: np.ndarray,
    expected: np.ndarray,
    levels: Levels,
) -> _Above:
    level = levels.least[size_classes(sizes)]
    at = np.flatnonzero(ratios > level)
    return _Above(family, at, sizes[at], positives[at], expected[at], (ratios - level)[at], level[at])
