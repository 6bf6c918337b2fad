"""Lists of the nearest rows of many centres, the same whatever the number of threads."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from explorer.analysis.scan.balls import LONGEST, Neighborhoods
from explorer.cancellation import Cancellation, current_cancellation
from explorer.cores import available_cores

MOST_CENTERS = 20_000
"""Of more rows than this every second, third, … in the order of the tree is a centre."""

_BLOCK = 256
_LENGTH = 4000.0
"""Directions are rounded to whole numbers at this length: no sum of their products reaches 2^24, so that
float32 adds them without error, in whatever order a library does."""


@dataclass(frozen=True)
class Directions:
    """Vectors taken apart, so that products of their directions are exact.

    Attributes
    ----------
    whole : (m, d) float32
        Whole numbers, each row about 4,000 long.
    lengths : (m,) float64, or None
        None where rows are compared by angle alone.
    """

    whole: np.ndarray
    lengths: np.ndarray | None

    def take(self, places: np.ndarray) -> "Directions":
        """Return those of some places."""
        return Directions(self.whole[places], None if self.lengths is None else self.lengths[places])

    def nearest(self, center: "Directions", width: int) -> np.ndarray:
        """Return (centres, width) int64 the nearest of these rows to each centre, nearest first."""
        gaps = -(center.whole @ self.whole.T)
        if self.lengths is not None and center.lengths is not None:
            lengths = self.lengths.astype(np.float32)
            gaps = np.square(lengths) + gaps * (2 / _LENGTH**2) * center.lengths[:, None] * lengths
        if width < gaps.shape[1]:
            found = np.argpartition(gaps, width - 1, axis=1)[:, :width]
        else:
            found = np.broadcast_to(np.arange(width), gaps.shape)
        # Of equally near ones the lower row comes first.
        found = np.sort(found, axis=1)
        order = np.argsort(np.take_along_axis(gaps, found, 1), axis=1, kind="stable")
        return np.take_along_axis(found, order, 1)


def directions_of(vectors: np.ndarray, metric: str) -> Directions:
    """Take vectors apart.

    Parameters
    ----------
    vectors : (m, d) float
        Finite.
    metric : str
        `cosine`, or `euclidean`.
    """
    vectors = np.asarray(vectors, np.float32)
    largest = np.abs(vectors).max(axis=1, initial=0)[:, None]
    scaled = vectors / np.where(largest > 0, largest, 1)
    lengths = np.sqrt(np.einsum("ij,ij->i", scaled, scaled, dtype=np.float64))
    whole = np.rint(scaled * (_LENGTH / np.where(lengths > 0, lengths, 1)).astype(np.float32)[:, None])
    if metric == "cosine":
        return Directions(whole, None)
    lengths = lengths * largest[:, 0]
    # In units of the longest, so that squares neither overflow nor vanish.
    return Directions(whole, lengths / (lengths.max(initial=0) or 1))


def centers_among(rows: np.ndarray) -> np.ndarray:
    """Return the rows that are centres: all of them, or an even stride through the order of the tree."""
    return rows[:: -(-len(rows) // MOST_CENTERS) or 1]


def exact_lists(
    directions: Directions,
    rows: np.ndarray,
    groups: np.ndarray | None = None,
    centers: np.ndarray | None = None,
) -> Neighborhoods:
    """Return for every row, or for some, the nearest ones.

    Parameters
    ----------
    directions : Directions
        Of the rows.
    rows : (m,) int64
        Ascending.
    groups : (m,) int or None
        Classes: only rows of the centre's own are listed, and where it is below 0 there is no list.
    centers : (c,) int64 or None
        Places of the rows that have a list; None: all.
    """
    centers = np.arange(len(rows)) if centers is None else centers
    if groups is None:
        near = _within(directions, centers, min(LONGEST, len(rows)))
        return Neighborhoods("ball", rows[near].astype(np.int32))
    near = nearest_of_groups(directions, groups, centers, LONGEST)[groups[centers] >= 0]
    return Neighborhoods("class ball", np.where(near < 0, -1, rows[near]).astype(np.int32))


def nearest_of_groups(
    directions: Directions, groups: np.ndarray, centers: np.ndarray, width: int
) -> np.ndarray:
    """Return (c, width) int64 places nearest to those of centres in their own groups, themselves first.

    -1 beyond the end of a shorter list, and where a centre's group is below 0.
    """
    of, found = groups[centers], np.full((len(centers), width), -1)
    for group in np.unique(of[of >= 0]):
        places, mine = np.flatnonzero(groups == group), of == group
        most = min(width, len(places))
        near = _within(directions.take(places), np.searchsorted(places, centers[mine]), most)
        found[mine, :most] = places[near]
    return found


def _within(directions: Directions, centers: np.ndarray, width: int) -> np.ndarray:
    """(c, width) int64 The nearest of all rows to those at some places, (c,), itself first."""
    m = len(directions.whole)

    def some(start: int) -> np.ndarray:
        places = centers[start : start + _BLOCK]
        # One more than wanted: among equal rows a row may not be its own nearest.
        found = directions.nearest(directions.take(places), min(m, width + 1))
        return _itself_first(found, places)[:, :width]

    found = in_threads(some, range(0, len(centers), _BLOCK))
    return np.concatenate(found) if found else np.zeros((0, width), np.int64)


def _itself_first(found: np.ndarray, itself: np.ndarray) -> np.ndarray:
    """Move each centre to the head of its list, in the place of the last where it is not listed."""
    own = found == itself[:, None]
    own[~own.any(axis=1), -1] = True
    order = np.argsort(~own, axis=1, kind="stable")
    moved = np.take_along_axis(found, order, 1)
    moved[:, 0] = itself
    return moved


def in_threads(work: Callable, jobs: range) -> list:
    """Do each of some jobs, on all cores, and give up when nobody waits any more."""
    cancellation = current_cancellation() or Cancellation()

    def one(job: int) -> object:
        cancellation.check()
        return work(job)

    with ThreadPoolExecutor(available_cores()) as threads:
        return list(threads.map(one, jobs))
