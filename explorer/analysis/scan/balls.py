"""Balls of nearest neighbours as windows of a scan, beside the clusters of a tree.

A ball is a row, its centre, with its k - 1 nearest. Balls of one centre are nested, each the beginning of
one list, so that all of them are counted by walking along the list once. Centres and sizes are chosen without
a look at the outcomes: any family of windows will do in which these had no part (Kulldorff, "A spatial scan
statistic", Communications in Statistics 26, 1997).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_matrix

from explorer.analysis.scan.likelihood_ratio import Ratio
from explorer.caching import cached_property
from explorer.npy import give_pages_back

SIZES = (15, 20, 27, 36, 48, 64, 85, 113, 150, 200, 267, 356, 400)
"""Rows of a ball, its centre included: each a third larger than the one before."""

LONGEST = SIZES[-1]

WHITENED = "whitened class ball"
"""What a beginning of a list is called that goes by vectors of `explorer.analysis.scan.whitened`."""

_FLOOR = 3.0
"""Where balls of one size expect different counts, ratios below this are worked out only for a permutation in
which no window has more."""

_AT_ONCE = 512
"""Lists that are looked at together: all of them in large numbers would take several times what they take."""

_NEVER = np.iinfo(np.int16).max


@dataclass(frozen=True)
class Neighborhoods:
    """Nearest rows of some centres.

    Attributes
    ----------
    name : str
        What a beginning of a list is called: `ball`, `class ball`, `whitened class ball`.
    members : (c, w) int32
        Rows, nearest first, the centre itself first of all; -1 beyond the end of a shorter list.
    """

    name: str
    members: np.ndarray

    def ball(self, center: int, length: int) -> np.ndarray:
        """Return (length,) int64 the first rows of a list, ascending."""
        return np.sort(self.members[center, :length].astype(np.int64))


class Balls:
    """The balls of some neighbourhoods that a scan looks at: of rows that count, and of sizes that do.

    Parameters
    ----------
    lists : Neighborhoods
    known : (n,) bool
        Rows that count. Others are passed over, and a list whose centre is one is left out.
    min_size : int
        Smaller balls are no candidates, nor are those with more than half of the m rows that count.
    """

    def __init__(self, lists: Neighborhoods, known: np.ndarray, min_size: int) -> None:
        self.total = int(np.count_nonzero(known))
        self._lists = np.asarray(lists.members)
        self.centers = np.flatnonzero((self._lists[:, 0] >= 0) & known[self._lists[:, 0]])
        # The row behind the last stands for -1 beyond the end of a list.
        self._counting = np.append(known, False)
        widest = min(self._lists.shape[1], self.total // 2)
        self.sizes = np.array([k for k in SIZES if min_size <= k <= widest], np.int64)
        lengths, rings = self._rings_of_lists()
        give_pages_back(lists.members)
        # (sizes, centres): a ball is there where the list is as long.
        self.valid = self.sizes[:, None] <= lengths
        grid, self._center = np.nonzero(self.valid)
        self.of_size = self.sizes[grid]
        """(b,) int64 Rows of every ball, smallest balls first."""
        ones = np.ones(max((ring.size for ring in rings), default=0), np.uint8)
        self._rings = [self._matrix(ring, valid, ones) for ring, valid in zip(rings, self.valid, strict=True)]

    def _rings_of_lists(self) -> tuple[np.ndarray, list[np.ndarray]]:
        """Return how many rows of each list count, and what is in each ball and not in the next smaller one.

        Returns
        -------
        lengths : (centres,) int64
        rings : list of (balls, width) int32
            For every size, the numbers that rows have among those that count.
        """
        numbers = np.where(self._counting, np.cumsum(self._counting) - 1, -1).astype(np.int32)
        edges = list(pairwise([0, *self.sizes.tolist()]))
        rings = [np.empty((len(self.centers), end - start), np.int32) for start, end in edges]
        filled = [0] * len(rings)
        lengths = np.empty(len(self.centers), np.int64)
        place = np.arange(self._lists.shape[1])
        for first in range(0, len(self.centers), _AT_ONCE):
            block = slice(first, first + _AT_ONCE)
            listed = numbers.take(self._lists.take(self.centers[block], axis=0))
            counting = listed >= 0
            lengths[block] = np.count_nonzero(counting, axis=1)
            listed[place < lengths[block, None]] = listed[counting]
            for number, (start, end) in enumerate(edges):
                inside = listed[lengths[block] >= end, start:end]
                rings[number][filled[number] :][: len(inside)] = inside
                filled[number] += len(inside)
        # What was not filled is memory that was never touched.
        return lengths, [ring[:end] for ring, end in zip(rings, filled, strict=True)]

    def _matrix(self, ring: np.ndarray, valid: np.ndarray, ones: np.ndarray) -> csr_matrix:
        """(centres, m) uint8 The ring of each centre; a list that is too short for it has an empty line."""
        ends = np.append(0, np.cumsum(valid * ring.shape[1])).astype(np.int32)
        shape = (len(valid), self.total)
        return csr_matrix((ones[: ring.size], ring.ravel(), ends), shape=shape)

    def __len__(self) -> int:
        return len(self.of_size)

    def sums(self, values: np.ndarray) -> np.ndarray:
        """Return (b,) what (m,) `values` sum up to in every ball."""
        found = np.zeros(self.valid.shape, values.dtype)
        for inside, ring in zip(found, self._rings, strict=True):
            inside[:] = ring @ values
        return np.cumsum(found, axis=0)[self.valid]

    def counts(self, marked: np.ndarray) -> Iterator[np.ndarray]:
        """Give for every size (centres, columns) int16: how many of the rows in each ball are marked.

        Parameters
        ----------
        marked : (m, columns) uint8
            1 or 0. What is given is written over by the next; where a list is too short, it is no ball's.
        """
        found = np.zeros((len(self.centers), marked.shape[1]), np.int16)
        for ring in self._rings:
            found += ring @ marked
            yield found

    def list_places(self, balls: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return which list of `Neighborhoods` each of some balls is of, and how much of that list."""
        lists, sizes = self.centers[self._center[balls]], self.of_size[balls]
        lengths = np.empty(len(balls), np.int64)
        for start in range(0, len(balls), _AT_ONCE):
            block = slice(start, start + _AT_ONCE)
            counting = np.cumsum(self._counting[self._lists[lists[block]]], axis=1)
            lengths[block] = 1 + np.count_nonzero(counting < sizes[block, None], axis=1)
        return lists, lengths


