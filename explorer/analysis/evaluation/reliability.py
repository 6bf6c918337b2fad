"""How often a model is right where it is so and so sure: the reliability diagram, ECE and Brier score.

Guo, Pleiss, Sun & Weinberger, "On calibration of modern neural networks", ICML 2017 (arXiv 1706.04599), eq. 3
and 5: bins of equal width, each without its lower edge and with its upper one.
"""

from dataclasses import dataclass

import numpy as np

BINS = 15
"""As Guo et al. take them."""
_DECIMALS = 6
"""Of the edges, so that a person can read them in a filter."""


@dataclass(frozen=True)
class Reliability:
    """Bins of confidence, as parallel arrays; the mean of an empty one is NaN.

    Attributes
    ----------
    edges : (b + 1,) float64
        Bin i holds confidences above `edges[i]`, up to and with `edges[i + 1]`; the first also holds 0.
    counts, right : (b,) int64
        Images, and those of them that are right.
    confidence : (b,) float64
        Mean confidence.
    brier : float
        Mean of (confidence - right)² over all images; NaN without any.
    """

    edges: np.ndarray
    counts: np.ndarray
    right: np.ndarray
    confidence: np.ndarray
    brier: float

    @property
    def images(self) -> int:
        """In all bins."""
        return int(self.counts.sum())

    @property
    def accuracy(self) -> np.ndarray:
        """(b,) float64 Share of right ones."""
        return np.divide(
            self.right, self.counts, out=np.full(len(self.counts), np.nan), where=self.counts > 0
        )

    @property
    def ece(self) -> float:
        """Expected calibration error: mean over images of |accuracy - confidence| of their bin."""
        return self.error_of(self.right)

    def error_of(self, right: np.ndarray) -> float:
        """Return the ECE, had so many (b,) been right."""
        if not self.images:
            return float("nan")
        there = self.counts > 0
        gaps = np.abs(right[there] - self.counts[there] * self.confidence[there])
        return float(gaps.sum()) / self.images

    @property
    def mean_confidence(self) -> float:
        """Over all images; NaN without any."""
        if not self.images:
            return float("nan")
        there = self.counts > 0
        return float(self.counts[there] @ self.confidence[there]) / self.images


def reliability(confidences: np.ndarray, right: np.ndarray, bins: int = BINS) -> Reliability:
    """Count images into bins of equal width.

    Parameters
    ----------
    confidences : (m,) float array
        From 0 to 1.
    right : (m,) bool array
    bins : int
    """
    edges = np.linspace(0, 1, bins + 1).round(_DECIMALS)
    confidences = np.asarray(confidences, np.float64)
    place = np.searchsorted(edges[1:-1], confidences)
    counts = np.bincount(place, minlength=bins)
    sums = np.bincount(place, weights=confidences, minlength=bins)
    mean = np.divide(sums, counts, out=np.full(bins, np.nan), where=counts > 0)
    brier = float(np.mean((confidences - right) ** 2)) if len(confidences) else float("nan")
    return Reliability(edges, counts, np.bincount(place[right], minlength=bins), mean, brier)
