"""Confusion and fairness of the cluster in view, worked out while they are looked at."""

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output
from dash.exceptions import PreventUpdate

from explorer.analysis.classes.confusion_matrix import MATRIX_CLASSES
from explorer.view.cluster_summary import describe_confusion, describe_fairness
from explorer.view.views import Views
from explorer.web.builds.workspace import Workspace
from explorer.web.page import ids
from explorer.web.page.asking import ask, busy
from explorer.web.page.chart_look import theme_of
from explorer.web.page.confusion import panel as confusion
from explorer.web.page.fairness import panel as fairness
from explorer.web.page.in_view import part_in_view, under_filter


def register(dash_app: Dash, workspace: Workspace) -> None:
    """Register the callbacks."""

    @dash_app.callback(
        Output(ids.CONFUSION, "figure"),
        Output(ids.CONFUSION_CAPTION, "children"),
        Output(ids.CONFUSION_PAIRS, "children"),
        Input(ids.AT_REST, "data"),
        Input(ids.CLASS_TABS, "value"),
        Input(ids.PROVIDER, "forceColorScheme"),
        running=busy(ids.CONFUSION_CAPTION, "caption answer"),
        prevent_initial_call=True,
    )
    async def confused(view, tab, theme):
        about, problem = await _ask(tab == "confusion", _confusion, view, MATRIX_CLASSES)
        if problem:
            return confusion.figure(None, theme_of(theme)), problem, []
        figure = confusion.figure(about["matrix"], theme_of(theme))
        return (
            figure,
            confusion.caption(about["matrix"]) + under_filter(view),
            confusion.pairs(about["confusion"], view),
        )

    @dash_app.callback(
        Output(ids.CONFUSION_LARGE, "figure"),
        Output(ids.CONFUSION_LARGE, "style"),
        Output(ids.CONFUSION_LARGE_CAPTION, "children"),
        Input(ids.CONFUSION_DIALOG, "opened"),
        Input(ids.AT_REST, "data"),
        Input(ids.PROVIDER, "forceColorScheme"),
        prevent_initial_call=True,
    )
    async def enlarged(opened, view, theme):
        about, problem = await _ask(opened, _confusion, view, confusion.LARGE)
        if problem:
            return confusion.figure(None, theme_of(theme), large=True), {}, problem
        matrix = about["matrix"]
        figure = confusion.figure(matrix, theme_of(theme), large=True)
        return figure, confusion.least_size(matrix), confusion.caption(matrix) + under_filter(view)

    @dash_app.callback(
        Output(ids.FAIR_TABLE, "children"),
        Input(ids.AT_REST, "data"),
        Input(ids.CLASS_TABS, "value"),
        Input(ids.FAIR_BY, "value"),
        running=busy(ids.FAIR_TABLE, "answer"),
        prevent_initial_call=True,
    )
    async def fair(view, tab, by):
        if tab == "fairness" and not by:
            return fairness.nothing_chosen()
        about, problem = await _ask(tab == "fairness", _fairness, view, by)
        return problem or fairness.describe(about)

    dash_app.clientside_callback(
        ClientsideFunction("dendro", "confused"),
        Input(ids.CONFUSION, "clickData"),
        Input(ids.CONFUSION_LARGE, "clickData"),
        prevent_initial_call=True,
    )

    async def _ask(looked_at: bool, question, view: dict | None, *parts) -> tuple[Any, list]:
        if not view or not looked_at:
            raise PreventUpdate
        return await ask(workspace, workspace.pools.panels, question, workspace.session.views, view, *parts)


def _confusion(views: Views, view: dict, most: int) -> dict:
    part, model = part_in_view(views, view)
    return describe_confusion(views.index, part, model, most)


def _fairness(views: Views, view: dict, by: str) -> dict | None:
    part, model = part_in_view(views, view)
    return describe_fairness(views.index, part, model, by)
