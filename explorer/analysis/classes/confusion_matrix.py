"""Which classes are taken for which: mistakes by frequency, and a matrix with confused ones side by side."""

from dataclasses import dataclass

import numpy as np

MATRIX_CLASSES = 30
"""Rows and columns that can be read on a screen."""

_CELLS_PER_PAIR = 1
"""Up to this many cells for each pair, counting all of them takes less time than sorting the pairs."""


@dataclass(frozen=True)
class Confusion:
    """Counts of (label, prediction), only pairs that occur, ascending by label, then prediction.

    Attributes
    ----------
    labels, predictions : (p,) int64
        Class codes.
    counts : (p,) int64
    """

    labels: np.ndarray
    predictions: np.ndarray
    counts: np.ndarray

    def mistakes(self, limit: int) -> list[tuple[int, int, int]]:
        """Return the most frequent (label, prediction, count) off the diagonal, ties to the lower codes."""
        off = np.flatnonzero(self.labels != self.predictions)
        order = off[np.argsort(-self.counts[off], kind="stable")[:limit]]
        columns = (self.labels[order], self.predictions[order], self.counts[order])
        return list(zip(*(column.tolist() for column in columns), strict=True))


@dataclass(frozen=True)
class ConfusionMatrix:
    """Some classes of a confusion, in an order in which confused ones lie together.

    Attributes
    ----------
    codes : (k,) int64
        Rows and columns alike.
    counts : (k, k) int64
        Rows are labels, columns predictions.
    totals : (k,) int64
        Judged images of each label, those predicted as a class beyond the matrix too.
    classes : int
        Classes that occur in all.
    mistakes, shown : int
        Mistakes in all, and those within the matrix.
    """

    codes: np.ndarray
    counts: np.ndarray
    totals: np.ndarray
    classes: int
    mistakes: int
    shown: int


def confusion(labels, predictions, classes: int) -> Confusion:
    """Count pairs of label and prediction where both are known.

    Parameters
    ----------
    labels, predictions : (m,) int
        Class codes, -1 where missing.
    classes : int
        How many classes there are.
    """
    labels, predictions = np.asarray(labels, dtype=np.int64), np.asarray(predictions, dtype=np.int64)
    both = (labels >= 0) & (predictions >= 0)
    keys = labels[both] * classes + predictions[both]
    if classes * classes <= _CELLS_PER_PAIR * len(keys):
        counts = np.bincount(keys, minlength=classes * classes)
        pairs = np.flatnonzero(counts)
        counts = counts[pairs]
    else:
        pairs, counts = np.unique(keys, return_counts=True)
    return Confusion(pairs // max(classes, 1), pairs % max(classes, 1), counts)


def confusion_matrix(found: Confusion, most: int = MATRIX_CLASSES) -> ConfusionMatrix:
    """Return the classes with most mistakes, to and from them, as a matrix.

    Parameters
    ----------
    found : Confusion
    most : int
        Classes shown at most. Where there are more, those of the most frequent pairs are taken: a class comes
        in with what it is confused with.
    """
    occurring = np.union1d(found.labels, found.predictions)
    chosen = occurring if len(occurring) <= most else _most_confused(found, most)
    inside = np.isin(found.labels, chosen) & np.isin(found.predictions, chosen)
    counts = np.zeros((len(chosen), len(chosen)), dtype=np.int64)
    rows = np.searchsorted(chosen, found.labels[inside])
    counts[rows, np.searchsorted(chosen, found.predictions[inside])] = found.counts[inside]
    totals = np.zeros(len(chosen), dtype=np.int64)
    of_chosen = np.isin(found.labels, chosen)
    np.add.at(totals, np.searchsorted(chosen, found.labels[of_chosen]), found.counts[of_chosen])
    order = side_by_side(counts)
    off = found.labels != found.predictions
    mistakes, shown = int(found.counts[off].sum()), int(found.counts[off & inside].sum())
    square = counts[np.ix_(order, order)]
    return ConfusionMatrix(chosen[order], square, totals[order], len(occurring), mistakes, shown)


def side_by_side(counts: np.ndarray) -> np.ndarray:
    """Return an order of classes in which those taken for each other are neighbours.

    Average linkage over how often two classes are confused, in either direction, among the images of both;
    its leaves in the optimal order (Bar-Joseph, Gifford & Jaakkola, Bioinformatics 17, 2001).

    Parameters
    ----------
    counts : (k, k) int
        Rows are labels, columns predictions.

    Returns
    -------
    (k,) int64
        A permutation.
    """
    if len(counts) < 3:
        return np.arange(len(counts))
    from scipy.cluster.hierarchy import leaves_list, linkage
    from scipy.spatial.distance import squareform

    both = counts + counts.T
    images = counts.sum(axis=0) + counts.sum(axis=1)
    # 0: never confused; 1: every image of either is taken for the other.
    likeness = 2 * both / np.maximum(images[:, None] + images[None, :], 1)
    distance = 1 - np.minimum(likeness, 1)
    np.fill_diagonal(distance, 0)
    merges = linkage(squareform(distance, checks=False), "average", optimal_ordering=True)
    return leaves_list(merges).astype(np.int64)


def _most_confused(found: Confusion, most: int) -> np.ndarray:
    chosen: dict[int, None] = {}
    # No more than `most` pairs are needed: each but those between classes already chosen brings one or two.
    for label, prediction, _ in found.mistakes(most * most):
        new = [code for code in (label, prediction) if code not in chosen]
        if len(chosen) + len(new) <= most:
            chosen |= dict.fromkeys(new)
        if len(chosen) == most:
            break
    return np.array(sorted(chosen), dtype=np.int64)
