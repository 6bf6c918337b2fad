"""Columns of lists and structs: JSON text in an index, with the type that they were of beside it."""

import base64
import json
from collections.abc import Callable

import pyarrow as pa

_TYPE = b"dendro.type"
"""Key of a column's metadata: the type as an Arrow schema of one column, in base64."""
_LISTS = (pa.types.is_list, pa.types.is_large_list, pa.types.is_fixed_size_list)
_VALUES = (
    pa.types.is_boolean,
    pa.types.is_integer,
    pa.types.is_floating,
    pa.types.is_string,
    pa.types.is_large_string,
    pa.types.is_null,
)
"""What JSON gives back as it was."""


def field_of(name: str, stored: pa.DataType, given: pa.DataType) -> pa.Field:
    """Return the field of a column, which says what was given where that is JSON text now."""
    nested = pa.types.is_string(stored) and pa.types.is_nested(given) and _comes_back(given)
    return pa.field(name, stored, metadata={_TYPE: _packed(given)} if nested else None)


def as_given(table: pa.Table) -> pa.Table:
    """Return a table of items with lists and structs where these were given, instead of JSON text.

    Parameters
    ----------
    table : pyarrow.Table
        Some columns or rows of an item table.

    Returns
    -------
    pyarrow.Table
        The same; columns whose text does not fit what they were, as in another program's table, as text.
    """
    for place, field in enumerate(table.schema):
        packed = (field.metadata or {}).get(_TYPE)
        if packed is None:
            continue
        try:
            values = [None if text is None else json.loads(text) for text in table[place].to_pylist()]
            kind = pa.ipc.read_schema(pa.py_buffer(base64.b64decode(packed))).field(0).type
            column = pa.array(values, kind)
        except (ValueError, TypeError, pa.ArrowException):
            column = table[place]
        table = table.set_column(place, field.name, column)
    return table


def _packed(kind: pa.DataType) -> bytes:
    return base64.b64encode(pa.schema([pa.field("", kind)]).serialize().to_pybytes())


def _comes_back(kind: pa.DataType) -> bool:
    """Whether all that values of a type hold is what JSON has."""
    if is_any(kind, _LISTS):
        return _comes_back(kind.value_type)
    if pa.types.is_struct(kind):
        return all(_comes_back(kind.field(i).type) for i in range(kind.num_fields))
    return is_any(kind, _VALUES)


def is_any(kind: pa.DataType, tests: tuple[Callable[[pa.DataType], bool], ...]) -> bool:
    """Whether one of Arrow's tests (`pyarrow.types.is_list`, …) holds for a type."""
    return any(test(kind) for test in tests)
