"""What stands around the canvas, as Dash components. Functions of the index; nothing here keeps state."""

import dash_mantine_components as dmc
from dash import dcc, html

from explorer.index.reader import Index
from explorer.view.coloring import decided_colorings
from explorer.web.builds.session import Session
from explorer.web.page import controls, ids
from explorer.web.page.bottom_bar import panel as bottom
from explorer.web.page.classes import panel as classes
from explorer.web.page.components import THEME, icon, icon_button, wildcards
from explorer.web.page.filters import panel as filters
from explorer.web.page.findings import panel as choices
from explorer.web.page.help_dialog import panel as help_dialog
from explorer.web.page.inspector import cluster_panel
from explorer.web.page.saved_views import panel as saved_views
from explorer.web.page.top_bar import panel as topbar

__all__ = ["layout"]

TABS = {"classes": "Classes", "findings": "Findings", "filters": "Filters", "views": "Views"}

HINTS = (
    ("tree", "mouse", "Click a cluster to go in, an image to inspect it; Esc goes back."),
    ("tree", "touch", "Tap a cluster to go in, an image to inspect it; pinch to go back."),
    ("map", "mouse", "Click an image to inspect it; drag to move, turn the wheel to zoom."),
    ("map", "touch", "Tap an image to inspect it; drag to move, pinch to zoom."),
    ("grid", "mouse", "Click an image to inspect it; Ctrl and Shift select."),
    ("grid", "touch", "Tap an image to inspect it."),
)
"""View, pointer, and what it does there."""

ONLY_THESE = "Filter by what was found: counts, other searches and exports are of it alone"


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
            _side(session),
            _hint(),
            _strip(),
            html.Div(id="legend", **wildcards({"aria-live": "polite"})),
            _right(index),
            bottom.bottom_bar(index, [*session.colorings, *decided_colorings(index)]),
            help_dialog.dialog(),
        ],
        id=ids.PROVIDER,
        theme=THEME,
        forceColorScheme="dark",
    )


def _hint() -> html.Section:
    return html.Section(
        [
            *(html.Span(words, className=f"by-{hand} of-{view}") for view, hand, words in HINTS),
            html.Button("Got it", className="link", **wildcards({"data-action": "dismiss-hint"})),
        ],
        id="hint",
        **wildcards({"aria-label": "Hint"}),
    )


def _side(session: Session) -> dmc.Tabs:
    """The rail and the panel that one of its icons opens; on a phone both are one sheet."""
    index = session.index
    bodies = {
        "classes": (classes.panel(index, session.varied), "flush"),
        "findings": (choices.panel(session), "flush findings"),
        "filters": (filters.panel(), "scroll"),
        "views": (saved_views.panel(), "scroll"),
    }
    tops = {"classes": [classes.labels_switch()]}
    panels = [
        dmc.TabsPanel(
            [_head(TABS[name]), *tops.get(name, []), html.Div(body, className=f"panel-body {look}")],
            value=name,
            className="panel-page",
        )
        for name, (body, look) in bodies.items()
    ]
    about = {"aria-label": "Classes, findings, filters and views"}
    return dmc.Tabs(
        [
            _grip("left", "Close the panel"),
            _rail(),
            html.Aside(panels, id=ids.LEFT, className="panel", **wildcards(about)),
        ],
        id=ids.TABS,
        value="classes" if index.classes else "filters",
        orientation="vertical",
        keepMounted=True,
        activateTabWithKeyboard=False,  # each would open its panel on the way
        className="side",
    )


def _rail() -> html.Nav:
    fold = {"aria-controls": ids.RIGHT}
    inspector = icon_button("panel-right", "Inspector ( ] )", id=ids.FOLD_RIGHT, **wildcards(fold))
    tabs = dmc.TabsList([_tab(name) for name in TABS], **wildcards({"aria-label": "Panels"}))
    return html.Nav([tabs, inspector], className="rail", **wildcards({"aria-label": "Panels"}))


def _tab(name: str) -> dmc.TabsTab:
    words = TABS[name]
    sign = html.Span(icon(name), className="rail-icon", title=words, **wildcards({"aria-hidden": "true"}))
    return dmc.TabsTab(html.Span(words, className="rail-words"), value=name, leftSection=sign)


def _head(words: str) -> html.Div:
    close = icon_button("close", "Close the panel ( [ )", **wildcards({"data-action": "fold-left"}))
    return html.Div([html.H2(words, className="title"), close], className="panel-head")


def _grip(side: str, words: str) -> html.Button:
    """What a sheet is drawn down by, or tapped away."""
    return html.Button(
        className="grip",
        type="button",
        title="Close",
        **wildcards({"data-action": f"fold-{side}", "aria-label": words}),
    )


def _right(index: Index) -> html.Aside:
    return html.Aside(
        [
            _grip("right", "Close the inspector"),
            html.Section(id=ids.REVIEW, hidden=True, tabIndex=-1, **wildcards({"aria-label": "Review"})),
            html.Div(cluster_panel.waiting(index), id=ids.INSPECTOR, className=cluster_panel.LOOK),
        ],
        id=ids.RIGHT,
        className="panel",
        **wildcards({"aria-label": "Inspector", "aria-live": "off"}),
    )


def _link(words: str, name: str, does: dict[str, str]) -> html.Button:
    return html.Button(words, id=name, className="link", type="button", **wildcards(does))


def _within() -> html.Div:
    """Give the switch between a search everywhere and one in the cluster in view."""
    ways = zip(controls.WITHIN.choices, ("everywhere", "this cluster"), strict=True)
    buttons = [
        html.Button(
            words,
            className="toggle",
            type="button",
            **wildcards({"aria-pressed": "false", "data-action": "search-within", "data-within": way}),
        )
        for way, words in ways
    ]
    about = {"role": "group", "aria-label": controls.WITHIN.label}
    return html.Div(buttons, id=controls.WITHIN.id, className="switch", **wildcards(about))


def _strip() -> html.Section:
    """Room for search results; the browser fills it (`modules/page/search.mjs`)."""
    about = {"role": "group", "aria-label": "Clusters that hold most of it"}
    head = [
        html.Span(id="strip-title", className="strip-title", **wildcards({"aria-live": "polite"})),
        html.Div(id="strip-clusters", className="strip-clusters", **wildcards(about)),
        _within(),
        _link("show in grid", "found-in-grid", {"data-action": "view", "data-view": "grid"}),
        _link("only these", "filter-found", {"data-action": "filter-found", "title": ONLY_THESE}),
        _link("select all", "select-found", {"data-action": "select-found"}),
        icon_button("close", "Close the results", **wildcards({"data-action": "close-search"})),
    ]
    given = [
        html.Div(
            id=control.id,
            className=f"examples {look}",
            **wildcards({"role": "group", "aria-label": control.label}),
        )
        for control, look in ((controls.IMAGES, "like"), (controls.LIKE, "like"), (controls.UNLIKE, "unlike"))
    ]
    return html.Section(
        [
            html.Div(head, className="strip-head"),
            html.Div(id=controls.CUT.id, className="score-cut", hidden=True),
            html.Div([*given, html.Div(id="strip-items", className="strip-items")], className="strip-row"),
        ],
        id="strip",
        hidden=True,
        **wildcards({"aria-label": "Search results"}),
    )
