"""The inspector on one image."""

from datetime import datetime
from pathlib import PurePosixPath

from dash import html

from explorer.images.frames.frame import shown_name
from explorer.index.format import CONCEPT
from explorer.web.page import ids
from explorer.web.page.components import heading, icon, icon_button, in_two, text_button, wildcards
from explorer.web.page.error_words import signed
from explorer.web.page.inspector.item_boxes import SMALL, drawn_boxes
from explorer.web.page.inspector.pieces import export_button, gallery, table
from explorer.words import count, images, percent

NEIGHBORS_SHOWN = 12
_APART = ("path", "label")
_LAST = ("concept", "width", "height", "bytes", "modified", "source_row", "hash")


def describe(item: dict, api: str) -> list:
    """Show one image.

    Parameters
    ----------
    item : dict
        As `/api/items/{row}` answers, with `width`, `height`, `fields` (name -> text or None), and `clusters`
        as `/api/items/{row}/clusters` answers.
    api : str
        Path of the service's routes.
    """
    path = PurePosixPath(item["path"])
    return [
        html.Div(
            [
                html.H2(in_two(shown_name(path.name)), className="title in-two", title=path.name, dir="auto"),
                *_walk(),
                icon_button("close", "Close the image", **wildcards({"data-action": "close-image"})),
            ],
            className="title-row",
        ),
        _picture(item, api),
        html.Div(
            [
                html.Span(html.Bdi(item["path"]), className="path", title=item["path"]),
                icon_button(
                    "copy", "Copy the path", **wildcards({"data-copy": item["file"] or item["path"]})
                ),
            ],
            className="path-row",
        ),
        *_verdicts(item),
        html.Div(id=ids.DECIDED),
        *_probabilities(item["probabilities"], _labels_of(item)),
        html.Div(
            [
                text_button(
                    "Show in tree", **wildcards({"data-action": "show-in-tree", "data-row": str(item["row"])})
                ),
                text_button(
                    "More like this",
                    **wildcards({"data-action": "more-like", "data-row": str(item["row"])}),
                ),
                _cluster_menu(item["row"]),
            ],
            className="actions",
        ),
        *_why_here(item["clusters"]),
        *_nearest(item["neighbors"][:NEIGHBORS_SHOWN]),
        heading("All fields"),
        table([(name, field_words(name, item["fields"][name])) for name in in_reading_order(item["fields"])]),
    ]


def field_words(name: str, value: str | None) -> str | None:
    """Give a field of an image as it is shown; of the encoder's own word nobody has said that it is so."""
    return f"{value} (guess)" if name == CONCEPT and value is not None else value


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
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, int):
        return count(value)
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return str(value)


def _walk() -> list:
    """Lead to the images beside this one; the browser knows them, and says where this one stands."""
    ways = {"previous": "Previous image ( K )", "next": "Next image ( J )"}
    return [
        html.Span(className="muted walk-place"),
        *(
            icon_button(way, words, **wildcards({"data-action": "walk", "data-way": way}))
            for way, words in ways.items()
        ),
    ]


def _picture(item: dict, api: str) -> html.Figure:
    """Keep the picture's room from the first moment; without the original, the browser puts the thumbnail."""
    boxes = item.get("boxes")
    shown = boxes or item
    small = max(shown["width"], shown["height"]) < SMALL
    source = {} if item["file"] is None else {"src": picture_source(item["row"], api)}
    return html.Figure(
        [
            html.Img(
                alt=item["path"],
                className="picture small" if small else "picture",
                **source,
                **wildcards({"data-picture": str(item["row"])}),
            ),
            *(drawn_boxes(item, boxes, api) if boxes else []),
            icon_button("full", "Full size ( F )", **wildcards({"data-action": "full-size"})),
            html.Figcaption(item["problem"], id="picture-note"),
        ]
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
        more = [html.Span(words, className="muted") for words in _off(model)]
        told = html.Td([*sign, html.Span(said), *sure, *more])
        rows.append(html.Tr([html.Th(model["name"] or "Prediction"), told]))
    return [html.Table(html.Tbody(rows), className="facts verdicts")]


def _off(model: dict) -> list[str]:
    """Say which classes are missed and extra, or by how much a number is off."""
    if model.get("error") is not None:
        return [f"error {signed(model['error'])}"]
    return [f"{what} {', '.join(model[what])}" for what in ("missed", "extra") if model.get(what)]


def _labels_of(item: dict) -> list[str]:
    """The classes of an image's label, one or several."""
    label = item["columns"].get("label")
    return label if isinstance(label, list) else [item["label"]]


def _probabilities(likeliest: list[dict], label: list[str]) -> list:
    """Draw the probabilities of classes as bars, the true ones marked by a word."""
    if not likeliest:
        return []
    lines = []
    for one in likeliest:
        share = one["probability"]
        tag = [html.Span("label", className="tag")] if one["name"] in label else []
        name = html.Span([html.Span(one["name"], className="bar-name", title=one["name"]), *tag])
        bar = html.Div(html.Div(style={"width": f"{100 * share:.2f}%"}), className="bar")
        lines.append(html.Li([name, bar, html.Span(percent(share), className="bar-share")]))
    return [heading("Class probabilities"), html.Ol(lines, className="bars")]


def _why_here(clusters: list[dict]) -> list:
    """List the clusters that hold the image, each a button that goes there."""
    if not clusters:
        return []
    steps = [
        html.Li(
            html.Button(
                [html.Span(stop["title"]), html.Span(count(stop["count"]), className="muted")],
                className="step",
                type="button",
                title=f"Go to {stop['title']} · {images(stop['count'])}",
                **wildcards({"data-action": "go", "data-node": str(stop["node"])}),
            )
        )
        for stop in clusters
    ]
    return [heading("Why it is here"), html.Ol(steps, className="steps")]


def _nearest(near: list[dict]) -> list:
    if not near:
        return []
    named = any(one["label"] is not None or one["prediction"] is not None for one in near)
    return [heading("Nearest neighbours, with distance"), gallery(len(near), told=2 if named else 1)]


def _cluster_menu(row: int) -> html.Details:
    return html.Details(
        [
            html.Summary("Cluster…", className="button"),
            html.Div(
                [
                    text_button("Go in", **wildcards({"data-action": "enter-cluster", "data-row": str(row)})),
                    export_button("row", row),
                ],
                className="menu",
            ),
        ],
        className="dropdown",
    )
