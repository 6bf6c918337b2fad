"""Counts and rates of classes in a cluster, with intervals that are honest for few images."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np


def wilson_interval(k, n, confidence: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Return the score interval of a proportion (Wilson, JASA 22, 1927).

    Parameters
    ----------
    k, n : array_like of int, same shape
        Successes and trials.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    low, high : float64 arrays
        Within [0, 1]; (0, 1), which is all that is known, where n is 0.
    """
    k, n = np.broadcast_arrays(np.asarray(k, dtype=float), np.asarray(n, dtype=float))
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    trials = np.maximum(n, 1)
    rate = k / trials
    centre = (rate + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z / (1 + z * z / trials) * np.sqrt(rate * (1 - rate) / trials + z * z / (4 * trials * trials))
    # At the ends the formula gives exactly 0 and 1, but for rounding.
    low = np.where((n == 0) | (k == 0), 0.0, np.clip(centre - half, 0, 1))
    high = np.where((n == 0) | (k == n), 1.0, np.clip(centre + half, 0, 1))
    return low, high


@dataclass(frozen=True)
class ClassTable:
    """Classes of a set of rows, most frequent first, as parallel arrays.

    Attributes
    ----------
    codes : (c,) int64
        Only classes that occur.
    counts : (c,) int64
    known, right : (c,) int64
        Rows of the class with a prediction; those of them that are right.
    """

    codes: np.ndarray
    counts: np.ndarray
    known: np.ndarray
    right: np.ndarray


def class_table(labels, correct, classes: int) -> ClassTable:
    """Count classes and right predictions.

    Parameters
    ----------
    labels : (m,) int
        Class codes, -1 where missing.
    correct : (m,) int or None
        1 right, 0 wrong, -1 unknown.
    classes : int
        How many classes there are.
    """
    labels = np.asarray(labels)
    counts = _count(labels, labels >= 0, classes)
    none = np.zeros(classes, dtype=np.int64)
    known = none if correct is None else _count(labels, (labels >= 0) & (correct >= 0), classes)
    right = none if correct is None else _count(labels, (labels >= 0) & (correct == 1), classes)
    order = np.argsort(-counts, kind="stable")[: np.count_nonzero(counts)]
    return ClassTable(order, counts[order], known[order], right[order])


def confusion_pairs(labels, predictions, classes: int, limit: int = 20) -> list[tuple[int, int, int]]:
    """Return the most frequent mistakes as (label, prediction, count), ties to the lower codes.

    Parameters
    ----------
    labels, predictions : (m,) int
        Class codes, -1 where missing.
    classes : int
    limit : int
        At most this many.
    """
    labels, predictions = np.asarray(labels, dtype=np.int64), np.asarray(predictions, dtype=np.int64)
    wrong = (labels >= 0) & (predictions >= 0) & (labels != predictions)
    pairs, counts = np.unique(labels[wrong] * classes + predictions[wrong], return_counts=True)
    order = np.argsort(-counts, kind="stable")[:limit]
    return [(int(pairs[i] // classes), int(pairs[i] % classes), int(counts[i])) for i in order]


def _count(codes: np.ndarray, chosen: np.ndarray, classes: int) -> np.ndarray:
    return np.bincount(codes[chosen], minlength=classes).astype(np.int64)
