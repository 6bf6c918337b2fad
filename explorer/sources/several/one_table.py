"""The columns of several sources as those of one table."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.index.item_columns import as_text, distinct, holds_texts, kind_of
from explorer.words import listed

_LARGEST_EXACT = 2**53


def one_table(tables: Sequence[pa.Table]) -> tuple[pa.Table, list[str]]:
    """Put tables one below the other; a column that one does not have is missing in its rows.

    Numbers become the type that holds all of them, single texts beside lists of texts a list of one; what
    agrees in nothing becomes text.

    Returns
    -------
    pyarrow.Table
    list of str
        Columns that are text now, and were not in all tables.
    """
    names = list(dict.fromkeys(name for table in tables for name in table.column_names))
    columns, made_text = {}, []
    for name in names:
        parts = [_known(table, name) for table in tables]
        given = [part for part in parts if part is not None]
        kind = _common([part.type for part in given] or [_type_of(tables, name)])
        cast = [_cast(part, kind) for part in given]
        if kind is None or any(part is None for part in cast):
            kind = pa.string()
            made_text.append(name)
            cast = [as_text(part) for part in given]
        values = iter(cast)
        chunks: list[pa.Array] = []
        for part, table in zip(parts, tables, strict=True):
            chunks += [pa.nulls(table.num_rows, kind)] if part is None else next(values).chunks
        columns[name] = pa.chunked_array(chunks, kind)
    fields = [_field(tables, name, column.type) for name, column in columns.items()]
    return pa.table(columns, pa.schema(fields)), made_text


def _known(table: pa.Table, name: str) -> pa.ChunkedArray | None:
    """A column, None where there is no value in it: nothing is of any type."""
    column = table[name] if name in table.column_names else None
    return None if column is None or column.null_count == len(column) else column


def _field(tables: Sequence[pa.Table], name: str, kind: pa.DataType) -> pa.Field:
    """The field of a column, with what all that have values say of it (`explorer.index.nested_columns`)."""
    said = [table.schema.field(name).metadata for table in tables if _known(table, name) is not None]
    return pa.field(name, kind, metadata=said[0] if said and all(each == said[0] for each in said) else None)


def _type_of(tables: Sequence[pa.Table], name: str) -> pa.DataType:
    """The type of a column of which no table has a value."""
    return next(table[name].type for table in tables if name in table.column_names)


def first_of_each(paths: pa.ChunkedArray, source: np.ndarray) -> np.ndarray:
    """(n,) int64: the row that each is one item with, of an earlier source; itself where there is none.

    Parameters
    ----------
    paths : (n,) string
    source : (n,) int64
        Number of the source of each, ascending.
    """
    _, codes = distinct(paths)
    places = np.arange(len(codes))
    # Assigned from the last to the first, so that the first stays.
    first = np.empty(codes.max(initial=-1) + 1, np.int64)
    first[codes[::-1]] = places[::-1]
    return np.where(source[first[codes]] < source, first[codes], places)


def filled(column: pa.ChunkedArray, first: np.ndarray) -> tuple[pa.ChunkedArray, int]:
    """Return a column of the rows that stay, with what others know where they have nothing.

    Parameters
    ----------
    column : (n,)
    first : (n,) int64
        As of `first_of_each`.

    Returns
    -------
    (m,) chunked array
    int
        Rows in which another has something else.
    """
    places = np.arange(len(first))
    others = np.flatnonzero(first != places)
    known = column.is_valid().to_numpy(zero_copy_only=False)
    take = places.copy()
    helpful = others[known[others] & ~known[first[others]]][::-1]
    take[first[helpful]] = helpful
    both = others[known[others]]
    values = column.take(pa.array(take))
    one, other = values.take(pa.array(first[both])), column.take(pa.array(both))
    differing = pc.sum(pc.not_equal(as_text(one), as_text(other))).as_py() or 0
    return values.take(pa.array(np.flatnonzero(first == places))), int(differing)


def about_types(made_text: Sequence[str], of: str = "source") -> tuple[str, ...]:
    """Say which columns became text; `of` is what each table is of."""
    if not made_text:
        return ()
    return (f"Of another type in another {of}, and therefore kept as text: {listed(made_text)}.",)


def _common(kinds: Sequence[pa.DataType]) -> pa.DataType | None:
    """The type that all values fit in but for text; None where there is none."""
    different = list(dict.fromkeys(kinds))
    if len(different) == 1:
        return different[0]
    of_kind = {kind_of(kind) for kind in different}
    if of_kind == {"text"}:
        return pa.string()
    if all(holds_texts(kind) or kind_of(kind) == "text" for kind in different):
        return pa.list_(pa.string())
    if of_kind == {"number"}:
        whole = all(pa.types.is_integer(kind) for kind in different)
        return pa.int64() if whole else pa.float64()
    if of_kind == {"time"}:
        zones = {getattr(kind, "tz", None) for kind in different}
        return pa.timestamp("ns", zones.pop()) if len(zones) == 1 else None
    return None


def _cast(column: pa.ChunkedArray, kind: pa.DataType | None) -> pa.ChunkedArray | None:
    """A column in a type; None where it does not fit without loss."""
    if kind is None or column.type == kind:
        return column
    if pa.types.is_list(kind) and kind_of(column.type) == "text":
        return pa.chunked_array([_lists_of_one(chunk) for chunk in as_text(column).chunks], kind)
    try:
        if pa.types.is_integer(column.type) and pa.types.is_floating(kind):
            largest = pc.max(pc.abs(column.cast(pa.float64(), safe=False))).as_py() or 0
            return None if largest > _LARGEST_EXACT else column.cast(kind)
        return column.cast(kind)
    except pa.ArrowInvalid:
        return None


def _lists_of_one(texts: pa.Array) -> pa.Array:
    """(n,) list of string: the text alone in each, missing where it is."""
    ends = np.concatenate([[0], np.cumsum(texts.is_valid().to_numpy(zero_copy_only=False))])
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), texts.drop_null(), mask=texts.is_null())
