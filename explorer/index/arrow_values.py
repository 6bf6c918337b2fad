"""Values of columns as Python objects. Arrow by itself refuses times finer than Python's."""

import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.cores import available_cores

_FEW = 1000
"""Arrow takes as long for a few texts of a column as for thousands: it looks at all of the column first."""


_PART = 100_000
"""Values that a core takes at once, at least."""


def on_all_cores(work: Callable[[pa.Array], pa.Array], column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return what a function makes of a column that looks at each value by itself, (n,) both.

    Arrow itself takes one core for a function of texts.
    """
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    count = max(1, min(available_cores(), len(whole) // _PART))
    bounds = np.linspace(0, len(whole), count + 1).astype(np.int64).tolist()
    parts = [whole.slice(start, end - start) for start, end in pairwise(bounds)]
    with ThreadPoolExecutor(count) as pool:
        return pa.concat_arrays(list(pool.map(work, parts)))


def python_values(column: pa.Array | pa.ChunkedArray) -> list:
    """Return the values of a column; nanoseconds are dropped.

    Parameters
    ----------
    column : pyarrow.Array or pyarrow.ChunkedArray
        (n,) of any type.

    Returns
    -------
    list
        (n,) None where missing. A time that Python has no object for (after the year 9999, in a time zone
        that is not known here) is text.
    """
    coarse = _in_microseconds(column.type)
    if coarse != column.type:
        column = column.cast(coarse, safe=False)
    try:
        return column.to_pylist()
    except (ValueError, OverflowError, TypeError):
        return [_python_value(scalar) for scalar in column]


def in_known_zones(table: pa.Table) -> pa.Table:
    """Return a table whose times are in zones that are known here: the same instants, else in UTC.

    Neither Arrow nor Python can show a time in a zone that they do not know.
    """
    for i, column in enumerate(table.schema):
        kind = column.type
        if pa.types.is_timestamp(kind) and kind.tz is not None and not _is_known(kind.tz):
            in_utc = table[i].cast(pa.timestamp(kind.unit, "UTC"))
            table = table.set_column(i, column.name, in_utc)
    return table


def texts_at(column: pa.ChunkedArray, rows: np.ndarray | Sequence[int]) -> list[str | None]:
    """Return the texts of some rows.

    Parameters
    ----------
    column : pyarrow.ChunkedArray
        (n,) of text; of lists of texts and of numbers, what `as_words` makes of them.
    rows : (m,) int
        In any order.
    """
    if len(rows) > _FEW:
        values = column.take(pa.array(rows, pa.int64())).to_pylist()
    else:
        values = [column[row].as_py() for row in np.asarray(rows).tolist()]
    return values if pa.types.is_string(column.type) else [as_words(value) for value in values]


def as_words(value: object) -> str | None:
    """Write a label or a prediction: several names with commas between them, `none` where a list is empty, a
    number with six digits that count."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, float):
        return f"{value:.6g}" if math.isfinite(value) else None
    return str(value)


def records(table: pa.Table, values: Callable[[pa.ChunkedArray], list] = python_values) -> list[dict]:
    """Return (n,) dicts, one a row, with what `values` gives of each column."""
    columns = [values(table[name]) for name in table.column_names]
    return [dict(zip(table.column_names, row, strict=True)) for row in zip(*columns, strict=True)]


def _in_microseconds(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_timestamp(kind) and kind.unit == "ns":
        return pa.timestamp("us", kind.tz)
    if pa.types.is_time64(kind) and kind.unit == "ns":
        return pa.time64("us")
    if pa.types.is_duration(kind) and kind.unit == "ns":
        return pa.duration("us")
    if pa.types.is_list(kind):
        return pa.list_(_in_microseconds(kind.value_type))
    if pa.types.is_struct(kind):
        return pa.struct(
            [kind.field(i).with_type(_in_microseconds(kind.field(i).type)) for i in range(len(kind))]
        )
    return kind


def _is_known(zone: str) -> bool:
    try:
        pc.cast(pa.scalar(0, pa.timestamp("s", zone)), pa.string())
    except pa.ArrowInvalid:
        return False
    return True


def _python_value(scalar: pa.Scalar) -> object:
    try:
        return scalar.as_py()
    except (ValueError, OverflowError, TypeError):
        return str(getattr(scalar, "value", scalar))
