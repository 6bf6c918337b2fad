"""Columns of the item table as the page needs them."""

from explorer.decisions.columns import column_names
from explorer.decisions.current import decided
from explorer.decisions.decision_kinds import CORRECTED, TAG, VERDICT
from explorer.index.format import IDENTIFYING_COLUMNS
from explorer.index.item_columns import few_values, kind_of
from explorer.index.reader import Index

MOST_VALUES = 200


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


def describe_decided(index: Index) -> list[dict]:
    """Return the same of the columns of decisions, as they are now."""
    now, names = decided(index), column_names(index)
    values = {TAG: list(now.tags), VERDICT: list(now.verdicts), CORRECTED: sorted(set(now.corrected.values))}
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
