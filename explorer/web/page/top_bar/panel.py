"""The bar at the top: data set, path to where one is, search, theme, help."""

import dash_mantine_components as dmc
from dash import html

from explorer.index.reader import Index
from explorer.view.encoder_classes import has_class_words
from explorer.web.builds.query_encoder import can_encode
from explorer.web.page import controls, ids
from explorer.web.page.components import icon, icon_button, wildcards


def top_bar(index: Index) -> html.Section:
    """Lay out the bar at the top. It is no `header`: dialogs have one, and a page may have one at once."""
    how = "anything in words" if index.text_search else "a thing" if has_class_words(index) else "words"
    how = how if index.text_search else f"{how}, or a name"
    return html.Section(
        [
            icon_button(
                "panels",
                "Panels ( [ )",
                id=ids.FOLD_LEFT,
                **wildcards({"aria-controls": ids.LEFT}),
            ),
            html.H1(index.name, className="name", title=index.name),
            _views(),
            html.Nav(
                id=ids.BREADCRUMB, className="breadcrumb", **wildcards({"aria-label": "Path to this cluster"})
            ),
            dmc.TextInput(
                id=ids.SEARCH,
                placeholder=f"Search {how}",
                leftSection=icon("search"),
                leftSectionWidth=28,
                rightSection=html.Kbd("/", className="key"),
                rightSectionWidth=28,
                size="xs",
                className="search",
                spellCheck=False,
                **wildcards({"aria-label": controls.SEARCH.label}),
            ),
            icon_button(
                "image",
                "Search by an image: choose, drop or paste one or several",
                id=ids.CHOOSE_IMAGE,
                hidden=not can_encode(index.encoder),
                **wildcards({"data-action": "choose-image"}),
            ),
            icon_button("theme", "Switch between dark and light", id=ids.THEME),
            icon_button("help", "Keys ( ? )", id=ids.HELP, n_clicks=0),
        ],
        id=ids.TOPBAR,
        **wildcards({"aria-label": "Data set, path and search"}),
    )


def _views() -> html.Div:
    """Give the switch between the views of one selection (`modules/page/three-views.mjs`)."""
    names = controls.VIEW.choices
    buttons = [
        icon_button(
            name, name.capitalize(), **{"aria-pressed": "false", "data-action": "view", "data-view": name}
        )
        for name in names
    ]
    about = {"role": "group", "aria-label": controls.VIEW.label}
    return html.Div(
        buttons, id=controls.VIEW.id, className="views", hidden=len(names) < 2, **wildcards(about)
    )
