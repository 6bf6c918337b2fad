"""What is known of one image."""

import numpy as np

from explorer.decisions.decision_lists import at_row
from explorer.errors import NotFoundError
from explorer.index.arrow_values import as_words, records, texts_at
from explorer.index.checks import check_model, check_row
from explorer.index.format import CONFIDENCE, LABEL, PREDICTION
from explorer.index.item_columns import of_model
from explorer.index.json_values import plain
from explorer.index.reader import Index
from explorer.index.tasks import signed_errors
from explorer.options import REGRESSION
from explorer.search.result import CLUSTER_SIZE

TOP_CLASSES = 5
"""Classes whose probabilities are told; the label's own is told besides."""


def describe_item(index: Index, row: int, places: bool, model: str | None = None) -> dict:
    """Return what `/api/items/{row}` answers.

    Parameters
    ----------
    index : Index
    row : int
    places : bool
        Whether to say where the file is on this machine.
    model : str or None
        Whose predictions the neighbours are judged by; None is the first.

    Raises
    ------
    NotFoundError
        When there is no such row or model.
    """
    check_row(index, row)
    judge = check_model(index, model)
    record = {name: plain(value) for name, value in records(index.items.slice(row, 1))[0].items()}
    file, problem = None, ""
    try:
        found = index.original_place(row)
        file = found if places else record["path"]
    except NotFoundError as error:
        problem = str(error)
    return {
        "build": index.build,
        "row": row,
        "path": record["path"],
        "file": file,
        "problem": problem,
        "label": as_words(record.get("label")),
        "task": index.task,
        "color": bytes(index.colors[row]).hex(),
        "node": index.tree.ancestor_with(row, CLUSTER_SIZE),
        "models": [verdict(index, record, row, model) for model in index.models],
        "probabilities": class_probabilities(index, row, record.get("label")),
        "columns": record,
        "neighbors": neighbors(index, row, judge),
        "decisions": at_row(index, row),
    }


def verdict(index: Index, record: dict, row: int, model: str) -> dict:
    """Return what a model says of an image; `right` is None where that is not known.

    Of several classes with those that are `missed` and `extra`, of a regression with the signed `error`.
    """
    right = int(index.correct(model)[row]) if index.has_truth else -1
    predicted, label = record.get(of_model(PREDICTION, model)), record.get(LABEL)
    told = {
        "name": model,
        "prediction": as_words(predicted),
        "confidence": record.get(of_model(CONFIDENCE, model)),
        "right": _verdict(right),
    }
    if isinstance(predicted, list) and isinstance(label, list):
        told["missed"] = [name for name in label if name not in predicted]
        told["extra"] = [name for name in predicted if name not in label]
    if index.task == REGRESSION and index.has_truth:
        told["error"] = plain(float(signed_errors(index, model)[row]))
    return told


def class_probabilities(index: Index, row: int, label: object) -> list[dict]:
    """Return the likeliest classes of an image, the first most so, and its label's; empty without any."""
    kept, names = index.probabilities, index.classes
    if kept is None:
        return []
    values = np.asarray(kept[row], dtype=np.float64)
    told = np.argsort(-values, kind="stable")[:TOP_CLASSES].tolist()
    # What a label says and no column of probabilities does comes after them among the classes.
    labels = label if isinstance(label, list) else [label]
    own = [place for place in range(len(values)) if names[place] in labels and place not in told]
    return [{"name": names[place], "probability": round(float(values[place]), 6)} for place in told + own]


def neighbors(index: Index, row: int, model: str | None) -> list[dict]:
    """Return the nearest neighbours of an image, nearest first, and what a model takes them for."""
    near = index.neighbors
    rows = near.rows[row]
    nothing = [None] * len(rows)
    predictions = nothing if model is None else texts_at(index.items[of_model(PREDICTION, model)], rows)
    verdicts = index.correct(model)[rows] if model is not None and index.has_truth else np.full(len(rows), -1)
    columns = (
        rows.tolist(),
        near.distances[row].tolist(),
        texts_at(index.items["path"], rows),
        texts_at(index.items["label"], rows) if index.has_truth else nothing,
        predictions,
        verdicts.tolist(),
    )
    return [
        {
            "row": other,
            "distance": plain(round(distance, 6)),
            "path": path,
            "label": label,
            "prediction": prediction,
            "right": _verdict(right),
        }
        for other, distance, path, label, prediction, right in zip(*columns, strict=True)
    ]


def _verdict(correct: int) -> bool | None:
    """Read an entry of `Index.correct`: 1 right, 0 wrong, -1 not known."""
    return None if correct < 0 else bool(correct)
