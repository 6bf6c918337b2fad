"""The dialog that lists the keys."""

import dash_mantine_components as dmc
from dash import html

from explorer.web.page import ids

KEYS = [
    (["←", "↑", "→", "↓"], "move between clusters while no image is inspected"),
    (["J", "K"], "next and previous image while one is inspected; so do the arrows then"),
    (["F"], "the inspected image in full size; there 0 shows the whole, + and - zoom, arrows pan"),
    (["T", "L"], "tag, or correct the label of, the selected images or the inspected one"),
    (["1", "…", "9"], "give them one of the last tags"),
    (["Ctrl", "Z"], "undo what was done last: view, filter, selection, tag, label; with Shift do it again"),
    (["Y", "N", "L", "X"], "answer in a review, as its buttons say; Enter takes the suggested label"),
    (["S", "K"], "skip, or go back, in a review; so do J and the arrows; Esc ends it"),
    (["Enter"], "go into the cluster, or inspect the image"),
    (["Esc"], "close what lies on top, then the image, then go out"),
    (["Backspace"], "go out"),
    (["+", "-"], "more or fewer clusters"),
    (["/"], "search"),
    (["["], "open or fold the panel of the rail"),
    (["]"], "open or fold the inspector"),
    (["?"], "this list"),
]
POINTER = [
    ("Click", "a cluster to go in, an image to inspect it"),
    ("Double-click", "an image to go into its cluster"),
    ("Double-click", "the picture in the inspector for its full size"),
    ("Ctrl or Shift", "with a click to select images or clusters"),
    ("Wheel", "zoom at the pointer"),
    ("Two fingers", "spread to go into the cluster between them, drawn together to go out"),
    (
        "dog -person",
        "in the search: dogs, and no person beside them; several words go in quotes",
    ),
    ("Rest", "on an image to see it larger"),
]


def dialog() -> dmc.Modal:
    """Make the dialog, closed."""
    keys = [
        html.Tr([html.Td([html.Kbd(name, className="key") for name in names]), html.Td(words)])
        for names, words in KEYS
    ]
    pointer = [html.Tr([html.Td(name), html.Td(words)]) for name, words in POINTER]
    return dmc.Modal(
        html.Table(html.Tbody(keys + pointer), className="keys"),
        id=ids.HELP_DIALOG,
        title="Keys and pointer",
        opened=False,
        size=420,
        centered=True,
        transitionProps={"duration": 0},
        overlayProps={"backgroundOpacity": 0.5},
        closeButtonProps={"aria-label": "Close"},
    )
