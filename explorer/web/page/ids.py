"""Names of the page's components: one place, so that layout and callbacks cannot drift apart.

The browser's own modules (`frontend_assets/`) use the ids marked with a star; rename those there as well.
"""

from explorer.web.page import controls

PROVIDER = "provider"

# Stores that the browser fills (*).
WHERE = "where"
ROW = "row"
AT_REST = "view-at-rest"
"""The view once its thumbnails stand: what the server works on waits, so that it delays no picture."""
# Stores that the server fills and the browser follows (*).
WANTED = "wanted"
GALLERY = "gallery"
FIND_ASKED = "find-asked"
"""What the findings panel asks for; filled by the browser (*)."""
FOUND = "found"
"""What was found, for the map to outline (*)."""

STORES = (WHERE, ROW, AT_REST, WANTED, GALLERY, FIND_ASKED, FOUND)

DECIDED = "decided"
CLUSTER_DECIDED = "cluster-decided"
"""What people decided about an image; filled by the browser (`modules/page/decided.mjs`)."""
FILTERS = "filters"
"""Likewise (`modules/page/filters/filters-panel.mjs`)."""
SAVED_VIEWS = "saved-views"
"""Likewise the panel of saved views (`modules/page/saved-views.mjs`)."""
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
CLASS_PANEL = "class-tabs-panel"
CLASS_SEARCH = "class-search"
CONFUSION = "confusion"
CONFUSION_CAPTION = "confusion-caption"
CONFUSION_LARGE = "confusion-large"
CONFUSION_LARGE_CAPTION = "confusion-large-caption"
CONFUSION_DIALOG = "confusion-dialog"
CONFUSION_PAIRS = "confusion-pairs"
AGAINST = "evaluation-against"
CURVE_OF = "curve-of"
CALIBRATION = "calibration"
CALIBRATION_WORDS = "calibration-words"
COVERAGE = "coverage"
COVERAGE_WORDS = "coverage-words"
SUREST = "surest"
THRESHOLD = "threshold"
PRECISION = "precision"
PRECISION_WORDS = "precision-words"
COMPARISON = "comparison"
FAIR_BY = controls.FAIR_BY.id
FAIR_TABLE = "fair-table"
TRUTH = controls.TRUTH.id
GUESS = controls.GUESS.id
FIND = controls.FIND.id
FIND_PARTS = "find-parts"
FIND_MIN = "find-min"
FIND_HELD = "find-held"
FIND_TRANSFORMED = "find-transformed"
OUTLINES = controls.OUTLINES.id
FIND_WORKING = "find-working"
FOUND_CARDS = "found-cards"

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


def find_part(name: str | object) -> dict[str, object]:
    """Id of one of the choices that a question needs: `column`, `first`, `second` or `class`."""
    return {"type": "find-part", "name": name}
