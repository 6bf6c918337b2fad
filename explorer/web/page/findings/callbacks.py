"""The findings panel: worked out while somebody looks at it, or at its outlines on the map."""

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, no_update
from dash.exceptions import PreventUpdate

from explorer.web.builds.session import Session
from explorer.web.builds.workspace import Workspace
from explorer.web.page import ids
from explorer.web.page.asking import ask, busy
from explorer.web.page.findings import cards, query, working
from explorer.web.page.findings import panel as choices


def register(dash_app: Dash, workspace: Workspace) -> None:
    """Register the callbacks of the panel."""
    _register_choices(dash_app)

    @dash_app.callback(
        Output(ids.FIND_WORKING, "children"),
        Input(ids.FIND_ASKED, "data"),
        Input(ids.TABS, "value"),
        prevent_initial_call=True,
    )
    async def say(what, tab):
        if not _is_wanted(what, tab):
            raise PreventUpdate
        said, _ = await ask(workspace, workspace.pools.views, working.words, what["text"], workspace.session)
        return said

    @dash_app.callback(
        Output(ids.FIND_PARTS, "children"),
        Output(ids.FOUND_CARDS, "children"),
        Output(ids.FOUND, "data"),
        Input(ids.FIND_ASKED, "data"),
        Input(ids.TABS, "value"),
        State(ids.FOUND, "data"),
        running=busy(ids.FOUND_CARDS, "cards answer"),
        prevent_initial_call=True,
    )
    async def show(what, tab, shown):
        if not _is_wanted(what, tab):
            raise PreventUpdate
        session = workspace.session
        of = [session.index.build, what["text"], what["model"], what.get("labels")]
        if shown and shown["of"] == of:
            raise PreventUpdate
        answer, problem = await ask(workspace, workspace.pools.findings, _found, session, what)
        if problem:
            return no_update, problem, {"of": None, "outlines": []}
        parts, shown_cards, outlines = answer
        return parts, shown_cards, {"of": of, "outlines": outlines}


def _is_wanted(what: dict | None, tab: str | None) -> bool:
    """Tell whether somebody looks at the findings, or at their outlines on the map."""
    return bool(what and what["text"] and (tab == "findings" or what["outlined"]))


def _found(session: Session, what: dict) -> tuple[list, list, list[dict]]:
    """Give what else the question needs, the cards, and what the map outlines."""
    question = query.read(what["text"], session)
    parts = choices.parts(question, session)
    options = query.options(question, what["model"])
    if options is None:
        return parts, choices.incomplete(question), []
    document = session.findings(options)
    return parts, cards.cards(question, document, options), cards.outlines(document)


def _register_choices(dash_app: Dash) -> None:
    """The choices go to the address, which is what is asked (`modules/page/finding-choices.mjs`)."""
    choices = {
        "tab": [Input(ids.TABS, "value")],
        "choice": [Input(ids.FIND, "value")],
        "parts": [Input(ids.find_part(ALL), "value")],
        "ways": [
            Input(ids.FIND_MIN, "value"),
            Input(ids.FIND_HELD, "checked"),
            Input(ids.FIND_TRANSFORMED, "checked"),
        ],
        "outlines": [Input(ids.OUTLINES, "checked")],
    }
    for name, inputs in choices.items():
        function = ClientsideFunction("dendro_findings", name)
        dash_app.clientside_callback(function, *inputs, prevent_initial_call=True)
    dash_app.clientside_callback(
        ClientsideFunction("dendro", "found"), Input(ids.FOUND, "data"), prevent_initial_call=True
    )
