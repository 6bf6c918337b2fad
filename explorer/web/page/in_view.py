"""What the callbacks of panels work on: the rows in view."""

import numpy as np

from explorer.index.checks import check_model, check_node
from explorer.view.views import Views


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
    index, where = views.index, view.get("where") or ""
    node, model = check_node(index, view["node"]), check_model(index, view.get("model") or None)
    return views.selection(where).inside(int(index.tree.lo[node]), int(index.tree.hi[node])), model
