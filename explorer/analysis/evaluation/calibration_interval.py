"""How sure an expected calibration error is: what chance alone would give, and an interval.

The ECE of a sample is never negative, so that even a calibrated model shows some: the fewer the images, the
more. What it would show is drawn as Bröcker & Smith do ("Increasing the reliability of reliability
diagrams", Weather and Forecasting 22, 2007; Vaicenavicius et al., AISTATS 2019): in every bin as many right
ones as a coin of its mean confidence gives. A bootstrap of the images adds noise to noise and misses small
errors nearly always; the interval is that of tests instead. It holds the errors of those models under which
the error that was seen lies between the 2.5% and the 97.5% quantile.

The models are on a path from a calibrated one through the one that was seen. On the way the gap of every bin
is brought nearer to 0 by the same number of its standard errors, but not beyond (soft thresholding: Donoho &
Johnstone, JASA 90, 1995); on the other side it is carried away from 0 by as many. So what may be noise goes
first, and a large gap in one bin stays. Gaps that are all multiplied by one number would take the noise of
the other bins for a part of the error. How many images fall into a bin is drawn, too: those that were seen
are a sample.
"""

from dataclasses import dataclass

import numpy as np

from explorer.analysis.evaluation.reliability import Reliability
from explorer.cancellation import unless_cancelled

DRAWS = 1000
_STEPS = 16
_FARTHEST = 64.0
"""Standard errors that gaps are carried away from 0: no sample is as far from the truth in all bins."""


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
    path = _Path(found.counts[there], found.confidence[there], found.right[there], seed, draws)
    chance = path.by_chance()
    seen = found.ece
    reached = int(np.count_nonzero(chance >= seen * (1 - 1e-12)))
    # The first model under which so large an error is no surprise, and the last for so small a one.
    low = -path.calibrated
    if reached / draws <= 0.025:
        low = _crossing(lambda t: np.mean(path.drawn(t) >= seen) > 0.025, low, 0.0)
    high = _crossing(lambda t: np.mean(path.drawn(t) <= seen) <= 0.025, -path.calibrated, _FARTHEST)
    p_value = (1 + reached) / (1 + draws)
    ends = min(path.error(low), seen), max(path.error(high), seen)
    return CalibrationTest(float(chance.mean()), p_value, *ends)


class _Path:
    """Models from a calibrated one (t = -`calibrated`) through the one that was seen (t = 0), and beyond."""

    def __init__(self, counts, confidence, right, seed: int, draws: int) -> None:
        self._counts, self._confidence, self._images = counts, confidence, int(counts.sum())
        self._gaps = right / counts - confidence
        # Of few images all may be right by chance, and confidences may all be 1: never an error of 0.
        share = (right + 1) / (counts + 2)
        self._errors = np.sqrt(np.maximum(confidence * (1 - confidence), share * (1 - share)) / counts)
        self.calibrated = float(np.max(np.abs(self._gaps) / self._errors))
        self._seed = seed
        self._drawn_counts = self._rng().multinomial(self._images, counts / self._images, draws)

    def _rng(self) -> np.random.Generator:
        return np.random.default_rng(self._seed)

    def _accuracy(self, t: float) -> np.ndarray:
        if t <= 0:
            nearer = np.maximum(np.abs(self._gaps) + t * self._errors, 0)
            return np.clip(self._confidence + np.sign(self._gaps) * nearer, 0, 1)
        # Of both ways the one that leads farther: where confidences are high, down.
        ways = np.stack([self._gaps - t * self._errors, self._gaps + t * self._errors])
        ways = np.clip(self._confidence + ways, 0, 1)
        down, up = np.abs(ways - self._confidence)
        return np.where(down > up, *ways)

    def error(self, t: float) -> float:
        """Return the error of the bins of the model at t."""
        return float(self._counts @ np.abs(self._accuracy(t) - self._confidence)) / self._images

    def drawn(self, t: float) -> np.ndarray:
        """(draws,) ECE of samples of the model at t."""
        right = self._rng().binomial(self._drawn_counts, self._accuracy(t))
        return np.abs(right - self._drawn_counts * self._confidence).sum(axis=1) / self._images

    def by_chance(self) -> np.ndarray:
        """(draws,) ECE of a calibrated model with these very confidences."""
        shape = (len(self._drawn_counts), len(self._counts))
        right = self._rng().binomial(self._counts, self._confidence, shape)
        return np.abs(right - self._counts * self._confidence).sum(axis=1) / self._images


def _crossing(holds, low: float, high: float) -> float:
    """Return about where `holds`, false at first, becomes true."""
    for _ in unless_cancelled(range(_STEPS)):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return (low + high) / 2
