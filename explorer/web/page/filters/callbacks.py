"""The class table and the filter: a click on a class leaves its images, and its row is then chosen."""

from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from explorer.filters.filter import Filter
from explorer.web.builds.workspace import Workspace
from explorer.web.page import ids


def register(dash_app: Dash, workspace: Workspace) -> None:
    """Register the callbacks of classes as filters."""

    @dash_app.callback(
        Output(ids.WANTED, "data"),
        Input(ids.CLASS_GRID, "cellClicked"),
        State(ids.WHERE, "data"),
        prevent_initial_call=True,
    )
    async def change(cell, where):
        if not cell or where is None:
            raise PreventUpdate
        session = workspace.session
        return await workspace.pools.panels.run(
            lambda: {"where": with_class(session.filter(where), cell["rowId"])}
        )

    @dash_app.callback(
        Output(ids.CLASS_GRID, "selectedRows"), Input(ids.WHERE, "data"), prevent_initial_call=True
    )
    async def select(where):
        if where is None:
            raise PreventUpdate
        session = workspace.session
        chosen = await workspace.pools.panels.run(lambda: session.filter(where).values_of("label"))
        return {"ids": chosen}


def with_class(where: Filter, name: str) -> str:
    """Give the filter that leaves a class, or without it where that is what it leaves."""
    return where.with_values("label", [] if where.values_of("label") == [name] else [name])
