"""What is known of one cluster, under a filter or none."""

from collections.abc import Sequence

import numpy as np

from explorer.analysis.classes.class_scores import ClassScores, class_scores
from explorer.analysis.classes.compared_sets import compared
from explorer.analysis.classes.confusion_matrix import (
    MATRIX_CLASSES,
    Confusion,
    confusion,
    confusion_matrix,
)
from explorer.analysis.classes.intervals import told_intervals
from explorer.analysis.classes.macro_std import MIN_SUBGROUP, fairness
from explorer.analysis.classes.subgroups import as_numbers, quarters
from explorer.analysis.representatives import MOST_READ, representatives
from explorer.filters.filter import ALL, Filter
from explorer.index.checks import check_model, check_node
from explorer.index.detection_figures import background_code
from explorer.index.item_columns import kind_of
from explorer.index.reader import Index
from explorer.index.tasks import has_several_classes
from explorer.options import MULTILABEL, REGRESSION
from explorer.view.conditioned import UNCONDITIONED, Conditioned, conditioned
from explorer.view.task_summary import absent, describe_models, short
from explorer.view.views import Views

SHOWN = 12
MISTAKES = 50
MOST_CLASSES = 5_000
"""More lines than anybody reads, and than a browser takes at once."""


def describe_cluster(
    views: Views, node: int, where: Filter = ALL, model: str | None = None, by: str | None = None
) -> dict:
    """Return what `/api/nodes/{node}` answers.

    Parameters
    ----------
    views : Views
        Of the index; its caches of filters and titles are used.
    node : int
    where : Filter
    model : str or None
        Whose mistakes and scores by class are given; None is the first.
    by : str or None
        Column over whose values fairness is measured; None for none.
    """
    index = views.index
    check_node(index, node)
    model = check_model(index, model)
    lo, hi = int(index.tree.lo[node]), int(index.tree.hi[node])
    selected = views.selection(where)
    part = selected.inside(lo, hi)
    chosen = conditioned(index, where, model)
    classes, class_count = describe_classes(index, part, model, chosen)
    return {
        "build": index.build,
        "node": node,
        "lo": lo,
        "hi": hi,
        "count": hi - lo,
        "matching": int(selected.counts(lo, hi)),
        "height": float(index.tree.height[node]),
        "parent": int(index.tree.parent[node]) if node != index.tree.root else None,
        "title": views.title(node, where),
        "words": views.titles.under(selected.mask).words(node),
        "model": model,
        "task": index.task,
        "models": describe_models(index, part, where),
        "around": _around(index, node),
        "conditioned": chosen.words,
        "doubts": index.doubts,
        "classes": classes,
        "class_count": class_count,
        **describe_confusion(index, part, model),
        "absent": absent(index),
        "fairness": describe_fairness(index, part, model, by) if by else None,
        "representatives": _representatives(index, selected, lo, hi),
    }


def describe_classes(
    index: Index, part: slice | np.ndarray, model: str | None, chosen: Conditioned = UNCONDITIONED
) -> tuple[list[dict], int]:
    """Return the lines of the class table and how many classes there are: more where lines are bounded.

    Parameters
    ----------
    index : Index
    part : slice or (m,) int64
        Indexes the rows that count.
    model : str or None
        Whose scores are given.
    chosen : Conditioned
        What the filter chose these rows by; scores that have no meaning among them are None.

    Returns
    -------
    lines : list of dict
        `classes` of `describe_cluster`, of the most frequent classes: `name`; `count` of images with the
        label, and their `share` of all that have one; `judged`, those with a prediction too; `predicted`,
        judged images predicted as it; `accuracy` within the class, which is its `recall`, with its
        `interval`; `precision`; `f1`. None where a score is undefined (`ClassScores`). Of several classes an
        image also how many images `missed` it, and for how many it was `extra`.
    count : int
        Classes that have an image or a prediction there.
    """
    scores, total = _scores(index, part, model)
    if scores is None:
        return [], 0
    first = slice(0, MOST_CLASSES)
    columns = (scores.codes, scores.counts, scores.predicted)
    rates = [map(short, rate[first].tolist()) for rate in (scores.precision, scores.recall, scores.f1)]
    shares = _shares(scores.right[first], scores.known[first])
    lines = [
        {"name": index.classes[code], "count": count, "share": round(count / total, 4)}
        | share
        | {"predicted": predicted, "precision": precision, "recall": recall, "f1": f1}
        | dict.fromkeys(chosen.undefined)
        for code, count, predicted, share, precision, recall, f1 in zip(
            *(column[first].tolist() for column in columns), shares, *rates, strict=True
        )
    ]
    if index.task == MULTILABEL and model is not None:
        missed, extra = scores.known - scores.right, scores.predicted - scores.right
        for line, fewer, more in zip(lines, missed.tolist(), extra.tolist(), strict=False):
            line.update(missed=fewer, extra=more)
    return lines, len(scores.codes)


