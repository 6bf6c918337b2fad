"""The largest ratio of a whole tree under random permutation of the outcomes."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from explorer.analysis.scan.likelihood_ratio import Ratio
from explorer.cancellation import Cancellation, current_cancellation
from explorer.cores import available_cores

_AT_ONCE = 16
"""Permutations that share a generator: results do not depend on the number of threads."""

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


def permuted_maxima(
    outcomes: np.ndarray,
    strata: np.ndarray | None,
    ranges: Ranges,
    ratio: Ratio,
    permutations: int,
    seed: int,
) -> np.ndarray:
    """Return the largest ratio over all ranges for each of some random permutations of the outcomes.

    Parameters
    ----------
    outcomes : (m,) bool
    strata : (m,) int64 or None
        Outcomes change places within a stratum only; None: anywhere.
    ranges : Ranges
    ratio : Ratio
        Of these ranges.
    permutations, seed : int

    Returns
    -------
    (permutations,) float64
        0 where no range is raised.
    """
    draw = draws(outcomes) if strata is None else draws_within(outcomes, strata)
    counts = RangeCounts(ranges, len(outcomes))

    def largest(generator: np.random.Generator) -> float:
        found = counts.of(draw(generator))
        raised = ratio.raised(found)
        return float(ratio.at(raised, found[raised]).max(initial=0.0))

    return maxima(largest, permutations, seed)


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
    cancellation = current_cancellation() or Cancellation()

    def one(generator: np.random.Generator) -> float:
        cancellation.check()
        return largest(generator)

    def some(job: tuple[np.random.SeedSequence, int]) -> list[float]:
        generator = np.random.default_rng(job[0])
        return [one(generator) for _ in range(job[1])]

    full, rest = divmod(permutations, _AT_ONCE)
    shares = [_AT_ONCE] * full + [rest] * bool(rest)
    seeds, found = np.random.SeedSequence(seed), []
    with ThreadPoolExecutor(available_cores()) as threads:
        # Some at a time: what is handed to threads is hard to take back.
        for start in range(0, len(shares), _HANDED_OUT):
            some_shares = shares[start : start + _HANDED_OUT]
            jobs = zip(seeds.spawn(len(some_shares)), some_shares, strict=True)
            found += [value for part in threads.map(some, jobs) for value in part]
    return np.array(found)


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
