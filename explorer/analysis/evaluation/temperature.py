"""The temperature that would mend a model's confidences (Guo et al., ICML 2017, section 4.2).

Logits are divided by one number T, so that the likeliest class stays; T is that of the greatest likelihood.
Above 1 the model is too sure of itself. Two forms: of class probabilities the softmax over their
logarithms, which are logits but for a constant; of a confidence alone the same with what it leaves shared
by one other class, or evenly by two where there are more. For two classes both are one. Of two ResNets on
CIFAR-10 the probabilities have T = 2.20 and 2.30, their confidences alone 2.14 and 2.21; with all of the
rest in one class it were 2.41 and 2.47, with even shares of all nine 1.75 and 1.82.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

COOLEST, HOTTEST = 0.05, 20.0
"""Beyond these nothing is mended: nearly all images are right, or confidences say nothing."""
OTHERS = 2
"""Classes that share what a confidence leaves, of three or more; see above."""
_Z = 1.959963984540054
_STEPS = 60
_LOOKED_AT, _MOST_DECIMALS = 1000, 6


@dataclass(frozen=True)
class Temperature:
    """A temperature with its 95% interval.

    Attributes
    ----------
    value, low, high : float
        The interval is that of the estimating equation (Huber's "sandwich"), which does not take for
        granted that a temperature is all that is wrong; of 1/T, which is nearly normal.
    """

    value: float
    low: float
    high: float


def log_odds(confidences: np.ndarray) -> np.ndarray:
    """(m,) float64 log(c / (1 - c)).

    0 and 1 are taken for the middle of what is rounded to them, where all numbers have a few decimals; else
    for what their type can hold beside them.
    """
    inside = np.asarray(confidences, np.float64)
    least = _beside_the_ends(confidences)
    inside = np.clip(inside, least, 1 - least)
    return np.log(inside) - np.log1p(-inside)


def _beside_the_ends(confidences: np.ndarray) -> float:
    exact = confidences.dtype if confidences.dtype.kind == "f" else np.dtype(np.float64)
    noise = float(np.finfo(exact).eps)
    some = np.asarray(confidences[:_LOOKED_AT], np.float64)
    for decimals in range(1, _MOST_DECIMALS + 1):
        if np.all(np.abs(some - some.round(decimals)) <= noise):
            wide = np.asarray(confidences, np.float64)
            if np.all(np.abs(wide - wide.round(decimals)) <= noise):
                return 10.0**-decimals / 4
    return float(np.finfo(exact).epsneg)


def shares_of(odds: np.ndarray, temperature: float, others: int = 1) -> np.ndarray:
    """(m,) float64 Confidences of log-odds at a temperature, where `others` classes share the rest."""
    rest = np.log(others)
    return 1 / (1 + np.exp(rest - (odds + rest) / temperature))


def fit_confidences(odds: np.ndarray, right: np.ndarray, others: int = 1) -> Temperature | None:
    """Fit the temperature of confidences alone; None where none within bounds is the best.

    Parameters
    ----------
    odds : (m,) float array
        As `log_odds` gives them.
    right : (m,) bool array
    others : int
        Classes that share what a confidence leaves of 1, as if evenly: 1 of two classes, `OTHERS` of more.
    """
    logits = odds + np.log(others)

    def slopes(inverse: float) -> np.ndarray:
        return logits * (shares_of(odds, 1 / inverse, others) - right)

    def curvature(inverse: float) -> float:
        share = shares_of(odds, 1 / inverse, others)
        return float(np.sum(logits**2 * share * (1 - share)))

    return _fit(slopes, curvature)


def log_probabilities(probabilities: np.ndarray) -> np.ndarray:
    """(m, c) float64 Logarithms; 0 is taken for the least number its type can hold."""
    least = float(np.finfo(probabilities.dtype).smallest_subnormal)
    return np.log(np.maximum(np.asarray(probabilities, np.float64), least))


def fit_probabilities(logs: np.ndarray, labels: np.ndarray) -> Temperature | None:
    """Fit the temperature of class probabilities; None where none within bounds is the best.

    Parameters
    ----------
    logs : (m, c) float array
        As `log_probabilities` gives them.
    labels : (m,) int array
        Columns of the true classes.
    """
    given = logs[np.arange(len(labels)), labels]

    def slopes(inverse: float) -> np.ndarray:
        return np.einsum("ij,ij->i", softmax(logs, inverse), logs) - given

    def curvature(inverse: float) -> float:
        shares = softmax(logs, inverse)
        mean = np.einsum("ij,ij->i", shares, logs)
        return float(np.sum(np.einsum("ij,ij,ij->i", shares, logs, logs) - mean**2))

    return _fit(slopes, curvature)


def softmax(logs: np.ndarray, inverse: float) -> np.ndarray:
    """(m, c) float64 Probabilities at 1/T."""
    scaled = inverse * (logs - logs.max(axis=1, keepdims=True))
    np.exp(scaled, out=scaled)
    return scaled / scaled.sum(axis=1, keepdims=True)


def _fit(slopes: Callable[[float], np.ndarray], curvature: Callable[[float], float]) -> Temperature | None:
    """Find the root of the summed slopes of the convex loss in 1/T, by halves of its logarithm."""
    low, high = 1 / HOTTEST, 1 / COOLEST
    with np.errstate(over="ignore"):
        if slopes(low).sum() >= 0 or slopes(high).sum() <= 0:
            return None
        for _ in range(_STEPS):
            middle = float(np.sqrt(low * high))
            low, high = (middle, high) if slopes(middle).sum() < 0 else (low, middle)
            if high / low < 1 + 1e-7:
                break
        best = float(np.sqrt(low * high))
        half = _Z * float(np.sqrt(np.sum(slopes(best) ** 2))) / max(curvature(best), 1e-300)
    hottest = 1 / max(best - half, 1 / HOTTEST)
    return Temperature(1 / best, 1 / min(best + half, 1 / COOLEST), hottest)
