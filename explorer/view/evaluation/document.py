"""What `dendro evaluate` prints, the API answers and the page shows."""

from dataclasses import dataclass

import numpy as np

from explorer.analysis.evaluation.reliability import BINS
from explorer.errors import InputError
from explorer.filters.filter import ALL, Filter
from explorer.index.checks import check_class, check_model, check_node, shown_model
from explorer.index.detection_figures import background_code
from explorer.index.reader import Index
from explorer.index.tasks import said_task
from explorer.options import MULTILABEL, REGRESSION
from explorer.view.cluster_summary import frequent_mistakes
from explorer.view.conditioned import Conditioned, conditioned
from explorer.view.evaluation.calibration import describe_calibration
from explorer.view.evaluation.comparison import describe_comparison
from explorer.view.evaluation.curves import describe_coverage, describe_precision_recall
from explorer.view.evaluation.judged_scores import JudgedScores, judged_scores
from explorer.view.evaluation.pooled_classes import (
    pooled_calibration,
    pooled_classes,
    pooled_precision_recall,
    too_many,
)
from explorer.view.evaluation.probability_columns import not_its_probabilities
from explorer.view.views import Views

FEW_NUMBERS, MANY_NUMBERS = 4_000_000, 400_000_000
"""Class probabilities that are read at most: while somebody waits, and where a command works."""
MOST_BINS = 100
BOXES = (
    "Average precision of boxes is that of detections (`dendro detections`), which heeds overlaps and misses."
)
FIGURES = ("calibration", "precision_recall", "selective")


@dataclass(frozen=True)
class EvaluationRequest:
    """What is asked.

    Attributes
    ----------
    node : int or None
        Cluster; None is all images.
    where : Filter model, against : str or None
        With neither, every model is described, and two are compared where there are just two. With
        `against`, the two are described and compared, `model` being the first of the index where it is
        None.
    of_class : str or None
        Whose precision-recall curve is told; None for that of all classes together.
    bins : int
        Of the reliability diagram, from 1 to 100.
    most_numbers : int
        Class probabilities that are read at most; with more, figures are those of confidences.
    """

    node: int | None = None
    where: Filter = ALL
    model: str | None = None
    against: str | None = None
    of_class: str | None = None
    bins: int = BINS
    most_numbers: int = MANY_NUMBERS


def evaluate(views: Views, asked: EvaluationRequest) -> dict:
    """Describe how far models can be believed, in a cluster and under a filter.

    Parameters
    ----------
    views : Views
        Of the index; its cache of filters is used.
    asked : EvaluationRequest

    Returns
    -------
    dict
        `models`, each with its most frequent `mistakes`, and `calibration`, `precision_recall` and
        `selective`, None where `absent` has a sentence why; and `comparison` of two, likewise.

    Raises
    ------
    NotFoundError
        When there is no such node, model or class.
    InputError
        When the number of bins is out of bounds, or a model is compared with itself.
    """
    index = views.index
    if not 1 <= asked.bins <= MOST_BINS:
        raise InputError(f"bins: {asked.bins} was given; a number from 1 to {MOST_BINS} is expected.")
    if asked.of_class is not None:
        check_class(index, asked.of_class)
    node = index.tree.root if asked.node is None else check_node(index, asked.node)
    models, pair = _chosen(index, asked)
    lo, hi = int(index.tree.lo[node]), int(index.tree.hi[node])
    selected = views.selection(asked.where)
    part = selected.inside(lo, hi)
    comparison, why = _comparison(index, part, pair, asked.where)
    return {
        "build": index.build,
        "node": node,
        "count": hi - lo,
        "matching": int(selected.counts(lo, hi)),
        "task": index.task,
        "doubts": index.doubts,
        "models": [_model(index, part, model, asked) for model in models],
        "comparison": comparison,
        "absent": {} if why is None else {"comparison": why},
    }


def _chosen(index: Index, asked: EvaluationRequest) -> tuple[list[str], tuple[str, str] | None]:
    """Return the models that are described, and the two that are compared."""
    if asked.against is None:
        models = index.models if asked.model is None else [check_model(index, asked.model)]
        pair = (index.models[0], index.models[1]) if asked.model is None and len(index.models) == 2 else None
        return [model for model in models if model is not None], pair
    first, second = check_model(index, asked.model), check_model(index, asked.against)
    if first is None or second is None:
        return [], None
    if first == second:
        raise InputError(f"against: {shown_model(first)} is compared with itself; name another model.")
    return [first, second], (first, second)


