"""Views that were saved under a name; the browser fills the panel (`modules/page/saved-views.mjs`)."""

from dash import html

from explorer.web.page import ids


def panel() -> html.Div:
    """Make room for the views, and for what saves the one on screen."""
    return html.Div(id=ids.SAVED_VIEWS, className="saved-views")
