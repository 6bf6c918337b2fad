"""The findings panel: worked out while somebody looks at it, or at its outlines on the map."""

from dash import Input, Output, State, no_update
from dash.exceptions import PreventUpdate
from starlette.concurrency import run_in_threadpool

from explorer.errors import ExplorerError
from explorer.web import asked, ids
from explorer.web.panels import findings


def register(dash_app, workspace) -> None:
    """Register the callback of the panel."""

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
            parts = findings.parts(question, session)
            options = asked.options(question, what["model"])
            if options is None:
                return parts, findings.incomplete(question), {"of": of, "outlines": []}
            document = await run_in_threadpool(session.findings, options)
        except ExplorerError as error:
            return no_update, findings.failed(str(error)), {"of": of, "outlines": []}
        return parts, findings.cards(question, document), {"of": of, "outlines": findings.outlines(document)}
