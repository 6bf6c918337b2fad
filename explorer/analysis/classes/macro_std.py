"""How unevenly a model serves the subgroups within its classes: MacroStd.

Chiu, Chen & Ma, "Better May Not Be Fairer: A Study on Subgroup Discrepancy in Image Classification",
ICCV 2023, arXiv 2212.08649: the macro average, over classes, of the weighted standard deviation of the
accuracies of a class's subgroups. Here a subgroup weighs what it has of its class's images, so that the mean
from which deviations are taken is the accuracy of the class:

    MacroStd = 1/C Σ_c √( Σ_g n_cg / n_c · (a_cg − a_c)² ),   a_c = Σ_g n_cg / n_c · a_cg

The weights are our reading of the paper's summary, whose full text was not at hand.
It is 0 where every subgroup of a class is served alike, however well, and ½ at most.

Accuracies of few images differ by chance alone, whatever the subgroups are. What chance gives is said beside
it, by a permutation test (Pitman, 1937) that deals the verdicts of each class to its images anew.
"""

from dataclasses import dataclass

import numpy as np

MIN_SUBGROUP = 10
"""Smaller subgroups are left out: the accuracy of a handful of images strays by chance alone."""

_DEALS, _FEWEST, _DRAWN = 199, 19, 2_000_000
"""Permutations at most and at least, and subgroups in all of them together."""


@dataclass(frozen=True)
class Fairness:
    """MacroStd, and what it is made of, as parallel arrays over classes and over subgroups.

    Attributes
    ----------
    macro_std : float
        NaN where no class has two subgroups that are large enough.
    by_chance : float
        Its mean when the verdicts within each class are dealt at random; NaN as above.
    p_value : float
        (1 + deals with a MacroStd as large) / (1 + deals); NaN as above.
    codes : (c,) int64
        Classes with two such subgroups or more, ascending.
    std : (c,) float64
        Weighted standard deviation of the accuracies of their subgroups.
    worst, best : (c,) int64
        The subgroups with the lowest and the highest accuracy, ties to the lower code.
    worst_accuracy, best_accuracy : (c,) float64
    worst_images, best_images : (c,) int64
        Judged images of those subgroups.
    left_out : int
        Judged images in subgroups that are too small, or in classes with fewer than two others.
    judged : int
        Images with label, prediction and subgroup.
    """

    macro_std: float
    by_chance: float
    p_value: float
    codes: np.ndarray
    std: np.ndarray
    worst: np.ndarray
    best: np.ndarray
    worst_accuracy: np.ndarray
    best_accuracy: np.ndarray
    worst_images: np.ndarray
    best_images: np.ndarray
    left_out: int
    judged: int


def fairness(labels, correct, groups, values: int, least: int = MIN_SUBGROUP) -> Fairness:
    """Measure the spread of accuracy over subgroups within classes.

    Parameters
    ----------
    labels : (m,) int
        Class codes, -1 where missing.
    correct : (m,) int
        1 right, 0 wrong, -1 unknown.
    groups : (m,) int
        Codes of the grouping, -1 where missing; such rows do not count.
    values : int
        Group codes are below this.
    least : int
        Judged images that a subgroup needs to count.
    """
    labels, correct, groups = np.asarray(labels, np.int64), np.asarray(correct), np.asarray(groups, np.int64)
    counted = (labels >= 0) & (correct >= 0) & (groups >= 0)
    keys, place = np.unique(labels[counted] * values + groups[counted], return_inverse=True)
    sizes = np.bincount(place, minlength=len(keys))
    right = np.bincount(place, weights=correct[counted] == 1, minlength=len(keys))
    enough = sizes >= max(least, 1)
    keys, sizes, right = keys[enough], sizes[enough], right[enough]
    classes, first, subgroups = np.unique(keys // max(values, 1), return_index=True, return_counts=True)
    several = subgroups >= 2
    kept = np.repeat(several, subgroups)
    keys, sizes, right = keys[kept], sizes[kept], right[kept]
    codes, subgroups = classes[several], subgroups[several]
    first = np.concatenate([[0], np.cumsum(subgroups)[:-1]]).astype(np.int64)[: len(codes)]
    judged, used = int(counted.sum()), int(sizes.sum())
    return _spread(codes, first, subgroups, (keys % max(values, 1), sizes, right), judged, judged - used)


def _spread(codes, first, subgroups, parts, judged: int, left_out: int) -> Fairness:
    groups, sizes, right = parts
    rates = right / np.maximum(sizes, 1)
    if not len(codes):
        none, nothing = np.empty(0, np.int64), np.empty(0)
        undefined = (np.nan, np.nan, np.nan)
        return Fairness(
            *undefined, codes, nothing, none, none, nothing, nothing, none, none, left_out, judged
        )
    whole = np.add.reduceat(sizes, first)
    mean = np.add.reduceat(right, first) / whole
    gaps = rates - np.repeat(mean, subgroups)
    std = np.sqrt(np.add.reduceat(sizes * gaps**2, first) / whole)
    owner = np.repeat(np.arange(len(codes)), subgroups)
    worst = np.lexsort((groups, rates, owner))[first]
    best = np.lexsort((groups, -rates, owner))[first]
    deals = _deals(sizes, np.add.reduceat(right, first).astype(np.int64), first)
    # A deal of the very same spread may come out lower in the last bits.
    as_large = int(np.count_nonzero(deals >= std.mean() - 1e-12))
    measured = (float(std.mean()), float(deals.mean()), (1 + as_large) / (1 + len(deals)))
    return Fairness(
        *measured, codes, std, groups[worst], groups[best], rates[worst], rates[best],
        sizes[worst], sizes[best], left_out, judged,
    )  # fmt: skip


def _deals(sizes: np.ndarray, right: np.ndarray, first: np.ndarray) -> np.ndarray:
    """(deals,) MacroStd where the right answers of a class are dealt at random to its images."""
    rng = np.random.default_rng(0)
    deals = int(np.clip(_DRAWN // len(sizes), _FEWEST, _DEALS))
    total = np.zeros(deals)
    for of_class, known in zip(np.split(sizes, first[1:]), right.tolist(), strict=True):
        dealt = rng.multivariate_hypergeometric(of_class, known, deals)
        gaps = dealt / of_class - known / of_class.sum()
        total += np.sqrt(np.average(gaps**2, axis=1, weights=of_class))
    return total / len(right)
