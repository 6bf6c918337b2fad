"""The inspector: the image that was chosen, or the cluster in view."""

import json
from pathlib import Path

from dash import Input, Output, State
from dash.exceptions import PreventUpdate
from starlette.concurrency import run_in_threadpool

from explorer.errors import InputError, NotFoundError
from explorer.web import ids
from explorer.web.callbacks.subset import judged, known_model, rows_in_view
from explorer.web.panels import inspector


def register(dash_app, workspace) -> None:
    """Register the callbacks of the inspector."""
    api = f"{dash_app.config.requests_pathname_prefix}api"

    @dash_app.callback(
        Output(ids.INSPECTOR, "children"),
        Output(ids.NEIGHBORS, "data"),
        Input(ids.STATE, "data"),
        Input(ids.VIEW, "data"),
        State(ids.NEIGHBORS, "data"),
        prevent_initial_call=True,
    )
    async def show(state, view, shown):
        if not state or not view:
            raise PreventUpdate
        row = state.get("row")
        wanted = {"row": row, "view": None if row is not None else _essence(view)}
        if shown and json.dumps(shown["of"]) == json.dumps(wanted):
            raise PreventUpdate
        try:
            children, rows = await run_in_threadpool(_content, workspace.index, row, view, api)
        except InputError as error:
            return [inspector.empty(str(error))], {"of": wanted, "rows": []}
        return children, {"of": wanted, "rows": rows}


def describe(index, row: int) -> dict:
    """Gather what the inspector shows of one image; see `panels.inspector.image` for the fields."""
    if not 0 <= row < index.n:
        raise NotFoundError(f"There is no image {row} in {index.name}: rows run from 0 to {index.n - 1}.")
    record = index.items.slice(row, 1).to_pylist()[0]
    try:
        file = str(Path(index.image_file(row)))
    except NotFoundError:
        file = None
    parts = {
        f"{part}:{model}" if model else part
        for model in index.models
        for part in ("prediction", "confidence")
    }
    fields = {name: inspector.field_text(value) for name, value in record.items() if name not in parts}
    return {
        "row": row,
        "path": record["path"],
        "file": file,
        "width": record.get("width") or 1,
        "height": record.get("height") or 1,
        "color": "#" + bytes(index.colors[row]).hex(),
        "label": record.get("label"),
        "models": [_verdict(index, record, row, model) for model in index.models],
        "fields": fields,
    }


def about_cluster(index, view: dict) -> dict:
    """Give the accuracy of the cluster in view with its interval; `accuracy` is None without predictions."""
    rows = rows_in_view(index, view, view.get("where"))
    verdicts = judged(index, rows, known_model(index, view.get("model")))
    if not len(verdicts):
        return {"accuracy": None}
    from explorer.analysis.classes import wilson_interval

    low, high = wilson_interval(int(verdicts.sum()), len(verdicts))
    return {
        "accuracy": float(verdicts.mean()),
        "interval": (float(low), float(high)),
        "judged": len(verdicts),
    }


def _content(index, row: int | None, view: dict, api: str) -> tuple[list, list[int]]:
    if row is None:
        return inspector.cluster(view, about_cluster(index, view)), []
    neighbors = index.neighbors.rows[row][: inspector.NEIGHBORS_SHOWN] if 0 <= row < index.n else []
    return inspector.image(describe(index, row), api), [int(other) for other in neighbors]


def _verdict(index, record: dict, row: int, model: str) -> dict:
    suffix = f":{model}" if model else ""
    right = int(index.correct(model)[row]) if "label" in record else -1
    return {
        "name": model,
        "prediction": record[f"prediction{suffix}"],
        "confidence": record.get(f"confidence{suffix}"),
        "right": None if right < 0 else bool(right),
    }


def _essence(view: dict) -> list:
    return [view.get(key) for key in ("build", "node", "count", "matching", "where", "model", "title")]