class BallMaxima:
    """The largest ratio over the balls of each size, for many outcomes at once.

    Parameters
    ----------
    balls : Balls
    ratio : Ratio
        Of these balls, in their order.
    positives : int
        Of the outcomes.
    """

    def __init__(self, balls: Balls, ratio: Ratio, positives: int) -> None:
        self.balls, self._ratio = balls, ratio
        self._ball = np.full(balls.valid.shape, -1, np.int64)
        self._ball[balls.valid] = np.arange(len(balls))
        self._positives = positives

    def observed(self, marked: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return how many of the marked rows, (m,) bool, are in each ball, (b,) int64, and the ratios."""
        found = self.balls.sums(marked.astype(np.int64))
        return found, self._ratio.of(np.arange(len(found)), found)

    def of(self, marked: np.ndarray) -> np.ndarray:
        """Return (sizes, columns) float64 the largest ratio for each column of (m, columns) uint8 outcomes.

        Where balls of a size expect different counts, any below 3 may be given as 0, but the largest of a
        column.
        """
        if self._ratio.by_size:
            return self._of_most(marked)
        best = np.zeros((len(self.balls.sizes), marked.shape[1]))
        for place, counts in enumerate(self.balls.counts(marked)):
            center, column = np.divmod(_true_places(counts >= self._least[place, :, None]), best.shape[1])
            reached = self._ratio.at(self._ball[place, center], counts[center, column].astype(np.int64))
            np.maximum.at(best[place], column, reached)
        for column in np.flatnonzero(best.max(axis=0, initial=0) < _FLOOR):
            ratios = self.observed(marked[:, column])[1]
            np.maximum.at(best[:, column], np.searchsorted(self.balls.sizes, self.balls.of_size), ratios)
        return best

    def _of_most(self, marked: np.ndarray) -> np.ndarray:
        """Of one size the ratio grows with the count, so that the largest count has the largest ratio."""
        best = np.zeros((len(self.balls.sizes), marked.shape[1]))
        for place, counts in enumerate(self.balls.counts(marked)):
            there = self.balls.valid[place]
            if there.any():
                most = (counts if there.all() else counts[there]).max(axis=0).astype(np.int64)
                best[place] = self._ratio.of(np.full(len(most), self._ball[place, there][0]), most)
        return best

    @cached_property
    def _least(self) -> np.ndarray:
        """(sizes, centres) int16 The smallest count of each ball whose ratio reaches the floor."""
        least = np.full(self.balls.valid.shape, _NEVER, np.int16)
        least[self.balls.valid] = _least_counts(self._ratio, self.balls, self._positives)
        return least


def _true_places(found: np.ndarray) -> np.ndarray:
    """Return where a sparse mask, read line by line, is true: `flatnonzero`, eight at a time."""
    flat = found.ravel()
    whole = len(flat) // 8 * 8
    words = np.flatnonzero(flat[:whole].view(np.uint64))
    word, within = np.nonzero(flat[:whole].reshape(-1, 8)[words])
    return np.concatenate([words[word] * 8 + within, whole + np.flatnonzero(flat[whole:])])


def _least_counts(ratio: Ratio, balls: Balls, positives: int) -> np.ndarray:
    """Return (b,) int64 the smallest count of each ball whose ratio reaches the floor, by bisection.

    Above what is expected a ratio grows with the count. One more than there can be where none reaches it.
    """
    low = np.maximum(0, balls.of_size - (balls.total - positives))
    high = np.minimum(balls.of_size, positives) + 1
    while (low < high).any():
        middle = np.minimum((low + high) // 2, high - 1)
        raised = ratio.raised(middle)
        reached = np.zeros(len(middle), bool)
        reached[raised] = ratio.at(raised, middle[raised]) >= _FLOOR
        done = low >= high
        high = np.where(reached & ~done, middle, high)
        low = np.where(reached | done, low, middle + 1)
    return high
