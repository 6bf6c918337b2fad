"""Scores where an image has several classes: of each class, and of images as a whole.

Names and definitions are scikit-learn's: precision, recall and F1 of each class, subset accuracy
(`accuracy_score`), the mean Jaccard index over images (`jaccard_score(average="samples", zero_division=1)`)
and the Hamming loss. Only judged images, whose label and prediction are both known, enter them.
"""

from dataclasses import dataclass

import numpy as np

from explorer.analysis.classes.class_scores import ClassScores
from explorer.clustering.tree.row_sets import row_mask
from explorer.index.class_sets import ClassSets, sets_from


@dataclass(frozen=True)
class SetScores:
    """Scores of images as a whole.

    Attributes
    ----------
    judged : int
        Images with label and prediction.
    right : int
        Those whose classes are the same; their share is the subset accuracy.
    missed, extra : int
        Classes of labels that are not predicted, and predicted ones that are not of the label, in all.
    jaccard, hamming, f1_micro : float
        NaN where nothing is judged. Of an image with no class that none is predicted for, Jaccard's index
        is 1.
    """

    judged: int
    right: int
    missed: int
    extra: int
    jaccard: float
    hamming: float
    f1_micro: float


class SetComparison:
    """Labels and predictions of several classes, compared once for all that is asked of parts of them.

    Parameters
    ----------
    labels, predictions : ClassSets
        Of the same n images; without predictions, none is judged.
    classes : int
        Codes are below this.
    """

    def __init__(self, labels: ClassSets, predictions: ClassSets | None, classes: int) -> None:
        n = len(labels.known)
        if predictions is None:
            predictions = sets_from(np.zeros(n, bool), np.empty(0, np.int64), np.empty(0, np.int64))
        self.labels, self.predictions, self._classes = labels, predictions, classes
        self._judged = labels.known & predictions.known
        self._found, self._right = (
            np.isin(own.keys(classes), other.keys(classes), assume_unique=True)
            for own, other in ((labels, predictions), (predictions, labels))
        )

    def found(self, part: slice | np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return every class of the labels of judged images that `part` indexes.

        Returns
        -------
        rows, codes : (e,) int64
        found : (e,) bool
            Whether it is predicted, too.
        """
        entries = self._of_judged(self.labels, part)
        return self.labels.rows[entries], self.labels.codes[entries], self._found[entries]

    def missed(self, code: int) -> np.ndarray:
        """(n,) int8 Of one class: 1 where the label has it and the prediction has not, 0 where both have it,
        -1 where the label has it not or is not judged."""
        rows, codes, found = self.found(slice(None))
        out = np.full(len(self.labels.known), -1, np.int8)
        out[rows[codes == code]] = ~found[codes == code]
        return out

    def by_class(self, part: slice | np.ndarray) -> ClassScores:
        """Count labels, predictions and what both have, as `class_scores` does for one class an image."""
        all_codes = self.labels.codes[self.labels.within(part)]
        counts = np.bincount(all_codes, minlength=self._classes)
        entries = self._of_judged(self.predictions, part)
        codes = self.predictions.codes[entries]
        known = np.bincount(self.found(part)[1], minlength=self._classes)
        predicted = np.bincount(codes, minlength=self._classes)
        right = np.bincount(codes[self._right[entries]], minlength=self._classes)
        order = np.argsort(-counts, kind="stable")
        order = order[(counts + predicted)[order] > 0]
        return ClassScores(order, counts[order], known[order], predicted[order], right[order])

    def of_images(self, part: slice | np.ndarray) -> SetScores:
        """Score the judged images that `part` indexes."""
        n = len(self.labels.known)
        judged = row_mask(n, part) & self._judged
        true, guessed = (self._of_judged(sets, part) for sets in (self.labels, self.predictions))
        rows_true, rows_guessed = self.labels.rows[true], self.predictions.rows[guessed]
        there = np.bincount(rows_true, minlength=n)[judged]
        predicted = np.bincount(rows_guessed, minlength=n)[judged]
        both = np.bincount(rows_true[self._found[true]], minlength=n)[judged]
        union = there + predicted - both
        images, shared = int(judged.sum()), int(both.sum())
        missed, extra = int(there.sum()) - shared, int(predicted.sum()) - shared
        cells, named = images * self._classes, 2 * shared + missed + extra
        return SetScores(
            images,
            int(np.count_nonzero(union == both)),
            missed,
            extra,
            float(np.mean(np.where(union > 0, both / np.maximum(union, 1), 1.0))) if images else np.nan,
            (missed + extra) / cells if cells else np.nan,
            2 * shared / named if named else np.nan,
        )

    def _of_judged(self, sets: ClassSets, part: slice | np.ndarray) -> np.ndarray:
        entries = sets.within(part)
        return entries[self._judged[sets.rows[entries]]]
