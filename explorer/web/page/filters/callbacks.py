"""Filters: every control writes its clause of the one filter text; the text comes back to every control."""

from functools import partial

from dash import ALL, Dash, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate

from explorer.errors import NotFoundError, WhereError
from explorer.filters.filter import Filter
from explorer.web.builds.session import Session
from explorer.web.builds.workspace import Workspace
from explorer.web.page import ids
from explorer.web.page.filters.panel import RangeField, chip, range_words
from explorer.words import count, images


def register(dash_app: Dash, workspace: Workspace) -> None:
    """Register the callbacks of the filters."""
    _register_changes(dash_app, workspace)
    _register_display(dash_app, workspace)
    _register_count(dash_app)


def _register_changes(dash_app: Dash, workspace: Workspace) -> None:
    inputs = {
        "values": Input(ids.filter_values(ALL), "value"),
        "ranges": Input(ids.filter_range(ALL), "value"),
        "asked": Input(ids.ASKED, "data"),
        "dropped": Input(ids.filter_chip(ALL), "n_clicks"),
        "cleared": Input(ids.FILTER_CLEAR, "n_clicks"),
        "cell": Input(ids.CLASS_GRID, "cellClicked", allow_optional=True),  # of what has labels
        "where": State(ids.WHERE, "data"),
    }

    @dash_app.callback(
        output={"wanted": Output(ids.WANTED, "data"), "error": Output(ids.FILTER_ERROR, "children")},
        inputs=inputs,
        prevent_initial_call=True,
    )
    async def change(where, **_values):
        trigger, value = ctx.triggered_id, ctx.triggered[0]["value"]
        if trigger is None or value is None or where is None:
            raise PreventUpdate
        session = workspace.session
        question = partial(_change, session, where, trigger, value)
        try:
            wanted = await workspace.pools.panels.run(question)
        except WhereError as error:
            return {"wanted": no_update, "error": _sentence(error)}
        return {"wanted": wanted or no_update, "error": ""}


def _change(session: Session, where: str, trigger: str | dict, value: object) -> dict[str, str] | None:
    """Return what the state becomes after a control was used, None where it stays; checks the filter."""
    before = session.filter(where)
    after = changed(before, trigger, value, session.ranges)
    if after == before.text:
        return None
    _ = session.filter(after).where  # which says what is wrong
    return {"where": after}


def changed(where: Filter, trigger: str | dict, value: object, ranges: dict[str, RangeField]) -> str:
    """Give the filter after a control was used.

    Parameters
    ----------
    where : Filter
        The filter now.
    trigger : str or dict
        Id of the control.
    value : object
        What the control says: a line, a list of values, two bounds, a clicked cell, a count of clicks.
    ranges : dict of str to RangeField
        The numeric columns.
    """
    if trigger == ids.ASKED:
        return value["text"].strip()
    if trigger == ids.FILTER_CLEAR:
        return "" if value else where.text
    if trigger == ids.CLASS_GRID:
        name = value["rowId"]
        chosen = where.values_of("label")
        return where.with_values("label", [] if chosen == [name] else [name])
    if trigger["type"] == "filter-chip":
        return where.without(int(trigger["position"])) if value else where.text
    column = ids.column_of(trigger)
    if trigger["type"] == "filter-values":
        same = list(value) == where.values_of(column)
        return where.text if same else where.with_values(column, value)
    return _with_range(where, _range(ranges, column), (value[0], value[1]))


def _range(ranges: dict[str, RangeField], column: str) -> RangeField:
    if column not in ranges:
        raise NotFoundError(f"{column[:80]}: the index has no such number to filter on. Reload the page.")
    return ranges[column]


def _with_range(where: Filter, field: RangeField, asked: tuple[float, float]) -> str:
    """Change the end that was moved; at its last place it is lifted: an image without a number has none."""
    now = where.bounds_of(field.column)
    wanted = tuple(
        before if field.same(at, shown) else field.rounded(at)
        for before, at, shown in zip(now, asked, field.shown(now), strict=True)
    )
    return where.text if wanted == now else where.with_bounds(field.column, wanted)


def _register_display(dash_app: Dash, workspace: Workspace) -> None:
    outputs = {
        "chips": Output(ids.FILTER_CHIPS, "children"),
        "text": Output(ids.FILTER_TEXT, "value"),
        "no_clear": Output(ids.FILTER_CLEAR, "hidden"),
        "values": Output(ids.filter_values(ALL), "value"),
        "ranges": Output(ids.filter_range(ALL), "value"),
        "words": Output(ids.filter_range_text(ALL), "children"),
    }

    @dash_app.callback(output=outputs, inputs={"where": Input(ids.WHERE, "data")}, prevent_initial_call=True)
    async def show(where):
        if where is None:
            raise PreventUpdate
        there = ctx.outputs_grouping
        columns = {
            part: [ids.column_of(target["id"]) for target in there[part]] for part in ("values", "ranges")
        }
        session = workspace.session
        return await workspace.pools.panels.run(
            lambda: display(session.filter(where), columns, session.ranges)
        )

    # On its own: not every index has the table, and one output that is missing takes the others along.
    @dash_app.callback(
        Output(ids.CLASS_GRID, "selectedRows"), Input(ids.WHERE, "data"), prevent_initial_call=True
    )
    async def select(where):
        if where is None:
            raise PreventUpdate
        session = workspace.session
        chosen = await workspace.pools.panels.run(lambda: session.filter(where).values_of("label"))
        return {"ids": chosen}


def display(where: Filter, columns: dict[str, list[str]], ranges: dict[str, RangeField]) -> dict:
    """Give what the controls show for a filter.

    Parameters
    ----------
    where : Filter
    columns : dict
        Columns of the choices (`values`) and of the ranges that are on the page, in their order.
    ranges : dict of str to RangeField
        The numeric columns.
    """
    shown = [_range(ranges, column) for column in columns["ranges"]]
    bounds = [field.shown(where.bounds_of(field.column)) for field in shown]
    return {
        "chips": [chip(i, part.text) for i, part in enumerate(where.clauses)],
        "text": where.text,
        "no_clear": not where.clauses,
        "values": [where.values_of(column) for column in columns["values"]],
        "ranges": bounds,
        "words": [range_words(*pair, field.whole) for pair, field in zip(bounds, shown, strict=True)],
    }


def _register_count(dash_app: Dash) -> None:
    @dash_app.callback(
        Output(ids.FILTER_COUNT, "children"), Input(ids.AT_REST, "data"), prevent_initial_call=True
    )
    async def matching(view):
        if not view:
            raise PreventUpdate
        if not view.get("where"):
            return f"No filter · {images(view['count'])}"
        return f"{count(view['matching'])} of {images(view['count'])} match"


def _sentence(error: WhereError) -> str:
    text = str(error)
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?")) else ".")
