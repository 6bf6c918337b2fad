"""Arrow types as an index keeps them."""

import json
from collections.abc import Callable

import pyarrow as pa

from explorer.index.values import python_values

_TEXT = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
_BYTES = (
    pa.types.is_binary,
    pa.types.is_large_binary,
    pa.types.is_fixed_size_binary,
    pa.types.is_binary_view,
)
_PLAIN = (
    pa.types.is_boolean,
    pa.types.is_integer,
    pa.types.is_float32,
    pa.types.is_float64,
    pa.types.is_date,
    pa.types.is_timestamp,
)


def is_text(kind: pa.DataType) -> bool:
    """Whether values of a type are strings."""
    return _is_any(kind, _TEXT)


def has_bytes(kind: pa.DataType) -> bool:
    """Whether values of a type hold bytes, at any depth."""
    if isinstance(kind, pa.BaseExtensionType):
        return has_bytes(kind.storage_type)
    if pa.types.is_dictionary(kind):
        return has_bytes(kind.value_type)
    if pa.types.is_nested(kind):
        return any(has_bytes(kind.field(i).type) for i in range(kind.num_fields))
    return _is_any(kind, _BYTES)


def flat(column: pa.ChunkedArray) -> pa.Array:
    """Return one array without dictionaries and extension types, which are about storage only."""
    array = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
    if isinstance(array.type, pa.BaseExtensionType):
        array = array.storage
    return array.dictionary_decode() if pa.types.is_dictionary(array.type) else array


def storable(array: pa.Array) -> pa.Array:
    """Return a column in a type that can be stored, shown and filtered on.

    Booleans, whole numbers, floats, dates, timestamps and text stay; decimals become float64, float16
    float32, lists and structs JSON text, all else text.

    Raises
    ------
    pyarrow.ArrowInvalid
        Text that is not valid UTF-8.
    """
    kind = array.type
    if _is_any(kind, _PLAIN):
        return array
    if pa.types.is_null(kind):
        return array.cast(pa.string())
    if is_text(kind):
        array = array.cast(pa.string())
        array.validate(full=True)
        return array
    if pa.types.is_float16(kind):
        return array.cast(pa.float32())
    if pa.types.is_decimal(kind):
        return array.cast(pa.float64())
    write = _as_json if pa.types.is_nested(kind) else str
    return pa.array([None if value is None else write(value) for value in python_values(array)], pa.string())


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _is_any(kind: pa.DataType, tests: tuple[Callable[[pa.DataType], bool], ...]) -> bool:
    return any(test(kind) for test in tests)
