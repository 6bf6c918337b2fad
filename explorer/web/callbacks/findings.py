"""The findings panel: worked out while somebody looks at it, or at its outlines on the map."""

from dash import ALL, ClientsideFunction, Input, Output, State, no_update
from dash.exceptions import PreventUpdate

from explorer.errors import ExplorerError
from explorer.web import asked, ids
from explorer.web.panels.findings import cards, choices


def register(dash_app, workspace) -> None:
    """Register the callbacks of the panel."""
    _register_choices(dash_app)

    @dash_app.callback(
        Output(ids.FIND_PARTS, "children"),
        Output(ids.FOUND_CARDS, "children"),
        Output(ids.FOUND, "data"),
        Input(ids.FIND_ASKED, "data"),
        Input(ids.TABS, "value"),
        State(ids.FOUND, "data"),
        running=[(Output(ids.FOUND_CARDS, "className"), "cards busy", "cards")],
        prevent_initial_call=True,
    )
    async def show(what, tab, shown):
        if not what or not what["text"] or (tab != "findings" and not what["outlined"]):
            raise PreventUpdate
        session = workspace.session
        of = [session.index.build, what["text"], what["model"]]
        if shown and shown["of"] == of:
            raise PreventUpdate
        try:
            question = asked.read(what["text"], session)
            parts = choices.parts(question, session)
            options = asked.options(question, what["model"])
            if options is None:
                return parts, choices.incomplete(question), {"of": of, "outlines": []}
            document = await workspace.pools.findings.run(session.findings, options)
        except ExplorerError as error:
            return no_update, choices.failed(str(error)), {"of": of, "outlines": []}
        return parts, cards.cards(question, document), {"of": of, "outlines": cards.outlines(document)}


def _register_choices(dash_app) -> None:
    """The choices go to the address, which is what is asked (`modules/page/finding-choices.mjs`)."""
    choices = {
        "tab": [Input(ids.TABS, "value")],
        "choice": [Input(ids.FIND, "value")],
        "parts": [Input(ids.find_part(ALL), "value")],
        "ways": [Input(ids.FIND_MIN, "value"), Input(ids.FIND_HELD, "checked")],
        "outlines": [Input(ids.OUTLINES, "checked")],
    }
    for name, inputs in choices.items():
        function = ClientsideFunction("dendro_findings", name)
        dash_app.clientside_callback(function, *inputs, prevent_initial_call=True)
    dash_app.clientside_callback(
        ClientsideFunction("dendro", "found"), Input(ids.FOUND, "data"), prevent_initial_call=True
    )
