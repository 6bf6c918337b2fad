"""The class table: classes of the cluster in view, and a click that filters on one."""

import numpy as np
from dash import Input, Output
from dash.exceptions import PreventUpdate
from starlette.concurrency import run_in_threadpool

from explorer.errors import InputError
from explorer.web import ids
from explorer.web.callbacks.subset import known_model, rows_in_view
from explorer.web.panels.parts import images, percent


def register(dash_app, workspace) -> None:
    """Register the callbacks of the class table."""
    if "label" not in workspace.index.items.column_names:
        return

    @dash_app.callback(
        Output(ids.CLASS_GRID, "rowData"),
        Output(ids.CLASS_CAPTION, "children"),
        Input(ids.VIEW, "data"),
        prevent_initial_call=True,
    )
    async def fill(view):
        if not view:
            raise PreventUpdate
        try:
            rows = await run_in_threadpool(class_rows, workspace.index, view)
        except InputError as error:
            raise PreventUpdate from error
        return rows, f"{len(rows)} of {len(workspace.index.classes)} classes in {images(view['matching'])}"


def class_rows(index, view: dict) -> list[dict]:
    """Count the classes of the cluster in view, most frequent first.

    Parameters
    ----------
    index : Index
    view : dict
        `lo`, `hi`, `where` and `model` of the view.

    Returns
    -------
    list of dict
        `name`, `count`, `share` (of the rows that have a label) and, with predictions, `accuracy` (None where nothing
        is predicted) and `interval` in words.
    """
    rows = rows_in_view(index, view, view.get("where"))
    labels = index.labels()[rows]
    classes = len(index.classes)
    counts = np.bincount(labels[labels >= 0], minlength=classes)
    total = max(1, int(counts.sum()))
    order = np.argsort(-counts, kind="stable")
    table = [
        {"name": index.classes[c], "count": int(counts[c]), "share": float(counts[c] / total)}
        for c in order
        if counts[c]
    ]
    model = known_model(index, view.get("model"))
    if model is not None:
        _add_accuracy(table, index, rows, labels, model)
    return table


def _add_accuracy(table: list[dict], index, rows: np.ndarray, labels: np.ndarray, model: str) -> None:
    from explorer.analysis.classes import wilson_interval

    verdicts = index.correct(model)[rows]
    known = (verdicts >= 0) & (labels >= 0)
    judged = np.bincount(labels[known], minlength=len(index.classes))
    right = np.bincount(labels[known], weights=verdicts[known], minlength=len(index.classes)).astype(int)
    low, high = wilson_interval(right, judged)
    place = {name: code for code, name in enumerate(index.classes)}
    for line in table:
        c = place[line["name"]]
        line["accuracy"] = float(right[c] / judged[c]) if judged[c] else None
        line["interval"] = (
            f"{right[c]:,} of {judged[c]:,} right; 95% interval {percent(low[c])} – {percent(high[c])}"
            if judged[c]
            else "no predictions"
        )
