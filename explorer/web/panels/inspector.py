"""The inspector: one image with all that is known of it, or the cluster in view while none is chosen."""

from datetime import datetime
from pathlib import PurePosixPath

from dash import html

from explorer.web.panels.parts import count, empty, heading, icon, icon_button, images, percent, text_button

NEIGHBORS_SHOWN = 15
MISTAKES_SHOWN = 5
SMALL = 160
"""Longer side below which a picture is enlarged pixel by pixel: blurring would hide what the model saw."""
_APART = ("path", "label")
_LAST = ("concept", "width", "height", "bytes", "modified", "source_row", "hash")
_THUMB, _GAP, _COLUMNS = 54, 4, 5


def waiting(index) -> list:
    """Show what there is before anything was asked of the server."""
    return [
        html.Div([html.H2(index.name, className="title"), html.P(images(index.n), className="muted")]),
        empty("Click an image to inspect it."),
    ]


def cluster(view: dict, about: dict) -> list:
    """Show the cluster in view.

    Parameters
    ----------
    view : dict
        `title`, `count`, `matching` and `total` of the view.
    about : dict
        As `/api/nodes/{node}` answers.
    """
    return [
        html.H2(view["title"], className="title"),
        _table(_sizes(view)),
        html.Div(_export_buttons("view"), className="actions"),
        *_rates(about["models"]),
        *_mistakes(about["confusion"][:MISTAKES_SHOWN], about["model"]),
        heading("Typical images"),
        html.Div(id="inspector-gallery", className="gallery", style=_room(len(about["representatives"]))),
        *([heading("Telling words"), html.P(", ".join(about["words"]))] if about["words"] else []),
        empty("Click an image to inspect it."),
    ]


def image(item: dict, api: str) -> list:
    """Show one image.

    Parameters
    ----------
    item : dict
        As `/api/items/{row}` answers, with `width`, `height` and `fields` (name -> text or None).
    api : str
        Path of the service's routes.
    """
    path = PurePosixPath(item["path"])
    return [
        html.Div(
            [
                html.H2(path.name, className="title", title=path.name),
                icon_button("close", "Close the image", **{"data-action": "close-image"}),
            ],
            className="title-row",
        ),
        _picture(item, api),
        html.Div(
            [
                html.Span(html.Bdi(item["path"]), className="path", title=item["path"]),
                icon_button("copy", "Copy the path", **{"data-copy": item["file"] or item["path"]}),
            ],
            className="path-row",
        ),
        *_verdicts(item),
        html.Div(
            [
                text_button("Show in tree", **{"data-action": "show-in-tree", "data-row": str(item["row"])}),
                text_button(
                    "More like this", **{"data-action": "more-like-this", "data-row": str(item["row"])}
                ),
                _cluster_menu(item["row"]),
            ],
            className="actions",
        ),
        heading("Nearest neighbours"),
        html.Div(id="inspector-gallery", className="gallery", style=_room(len(item["neighbors"]))),
        heading("All fields"),
        _table([(name, item["fields"][name]) for name in in_reading_order(item["fields"])]),
    ]


def picture_source(row: int, api: str) -> str:
    """Give the address of the large picture of a row."""
    return f"{api}/items/{row}/image?max=640"


def in_reading_order(names) -> list[str]:
    """Put the user's own columns first, then what was measured, and leave out what stands above already."""
    return sorted((n for n in names if n not in _APART), key=lambda n: _LAST.index(n) if n in _LAST else -1)


def field_text(value: object) -> str | None:
    """Write a value of the item table; None for a missing one."""
    if value is None or value != value:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return count(value)
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return str(value)


def _picture(item: dict, api: str) -> html.Figure:
    """Keep the picture's room from the first moment; without the original, the browser puts the thumbnail."""
    small = max(item["width"], item["height"]) < SMALL
    source = {} if item["file"] is None else {"src": picture_source(item["row"], api)}
    return html.Figure(
        [
            html.Img(
                alt=item["path"],
                className="picture small" if small else "picture",
                **source,
                **{"data-picture": str(item["row"])},
            ),
            html.Figcaption(item["problem"], id="picture-note"),
        ]
    )


def _room(thumbnails: int) -> dict:
    """Give the height that so many thumbnails take, kept before they are there."""
    lines = -(-min(thumbnails, NEIGHBORS_SHOWN) // _COLUMNS)
    return {"minHeight": max(0, lines * (_THUMB + _GAP) - _GAP)}


def _sizes(view: dict) -> list[tuple[str, str]]:
    share = view["count"] / max(1, view["total"])
    size = count(view["count"]) if share == 1 else f"{count(view['count'])} · {percent(share)} of all"
    matching = f"{count(view['matching'])} of {count(view['count'])}"
    return [("Images", size)] + ([("Matching", matching)] if view["matching"] != view["count"] else [])


def _rates(models: list[dict]) -> list:
    facts = []
    for model in models:
        if model["judged"]:
            low, high = model["interval"]
            said = (
                f"{percent(model['accuracy'])} of {count(model['judged'])} ({percent(low)} – {percent(high)})"
            )
            facts.append((model["name"] or "Prediction", said))
    return [heading("Right, with 95% interval"), _table(facts)] if facts else []


def _mistakes(pairs: list[dict], model: str | None) -> list:
    if not pairs:
        return []
    rows = [
        html.Tr(
            [
                html.Td([pair["label"], html.Span(" → ", className="muted"), pair["prediction"]]),
                html.Td(count(pair["count"])),
            ]
        )
        for pair in pairs
    ]
    words = f"Most frequent mistakes of {model}" if model else "Most frequent mistakes"
    return [heading(words), html.Table(html.Tbody(rows), className="mistakes")]


def _verdicts(item: dict) -> list:
    if item["label"] is None and not item["models"]:
        return []
    rows = []
    if item["label"] is not None:
        rows.append(html.Tr([html.Th("Label"), html.Td(item["label"])]))
    for model in item["models"]:
        mark = {True: ("right", "right"), False: ("wrong", "wrong")}.get(model["right"])
        sign = [html.Span(icon(mark[0]), className=f"mark mark-{mark[0]}", title=mark[1])] if mark else []
        sure = (
            [html.Span(percent(model["confidence"]), className="muted")]
            if model["confidence"] is not None
            else []
        )
        said = model["prediction"] if model["prediction"] is not None else "none"
        rows.append(
            html.Tr([html.Th(model["name"] or "Prediction"), html.Td([*sign, html.Span(said), *sure])])
        )
    return [html.Table(html.Tbody(rows), className="facts verdicts")]


def _cluster_menu(row: int) -> html.Details:
    return html.Details(
        [
            html.Summary("Cluster…", className="button"),
            html.Div(
                [
                    text_button("Go in", **{"data-action": "enter-cluster", "data-row": str(row)}),
                    *_export_buttons("row", row),
                ],
                className="menu",
            ),
        ],
        className="dropdown",
    )


def _export_buttons(what: str, row: int | None = None) -> list:
    of = {"data-of": what} | ({"data-row": str(row)} if row is not None else {})
    return [
        text_button("Export CSV", **{"data-action": "export", "data-format": "csv", **of}),
        text_button("Export images (zip)", **{"data-action": "export", "data-format": "zip", **of}),
    ]


def _table(facts: list[tuple[str, str | None]]) -> html.Table:
    rows = [html.Tr([html.Th(name), html.Td(text)]) for name, text in facts if text is not None]
    return html.Table(html.Tbody(rows), className="facts")