def _model(index: Index, part: slice | np.ndarray, model: str, asked: EvaluationRequest) -> dict:
    chosen = conditioned(index, asked.where, model)
    entry = {"name": model, "mistakes": frequent_mistakes(index, part, model), **dict.fromkeys(FIGURES)}
    why = _why_none(index, chosen)
    if why is not None:
        return entry | {"absent": dict.fromkeys(FIGURES, why), "notes": []}
    scores = judged_scores(index, part, model)
    absent = _absent(index, model, scores, chosen)
    if scores is not None and "selective" not in absent:
        entry["selective"] = describe_coverage(scores)
    if index.task == MULTILABEL:
        return entry | _pooled(index, part, model, asked, absent) | {"absent": absent, "notes": []}
    if scores is not None and "calibration" not in absent:
        entry["calibration"] = describe_calibration(index, scores, asked.bins, asked.most_numbers)
    if scores is not None and "precision_recall" not in absent:
        entry["precision_recall"] = describe_precision_recall(
            index, scores, asked.of_class, asked.most_numbers
        )
    return entry | {"absent": absent, "notes": _notes(scores, chosen)}


def _pooled(
    index: Index, part: slice | np.ndarray, model: str, asked: EvaluationRequest, absent: dict[str, str]
) -> dict:
    """Return the figures of probabilities of several classes, or say in `absent` why there are none."""
    if too_many(index, part, asked.most_numbers):
        why = "There are too many class probabilities to read at once: choose a cluster or a filter."
        absent |= dict.fromkeys(("calibration", "precision_recall"), why)
        return {}
    pooled = pooled_classes(index, part, model)
    if pooled is None or not len(pooled.shares):
        why = not_its_probabilities(index, model) or (
            f"{shown_model(model)} has no class probabilities here: give them with --probabilities, and "
            "index again."
        )
        absent |= dict.fromkeys(("calibration", "precision_recall"), why)
        return {}
    found = {"calibration": pooled_calibration(pooled, asked.bins)}
    if "precision_recall" not in absent:
        found["precision_recall"] = pooled_precision_recall(index, pooled, asked.of_class)
    return found


def _why_none(index: Index, chosen: Conditioned) -> str | None:
    """Say why there is no figure at all; None where there may be some."""
    if not index.has_truth:
        return "There are no labels, so no prediction is right or wrong."
    if index.task == REGRESSION:
        return f"Labels are {said_task(index)}: errors have a size, and there are no confidences of classes."
    return chosen.words if chosen.on_correctness else None


def _no_confidences(index: Index, model: str) -> str:
    if index.task == MULTILABEL:
        return f"{shown_model(model)} has no confidence of an image as a whole, in a column of its own."
    column = f"`confidence:{model}`" if model else "`confidence`"
    others = not_its_probabilities(index, model)
    advice = "" if others else ", or class probabilities with --probabilities"
    said = f"{shown_model(model)} has no confidences: add a column {column} to the table{advice}, and index"
    return f"{said} again. {others}".strip()


def _absent(index: Index, model: str, scores: JudgedScores | None, chosen: Conditioned) -> dict[str, str]:
    found: dict[str, str] = {}
    if scores is None:
        why = _no_confidences(index, model)
        found = dict.fromkeys(FIGURES if index.task != MULTILABEL else ("selective",), why)
    elif not len(scores.rows):
        why = f"No image here has a label, a prediction of {shown_model(model)} and a confidence."
        found = dict.fromkeys(FIGURES if index.task != MULTILABEL else ("selective",), why)
    elif index.task != MULTILABEL and not scores.are_shares:
        low, high = float(scores.confidences.min()), float(scores.confidences.max())
        found["calibration"] = (
            f"Confidences of {shown_model(scores.model)} go from {low:g} to {high:g}; calibration needs "
            "shares from 0 to 1 (divide percentages by 100, apply softmax to scores). Their order is used "
            "all the same."
        )
    if chosen.words:
        found.setdefault("precision_recall", chosen.words)
    elif background_code(index) >= 0:
        found.setdefault("precision_recall", BOXES)
    return found


def _notes(scores: JudgedScores | None, chosen: Conditioned) -> list[str]:
    if chosen.by_label and scores is not None and len(scores.rows) and scores.are_shares:
        return [
            "The filter chooses images by label, and a confidence is of the chance to be right whatever the "
            "label: gaps are to be expected."
        ]
    return []


def _comparison(
    index: Index, part: slice | np.ndarray, pair: tuple[str, str] | None, where: Filter
) -> tuple[dict | None, str | None]:
    if pair is None:
        few = len(index.models) < 2
        return None, "There is one model at most." if few else "Name a model to compare with."
    if not index.has_truth or index.task == REGRESSION:
        return None, _why_none(index, conditioned(index, where, pair[0]))
    for model in pair:
        chosen = conditioned(index, where, model)
        if chosen.by_prediction:
            return None, (
                f"The filter chooses images by what {shown_model(model)} predicts: a difference of the two "
                "would tell of the filter."
            )
    return describe_comparison(index, part, *pair), None
