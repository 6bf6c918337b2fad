"""The reliability diagram of a model, its calibration error, and the temperature that would mend it."""

import numpy as np

from explorer.analysis.evaluation.calibration_interval import calibration_test
from explorer.analysis.evaluation.reliability import Reliability, reliability
from explorer.analysis.evaluation.temperature import (
    OTHERS,
    Temperature,
    fit_confidences,
    fit_probabilities,
    log_odds,
    log_probabilities,
    shares_of,
    softmax,
)
from explorer.index.reader import Index
from explorer.layout.grid import stride
from explorer.options import CLASSIFICATION
from explorer.view.evaluation.bins import described_bins
from explorer.view.evaluation.figures import figure, figures
from explorer.view.evaluation.judged_scores import JudgedScores
from explorer.view.evaluation.probability_columns import predicted_probabilities, probability_model

LEAST_FITTED = 20
"""Images, and of them at least one right and one wrong, that a temperature is fitted to."""
MOST_FITTED = 100_000
_MOST_NUMBERS = 2_000_000
_CLOSE = 0.01


def describe_calibration(index: Index, scores: JudgedScores, bins: int, most_numbers: int) -> dict:
    """Return `calibration` of a model: bins, errors, and `temperature`, None where none would mend it.

    Parameters
    ----------
    index : Index
    scores : JudgedScores
        Shares, of one image at least.
    bins : int
    most_numbers : int
        Class probabilities that are read at most; with more, a temperature is that of confidences.
    """
    found = reliability(scores.confidences, scores.right, bins)
    return _errors(found) | {
        "of": "predictions",
        "accuracy": figure(float(np.mean(scores.right))),
        "confidence": figure(found.mean_confidence),
        "missing": scores.missing,
        "bins": described_bins(found, scores.column),
        "temperature": _temperature(index, scores, bins, most_numbers),
    }


def _errors(found: Reliability) -> dict:
    tested = calibration_test(found)
    return {
        "images": found.images,
        "ece": figure(found.ece),
        "interval": figures([tested.low, tested.high]),
        "by_chance": figure(tested.by_chance),
        "p_value": figure(tested.p_value),
        "brier": figure(found.brier),
    }


def _temperature(index: Index, scores: JudgedScores, bins: int, most_numbers: int) -> dict | None:
    """Fit on all; errors with it are of halves, each by the temperature of the other."""
    images = len(scores.right)
    if images < LEAST_FITTED or scores.right.all() or not scores.right.any():
        return None
    model = _Softmax.of(index, scores, most_numbers) or _Odds(scores, len(index.classes))
    fitted = model.fit(np.arange(images))
    first = np.random.default_rng(0).permutation(images) < images // 2
    halves = [np.flatnonzero(first), np.flatnonzero(~first)]
    fits = [model.fit(half) for half in halves]
    if fitted is None or None in fits:
        return None
    mended = np.empty(images)
    for half, other in zip(halves, reversed(fits), strict=True):
        assert other is not None
        mended[half] = model.apply(half, other.value)
    found = reliability(mended, scores.right, bins)
    return {
        "value": figure(fitted.value),
        "interval": figures([fitted.low, fitted.high]),
        "of": model.of_what,
        "mended": _errors(found) | {"bins": described_bins(found, None)},
    }


class _Odds:
    """Temperature of confidences alone."""

    of_what = "confidences"

    def __init__(self, scores: JudgedScores, classes: int) -> None:
        self._others = max(1, min(classes - 1, OTHERS))
        self._odds, self._right = log_odds(scores.confidences), scores.right

    def fit(self, places: np.ndarray) -> Temperature | None:
        places = places[stride(len(places), min(len(places), MOST_FITTED))]
        return fit_confidences(self._odds[places], self._right[places], self._others)

    def apply(self, places: np.ndarray, temperature: float) -> np.ndarray:
        return shares_of(self._odds[places], temperature, self._others)


class _Softmax:
    """Temperature of class probabilities."""

    of_what = "probabilities"

    def __init__(self, index: Index, scores: JudgedScores) -> None:
        assert index.probabilities is not None
        self._logs = log_probabilities(index.probabilities[scores.rows])
        self._labels = index.labels()[scores.rows]
        self._predicted = index.predictions(scores.model)[scores.rows]

    @classmethod
    def of(cls, index: Index, scores: JudgedScores, most_numbers: int) -> "_Softmax | None":
        """Return it where the confidences are those of class probabilities that are few enough to read."""
        if index.task != CLASSIFICATION or probability_model(index) != scores.model:
            return None
        assert index.probabilities is not None
        if len(scores.rows) * index.probabilities.shape[1] > most_numbers:
            return None
        said = predicted_probabilities(index)[scores.rows].astype(np.float64)
        if not np.mean(np.abs(said - scores.confidences) <= _CLOSE) >= 1 - _CLOSE:
            return None
        return cls(index, scores)

    def fit(self, places: np.ndarray) -> Temperature | None:
        places = places[self._labels[places] < self._logs.shape[1]]
        most = max(1, min(len(places), MOST_FITTED, _MOST_NUMBERS // self._logs.shape[1]))
        places = places[stride(len(places), most)] if len(places) else places
        return fit_probabilities(self._logs[places], self._labels[places])

    def apply(self, places: np.ndarray, temperature: float) -> np.ndarray:
        shares = softmax(self._logs[places], 1 / temperature)
        return shares[np.arange(len(places)), self._predicted[places]]
