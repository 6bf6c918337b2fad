"""What is in an index, as plain values for people and scripts."""

from collections import Counter

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.index import item_columns
from explorer.index.format import CONFIDENCE, PREDICTION
from explorer.index.reader import Index
from explorer.index.tasks import signed_errors
from explorer.options import REGRESSION


def summarize_index(index: Index) -> dict:
    """The document of `dendro info --json`.

    Returns
    -------
    dict
        `path`, `name`, `build`, `created`, `n`, `partial` (as of `Manifest`), `dim`, `encoder`,
        `text_search`, `source`, `columns` (name, kind, missing, and distinct values of text), `task`,
        `classes`, `models` (with accuracy where there are labels, of a regression with `mae` instead),
        `failures`, `reasons`, `passed_over`, `notes` (sentences on what counts rest on, and on the source),
        `tree`, `neighbors` (k, metric, method, recall), `bytes`.
    """
    manifest = index.manifest
    return {
        "path": str(index.path),
        "name": index.name,
        "build": index.build,
        "created": manifest.created,
        "n": index.n,
        "partial": manifest.partial,
        "dim": index.dim,
        "encoder": index.encoder,
        "text_search": index.text_search,
        "source": manifest.source,
        "columns": [_column(name, index.items[name]) for name in index.items.column_names],
        "task": index.task,
        "classes": index.classes,
        "models": [_model(index, model) for model in index.models],
        "failures": index.failures.num_rows,
        "notes": index.notes,
        "reasons": dict(Counter(index.failures["reason"].to_pylist()).most_common()),
        "passed_over": manifest.passed_over,
        "tree": {**manifest.tree, "height": float(index.tree.height[index.tree.root])},
        "neighbors": _neighbors(index),
        "bytes": sum(entry["bytes"] for entry in manifest.files.values()),
    }


def _neighbors(index: Index) -> dict:
    near = index.neighbors
    return {
        "k": int(near.rows.shape[1]),
        "metric": near.metric,
        "method": near.method,
        "recall": round(near.recall, 4),
    }


def _column(name: str, column: pa.ChunkedArray) -> dict:
    kind = "texts" if item_columns.holds_texts(column.type) else item_columns.kind_of(column.type)
    entry = {"name": name, "kind": kind, "missing": column.null_count}
    if entry["kind"] == "text":
        entry["distinct"] = pc.count_distinct(column).as_py()
    return entry


def _model(index: Index, model: str) -> dict:
    column = index.items[item_columns.of_model(PREDICTION, model)]
    entry = {"name": model, "predicted": len(column) - column.null_count, "accuracy": None}
    if index.task == REGRESSION and index.has_truth:
        errors = signed_errors(index, model)
        known = errors[np.isfinite(errors)]
        entry["mae"] = float(np.abs(known).mean()) if len(known) else None
    elif index.has_truth:
        correct = index.correct(model)
        known = correct >= 0
        entry["accuracy"] = round(float(correct[known].mean()), 6) if known.any() else None
    entry["confidence"] = item_columns.of_model(CONFIDENCE, model) in index.items.column_names
    return entry
