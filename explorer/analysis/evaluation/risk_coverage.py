"""What is gained by leaving out what a model is least sure of: accuracy by coverage, and the area under it.

El-Yaniv & Wiener, "On the foundations of noise-free selective classification", JMLR 11, 2010; Geifman,
Uziel & El-Yaniv, "Bias-reduced uncertainty estimation for deep neural classifiers", ICLR 2019 (AURC,
E-AURC).
"""

from dataclasses import dataclass

import numpy as np

from explorer.analysis.evaluation.precision_recall import last_of_ties


@dataclass(frozen=True)
class RiskCoverage:
    """What is right among the images that a model is surest of.

    Attributes
    ----------
    thresholds : (k,) float64
        Distinct confidences, descending: all images of no less are accepted.
    accepted, right : (k,) int64
        How many these are, and the right ones among them. The last is all images.
    """

    thresholds: np.ndarray
    accepted: np.ndarray
    right: np.ndarray

    @property
    def images(self) -> int:
        """All there are."""
        return int(self.accepted[-1]) if len(self.accepted) else 0

    @property
    def aurc(self) -> float:
        """Mean of the risk (share of wrong ones) over all coverages; NaN without images.

        Images of one confidence are accepted together: each has the risk of the last of them. So of
        confidences that are all alike it is the error rate.
        """
        if not self.images:
            return float("nan")
        weights = np.diff(self.accepted, prepend=0) / self.images
        return float(weights @ (1 - self.right / self.accepted))

    @property
    def excess_aurc(self) -> float:
        """AURC less that of the best order there is, which has every wrong image last."""
        if not self.images:
            return float("nan")
        right = int(self.right[-1])
        late = np.arange(right + 1, self.images + 1, dtype=np.float64)
        return self.aurc - float(np.sum(1 - right / late)) / self.images

    def at(self, threshold: float) -> tuple[int, int]:
        """Return how many images are accepted at a threshold, and how many of these are right."""
        place = int(np.searchsorted(-self.thresholds, -threshold, side="right")) - 1
        return (int(self.accepted[place]), int(self.right[place])) if place >= 0 else (0, 0)

    def most_accepted(self, accuracy: float) -> int | None:
        """Return the place of the largest coverage with this accuracy; None where there is none."""
        enough = np.flatnonzero(self.right >= accuracy * self.accepted)
        return int(enough[-1]) if len(enough) else None


def risk_coverage(confidences: np.ndarray, right: np.ndarray) -> RiskCoverage:
    """Count images that are sorted by confidence, the surest first.

    Parameters
    ----------
    confidences : (m,) float array
        Finite, descending; only their order counts.
    right : (m,) bool array
    """
    ends = last_of_ties(confidences)
    found = np.cumsum(right, dtype=np.int64)
    return RiskCoverage(confidences[ends].astype(np.float64), ends + 1, found[ends])


def thinned(values: np.ndarray, most: int) -> np.ndarray:
    """Choose at most `most` places of ascending counts, evenly by these; the ends are among them."""
    if len(values) <= most:
        return np.arange(len(values))
    wanted = np.linspace(values[0], values[-1], most)
    return np.unique(np.clip(np.searchsorted(values, wanted), 0, len(values) - 1))
