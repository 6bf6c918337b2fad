"""Arrow types as an index keeps them."""

import json

import pyarrow as pa
import pyarrow.compute as pc

from explorer.index.arrow_values import python_values
from explorer.index.nested_columns import is_any

_TEXT = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
_BYTES = (
    pa.types.is_binary,
    pa.types.is_large_binary,
    pa.types.is_fixed_size_binary,
    pa.types.is_binary_view,
)
_LISTS = (
    pa.types.is_list,
    pa.types.is_large_list,
    pa.types.is_fixed_size_list,
    pa.types.is_list_view,
    pa.types.is_large_list_view,
)
_NUMBERS = (pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal)
_PLAIN = (
    pa.types.is_boolean,
    pa.types.is_integer,
    pa.types.is_float32,
    pa.types.is_float64,
    pa.types.is_date32,
)
_NO_TEXT = r"[\x00-\x08\x0e-\x1f]"
# What a float64 holds of any decimal number.
_EXACT_DIGITS = 15


def is_text(kind: pa.DataType) -> bool:
    """Whether values of a type are strings."""
    return is_any(kind, _TEXT)


def is_list(kind: pa.DataType) -> bool:
    """Whether values of a type are lists, however they are stored."""
    return is_any(kind, _LISTS)


def without_views(table: pa.Table) -> pa.Table:
    """Return a table with plain texts for views of texts, as polars writes them: few functions take those."""
    schema = [
        field.with_type(pa.large_string()) if pa.types.is_string_view(field.type) else field
        for field in table.schema
    ]
    return table.cast(pa.schema(schema, table.schema.metadata))


def has_bytes(kind: pa.DataType) -> bool:
    """Whether values of a type hold bytes, at any depth."""
    if isinstance(kind, pa.UuidType):
        return False  # shown as it is written: text
    if isinstance(kind, pa.BaseExtensionType):
        return has_bytes(kind.storage_type)
    if pa.types.is_dictionary(kind):
        return has_bytes(kind.value_type)
    if pa.types.is_nested(kind):
        return any(has_bytes(kind.field(i).type) for i in range(kind.num_fields))
    return is_any(kind, _BYTES)


def decoded(array: pa.Array) -> pa.Array:
    """Return bytes that are text, as some programs write it, as text; all else as it is."""
    if not is_any(array.type, _BYTES):
        return array
    try:
        text = array.cast(pa.binary()).cast(pa.string())
    except pa.ArrowInvalid:
        return array
    return array if pc.any(pc.match_substring_regex(text, _NO_TEXT)).as_py() else text


def holds_lists_of_numbers(kind: pa.DataType) -> bool:
    """Whether values of a type are vectors, matrices or tensors, and of no use as text."""
    if isinstance(kind, pa.BaseExtensionType):
        return holds_lists_of_numbers(kind.storage_type)
    if not is_any(kind, _LISTS):
        return False
    inner = kind.value_type
    return is_any(inner, _NUMBERS) or holds_lists_of_numbers(inner)


def numbers_a_row(array: pa.Array) -> float:
    """Return how many numbers the lists of a row hold on average, those in lists within them, too."""
    values = array
    while is_any(values.type, _LISTS):
        values = pc.list_flatten(values)
        if isinstance(values.type, pa.BaseExtensionType):
            values = values.storage
    return len(values) / max(1, len(array))


def flat(column: pa.ChunkedArray) -> pa.Array:
    """Return one array without dictionaries, runs and extension types, which are about storage only."""
    array = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
    if isinstance(array.type, pa.Bool8Type):
        return array.storage.cast(pa.bool_())
    if isinstance(array.type, pa.BaseExtensionType) and not isinstance(array.type, pa.UuidType):
        array = array.storage
    if pa.types.is_run_end_encoded(array.type):
        array = pc.run_end_decode(array)
    return array.dictionary_decode() if pa.types.is_dictionary(array.type) else array


def storable(array: pa.Array) -> pa.Array:
    """Return a column in a type that can be stored, shown and filtered on, and is read as it was stored.

    Booleans, whole numbers, floats, dates, timestamps and text stay (timestamps in milliseconds or finer,
    for Parquet has no seconds); float16 becomes float32; decimals int64 or float64 where that has all their
    digits, else text; lists and structs JSON text, all else text.

    Raises
    ------
    pyarrow.ArrowInvalid
        Text that is not valid UTF-8.
    """
    kind = array.type
    if is_any(kind, _PLAIN):
        return array
    if pa.types.is_timestamp(kind):
        return array.cast(pa.timestamp("ms", kind.tz)) if kind.unit == "s" else array
    if pa.types.is_date64(kind):
        return array.cast(pa.date32())
    if pa.types.is_null(kind) or kind == pa.time64("ns"):
        return array.cast(pa.string())
    if is_text(kind):
        array = array.cast(pa.string())
        array.validate(full=True)
        return array
    if pa.types.is_float16(kind):
        return array.cast(pa.float32())
    if pa.types.is_decimal(kind):
        return array.cast(_number_of(array))
    write = _as_json if pa.types.is_nested(kind) else str
    return pa.array([None if value is None else write(value) for value in python_values(array)], pa.string())


def _number_of(array: pa.Array) -> pa.DataType:
    """The type that holds all digits of an array of decimals."""
    largest = pc.max(pc.abs(array)).as_py() or 0
    if largest >= 10 ** (_EXACT_DIGITS - max(array.type.scale, 0)):
        return pa.string()
    return pa.float64() if array.type.scale > 0 else pa.int64()


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
