"""Filters: every control writes its clause of the one filter text; the text comes back to every control."""

from dash import ALL, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate
from starlette.concurrency import run_in_threadpool

from explorer.errors import InputError
from explorer.web import ids
from explorer.web.panels import clauses
from explorer.web.panels.filters import Choice, chip, fields, range_words
from explorer.web.panels.parts import count, images


def register(dash_app, workspace) -> None:
    """Register the callbacks of the filters."""
    _register_changes(dash_app, workspace)
    _register_display(dash_app, workspace)


def _register_changes(dash_app, workspace) -> None:
    inputs = {
        "values": Input(ids.filter_values(ALL), "value"),
        "ranges": Input(ids.filter_range(ALL), "value"),
        "submitted": Input(ids.FILTER_TEXT, "n_submit"),
        "dropped": Input(ids.filter_chip(ALL), "n_clicks"),
        "cleared": Input(ids.FILTER_CLEAR, "n_clicks"),
        "state": State(ids.STATE, "data"),
        "text": State(ids.FILTER_TEXT, "value"),
    }
    if "label" in workspace.index.items.column_names:
        inputs["cell"] = Input(ids.CLASS_GRID, "cellClicked")

    @dash_app.callback(
        output={"wanted": Output(ids.WANTED, "data"), "error": Output(ids.FILTER_ERROR, "children")},
        inputs=inputs,
        prevent_initial_call=True,
    )
    async def change(state, text, cell=None, **_values):
        before = (state or {}).get("where") or ""
        trigger = ctx.triggered_id
        value = ctx.triggered[0]["value"]
        if trigger is None or value is None or state is None:
            raise PreventUpdate
        index = workspace.index
        after = await run_in_threadpool(changed, index, before, trigger, value, {"text": text, "cell": cell})
        if after == before:
            return {"wanted": no_update, "error": ""}
        try:
            await run_in_threadpool(check, index, after)
        except InputError as error:
            return {"wanted": no_update, "error": _sentence(error)}
        return {"wanted": {"where": after}, "error": ""}


def changed(index, before: str, trigger: str | dict, value: object, given: dict) -> str:
    """Give the filter after a control was used.

    Parameters
    ----------
    index : Index
    before : str
        The filter now; empty for none.
    trigger : str or dict
        Id of the control.
    value : object
        Its new value.
    given : dict
        `text` of the line of SQL, `cell` of the class table that was clicked.
    """
    if trigger == ids.FILTER_CLEAR:
        return "" if value else before
    if trigger == ids.FILTER_TEXT:
        return (given["text"] or "").strip() if value else before
    if trigger == ids.CLASS_GRID:
        name = given["cell"]["rowId"]
        chosen = clauses.values_of(before, "label")
        return clauses.with_values(before, "label", [] if chosen == [name] else [name])
    column = trigger.get("column", "")
    if trigger["type"] == "filter-chip":
        return clauses.without(before, int(trigger["position"])) if value else before
    if trigger["type"] == "filter-values":
        return (
            before
            if value == clauses.values_of(before, column)
            else clauses.with_values(before, column, value)
        )
    return _with_range(index, before, column, tuple(value))


def check(index, where: str) -> None:
    """Raise `WhereError` when a filter cannot be used on this index."""
    from explorer.search.where import compile_where

    if where:
        compile_where(where, index.items.schema)


def _register_display(dash_app, workspace) -> None:
    @dash_app.callback(
        output={
            "chips": Output(ids.FILTER_CHIPS, "children"),
            "text": Output(ids.FILTER_TEXT, "value"),
            "no_clear": Output(ids.FILTER_CLEAR, "hidden"),
            "values": Output(ids.filter_values(ALL), "value"),
            "ranges": Output(ids.filter_range(ALL), "value"),
            "words": Output(ids.filter_range_text(ALL), "children"),
        },
        inputs={"state": Input(ids.STATE, "data")},
        prevent_initial_call=True,
    )
    async def show(state):
        if state is None:
            raise PreventUpdate
        return await run_in_threadpool(
            display, workspace.index, state.get("where") or "", ctx.outputs_grouping
        )

    @dash_app.callback(
        Output(ids.FILTER_COUNT, "children"), Input(ids.VIEW, "data"), prevent_initial_call=True
    )
    async def matching(view):
        if not view:
            raise PreventUpdate
        if not view.get("where"):
            return f"No filter · {images(view['count'])}"
        return f"{count(view['matching'])} of {images(view['count'])} match"


def display(index, where: str, outputs: dict) -> dict:
    """Give what the controls show for a filter; `outputs` names the controls that are there, in order."""
    parts = clauses.read(where)
    ranges = {field.column: field for field in fields(index) if not isinstance(field, Choice)}
    bounds = []
    for target in outputs["ranges"]:
        field = ranges[target["id"]["column"]]
        bounds.append(list(clauses.bounds_of(where, field.column) or (field.low, field.high)))
    words = [
        range_words(*pair, ranges[target["id"]["column"]].whole)
        for target, pair in zip(outputs["words"], bounds, strict=True)
    ]
    return {
        "chips": [chip(i, part.text) for i, part in enumerate(parts)],
        "text": where,
        "no_clear": not parts,
        "values": [clauses.values_of(where, target["id"]["column"]) for target in outputs["values"]],
        "ranges": bounds,
        "words": words,
    }


def _with_range(index, before: str, column: str, bounds: tuple[float, float]) -> str:
    """A range over everything lifts the clause: a missing number would not match it."""
    field = next((f for f in fields(index) if f.column == column), None)
    whole = field is None or (bounds[0] <= field.low and bounds[1] >= field.high)
    now = clauses.bounds_of(before, column)
    if now == bounds or (whole and now is None):
        return before
    return clauses.with_bounds(before, column, None if whole else bounds)


def _sentence(error: InputError) -> str:
    text = str(error)
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?")) else ".")
