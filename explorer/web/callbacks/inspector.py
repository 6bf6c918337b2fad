"""The inspector: the image that was chosen, or the cluster in view."""

import json

from dash import Input, Output, State
from dash.exceptions import PreventUpdate
from starlette.concurrency import run_in_threadpool

from explorer.errors import InputError
from explorer.web import ids
from explorer.web.callbacks.subset import rows_in_view, verdicts
from explorer.web.panels import inspector
from explorer.web.routes.items import describe

PARTS = ("prediction", "confidence")


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
            children, near = await run_in_threadpool(_content, workspace.session, row, view, api)
        except InputError as error:
            return [inspector.empty(str(error))], {"of": wanted, "near": []}
        return children, {"of": wanted, "near": near}


def for_page(index, row: int) -> dict:
    """Gather what the inspector shows of one image; see `panels.inspector.image` for the fields."""
    item = describe(index, row)
    parts = {f"{part}:{model}" if model else part for model in index.models for part in PARTS}
    record = index.items.slice(row, 1).to_pylist()[0]
    fields = {name: inspector.field_text(value) for name, value in record.items() if name not in parts}
    size = {"width": record.get("width") or 1, "height": record.get("height") or 1}
    return item | size | {"fields": fields}


def about_cluster(session, view: dict) -> dict:
    """Give the accuracy of the cluster in view with its interval; `accuracy` is None without predictions."""
    from explorer.analysis.classes import wilson_interval

    correct = verdicts(session.index, rows_in_view(session, view), view.get("model"))
    known = 0 if correct is None else int((correct >= 0).sum())
    if not known:
        return {"accuracy": None}
    right = int((correct == 1).sum())
    low, high = wilson_interval(right, known)
    return {"accuracy": right / known, "interval": (float(low), float(high)), "judged": known}


def _content(session, row: int | None, view: dict, api: str) -> tuple[list, list[dict]]:
    index = session.index
    if row is None:
        return inspector.cluster(view, about_cluster(session, view)), []
    item = for_page(index, row)
    return inspector.image(item, api), item["neighbors"][: inspector.NEIGHBORS_SHOWN]


def _essence(view: dict) -> list:
    return [view.get(key) for key in ("build", "node", "count", "matching", "where", "model", "title")]
