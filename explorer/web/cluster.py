"""What is known of one cluster, under a filter or none."""

import numpy as np

from explorer.analysis.classes import class_table, confusion_pairs, wilson_interval
from explorer.analysis.representatives import MOST_READ, representatives
from explorer.index.checks import check_model, check_node

SHOWN = 12


def describe_cluster(views, node: int, where: str = "", model: str | None = None) -> dict:
    """Return what `/api/nodes/{node}` answers.

    Parameters
    ----------
    views : Views
        Of the index; its caches of filters and titles are used.
    node : int
    where : str
        Filter; empty for none.
    model : str or None
        Whose mistakes and accuracies by class are given; None is the first.
    """
    index = views.index
    check_node(index, node)
    model = check_model(index, model)
    lo, hi = int(index.tree.lo[node]), int(index.tree.hi[node])
    selected = views.selection(where)
    part = selected.inside(lo, hi)
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
        "words": views.titles.words(node, selected.mask),
        "model": model,
        "models": _models(index, part),
        "classes": describe_classes(index, part, model),
        "confusion": _confusion(index, part, model),
        "representatives": _representatives(index, selected, lo, hi),
    }


def _representatives(index, selected, lo: int, hi: int) -> list[int]:
    looked_at = selected.sample(lo, hi, min(MOST_READ, int(selected.counts(lo, hi))))
    return representatives(looked_at, index.vectors, SHOWN).tolist()


def _models(index, part: slice | np.ndarray) -> list[dict]:
    if not index.has_labels:
        return [{"name": model, "accuracy": None, "interval": None, "judged": 0} for model in index.models]
    return [{"name": model} | _rate(index.correct(model)[part]) for model in index.models]


def _rate(verdicts: np.ndarray) -> dict:
    known, right = int(np.count_nonzero(verdicts >= 0)), int(np.count_nonzero(verdicts == 1))
    return _share(right, known)


def _share(right: int, known: int) -> dict:
    low, high = wilson_interval(right, known)
    return {
        "accuracy": round(right / known, 4) if known else None,
        "interval": [round(float(low), 4), round(float(high), 4)] if known else None,
        "judged": known,
    }


def describe_classes(index, part: slice | np.ndarray, model: str | None) -> list[dict]:
    """Return the lines of the class table: `classes` of `describe_cluster`.

    Parameters
    ----------
    index : Index
    part : slice or (m,) int64
        Indexes the rows that count.
    model : str or None
        Whose accuracies are given.
    """
    if not index.has_labels:
        return []
    correct = None if model is None else index.correct(model)[part]
    table = class_table(index.labels()[part], correct, len(index.classes))
    total = max(1, int(table.counts.sum()))
    columns = (table.codes, table.counts, table.right, table.known)
    return [
        {"name": index.classes[code], "count": count, "share": round(count / total, 4)} | _share(right, known)
        for code, count, right, known in zip(*(column.tolist() for column in columns), strict=True)
    ]


def _confusion(index, part: slice | np.ndarray, model: str | None) -> list[dict]:
    if model is None or not index.has_labels:
        return []
    pairs = confusion_pairs(index.labels()[part], index.predictions(model)[part], len(index.classes))
    names = index.classes
    return [{"label": names[a], "prediction": names[b], "count": count} for a, b, count in pairs]
