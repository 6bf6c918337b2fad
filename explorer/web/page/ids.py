"""Names of the page's components: one place, so that layout and callbacks cannot drift apart.

The browser's own modules (`frontend_assets/`) use the ids marked with a star; rename those there as well.
"""

from urllib.parse import quote, unquote

from explorer.web.page import controls

PROVIDER = "provider"

# Stores that the browser fills (*).
WHERE = "where"
ROW = "row"
AT_REST = "view-at-rest"
"""The view once its thumbnails stand: what the server works on waits, so that it delays no picture."""
ASKED = "asked"
# Stores that the server fills and the browser follows (*).
WANTED = "wanted"
GALLERY = "gallery"
FIND_ASKED = "find-asked"
"""What the findings panel asks for; filled by the browser (*)."""
FOUND = "found"
"""What was found, for the map to outline (*)."""

STORES = (WHERE, ROW, AT_REST, ASKED, WANTED, GALLERY, FIND_ASKED, FOUND)

DECIDED = "decided"
TAG_FACET = "tag-facet"
"""What people decided about an image, and their tags; filled by the browser (`modules/page/decided.mjs`)."""
REVIEW = "review"
"""The bar of a review above the inspected image; filled by the browser (`modules/page/review.mjs`)."""

TOPBAR = "topbar"
BREADCRUMB = "breadcrumb"
SEARCH = controls.SEARCH.id
CHOOSE_IMAGE = "choose-image"
THEME = "theme-toggle"
HELP = "help-open"
HELP_DIALOG = "help-dialog"
KEY_LIST = "key-list"
"""Filled by the browser."""
FOLD_LEFT = "fold-left"
FOLD_RIGHT = "fold-right"

LEFT = "left"
TABS = "tabs"
CLASS_GRID = "class-grid"
CLASS_CAPTION = "class-caption"
CLASS_TABS = "class-tabs"
CLASS_SEARCH = "class-search"
CONFUSION = "confusion"
CONFUSION_CAPTION = "confusion-caption"
CONFUSION_LARGE = "confusion-large"
CONFUSION_LARGE_CAPTION = "confusion-large-caption"
CONFUSION_DIALOG = "confusion-dialog"
CONFUSION_PAIRS = "confusion-pairs"
FAIR_BY = controls.FAIR_BY.id
FAIR_TABLE = "fair-table"
TRUTH = controls.TRUTH.id
GUESS = controls.GUESS.id
FIND = controls.FIND.id
FIND_PARTS = "find-parts"
FIND_MIN = "find-min"
FIND_HELD = "find-held"
OUTLINES = controls.OUTLINES.id
FOUND_CARDS = "found-cards"
FILTER_CHIPS = "filter-chips"
FILTER_COUNT = "filter-count"
FILTER_TEXT = controls.WHERE.id
FILTER_ERROR = "filter-error"
FILTER_CLEAR = "filter-clear"

RIGHT = "right"
INSPECTOR = "inspector"

BOTTOM = "bottombar"
MORE = "more"
COUNTS = "counts"
SELECTION = "selection"
CLUSTERS = controls.CLUSTERS.id
CLUSTERS_VALUE = "clusters-value"
CLUSTERS_AUTO = "clusters-auto"
THUMB = controls.THUMB.id
THUMB_VALUE = "thumb-value"
SHOW = controls.SHOW.id
MODEL = controls.MODEL.id
LABELS = controls.LABELS.id
"""Which labels count; hidden while none is corrected (`modules/page/decided.mjs`)."""
COLOR = controls.COLOR.id


def filter_values(column: str | object) -> dict[str, object]:
    """Id of the choice among the values of a column."""
    return _of_column("filter-values", column)


def filter_range(column: str | object) -> dict[str, object]:
    """Id of the range of a numeric column."""
    return _of_column("filter-range", column)


def filter_range_text(column: str | object) -> dict[str, object]:
    """Id of the words beside a range."""
    return _of_column("filter-range-text", column)


def column_of(component: dict[str, object]) -> str:
    """Return the column that one of these ids is about."""
    return unquote(str(component["column"]))


def _of_column(kind: str, column: str | object) -> dict[str, object]:
    # Ids are compared as JSON: Dash's renderer writes the letters of a name as they are, its server escapes
    # all that is not ASCII, and of a name beyond it no callback would ever hear.
    return {"type": kind, "column": quote(column) if isinstance(column, str) else column}


def find_part(name: str | object) -> dict[str, object]:
    """Id of one of the choices that a question needs: `column`, `first` or `second`."""
    return {"type": "find-part", "name": name}


def filter_chip(position: int | object) -> dict[str, object]:
    """Id of the button that drops the clause at a position of the filter."""
    return {"type": "filter-chip", "position": position}
