"""The dialog that lists the keys."""

import dash_mantine_components as dmc
from dash import html

from explorer.web.page import ids

POINTER = [
    ("Click", "a cluster to go in, an image to inspect it"),
    ("Double-click", "an image to go into its cluster"),
    ("Double-click", "the picture in the inspector for its full size"),
    ("Ctrl or Shift", "with a click to select images or clusters"),
    ("Drag", "on the grid, a box around what is to be selected"),
    ("Wheel", "zoom at the pointer"),
    ("Shift or Alt", "with a drag on the map to select in a box, or by drawing around images"),
    ("Two fingers", "spread to go into the cluster between them, drawn together to go out"),
    (
        "dog -person",
        "in the search: dogs, and no person beside them; several words go in quotes",
    ),
    ("Rest", "on an image to see it larger"),
]


def dialog() -> dmc.Modal:
    """Make the dialog, closed; the browser lists the keys that it hears (`modules/page/key-dialog.mjs`)."""
    pointer = [html.Tr([html.Td(name), html.Td(words)]) for name, words in POINTER]
    return dmc.Modal(
        [
            html.Div(
                [
                    html.Div(id=ids.KEY_LIST),
                    html.H3("Pointer", className="heading"),
                    html.Table(html.Tbody(pointer), className="keys"),
                ],
                className="key-columns",
            ),
        ],
        id=ids.HELP_DIALOG,
        title="Keys and pointer",
        opened=False,
        size=420,
        centered=True,
        transitionProps={"duration": 0},
        overlayProps={"backgroundOpacity": 0.5},
        closeButtonProps={"aria-label": "Close"},
    )