def _scores(index: Index, part: slice | np.ndarray, model: str | None) -> tuple[ClassScores | None, int]:
    """Return scores of the classes, None where there are none, and how many images have a label."""
    if index.task == MULTILABEL and index.has_truth:
        sets = compared(index, model)
        return sets.by_class(part), max(1, int(np.count_nonzero(sets.labels.known[part])))
    if not index.has_labels:
        return None, 1
    predictions = None if model is None else index.predictions(model)[part]
    scores = class_scores(index.labels()[part], predictions, len(index.classes))
    scores = scores.without(background_code(index))
    return scores, max(1, int(scores.counts.sum()))


def _around(index: Index, node: int) -> list[dict] | None:
    """Return what is said of each model in the cluster around, where predictions are numbers; None else."""
    if index.task != REGRESSION or node == index.tree.root:
        return None
    parent = int(index.tree.parent[node])
    part = slice(int(index.tree.lo[parent]), int(index.tree.hi[parent]))
    return describe_models(index, part, ALL)


def describe_confusion(
    index: Index, part: slice | np.ndarray, model: str | None, most: int = MATRIX_CLASSES
) -> dict:
    """Return `confusion`, the most frequent mistakes, and `matrix` of `describe_cluster`.

    Parameters
    ----------
    index : Index
    part : slice or (m,) int64
        Indexes the rows that count.
    model : str or None
    most : int
        Classes of the matrix at most.
    """
    if model is None or not index.has_labels:
        return {"confusion": [], "matrix": None}
    names = index.classes
    found = confusion(index.labels()[part], index.predictions(model)[part], len(names))
    matrix = confusion_matrix(found, most)
    return {
        "confusion": _mistakes(names, found),
        "matrix": {
            "names": [names[code] for code in matrix.codes.tolist()],
            "counts": matrix.counts.tolist(),
            "totals": matrix.totals.tolist(),
            "classes": matrix.classes,
            "mistakes": matrix.mistakes,
            "shown": matrix.shown,
        },
    }


def frequent_mistakes(index: Index, part: slice | np.ndarray, model: str) -> list[dict]:
    """Return the most frequent mistakes, `confusion` of `describe_cluster`; none without one class an image.

    Parameters
    ----------
    index : Index
    part : slice or (m,) int64
        Indexes the rows that count.
    model : str
    """
    if not index.has_labels:
        return []
    names = index.classes
    return _mistakes(names, confusion(index.labels()[part], index.predictions(model)[part], len(names)))


def _mistakes(names: list[str], found: Confusion) -> list[dict]:
    return [
        {"label": names[label], "prediction": names[prediction], "count": count}
        for label, prediction, count in found.mistakes(MISTAKES)
    ]


def describe_fairness(index: Index, part: slice | np.ndarray, model: str | None, by: str) -> dict | None:
    """Return MacroStd over the values of a column: `fairness` of `describe_cluster`.

    Where images have several classes, of the recall of each class.

    Raises
    ------
    NotFoundError
        When there is no such column.
    """
    groups, names = _subgroups(index, by)
    if model is None or not (index.has_labels or has_several_classes(index)):
        return None
    if index.task == MULTILABEL:
        # Every class of an image is a case by itself: found is right within the class.
        rows, codes, right = compared(index, model).found(part)
        cases = codes, right.astype(np.int8), groups[rows]
    else:
        labels = index.labels()[part]
        labels = np.where(labels == background_code(index), -1, labels)
        cases = labels, index.correct(model)[part], groups[part]
    found = fairness(*cases, len(names))
    columns = (
        found.codes, found.std, found.worst, found.worst_accuracy, found.worst_images,
        found.best, found.best_accuracy, found.best_images,
    )  # fmt: skip
    lines = zip(*(column.tolist() for column in columns), strict=True)
    return {
        "by": by,
        "macro_std": short(found.macro_std),
        "by_chance": short(found.by_chance),
        "p_value": short(found.p_value),
        "least": MIN_SUBGROUP,
        "judged": found.judged,
        "left_out": found.left_out,
        "classes": [
            {
                "name": index.classes[code],
                "std": short(std),
                "worst": {"value": names[worst], "accuracy": short(low), "images": few},
                "best": {"value": names[best], "accuracy": short(high), "images": many},
            }
            for code, std, worst, low, few, best, high, many in sorted(lines, key=lambda line: -line[1])
        ],
    }


def _subgroups(index: Index, by: str) -> tuple[np.ndarray, list[str]]:
    """Codes and names of the values of a column, or of quarters of a number that has many."""
    fields = {field.name: field.type for field in index.items.schema}
    if by in fields and kind_of(fields[by]) == "number":
        return quarters(as_numbers(index.column(by))) or index.codes(by)
    return index.codes(by)


def _representatives(index: Index, selected, lo: int, hi: int) -> list[int]:
    looked_at = selected.sample(lo, hi, min(MOST_READ, int(selected.counts(lo, hi))))
    return representatives(looked_at, index.vectors, SHOWN).tolist()


def _shares(right: Sequence[int] | np.ndarray, known: Sequence[int] | np.ndarray) -> list[dict]:
    """Return the rate of each, None where nothing is known."""
    counted = zip(np.asarray(right).tolist(), np.asarray(known).tolist(), strict=True)
    return [
        {"accuracy": round(r / n, 4) if n else None, "interval": interval, "judged": n}
        for (r, n), interval in zip(counted, told_intervals(right, known), strict=True)
    ]
