"""What stands around the canvas, as Dash components. Functions of the index; nothing here keeps state."""

import dash_mantine_components as dmc
from dash import dcc, html

from explorer.index.reader import Index
from explorer.web.page import ids
from explorer.web.page.bottom_bar import panel as bottom
from explorer.web.page.classes import panel as classes
from explorer.web.page.components import THEME, icon_button, wildcards
from explorer.web.page.filters import panel as filters
from explorer.web.page.findings import panel as choices
from explorer.web.page.help_dialog import panel as help_dialog
from explorer.web.page.inspector import cluster_panel
from explorer.web.page.top_bar import panel as topbar
from explorer.web.workspace import Session

__all__ = ["layout"]

TABS = {"classes": "Classes", "findings": "Findings", "filters": "Filters"}


def layout(session: Session) -> dmc.MantineProvider:
    """Lay out the page around `#stage`, which the index page itself holds.

    Parameters
    ----------
    session : Session
        The build that is served.

    Returns
    -------
    dmc.MantineProvider
    """
    index = session.index
    return dmc.MantineProvider(
        [
            *(dcc.Store(id=name) for name in ids.STORES),
            topbar.top_bar(index),
            _hint(),
            _left(session),
            _strip(),
            html.Div(id="legend", **wildcards({"aria-live": "polite"})),
            _right(index),
            bottom.bottom_bar(index, session.colorings),
            help_dialog.dialog(),
        ],
        id=ids.PROVIDER,
        theme=THEME,
        forceColorScheme="dark",
    )


def _hint() -> html.Div:
    return html.Div(
        [
            html.Span("Click a cluster to go in, an image to inspect it; Esc goes back."),
            html.Button("Got it", className="link", **wildcards({"data-action": "dismiss-hint"})),
        ],
        id="hint",
        role="note",
    )


def _left(session: Session) -> html.Aside:
    index = session.index
    tabs = dmc.Tabs(
        [
            dmc.TabsList([dmc.TabsTab(words, value=name) for name, words in TABS.items()]),
            dmc.TabsPanel(
                classes.panel(index, session.fields), value="classes", className="panel-body flush"
            ),
            dmc.TabsPanel(choices.panel(session), value="findings", className="panel-body flush findings"),
            dmc.TabsPanel(
                filters.panel(index, session.fields), value="filters", className="panel-body scroll"
            ),
        ],
        id=ids.TABS,
        value="classes" if index.classes else "filters",
        keepMounted=True,
        className="tabs",
    )
    words = "Classes, findings and filters"
    return html.Aside([tabs], id=ids.LEFT, className="panel", **wildcards({"aria-label": words}))


def _right(index: Index) -> html.Aside:
    grip = html.Button(
        className="grip",
        type="button",
        title="Close",
        **wildcards({"data-action": "fold-right", "aria-label": "Close the inspector"}),
    )
    return html.Aside(
        [grip, html.Div(cluster_panel.waiting(index), id=ids.INSPECTOR, className=cluster_panel.LOOK)],
        id=ids.RIGHT,
        className="panel",
        **wildcards({"aria-label": "Inspector", "aria-live": "off"}),
    )


def _strip() -> html.Section:
    """Room for search results; the browser fills it (`modules/page/search.mjs`)."""
    return html.Section(
        [
            html.Div(
                [
                    html.Span(
                        id="strip-title", className="strip-title", **wildcards({"aria-live": "polite"})
                    ),
                    icon_button("close", "Close the results", **wildcards({"data-action": "close-search"})),
                ],
                className="strip-head",
            ),
            html.Div(id="strip-items", className="strip-items"),
        ],
        id="strip",
        hidden=True,
        **wildcards({"aria-label": "Search results"}),
    )
