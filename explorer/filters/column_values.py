"""Columns of a filter: which one a name means, and its values as a filter compares them."""

from difflib import get_close_matches

import pyarrow as pa

from explorer.errors import WhereError
from explorer.filters.typed_values import Value, numbers_without_nan, to_text
from explorer.index.item_columns import holds_texts, kind_of
from explorer.words import listed

_LISTED = 40
"""Columns that a message names."""


def listed_columns(schema: pa.Schema) -> str:
    """List the first column names as they would be written in a filter."""
    return listed(map(_written, schema.names), _LISTED)


def _written(name: str) -> str:
    return name if name.isidentifier() else f'"{name}"'


def resolve_column(schema: pa.Schema, name: str) -> str:
    """Find a column, first as written, then without regard to case."""
    if name in schema.names:
        return name
    folded = [column for column in schema.names if column.casefold() == name.casefold()]
    if len(folded) == 1:
        return folded[0]
    if folded:
        raise WhereError(f"`{name}` could be any of {listed(folded)}; write it as it is, in double quotes")
    by_fold = {column.casefold(): column for column in schema.names}
    near = get_close_matches(name.casefold(), by_fold, n=1)
    hint = f" Did you mean `{_written(by_fold[near[0]])}`?" if near else ""
    raise WhereError(
        f"no column `{name[:80]}`.{hint} Columns: {listed_columns(schema)}. Text is written in single quotes."
    )


def column_value(schema: pa.Schema, name: str) -> Value:
    """Give a column of the item table.

    Raises
    ------
    WhereError
        When it holds something that a filter cannot compare.
    """
    type_ = schema.field(name).type
    kind = kind_of(type_)
    if holds_texts(type_):
        return Value(lambda items: items.column(name), "text", f"column `{name}`", pa.string(), many=name)
    if kind == "other":
        raise WhereError(f"column `{name}` holds {type_}, which a filter cannot compare")
    if kind == "text":
        return Value(lambda items: to_text(items.column(name)), kind, f"column `{name}`", pa.string())
    if pa.types.is_floating(type_):
        return Value(lambda items: numbers_without_nan(items.column(name)), kind, f"column `{name}`", type_)
    if pa.types.is_decimal(type_):
        decimal = pa.float64()
        return Value(lambda items: items.column(name).cast(decimal), kind, f"column `{name}`", decimal)
    return Value(lambda items: items.column(name), kind, f"column `{name}`", type_)
