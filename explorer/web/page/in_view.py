"""What the callbacks of panels work on: the rows in view."""

import numpy as np

from explorer.filters.filter import Filter, filter_of
from explorer.index.checks import check_model, check_node
from explorer.index.reader import Index
from explorer.view.views import Views


def filter_in_view(index: Index, view: dict) -> Filter:
    """Give the filter of a view of the page."""
    return filter_of(index, view.get("where"))


def under_filter(view: dict) -> str:
    """Say that a filter counts, where there is one."""
    return " under the filter" if view.get("where") else ""


def part_in_view(views: Views, view: dict) -> tuple[slice | np.ndarray, str | None]:
    """Return what indexes the rows that a view of the page shows, and the model whose mistakes it marks.

    Parameters
    ----------
    views : Views
    view : dict
        `node`, `where` and `model` of the view.

    Raises
    ------
    InputError
        When the index has no such node, model or column any more.
    """
    index = views.index
    node, model = check_node(index, view["node"]), check_model(index, view.get("model") or None)
    lo, hi = int(index.tree.lo[node]), int(index.tree.hi[node])
    return views.selection(filter_in_view(index, view)).inside(lo, hi), model
