"""Confusion and fairness of the cluster in view, worked out while they are looked at."""

from dash import ClientsideFunction, Input, Output
from dash.exceptions import PreventUpdate
from starlette.concurrency import run_in_threadpool

from explorer.errors import InputError
from explorer.index.columns import of_model
from explorer.index.format import PREDICTION
from explorer.web import ids
from explorer.web.panels import bottom, clauses, confusion, fairness


def register(dash_app, workspace) -> None:
    """Register the callbacks, where right and wrong can be told."""
    if not bottom.has_errors(workspace.index):
        return

    @dash_app.callback(
        Output(ids.CONFUSION, "figure"),
        Output(ids.CONFUSION_LARGE, "figure"),
        Output(ids.CONFUSION_CAPTION, "children"),
        Output(ids.CONFUSION_PAIRS, "children"),
        Input(ids.AT_REST, "data"),
        Input(ids.CLASS_TABS, "value"),
        Input(ids.PROVIDER, "forceColorScheme"),
        prevent_initial_call=True,
    )
    async def confused(view, tab, theme):
        about = await _about(view, tab == "confusion")
        matrix, theme = about["matrix"], theme if theme == "light" else "dark"
        return (
            confusion.figure(matrix, theme),
            confusion.figure(matrix, theme, large=True),
            confusion.caption(matrix),
            confusion.pairs(about["confusion"]),
        )

    @dash_app.callback(
        Output(ids.FAIR_TABLE, "children"),
        Input(ids.AT_REST, "data"),
        Input(ids.CLASS_TABS, "value"),
        Input(ids.FAIR_BY, "value"),
        prevent_initial_call=True,
    )
    async def fair(view, tab, by):
        if tab == "fairness" and not by:
            return fairness.nothing_chosen()
        about = await _about(view, tab == "fairness", by)
        return fairness.describe(about["fairness"])

    dash_app.clientside_callback(
        ClientsideFunction("dendro", "confused"),
        Input(ids.CONFUSION, "clickData"),
        Input(ids.CONFUSION_LARGE, "clickData"),
        prevent_initial_call=True,
    )

    async def _about(view, looked_at: bool, by: str | None = None) -> dict:
        if not view or not looked_at:
            raise PreventUpdate
        session = workspace.session
        model = view.get("model") or None
        # A pair that was chosen leaves the others there, so that they can be chosen instead.
        where = view["where"] or ""
        if by is None:
            for column in ("label", of_model(PREDICTION, model or session.index.models[0])):
                where = clauses.with_values(where, column, [])
        try:
            return await run_in_threadpool(session.cluster, view["node"], where, model, by)
        except InputError as error:
            raise PreventUpdate from error
