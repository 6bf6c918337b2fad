"""Figures where an image has several classes: every image with every class is a case, with a probability."""

from dataclasses import dataclass

import numpy as np

from explorer.analysis.evaluation.precision_recall import precision_recall
from explorer.analysis.evaluation.reliability import reliability
from explorer.analysis.evaluation.temperature import fit_confidences, log_odds, shares_of
from explorer.index.reader import Index
from explorer.index.tasks import label_sets, prediction_sets
from explorer.layout.grid import stride
from explorer.view.evaluation.bins import described_bins
from explorer.view.evaluation.curves import described_curve
from explorer.view.evaluation.figures import figure
from explorer.view.evaluation.probability_columns import probability_model

MOST_FITTED = 200_000


@dataclass(frozen=True)
class PooledClasses:
    """Probabilities of classes, and the classes that are there, of the judged images of a part.

    Attributes
    ----------
    shares : (m, c) float array
    there : (m, c) bool
    """

    shares: np.ndarray
    there: np.ndarray


def too_many(index: Index, part: slice | np.ndarray, most_numbers: int) -> bool:
    """Tell whether a part has more probabilities than are read."""
    rows = len(range(*part.indices(index.n))) if isinstance(part, slice) else len(part)
    return index.probabilities is not None and rows * index.probabilities.shape[1] > most_numbers


def pooled_classes(index: Index, part: slice | np.ndarray, model: str) -> PooledClasses | None:
    """Gather them; None where the probabilities are not those of the model."""
    if index.probabilities is None or probability_model(index) != model:
        return None
    labels = label_sets(index)
    judged = labels.known & prediction_sets(index, model).known
    rows = np.flatnonzero(judged[part]) + part.start if isinstance(part, slice) else part[judged[part]]
    shares = index.probabilities[rows]
    places = np.full(index.n, -1)
    places[rows] = np.arange(len(rows))
    there = np.zeros(shares.shape, bool)
    known = (places[labels.rows] >= 0) & (labels.codes < shares.shape[1])
    there[places[labels.rows[known]], labels.codes[known]] = True
    finite = np.isfinite(shares).all(axis=1)
    return PooledClasses(shares[finite], there[finite])


def pooled_calibration(pooled: PooledClasses, bins: int) -> dict:
    """Return `calibration`; without intervals, for the classes of one image depend on each other."""
    shares, there = pooled.shares.ravel(), pooled.there.ravel()
    found = reliability(shares, there, bins)
    odds = log_odds(shares)
    some = stride(len(odds), min(len(odds), MOST_FITTED))
    fitted = fit_confidences(odds[some], there[some])
    mended = None if fitted is None else reliability(shares_of(odds, fitted.value), there, bins)
    return {
        "of": "classes",
        "images": len(pooled.shares),
        "accuracy": figure(float(there.mean())),
        "confidence": figure(found.mean_confidence),
        "missing": 0,
        **_errors(found),
        "bins": described_bins(found, None),
        "temperature": None
        if fitted is None or mended is None
        else {
            "value": figure(fitted.value),
            "interval": None,
            "of": "probabilities",
            "mended": _errors(mended) | {"images": len(pooled.shares), "bins": described_bins(mended, None)},
        },
    }


def _errors(found) -> dict:
    nothing = dict.fromkeys(("interval", "by_chance", "p_value"))
    return {"ece": figure(found.ece), **nothing, "brier": figure(found.brier)}


def pooled_precision_recall(index: Index, pooled: PooledClasses, of_class: str | None) -> dict:
    """Return `precision_recall`: of each class, of all pooled (`micro`) and their mean (`macro`)."""
    names, lines = index.classes, []
    for code in np.flatnonzero(pooled.there.any(axis=0)).tolist():
        curve = precision_recall(pooled.shares[:, code], pooled.there[:, code])
        precision = figure(curve.average_precision)
        lines.append({"name": names[code], "positives": curve.positives, "average_precision": precision})
    lines.sort(key=lambda line: -line["positives"])
    every = precision_recall(pooled.shares.ravel(), pooled.there.ravel())
    chosen = None if of_class is None else names.index(of_class)
    if chosen is None:
        curve = every
    elif chosen < pooled.there.shape[1] and pooled.there[:, chosen].any():
        curve = precision_recall(pooled.shares[:, chosen], pooled.there[:, chosen])
    else:
        curve = None
    return {
        "of": "probabilities",
        "images": len(pooled.shares),
        "micro": figure(every.average_precision),
        "macro": figure(float(np.mean([line["average_precision"] for line in lines]))) if lines else None,
        "classes": lines,
        "curve_of": of_class,
        "curve": None if curve is None else described_curve(curve),
    }
