"""How sure an expected calibration error is: what chance alone would give, and an interval.

The ECE of a sample is never negative, so that even a calibrated model shows some: the fewer the images, the
more. What it would show is drawn as Bröcker & Smith do ("Increasing the reliability of reliability
diagrams", Weather and Forecasting 22, 2007; Vaicenavicius et al., AISTATS 2019): in every bin as many right
ones as a coin of its mean confidence gives. A bootstrap of the images adds noise to noise and misses small
errors nearly always; the interval is that of tests instead. Between perfect calibration and what was seen,
and beyond, lie models whose gaps are t times those seen; the interval holds the errors of those under which
the error that was seen lies between the 2.5% and the 97.5% quantile.
"""

from dataclasses import dataclass

import numpy as np

from explorer.analysis.evaluation.reliability import Reliability

DRAWS = 1000
_STEPS = 14
_FARTHEST = 32.0


@dataclass(frozen=True)
class CalibrationTest:
    """What is known of an ECE.

    Attributes
    ----------
    by_chance : float
        Mean ECE of a model that is calibrated, with these confidences.
    p_value : float
        How often such a model shows as much.
    low, high : float
        95% interval of the error of the bins; `low` is 0 where calibration is not rejected.
    """

    by_chance: float
    p_value: float
    low: float
    high: float


def calibration_test(found: Reliability, seed: int = 0, draws: int = DRAWS) -> CalibrationTest:
    """Test whether a model is calibrated, and bound its error; see above.

    Parameters
    ----------
    found : Reliability
        With at least one image.
    seed : int
    draws : int
        Samples of each model that is considered.
    """
    there = found.counts > 0
    line = _Line(
        found.counts[there], found.confidence[there], found.accuracy[there], seed, draws, found.images
    )
    chance = line.drawn(0.0)
    seen = found.ece
    reached = int(np.count_nonzero(chance >= seen * (1 - 1e-12)))
    # The least t under which so large an error is no surprise, the greatest under which so small a one is.
    low = 0.0
    if reached / draws <= 0.025:
        low = _crossing(lambda t: np.mean(line.drawn(t) >= seen) > 0.025, 0.0, 1.0)
    high = _crossing(lambda t: np.mean(line.drawn(t) <= seen) <= 0.025, 0.0, _FARTHEST)
    p_value = (1 + reached) / (1 + draws)
    ends = min(line.error(low), seen), max(line.error(high), seen)
    return CalibrationTest(float(chance.mean()), p_value, *ends)


class _Line:
    """Models on the line from a calibrated one (t = 0) through the one that was seen (t = 1)."""

    def __init__(self, counts, confidence, accuracy, seed: int, draws: int, images: int) -> None:
        self._counts, self._confidence = counts, confidence
        gaps = accuracy - confidence
        # Where nothing is off, what could be is an accuracy nearer to one half.
        self._gaps = gaps if np.abs(gaps).max() > 1e-9 else np.where(confidence < 0.5, 1.0, -1.0) / _FARTHEST
        self._seed, self._draws, self._images = seed, draws, images

    def _accuracy(self, t: float) -> np.ndarray:
        return np.clip(self._confidence + t * self._gaps, 0, 1)

    def error(self, t: float) -> float:
        """Return the error of the bins of the model at t."""
        return float(self._counts @ np.abs(self._accuracy(t) - self._confidence)) / self._images

    def drawn(self, t: float) -> np.ndarray:
        """(draws,) ECE of samples of the model at t."""
        rng = np.random.default_rng(self._seed)
        right = rng.binomial(self._counts, self._accuracy(t), (self._draws, len(self._counts)))
        return np.abs(right - self._counts * self._confidence).sum(axis=1) / self._images


def _crossing(holds, low: float, high: float) -> float:
    """Return about where `holds`, false at first, becomes true."""
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return (low + high) / 2
