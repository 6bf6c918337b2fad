"""Precision-recall curves of all classes together and of each, and accuracy by coverage."""

from collections.abc import Iterator

import numpy as np

from explorer.analysis.classes.intervals import told_intervals
from explorer.analysis.evaluation.precision_recall import PrecisionRecall, from_sorted, precision_recall
from explorer.analysis.evaluation.risk_coverage import risk_coverage, thinned
from explorer.filters.clauses import identifier
from explorer.index.format import PREDICTION
from explorer.index.item_columns import of_model
from explorer.index.reader import Index
from explorer.view.evaluation.figures import figure, figures
from explorer.view.evaluation.judged_scores import OF_COLUMN, OF_PROBABILITIES, JudgedScores
from explorer.view.evaluation.probability_columns import probability_model

MOST_POINTS = 200
"""Of a curve: more than a screen tells apart."""
TARGETS = (0.9, 0.95, 0.99)
"""Accuracies whose coverage is told."""


def describe_precision_recall(
    index: Index, scores: JudgedScores, of_class: str | None, most_numbers: int
) -> dict:
    """Return `precision_recall` of a model that gives each image one class.

    With class probabilities each class ranks all images. With confidences alone a class ranks the images
    that are predicted as it; all others come last, all at once. Of two classes that is the same.

    Parameters
    ----------
    index : Index scores : JudgedScores
        Of one image at least.
    of_class : str or None
        Whose `curve` is told; None for that of all classes together.
    most_numbers : int
        Class probabilities that are read at most.
    """
    codes, names = index.labels()[scores.rows], index.classes
    source, found = _of_classes(index, scores, codes, most_numbers)
    lines, chosen = [], None
    for code, curve in found:
        lines.append(
            {
                "name": names[code],
                "positives": curve.positives,
                "average_precision": figure(curve.average_precision),
            }
        )
        chosen = curve if names[code] == of_class else chosen
    lines.sort(key=lambda line: -line["positives"])
    every = _micro(scores, len(names))
    curve = every if of_class is None else chosen
    values = [line["average_precision"] for line in lines if line["average_precision"] is not None]
    return {
        "of": source,
        "images": len(scores.rows),
        "micro": figure(every.average_precision),
        "macro": figure(float(np.mean(values))) if values else None,
        "classes": lines,
        "curve_of": of_class,
        "curve": None if curve is None else described_curve(curve),
    }


def _micro(scores: JudgedScores, classes: int) -> PrecisionRecall:
    """Rank predictions of all classes together; each image has a pair with every other class behind these."""
    others = len(scores.rows) * max(classes - 1, 0)
    wrong = int(np.count_nonzero(~scores.right))
    return from_sorted(scores.confidences[scores.order], scores.right[scores.order], others, wrong)


def _of_classes(
    index: Index, scores: JudgedScores, codes: np.ndarray, most_numbers: int
) -> tuple[str, Iterator[tuple[int, PrecisionRecall]]]:
    """Return what the curves are of, and the curve of every class that has an image."""
    if probability_model(index) == scores.model and index.probabilities is not None:
        columns = index.probabilities.shape[1]
        if len(scores.rows) * columns <= most_numbers and (codes < columns).all():
            return OF_PROBABILITIES, _by_probabilities(index.probabilities[scores.rows], codes)
    predicted = index.predictions(scores.model)[scores.rows]
    if len(index.classes) == 2 and scores.are_shares:
        shares = np.where(predicted == 1, scores.confidences, 1 - scores.confidences)
        return OF_PROBABILITIES, _by_probabilities(np.column_stack([1 - shares, shares]), codes)
    return OF_COLUMN, _by_confidences(scores, codes, predicted, len(index.classes))


def _by_probabilities(shares: np.ndarray, codes: np.ndarray) -> Iterator[tuple[int, PrecisionRecall]]:
    for code in np.unique(codes).tolist():
        yield code, precision_recall(shares[:, code], codes == code)


def _by_confidences(
    scores: JudgedScores, codes: np.ndarray, predicted: np.ndarray, classes: int
) -> Iterator[tuple[int, PrecisionRecall]]:
    # Codes of 16 bits are sorted in one pass.
    codes_sorted = predicted[scores.order].astype(np.int16 if classes < 1 << 15 else np.int32)
    order = scores.order[np.argsort(codes_sorted, kind="stable")]
    ends = np.concatenate([[0], np.cumsum(np.bincount(predicted, minlength=classes))])
    positives = np.bincount(codes, minlength=classes)
    right = np.bincount(codes[scores.right], minlength=classes)
    for code in np.flatnonzero(positives).tolist():
        own = order[ends[code] : ends[code + 1]]
        behind = len(codes) - len(own), int(positives[code] - right[code])
        yield code, from_sorted(scores.confidences[own], scores.right[own], *behind)


def described_curve(found: PrecisionRecall) -> dict:
    """Return the points of a curve: some of them where there are many, evenly by recall."""
    places = thinned(found.right, MOST_POINTS) if len(found.right) else np.empty(0, np.int64)
    columns = ("thresholds", "precision", "recall")
    return {name: figures(getattr(found, name)[places]) for name in columns}


def describe_coverage(scores: JudgedScores) -> dict:
    """Return `selective` of a model: what is right among the images it is surest of, by how many these are.

    Parameters
    ----------
    scores : JudgedScores
        Of one image at least.
    """
    found = risk_coverage(scores.confidences[scores.order], scores.right[scores.order])
    places = thinned(found.accepted, MOST_POINTS)
    return {
        "images": found.images,
        "right": int(found.right[-1]),
        "aurc": figure(found.aurc),
        "excess_aurc": figure(found.excess_aurc),
        "column": scores.column,
        "curve": {
            "thresholds": found.thresholds[places].tolist(),
            "accepted": found.accepted[places].tolist(),
            "right": found.right[places].tolist(),
            "interval": told_intervals(found.right[places], found.accepted[places]),
        },
        "targets": [_target(found, accuracy) for accuracy in TARGETS],
    }


def accepted_from(scores: JudgedScores, threshold: float) -> dict:
    """Count what is accepted from a confidence on: `accepted`, `right`, `interval`, and `clauses` of filters.

    Parameters
    ----------
    scores : JudgedScores
    threshold : float
        Taken for the number next to it that confidences can be: what is shown of one has fewer digits.
    """
    threshold = float(np.asarray(threshold, scores.confidences.dtype))
    taken = scores.confidences >= threshold
    accepted, right = int(np.count_nonzero(taken)), int(np.count_nonzero(scores.right & taken))
    return {
        "threshold": threshold,
        "accepted": accepted,
        "right": right,
        "interval": told_intervals([right], [accepted])[0],
        "clauses": _threshold_clauses(scores, threshold),
    }


def _threshold_clauses(scores: JudgedScores, threshold: float) -> dict[str, list[str]] | None:
    """Return filters that leave what is not accepted, and what is accepted and wrong."""
    if scores.column is None:
        return None
    prediction = identifier(of_model(PREDICTION, scores.model))
    return {
        "left": [f"{scores.column} < {threshold!r}"],
        "wrong": [f"{scores.column} >= {threshold!r}", f"label <> {prediction}"],
    }


def _target(found, accuracy: float) -> dict:
    place = found.most_accepted(accuracy)
    if place is None:
        return {"accuracy": accuracy, "threshold": None, "accepted": 0, "right": 0}
    accepted, right = int(found.accepted[place]), int(found.right[place])
    return {
        "accuracy": accuracy,
        "threshold": float(found.thresholds[place]),
        "accepted": accepted,
        "right": right,
    }
