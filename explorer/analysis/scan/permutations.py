"""The largest ratio of all windows, clusters and balls, under random permutation of the outcomes."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from explorer.analysis.scan.balls import BallMaxima
from explorer.analysis.scan.likelihood_ratio import Ratio
from explorer.analysis.scan.size_classes import size_classes
from explorer.caching import cached_property
from explorer.cancellation import Cancellation, current_cancellation
from explorer.cores import available_cores

_AT_ONCE = 16
"""Permutations that share a generator: results do not depend on the number of threads."""

_TOGETHER = 4
"""So many times that many are worked on at once: one walk along a list counts for all of them."""

_HANDED_OUT = 64

_IMAGES_A_CLASS = 300
"""A call for each class takes as long as sorting so many images: with smaller classes, sorting is faster."""

Draw = Callable[[np.random.Generator], np.ndarray]


@dataclass(frozen=True)
class Ranges:
    """Clusters as ranges of m places.

    Attributes
    ----------
    first, last : (b,) int64
        Cluster i holds places `[first[i], last[i])`.
    """

    first: np.ndarray
    last: np.ndarray


class RangeCounts:
    """Counts how many of some places lie in every range, by running counts over the ranges' ends alone.

    Parameters
    ----------
    ranges : Ranges
    m : int
        Places there are.
    """

    def __init__(self, ranges: Ranges, m: int) -> None:
        ends, both = np.unique(np.concatenate([ranges.first, ranges.last]), return_inverse=True)
        self._first, self._last = both.reshape(2, -1)
        self._parts = len(ends) + 1
        # How many ends lie at or before each place; a place is before end j when no more than j do.
        self._part = np.cumsum(np.bincount(ends, minlength=m + 1)[:m], dtype=np.int32)

    def of(self, places: np.ndarray) -> np.ndarray:
        """(b,) int64 How many of `places` (distinct) lie in each range."""
        before = np.cumsum(np.bincount(self._part[places], minlength=self._parts))
        return before[self._last] - before[self._first]


@dataclass(frozen=True)
class Windows:
    """What is looked at for each permutation.

    Attributes
    ----------
    ranges : Ranges
        Clusters.
    ratio : Ratio
        Of these clusters.
    balls : sequence of BallMaxima
    """

    ranges: Ranges
    ratio: Ratio
    balls: Sequence[BallMaxima] = ()

    @cached_property
    def classes(self) -> np.ndarray:
        """(b,) int64 Of which size class (`size_classes`) each cluster is."""
        return size_classes(self.ranges.last - self.ranges.first)

    @cached_property
    def number(self) -> int:
        """Size classes there may be."""
        largest = [self.ranges.last - self.ranges.first, *(each.balls.sizes for each in self.balls)]
        return 1 + int(size_classes(np.concatenate(largest)).max(initial=0))


def permuted_maxima(
    outcomes: np.ndarray,
    strata: np.ndarray | None,
    windows: Windows,
    permutations: int,
    seed: int | Sequence[int],
) -> np.ndarray:
    """Return the largest ratio of each size class for each of some random permutations of the outcomes.

    Parameters
    ----------
    outcomes : (m,) bool
    strata : (m,) int64 or None
        Outcomes change places within a stratum only; None: anywhere.
    windows : Windows
    permutations : int
    seed : int or sequence of int

    Returns
    -------
    (permutations, classes) float64
        0 where no window is raised. The largest over all windows is that of its line.
    """
    draw = draws(outcomes) if strata is None else draws_within(outcomes, strata)
    counts = RangeCounts(windows.ranges, len(outcomes))

    def of_clusters(places: np.ndarray, best: np.ndarray) -> None:
        found = counts.of(places)
        raised = windows.ratio.raised(found)
        np.maximum.at(best, windows.classes[raised], windows.ratio.at(raised, found[raised]))

    def largest(generators: Iterator[np.random.Generator]) -> np.ndarray:
        drawn = [draw(generator) for generator in generators]
        found = np.zeros((len(drawn), windows.number))
        for best, places in zip(found, drawn, strict=True):
            of_clusters(places, best)
        if windows.balls:
            marked = np.zeros((len(outcomes), len(drawn)), np.uint8)
            for column, places in enumerate(drawn):
                marked[places, column] = 1
            for balls in windows.balls:
                np.maximum.at(found.T, size_classes(balls.balls.sizes), balls.of(marked))
        return found

    return _in_blocks(largest, permutations, seed)


def maxima(largest: Callable[[np.random.Generator], float], permutations: int, seed: int) -> np.ndarray:
    """Return what `largest` gives for each of some random permutations, whatever the number of threads.

    Parameters
    ----------
    largest : callable
        From a generator that it may draw one permutation with, to the largest ratio over all ranges.
    permutations, seed : int

    Returns
    -------
    (permutations,) float64
    """
    return _in_blocks(lambda generators: np.array([largest(each) for each in generators]), permutations, seed)


def _in_blocks(
    largest: Callable[[Iterator[np.random.Generator]], np.ndarray],
    permutations: int,
    seed: int | Sequence[int],
) -> np.ndarray:
    """Return what `largest` gives for the generators of a block, each to be drawn one permutation with."""
    cancellation = current_cancellation() or Cancellation()

    def generators(shares: Sequence[tuple[np.random.SeedSequence, int]]) -> Iterator[np.random.Generator]:
        for share, count in shares:
            generator = np.random.default_rng(share)
            for _ in range(count):
                cancellation.check()
                yield generator

    full, rest = divmod(permutations, _AT_ONCE)
    sizes = [_AT_ONCE] * full + [rest] * bool(rest)
    seeds, found = np.random.SeedSequence(seed), []
    with ThreadPoolExecutor(available_cores()) as threads:
        # Some at a time: what is handed to threads is hard to take back.
        for start in range(0, len(sizes), _HANDED_OUT):
            some = sizes[start : start + _HANDED_OUT]
            shares = list(zip(seeds.spawn(len(some)), some, strict=True))
            blocks = [shares[i : i + _TOGETHER] for i in range(0, len(shares), _TOGETHER)]
            found += list(threads.map(lambda block: largest(generators(block)), blocks))
    return np.concatenate(found) if found else np.zeros(0)


def draws(outcomes: np.ndarray) -> Draw:
    """Return what draws as many places as there are positive outcomes, all sets alike likely."""
    m, positives = len(outcomes), int(np.count_nonzero(outcomes))
    if 2 * positives <= m:
        return lambda generator: generator.choice(m, positives, replace=False, shuffle=False)

    def draw(generator: np.random.Generator) -> np.ndarray:
        chosen = np.ones(m, bool)
        chosen[generator.choice(m, m - positives, replace=False, shuffle=False)] = False
        return np.flatnonzero(chosen)

    return draw


def draws_within(outcomes: np.ndarray, strata: np.ndarray) -> Draw:
    """Return what draws in every stratum as many places as there are positive outcomes in it."""
    order = np.argsort(strata, kind="stable")
    _, starts, sizes = np.unique(strata[order], return_index=True, return_counts=True)
    positives = np.add.reduceat(outcomes[order].astype(np.int64), starts)
    # Where all or none are positive, there is nothing to draw.
    fixed = order[np.repeat(positives == sizes, sizes)]
    mixed = (positives > 0) & (positives < sizes)
    if np.count_nonzero(mixed) * _IMAGES_A_CLASS > len(outcomes):
        return _draws_by_sorting(order[np.repeat(mixed, sizes)], sizes[mixed], positives[mixed], fixed)
    parts = [
        (order[start : start + size], draws(np.arange(size) < positive))
        for start, size, positive in zip(starts[mixed], sizes[mixed], positives[mixed], strict=True)
    ]
    return lambda generator: np.concatenate([fixed, *(places[draw(generator)] for places, draw in parts)])


def _draws_by_sorting(
    places: np.ndarray, sizes: np.ndarray, positives: np.ndarray, fixed: np.ndarray
) -> Draw:
    """Shuffle all strata at once, by sorting random keys within each; the first in each are drawn."""
    stratum = np.repeat(np.arange(len(sizes)), sizes)
    rank = np.arange(len(places)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    first = rank < np.repeat(positives, sizes)

    def draw(generator: np.random.Generator) -> np.ndarray:
        keys = stratum + generator.random(len(places))
        return np.concatenate([fixed, places[np.argsort(keys)[first]]])

    return draw
