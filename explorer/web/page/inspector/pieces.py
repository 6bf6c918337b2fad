"""What both sides of the inspector are made of."""

from collections.abc import Sequence

from dash import html

from explorer.web.page.components import text_button, wildcards

GALLERY = "inspector-gallery"
_THUMB, _GAP, _COLUMNS = 54, 4, 5
_TOLD_THUMB, _TOLD_COLUMNS, _LINE = 68, 4, 16


def gallery(thumbnails: int, told: int = 0) -> html.Div:
    """Keep the room of so many thumbnails, before the browser puts them there.

    Parameters
    ----------
    thumbnails : int
    told : int
        Lines of text under each; with some, thumbnails are larger.
    """
    thumb, columns = (_TOLD_THUMB, _TOLD_COLUMNS) if told else (_THUMB, _COLUMNS)
    lines = -(-thumbnails // columns)
    height = max(0, lines * (thumb + told * _LINE + _GAP) - _GAP)
    return html.Div(id=GALLERY, className="gallery told" if told else "gallery", style={"minHeight": height})


def table(facts: Sequence[tuple[str, str | None]]) -> html.Table:
    """Write names and values in two columns; what has no value is left out."""
    rows = [html.Tr([html.Th(name), html.Td(text)]) for name, text in facts if text is not None]
    return html.Table(html.Tbody(rows), className="facts")


def export_button(what: str, row: int | None = None) -> html.Button:
    """Offer the cluster in view (`what` "view") or the one around a row (`what` "row") to take away."""
    of = {"data-of": what} | ({"data-row": str(row)} if row is not None else {})
    return text_button("Export…", **wildcards({"data-action": "export", **of}))
