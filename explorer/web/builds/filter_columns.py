"""Columns of the item table as the page needs them."""

import pyarrow as pa
import pyarrow.compute as pc

from explorer.decisions.current import decided
from explorer.decisions.decision_columns import column_names
from explorer.decisions.decision_kinds import CORRECTED, TAG, VERDICT
from explorer.decisions.several_labels import all_in
from explorer.index.format import IDENTIFYING_COLUMNS
from explorer.index.item_columns import few_values, kind_of
from explorer.index.reader import Index
from explorer.options import MULTILABEL

MOST_VALUES = 200
MOST_GROUPS = 50
"""Values by which images are compared."""


def describe_columns(index: Index) -> list[dict]:
    """Return name and kind of every column, and the values of text columns that have few.

    Parameters
    ----------
    index : Index

    Returns
    -------
    list of dict
        `name`, `kind` and `values` (None where there are more than 200, or where listing them is no use).
    """
    return [
        {"name": field.name, "kind": kind_of(field.type), "values": _values(index, field.name)}
        for field in index.items.schema
    ]


def varied_columns(index: Index) -> list[str]:
    """Return the columns by which images can be compared: numbers that differ, texts of few values."""
    names = [name for name in index.items.column_names if name not in IDENTIFYING_COLUMNS]
    return [name for name in names if _varies(index.items, name)]


def _varies(items: pa.Table, name: str) -> bool:
    column = items[name]
    if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
        numbers = column.drop_null().cast(pa.float64())
        ends = pc.min_max(numbers.filter(pc.is_finite(numbers))).as_py()
        return ends["min"] is not None and ends["min"] != ends["max"]
    return few_values(items, name, MOST_GROUPS) and pc.count_distinct(column).as_py() > 1


def describe_decided(index: Index) -> list[dict]:
    """Return the same of the columns of decisions, as they are now."""
    now, names = decided(index), column_names(index)
    corrected = now.corrected.values
    named = all_in(corrected) if index.task == MULTILABEL else set(corrected)
    values = {TAG: list(now.tags), VERDICT: list(now.verdicts), CORRECTED: sorted(named)}
    return [
        {
            "name": name,
            "kind": "text",
            "values": values.get(kind, [])[:MOST_VALUES] if kind in values else None,
        }
        for kind, name in names.items()
    ]


def _values(index: Index, name: str) -> list[str] | None:
    listed = name not in IDENTIFYING_COLUMNS and few_values(index.items, name, MOST_VALUES)
    return index.codes(name)[1] if listed else None
