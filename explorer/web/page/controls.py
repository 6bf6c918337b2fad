"""The controls of the page, each declared once: ids, layout, address and the canvas' bounds follow from here.

The page's modules are told all of it in the page's configuration (`for_page`), and repeat none of it.
"""

from dataclasses import dataclass

from explorer.decisions.corrected_labels import GIVEN
from explorer.decisions.corrected_labels import LABELS as LABELS_CHOICES
from explorer.index.row_lists import MOST_EXAMPLES, MOST_MOVED
from explorer.view import ViewRequest
from explorer.view.request import AUTO


@dataclass(frozen=True)
class Control:
    """What a person chooses by one control.

    Attributes
    ----------
    id : str
        Of the component, and of the element.
    key : str
        Name in the state of the page (`ViewState` of `frontend_assets/modules/state.mjs`).
    address : str
        Name of its parameter in the address, where it is absent at its default.
    label : str
        Words beside it, or said of it to a screen reader.
    default : int or str
    bounds : tuple of int, optional
        Least and greatest number, both included; a number beyond them is brought inside.
    positions : int, optional
        Steps of a slider on which equal ways multiply; None where they add.
    auto : bool
        Whether 0 is one of its numbers, beside those within the bounds: what suits the view.
    unit : str
    choices : tuple of str
        All that it may say, the default among them; empty where what there is to choose depends on the index.
    needs : str, optional
        What an index must have for it, in words; it has that where right and wrong can be told.
    by_browser : bool
        Whether modules of the page lay it out, and not Dash.
    """

    id: str
    key: str
    address: str
    label: str
    default: int | str = ""
    bounds: tuple[int, int] | None = None
    positions: int | None = None
    auto: bool = False
    unit: str = ""
    choices: tuple[str, ...] = ()
    needs: str | None = None
    by_browser: bool = False


VERDICTS = "labels and predictions"

VIEW = Control("view-choice", "view", "view", "View", "tree", choices=("tree", "map", "grid"))
CLUSTERS = Control("clusters", "clusters", "k", "clusters", AUTO, (2, 200), positions=200, auto=True)
THUMB = Control("thumb", "thumb", "size", "size", ViewRequest.thumb, (12, 160), unit="px")
WHERE = Control("filter-text", "where", "where", "Where", by_browser=True)
LABELS = Control("labels", "labels", "labels", "Labels that count", GIVEN, choices=LABELS_CHOICES)
MODEL = Control("model", "model", "model", "Model")
COLOR = Control("color", "color", "color", "Colour the clusters by")
SEARCH = Control("search", "query", "q", "Search")
CUT = Control("score-cut", "cut", "cut", "Least score of what was found")
WITHIN = Control("search-within", "within", "in", "Where to search", choices=("", "cluster"))
LIKE = Control("examples-like", "like", "like", "Examples: images to find others like")
UNLIKE = Control("examples-unlike", "unlike", "unlike", "Counter-examples: images to find others unlike")
IMAGES = Control("examples-sent", "images", "images", "Images that were sent to find others like")
SHOW = Control("show", "show", "show", "wrong", "all", choices=("all", "outline", "isolate"), needs=VERDICTS)
TRUTH = Control("truth", "truth", "true", "True class of the mistakes shown", needs=VERDICTS)
GUESS = Control("guess", "guess", "predicted", "Predicted class of the mistakes shown", needs=VERDICTS)
FAIR_BY = Control("fair-by", "fair", "fair", "Subgroups by", needs=VERDICTS)
FIND = Control("find", "findings", "findings", "What to look for")
SORT = Control("grid-sort", "sort", "sort", "Sort by", by_browser=True)
ORDER = Control("grid-order", "order", "order", "Direction", choices=("", "asc", "desc"), by_browser=True)
COPIES = Control("grid-copies", "copies", "copies", "Copies", choices=("", "on"), by_browser=True)
AT = Control("map-place", "at", "at", "Place on the map", by_browser=True)
REVIEW = Control("review-kind", "review", "review", "Review", by_browser=True)
OUTLINES = Control("outlines", "outlines", "outlines", "Outline on the map", choices=("", "on"))

CONTROLS = (
    VIEW, CLUSTERS, THUMB, WHERE, LABELS, MODEL, COLOR, SEARCH, CUT, WITHIN, LIKE, UNLIKE, IMAGES,
    SHOW, TRUTH, GUESS, FAIR_BY, FIND, OUTLINES, REVIEW,
    SORT, ORDER, COPIES, AT,
)  # fmt: skip
"""All whose choice is part of the address, in its order there."""

MOST_TEXT = 8000
"""Characters of a text that the page takes from an address or a field."""
MOST_SELECTED = 1_000_000
"""Rows of a selection."""
LISTED = 200
"""Choices that a long list shows at first; who comes to its end is shown more."""


def for_page() -> dict:
    """Return what the page's modules are told of the controls.

    Returns
    -------
    dict
        `controls`, a list of what state and address need of each, and `limits` of `text` (characters) and
        `selection` (rows), `examples` of a search, rows `moved` to another build at once, and what is
        `listed` at first.
    """
    parts = ("key", "address", "default", "bounds", "positions", "auto", "choices", "needs")
    told = [{part: getattr(control, part) for part in parts} for control in CONTROLS]
    controls = [
        {part: value for part, value in one.items() if part == "default" or value not in (None, False, ())}
        for one in told
    ]
    return {
        "controls": controls,
        "limits": {
            "text": MOST_TEXT,
            "selection": MOST_SELECTED,
            "examples": MOST_EXAMPLES,
            "moved": MOST_MOVED,
            "listed": LISTED,
        },
    }
