"""How far the predictions of a regression are off, by the names that scikit-learn has for it."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class ErrorSize:
    """Errors of the predictions of some images.

    Attributes
    ----------
    judged : int
        Images with label and prediction.
    mae, rmse : float
        Mean absolute error, and root of the mean squared error; NaN where nothing is judged.
    bias : float
        Mean of prediction - label; NaN as above.
    r2 : float
        Coefficient of determination, 1 - Σ error² / Σ (label - mean label)²: against always predicting the
        mean of these images. NaN for fewer than two images, or where their labels are all the same.
    """

    judged: int
    mae: float
    rmse: float
    bias: float
    r2: float


def error_size(truths: np.ndarray, errors: np.ndarray) -> ErrorSize:
    """Measure errors.

    Parameters
    ----------
    truths, errors : (m,) float64
        Labels, and prediction - label, NaN where either is not known.
    """
    known = np.isfinite(errors) & np.isfinite(truths)
    truths, errors = truths[known], errors[known]
    if not len(errors):
        return ErrorSize(0, np.nan, np.nan, np.nan, np.nan)
    # Scaled, so that squares of huge numbers stay finite.
    unit = max(float(np.abs(errors).max()), float(np.abs(truths - truths.mean()).max()), np.finfo(float).tiny)
    scaled, spread = errors / unit, (truths - truths.mean()) / unit
    squares, total = float(np.sum(scaled**2)), float(np.sum(spread**2))
    constant = len(truths) < 2 or truths.min() == truths.max()
    return ErrorSize(
        len(errors),
        float(np.abs(errors).mean()),
        unit * float(np.sqrt(squares / len(errors))),
        float(errors.mean()),
        np.nan if constant or not total else 1 - squares / total,
    )
