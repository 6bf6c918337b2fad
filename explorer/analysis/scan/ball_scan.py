"""Balls in which an outcome is more frequent than elsewhere, as a scan gives them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.analysis.scan.balls import BallMaxima
from explorer.analysis.scan.p_values import p_values


@dataclass(frozen=True)
class BallScan:
    """Balls with a raised rate, as parallel arrays, highest ratio first; ties to smaller ones.

    Attributes
    ----------
    family : (r,) int64
        Of which of the neighbourhoods that were given.
    center, length : (r,) int64
        Which list of it, and how much of the list: see `Neighborhoods.ball`.
    sizes, positives : (r,) int64
        Images inside that count, and those of them with the outcome.
    llr, p : (r,) float64
        As of `explorer.analysis.scan.tree_scan.TreeScan`.
    """

    family: np.ndarray
    center: np.ndarray
    length: np.ndarray
    sizes: np.ndarray
    positives: np.ndarray
    llr: np.ndarray
    p: np.ndarray


def no_balls() -> BallScan:
    """Return the answer where no balls are looked at."""
    return ball_scan([], np.zeros(0, bool), np.zeros(0))


def ball_scan(families: Sequence[BallMaxima], values: np.ndarray, largest: np.ndarray) -> BallScan:
    """Return the balls whose ratio not every permutation reaches.

    Parameters
    ----------
    families : sequence of BallMaxima
    values : (m,) bool
        The outcomes.
    largest : (permutations,) float64
        The largest ratio under each permutation.
    """
    least = largest.min(initial=np.inf)
    found = [_of_family(number, family, values, least) for number, family in enumerate(families)]
    empty = np.zeros((6, 0))
    family, center, length, sizes, positives, llr = np.concatenate([empty, *found], axis=1)
    order = np.lexsort((center, sizes, family, -llr))
    llr = llr[order]
    whole = [each.astype(np.int64)[order] for each in (family, center, length, sizes, positives)]
    return BallScan(
        family=whole[0],
        center=whole[1],
        length=whole[2],
        sizes=whole[3],
        positives=whole[4],
        llr=llr,
        p=p_values(llr, largest),
    )


def _of_family(number: int, family: BallMaxima, values: np.ndarray, least: float) -> np.ndarray:
    """(6, r) float64 What `BallScan` has, but p; counts and rows are exact in it."""
    counts, ratios = family.observed(values)
    kept = np.flatnonzero((ratios > least) & (ratios > 0))
    center, length = family.balls.list_places(kept)
    sizes = family.balls.of_size[kept]
    return np.stack([np.full(len(kept), number), center, length, sizes, counts[kept], ratios[kept]])
