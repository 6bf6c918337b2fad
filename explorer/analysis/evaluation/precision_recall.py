"""Precision-recall curves and average precision, as scikit-learn defines them."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class PrecisionRecall:
    """Precision and recall where all that scores no less than a threshold is taken.

    Attributes
    ----------
    thresholds : (k,) float64
        Distinct scores, descending.
    taken : (k,) int64
        What scores no less.
    right : (k,) int64
        Positives among them.
    positives : int
        All there are.
    behind : int
        Cases without a score, which come after all others, all at once.
    """

    thresholds: np.ndarray
    taken: np.ndarray
    right: np.ndarray
    positives: int
    behind: int = 0

    @property
    def precision(self) -> np.ndarray:
        """(k,) float64."""
        return self.right / self.taken

    @property
    def recall(self) -> np.ndarray:
        """(k,) float64; NaN where there is no positive."""
        return self.right / self.positives if self.positives else np.full(len(self.right), np.nan)

    @property
    def average_precision(self) -> float:
        """Sum of precisions weighted by the recall each adds; NaN without a positive.

        No interpolation: `sklearn.metrics.average_precision_score`. What has no score comes last, as if its
        score were the least.
        """
        if not self.positives:
            return float("nan")
        gains = np.diff(self.right, prepend=0)
        last = int(self.right[-1]) if len(self.right) else 0
        everything = (int(self.taken[-1]) if len(self.taken) else 0) + self.behind
        rest = self.positives - last
        tail = rest * self.positives / everything if rest else 0.0
        return (float(gains @ self.precision) + tail) / self.positives


def precision_recall(
    scores: np.ndarray, positive: np.ndarray, behind: int = 0, positives_behind: int = 0
) -> PrecisionRecall:
    """Sort cases by score, and count.

    Parameters
    ----------
    scores : (m,) float array
        Finite.
    positive : (m,) bool array
    behind, positives_behind : int
        Further cases that have no score, and the positives among them.
    """
    order = np.argsort(-scores)  # of ties only the last counts, so that their order is the same to all
    return from_sorted(scores[order], positive[order], behind, positives_behind)


def from_sorted(
    scores: np.ndarray, positive: np.ndarray, behind: int = 0, positives_behind: int = 0
) -> PrecisionRecall:
    """Count cases that are sorted already, the highest score first; see `precision_recall`."""
    ends = last_of_ties(scores)
    found = np.cumsum(positive, dtype=np.int64)
    total = (int(found[-1]) if len(found) else 0) + positives_behind
    return PrecisionRecall(scores[ends].astype(np.float64), ends + 1, found[ends], total, behind)


def last_of_ties(scores: np.ndarray) -> np.ndarray:
    """(k,) int64 Places of the last of each run of equal scores."""
    if not len(scores):
        return np.empty(0, np.int64)
    return np.append(np.flatnonzero(scores[1:] != scores[:-1]), len(scores) - 1)
