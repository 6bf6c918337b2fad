"""The columns of a user's table as columns of an index."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from explorer.errors import SourceError
from explorer.options import SourceOptions
from explorer.sources.names import find_parts

_TEXT_TYPES = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
_BINARY_TYPES = (
    pa.types.is_binary,
    pa.types.is_large_binary,
    pa.types.is_fixed_size_binary,
    pa.types.is_binary_view,
)
_PLAIN_TYPES = (
    pa.types.is_boolean,
    pa.types.is_integer,
    pa.types.is_float32,
    pa.types.is_float64,
    pa.types.is_date,
    pa.types.is_timestamp,
)
# Rounding may carry a probability a little over one.
_ONE = 1.001


def arrange(table: pa.Table, location: Path, options: SourceOptions) -> pa.Table:
    """Arrange a table as `Source.items` has it, one row for each of its rows.

    Columns that play no part keep their types, except: decimals become float64, float16 float32, times and
    durations text, lists and structs JSON text. Columns of bytes are left out: they can neither be shown nor
    filtered on.

    Raises
    ------
    SourceError
        A column cannot play its part.
    """
    parts = find_parts(table.column_names, location, options)
    columns = {
        "path": _paths(_flat(table[parts.path]), f"{location}: the column {parts.path!r}"),
        "source_row": pa.array(range(table.num_rows), pa.int64()),
    }
    for part, name in parts.texts.items():
        columns[part] = _texts(_flat(table[name]), f"{location}: the column {name!r}")
    for part, name in parts.confidences.items():
        columns[part] = _confidences(_flat(table[name]), f"{location}: the column {name!r}")
    for kept, name in parts.others.items():
        column = _flat(table[name])
        if not _has_bytes(column.type):
            columns[kept] = _kept(column, f"{location}: the column {name!r}")
    return pa.table(columns)


def _flat(column: pa.ChunkedArray) -> pa.Array:
    """One array without dictionaries and extension types, which are about storage only."""
    array = column.combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], array.type)
    if isinstance(array.type, pa.BaseExtensionType):
        array = array.storage
    return array.dictionary_decode() if pa.types.is_dictionary(array.type) else array


def _paths(array: pa.Array, where: str) -> pa.Array:
    if pa.types.is_null(array.type):
        return array.cast(pa.string())
    if _is(array.type, _TEXT_TYPES):
        return _sound_text(array, where)
    holds = "the images themselves" if _has_bytes(array.type) else "no text"
    raise SourceError(
        f"{where} holds {holds} ({array.type}); expected paths of image files: "
        "name another with --path-column, or write the images to files first"
    )


def _texts(array: pa.Array, where: str) -> pa.Array:
    """Labels and predictions: text, without empty ones; whole numbers without a decimal point."""
    if pa.types.is_nested(array.type) or _has_bytes(array.type):
        raise SourceError(f"{where} is of type {array.type}; expected text or numbers")
    if pa.types.is_floating(array.type):
        array = array.cast(pa.float64())
        array = pc.if_else(pc.is_nan(array), None, array)
        if pc.all(pc.equal(array, pc.round(array))).as_py() and (pc.max(pc.abs(array)).as_py() or 0) < 2**53:
            array = array.cast(pa.int64())
    array = _kept(array, where).cast(pa.string())
    return pc.if_else(pc.equal(array, ""), None, array)


def _confidences(array: pa.Array, where: str) -> pa.Array:
    """Numbers from 0 to 1; missing and NaN are missing."""
    try:
        if _is(array.type, _TEXT_TYPES):
            array = pc.if_else(pc.equal(array, ""), None, array)
        array = array.cast(pa.float64())
    except (pa.ArrowException, TypeError) as error:
        raise SourceError(f"{where} holds {array.type}; expected numbers from 0 to 1") from error
    array = pc.if_else(pc.is_nan(array), None, array)
    wrong = pc.or_(pc.less(array, 0.0), pc.greater(array, _ONE))
    if pc.any(wrong).as_py():
        row = pc.index(wrong, True).as_py()
        raise SourceError(
            f"{where} has {array[row].as_py():g} in row {row}; expected confidences from 0 to 1 "
            "(divide percentages by 100)"
        )
    return pc.min_element_wise(array, 1.0, skip_nulls=False).cast(pa.float32())


def _kept(array: pa.Array, where: str) -> pa.Array:
    """A column that plays no part, in a type that can be stored, shown and filtered on."""
    kind = array.type
    if _is(kind, _PLAIN_TYPES):
        return array
    if pa.types.is_null(kind):
        return array.cast(pa.string())
    if _is(kind, _TEXT_TYPES):
        return _sound_text(array, where)
    if pa.types.is_float16(kind):
        return array.cast(pa.float32())
    if pa.types.is_decimal(kind):
        return array.cast(pa.float64())
    write = _as_json if pa.types.is_nested(kind) else str
    return pa.array([None if value is None else write(value) for value in array.to_pylist()], pa.string())


def _sound_text(array: pa.Array, where: str) -> pa.Array:
    array = array.cast(pa.string())
    try:
        array.validate(full=True)
    except pa.ArrowInvalid as error:
        raise SourceError(
            f"{where} holds text that is not valid UTF-8; write the table anew as UTF-8"
        ) from error
    return array


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _has_bytes(kind: pa.DataType) -> bool:
    """Whether values of a type hold bytes, at any depth."""
    if pa.types.is_nested(kind):
        return any(_has_bytes(kind.field(i).type) for i in range(kind.num_fields))
    return _is(kind, _BINARY_TYPES)


def _is(kind: pa.DataType, tests: tuple) -> bool:
    return any(test(kind) for test in tests)
