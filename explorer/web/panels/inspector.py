"""The inspector: one image with all that is known of it, or the cluster in view while none is chosen."""

from datetime import datetime
from pathlib import PurePosixPath

from dash import html

from explorer.web.panels.parts import count, empty, heading, icon, icon_button, images, percent, text_button

NEIGHBORS_SHOWN = 15
_APART = ("path", "label")


def waiting(index) -> list:
    """Show what there is before anything was asked of the server."""
    return [
        html.Div([html.H2(index.name, className="title"), html.P(images(index.n), className="muted")]),
        empty("Click an image to inspect it."),
    ]


def cluster(summary: dict, about: dict) -> list:
    """Show the cluster in view.

    Parameters
    ----------
    summary : dict
        `title`, `node`, `count`, `matching`, `total` of the view.
    about : dict
        `accuracy` and `interval` (or None), `words` (most telling words).
    """
    size = f"{images(summary['count'])} · {percent(summary['count'] / max(1, summary['total']))} of all"
    facts = [("Images", size)]
    if summary["matching"] != summary["count"]:
        facts.append(("Matching", f"{count(summary['matching'])} of {count(summary['count'])}"))
    if about.get("accuracy") is not None:
        low, high = about["interval"]
        facts.append(("Right", f"{percent(about['accuracy'])} of {count(about['judged'])}"))
        facts.append(("95% interval", f"{percent(low)} – {percent(high)}"))
    return [
        html.H2(summary["title"], className="title"),
        _table(facts),
        html.Div(_export_buttons("view"), className="actions"),
        empty("Click an image to inspect it."),
    ]


def image(item: dict, api: str) -> list:
    """Show one image.

    Parameters
    ----------
    item : dict
        `row`, `path`, `file` (absolute, or None when the original is gone), `width`, `height`, `color`, `label`,
        `models` (list of `{"name", "prediction", "confidence", "right"}`), `fields` (name -> text).
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
        html.Div(id="neighbors-grid", className="gallery"),
        heading("All fields"),
        _table([(name, text) for name, text in item["fields"].items() if name not in _APART]),
    ]


def picture_source(row: int, api: str) -> str:
    """Give the address of the large picture of a row."""
    return f"{api}/items/{row}/image?max=640"


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
    """Keep the picture's room from the first moment, in the image's own colour and proportions."""
    if item["file"] is None:
        note = "The original file is not there any more; this is its thumbnail."
        return html.Figure(
            [
                html.Div(className="picture-fallback", **{"data-thumb": str(item["row"])}),
                html.Figcaption(note),
            ],
            className="picture",
        )
    return html.Figure(
        [
            html.Img(
                src=picture_source(item["row"], api),
                alt=item["path"],
                className="small" if max(item["width"], item["height"]) < 160 else "",
                style={
                    "backgroundColor": item["color"],
                    "aspectRatio": f"{item['width']} / {item['height']}",
                },
                **{"data-picture": str(item["row"])},
            ),
            html.Figcaption("", className="picture-note"),
        ],
        className="picture",
    )


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
