"""What is said of predictions by what the task is: rates of right ones, or sizes of errors."""

import math

import numpy as np

from explorer.analysis.classes.compared_sets import compared
from explorer.analysis.classes.intervals import told_intervals
from explorer.analysis.error_size import error_size
from explorer.filters.filter import Filter
from explorer.index.item_columns import ABSOLUTE_ERROR
from explorer.index.reader import Index
from explorer.index.tasks import said_task, signed_errors, truths
from explorer.options import CLASSIFICATION, MULTILABEL, REGRESSION
from explorer.view.conditioned import conditioned

_NOT_JUDGED = {"accuracy": None, "interval": None, "judged": 0}


def describe_models(index: Index, part: slice | np.ndarray, where: Filter) -> list[dict]:
    """Return `models` of `describe_cluster`: what is said of each model's predictions for some images.

    Parameters
    ----------
    index : Index
    part : slice or (m,) int64
        Indexes the rows that count.
    where : Filter
        What these rows were chosen by.

    Returns
    -------
    list of dict
        `name`, `judged` images, and `accuracy` with its `interval`, None where there is none. Where an image
        has several classes, accuracy is the subset accuracy, and beside it are `jaccard`, `hamming_loss`,
        `f1_micro`, and how many classes were `missed` and `extra`. Of a regression there are `mae`, `rmse`,
        `bias` and `r2` instead.
    """
    if not index.has_truth:
        return [{"name": model} | _NOT_JUDGED for model in index.models]
    if index.task == REGRESSION:
        return [{"name": model} | describe_errors(index, part, model) for model in index.models]
    told = [not conditioned(index, where, model).on_correctness for model in index.models]
    return [
        {"name": model} | (describe_rate(index, part, model) if tells else _NOT_JUDGED)
        for model, tells in zip(index.models, told, strict=True)
    ]


def describe_rate(index: Index, part: slice | np.ndarray, model: str) -> dict:
    """Return `accuracy`, `interval` and how many images are `judged`, and more of several classes."""
    verdicts = index.correct(model)[part]
    right, judged = int(np.count_nonzero(verdicts == 1)), int(np.count_nonzero(verdicts >= 0))
    rate = {
        "accuracy": round(right / judged, 4) if judged else None,
        "interval": told_intervals([right], [judged])[0],
        "judged": judged,
    }
    if index.task != MULTILABEL:
        return rate
    scores = compared(index, model).of_images(part)
    return rate | {
        "jaccard": short(scores.jaccard),
        "hamming_loss": short(scores.hamming),
        "f1_micro": short(scores.f1_micro),
        "missed": scores.missed,
        "extra": scores.extra,
    }


def describe_errors(index: Index, part: slice | np.ndarray, model: str) -> dict:
    """Return sizes of errors: `judged`, `mae`, `rmse`, `bias`, `r2`, None where undefined; no `accuracy`."""
    found = error_size(truths(index)[part], signed_errors(index, model)[part])
    names = ("mae", "rmse", "bias", "r2")
    sizes = {name: finite(getattr(found, name)) for name in names}
    return _NOT_JUDGED | {"judged": found.judged} | sizes


def absent(index: Index) -> dict[str, str]:
    """Return what compares one class with one class, and is absent in this index, with the sentence why."""
    if index.task == CLASSIFICATION:
        return {}
    labels = f"Labels are {said_task(index)}"
    doubted = index.task == MULTILABEL and index.probabilities is not None
    doubt = "" if doubted else "labels that may be wrong, "
    found = {
        "matrix": f"{labels}: no one class is taken for another, so there is no confusion matrix.",
        "findings": f"{labels}: findings that need one class an image ({doubt}classes to split or "
        "merge, anything beyond what classes explain) are absent.",
    }
    if index.task == MULTILABEL:
        return found
    return found | {
        "corrections": f"{labels}: corrected labels are classes.",
        "classes": f"{labels}, so there are no classes: errors have a size instead, which the inspector of a "
        f"cluster gives, and `{ABSOLUTE_ERROR}` can be coloured and sorted by.",
        "fairness": f"{labels}: without classes, unevenness within them cannot be measured.",
    }


def short(value: float) -> float | None:
    """Return a share with four decimals, None where it is undefined."""
    return None if math.isnan(value) else round(value, 4)


def finite(value: float) -> float | None:
    """Return a number as JSON has it, None where it is undefined."""
    return value if math.isfinite(value) else None
