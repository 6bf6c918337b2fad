"""Controls that talk to the canvas without the server: sliders, what is shown, model, theme, search, panels.

The functions are in `frontend_assets/bridge.js`, under `window.dash_clientside.dendro`.
"""

from dash import ClientsideFunction, Dash, Input, Output, State

from explorer.web.page import ids


def register(dash_app: Dash) -> None:
    """Register the callbacks that run in the browser."""

    def browser(function: str, *arguments, at_start: bool = False) -> None:
        dash_app.clientside_callback(
            ClientsideFunction("dendro", function), *arguments, prevent_initial_call=not at_start
        )

    # Runs once, as soon as Dash has drawn the page: from then on the browser may set properties.
    browser("ready", Input(ids.PROVIDER, "id"), at_start=True)
    browser("clusters", Input(ids.CLUSTERS, "value"))
    browser("thumb", Input(ids.THUMB, "value"))
    browser("theme", Input(ids.THEME, "n_clicks"))
    browser("help", Input(ids.HELP, "n_clicks"))
    browser("fold", Input(ids.FOLD_LEFT, "n_clicks"), Input(ids.FOLD_RIGHT, "n_clicks"))
    browser("wanted", Input(ids.WANTED, "data"))
    browser("gallery", Input(ids.GALLERY, "data"))
    browser("color", Input(ids.COLOR, "value"))
    browser(
        "findClass",
        Output(ids.CLASS_GRID, "dashGridOptions"),
        Input(ids.CLASS_SEARCH, "value"),
        State(ids.CLASS_GRID, "dashGridOptions"),
    )
    browser("keepPanel", Input(ids.CLASS_TABS, "value"), at_start=True)
    browser("show", Input(ids.SHOW, "value"))
    browser("fairBy", Input(ids.FAIR_BY, "value"))
    browser("marked", Input(ids.TRUTH, "value"), Input(ids.GUESS, "value"))
    browser("model", Input(ids.MODEL, "value"))
    browser("labels", Input(ids.LABELS, "value"))
