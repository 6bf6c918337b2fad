"""Whose the class probabilities of an index are, and what they say of its predictions."""

import numpy as np

from explorer.index.checks import shown_model
from explorer.index.once import label_free
from explorer.index.reader import Index
from explorer.index.tasks import prediction_sets
from explorer.layout.grid import stride
from explorer.options import CLASSIFICATION, MULTILABEL
from explorer.words import percent

LIKELY = 0.5
_LOOKED_AT = 2000
_ALONE, _AMONG_SEVERAL = 0.5, 0.95
"""How often predictions must be what the probabilities say, of one model and of several."""
_BLOCK = 1 << 16


def probability_model(index: Index) -> str | None:
    """Return the model that the probabilities are of; None where there are none, or of no model here.

    An index does not say. It is the model whose predictions they make: the likeliest class, or those of 0.5
    and more.
    """
    return index.cached(_probability_model)


def predicted_probabilities(index: Index) -> np.ndarray:
    """(n,) The probability of the predicted class; NaN where none is predicted, or it has no probability.

    Of one class an image, and of the model that `probability_model` names.
    """
    return index.cached(_predicted_probabilities)


def not_its_probabilities(index: Index, model: str) -> str:
    """Say why probabilities are not those of a model; empty where they are, or there are none."""
    owner = probability_model(index)
    if index.probabilities is None or index.task not in (CLASSIFICATION, MULTILABEL) or owner == model:
        return ""
    if owner is not None:
        return f"The class probabilities are those of {shown_model(owner)}, whose predictions they make."
    share = index.cached(_agreements)[index.models.index(model)]
    return (
        f"The class probabilities say what {shown_model(model)} predicts in {percent(share)} of cases; of "
        f"its own at least {percent(_enough(index))} is expected."
    )


@label_free
def _probability_model(index: Index) -> str | None:
    if index.probabilities is None or index.task not in (CLASSIFICATION, MULTILABEL):
        return None
    shares = index.cached(_agreements)
    best = int(np.argmax(shares)) if shares else -1
    return index.models[best] if shares and shares[best] >= _enough(index) else None


def _enough(index: Index) -> float:
    return _ALONE if len(index.models) == 1 else _AMONG_SEVERAL


@label_free
def _agreements(index: Index) -> list[float]:
    """How often the probabilities say what each model predicts."""
    rows = stride(index.n, min(index.n, _LOOKED_AT))
    return [_agreement(index, model, rows) for model in index.models]


def _agreement(index: Index, model: str, rows: np.ndarray) -> float:
    """Return how often the probabilities of some rows say what a model predicts."""
    probabilities = _array(index)[rows]
    if index.task == CLASSIFICATION:
        codes = index.predictions(model)[rows]
        known = codes >= 0
        return float(np.mean(probabilities.argmax(axis=1)[known] == codes[known])) if known.any() else 0.0
    sets = prediction_sets(index, model)
    predicted = np.zeros((len(rows), len(index.classes)), bool)
    for place, row in enumerate(rows.tolist()):
        predicted[place, sets.codes[sets.starts[row] : sets.starts[row + 1]]] = True
    likely = np.zeros_like(predicted)
    likely[:, : probabilities.shape[1]] = probabilities >= LIKELY
    either = np.count_nonzero(predicted | likely)
    return np.count_nonzero(predicted & likely) / either if either else 0.0


@label_free
def _predicted_probabilities(index: Index) -> np.ndarray:
    probabilities, model = _array(index), probability_model(index)
    out = np.full(index.n, np.nan, probabilities.dtype)
    if model is None:
        return out
    codes = index.predictions(model)
    for start in range(0, index.n, _BLOCK):
        run = slice(start, min(start + _BLOCK, index.n))
        known = np.flatnonzero((codes[run] >= 0) & (codes[run] < probabilities.shape[1]))
        out[start + known] = probabilities[start + known, codes[run][known]]
    return out


def _array(index: Index) -> np.ndarray:
    assert index.probabilities is not None
    return index.probabilities
