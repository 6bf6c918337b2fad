"""Precision, recall and F1 of every class among a set of rows, undefined where their definitions are."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class ClassScores:
    """Classes that occur as a label or as a prediction, most frequent label first, as parallel arrays.

    An image is judged when it has both a label and a prediction; only judged images enter the scores.

    Attributes
    ----------
    codes : (c,) int64
        Ties in `counts` go to the lower code.
    counts : (c,) int64
        Images with this label, judged or not.
    known : (c,) int64
        Those of them that are judged.
    predicted : (c,) int64
        Judged images that are predicted as the class.
    right : (c,) int64
        Judged images that have the label and are predicted as it.
    """

    codes: np.ndarray
    counts: np.ndarray
    known: np.ndarray
    predicted: np.ndarray
    right: np.ndarray

    def without(self, code: int) -> "ClassScores":
        """Return the others than a class that only stands for no object."""
        kept = self.codes != code
        return ClassScores(*(values[kept] for values in vars(self).values()))

    @property
    def recall(self) -> np.ndarray:
        """(c,) float64 Share of the class's judged images that are right: the accuracy within the class.

        NaN where the class has no judged image.
        """
        return _ratio(self.right, self.known)

    @property
    def precision(self) -> np.ndarray:
        """(c,) float64 Share of the images predicted as the class that are of it; NaN where none is."""
        return _ratio(self.right, self.predicted)

    @property
    def f1(self) -> np.ndarray:
        """(c,) float64 Harmonic mean of precision and recall, 2 right / (known + predicted).

        NaN where the class has no judged image: what is absent was neither found nor missed. Where it has
        some and nothing is predicted as it, none was found and the value is 0.
        """
        return np.where(self.known > 0, _ratio(2 * self.right, self.known + self.predicted), np.nan)


def class_scores(labels, predictions, classes: int) -> ClassScores:
    """Count labels, predictions and agreements.

    Parameters
    ----------
    labels : (m,) int
        Class codes, -1 where missing.
    predictions : (m,) int or None
        Class codes, -1 where missing; None where nothing is predicted at all.
    classes : int
        How many classes there are.
    """
    labels = np.asarray(labels)
    counts = _count(labels, classes)
    known = predicted = right = np.zeros(classes, dtype=np.int64)
    if predictions is not None:
        predictions = np.asarray(predictions)
        known = _count(np.where(predictions >= 0, labels, -1), classes)
        predicted = _count(np.where(labels >= 0, predictions, -1), classes)
        right = _count(np.where(labels == predictions, labels, -1), classes)
    order = np.argsort(-counts, kind="stable")
    order = order[(counts + predicted)[order] > 0]
    return ClassScores(order, counts[order], known[order], predicted[order], right[order])


def _count(codes: np.ndarray, classes: int) -> np.ndarray:
    # Shifted by one, so that a missing value (-1) is counted apart instead of filtered out.
    return np.bincount(codes + 1, minlength=classes + 1)[1:].astype(np.int64)


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
