"""Boxes over the picture that an item is cut out of, and the crop in its place."""

from dash import html

from explorer.web.page.components import wildcards

SMALL = 160
"""Longer side below which a picture is enlarged pixel by pixel: blurring would hide what the model saw."""


def drawn_boxes(item: dict, boxes: dict, api: str) -> list:
    """Draw the boxes of a picture, each of which leads to its item, and what changes to the crop.

    Parameters
    ----------
    item : dict
        As `image_panel.describe` takes it.
    boxes : dict
        As `explorer.view.picture_boxes.picture_boxes` gives it, with boxes.
    api : str
        Path of the service's routes.
    """
    row = str(item["row"])
    # The largest first, so that a smaller one within it can be clicked.
    others = sorted((box for box in boxes["boxes"] if not box["own"]), key=lambda box: -box["w"] * box["h"])
    own = [box for box in boxes["boxes"] if box["own"]]
    frame = html.Div(
        [_box(box) for box in [*others, *own]],
        className="boxes",
        style={"--ratio": f"{boxes['width']} / {boxes['height']}"},
    )
    small = " small" if max(item["width"], item["height"]) < SMALL else ""
    # A background is fetched only where it is seen.
    crop = html.Div(
        role="img",
        className=f"picture crop{small}",
        style={"backgroundImage": f"url({api}/items/{row}/image?max=640&crop=true)"},
        **wildcards({"aria-label": f"What lies in the box of {item['path']}"}),
    )
    words = (("of-picture", "Show the crop"), ("of-crop", "Show the whole picture"))
    change = html.Button(
        [html.Span(said, className=when) for when, said in words],
        type="button",
        className="link change-crop",
        **wildcards({"data-action": "change-crop"}),
    )
    return [html.Div(frame, className="boxes-room", **wildcards({"data-boxes": row})), crop, change]


def _box(box: dict) -> html.Button:
    verdict = {True: " right", False: " wrong", None: ""}[box["right"]]
    place = {"left": box["x"], "top": box["y"], "width": box["w"], "height": box["h"]}
    words = sentence(box)
    return html.Button(
        className=f"box{verdict}{' own' if box['own'] else ''}",
        type="button",
        title=words,
        style={side: f"{100 * share:.3f}%" for side, share in place.items()},
        **wildcards({"aria-label": words, "data-action": "inspect", "data-row": str(box["row"])}),
    )


def sentence(box: dict) -> str:
    """Say what a box is: `dog, predicted cat`."""
    label, prediction = box["label"], box["prediction"]
    if prediction is None or prediction == label:
        return label or "an object"
    return f"{label}, predicted {prediction}" if label else f"predicted {prediction}"
