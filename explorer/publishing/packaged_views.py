"""Saved views of a copy: those that hold nothing but what a copy has, with their places in it."""

from collections.abc import Collection, Sequence
from urllib.parse import parse_qsl, urlencode

import numpy as np
import pyarrow as pa

from explorer.decisions.decision_columns import all_columns
from explorer.decisions.decision_lists import saved_views
from explorer.errors import WhereError
from explorer.filters.parse import compile_where
from explorer.index.fingerprint import tree_fingerprint
from explorer.publishing.published_rows import PublishedRows
from explorer.web.page import controls

TREE, NODE, ROW = "tree", "node", "row"
"""Parameters of an address that no control has (`frontend_assets/modules/state.mjs`)."""
_TAKES_A_SERVER = (
    controls.SEARCH, controls.CUT, controls.LIKE, controls.UNLIKE, controls.IMAGES, controls.FIND,
    controls.LABELS, controls.FAIR_BY, controls.SORT, controls.COPIES,
)  # fmt: skip
_MISTAKES = (controls.TRUTH, controls.GUESS)


def packaged_views(
    published: PublishedRows, columns: Collection[str], colors: Collection[str]
) -> tuple[list[dict], int]:
    """Return the views that a copy shows, and how many it cannot.

    Parameters
    ----------
    published : PublishedRows
    columns : collection of str
        That the copy filters by.
    colors : collection of str
        That it colours by.

    Returns
    -------
    views : list of dict
        `name`, `address`, `time`; whose they are is not told.
    left_out : int
    """
    saved, index = saved_views(published.index), published.index
    schema = pa.schema([field for field in all_columns(index) if field.name in columns])
    found = []
    for view in saved:
        given = parse_qsl(view["address"].removeprefix("?"), keep_blank_values=True)
        if _is_shown(given, schema, colors):
            address = f"?{urlencode(_placed(published, given))}"
            found.append({"name": view["name"], "address": address, "time": view["time"], "author": ""})
    return found, len(saved) - len(found)


def _is_shown(given: Sequence[tuple[str, str]], schema: pa.Schema, colors: Collection[str]) -> bool:
    asked = dict(given)
    if any(asked.get(control.address) for control in _TAKES_A_SERVER):
        return False
    color, where = asked.get(controls.COLOR.address), asked.get(controls.WHERE.address)
    if (color and color not in colors) or any(asked.get(control.address) for control in _MISTAKES):
        return False
    try:
        return not where or bool(compile_where(where, schema))
    except WhereError:
        return False


def _placed(published: PublishedRows, given: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Give the parameters with cluster and image as the copy numbers them; without what is not in it."""
    told = dict(given).get(TREE, "")
    same = told in ("", tree_fingerprint(published.index))
    placed: list[tuple[str, str]] = []
    for name, value in given:
        if name == TREE:
            placed.append((TREE, published.tree_name if same else value))
        elif same and name in (NODE, ROW) and value.isascii() and value.isdigit():
            number = int(value)
            place = _node(published, number) if name == NODE else _row(published, number)
            placed += [] if place is None else [(name, str(place))]
        else:
            placed.append((name, value))
    return placed


def _node(published: PublishedRows, node: int) -> int | None:
    place = int(np.searchsorted(published.nodes, node))
    there = place < len(published.nodes) and published.nodes[place] == node
    return place if there else None


def _row(published: PublishedRows, row: int) -> int | None:
    return row - published.lo if published.lo <= row < published.hi else None
