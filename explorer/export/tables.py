"""A subset as a table: CSV, Parquet or JSON lines, a block of rows at a time."""

import json
from collections.abc import Generator, Iterable, Iterator
from contextlib import suppress
from typing import IO

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from explorer.cancellation import unless_cancelled
from explorer.decisions.decision_columns import used_items
from explorer.errors import OriginalError
from explorer.export.export_format import Subset
from explorer.export.spreadsheets import without_formulas
from explorer.index.arrow_values import python_values, records
from explorer.index.format import ABSOLUTE_PATH
from explorer.index.image_parts import FILE
from explorer.index.item_columns import free_name, locate
from explorer.index.json_values import plain
from explorer.index.nested_columns import as_given
from explorer.index.reader import Index
from explorer.index.remote_originals import remote_address

ROWS_AT_ONCE = 10_000

_LINES_AT_ONCE = 1000
_PLAIN = (
    pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view, pa.types.is_integer,
    pa.types.is_floating, pa.types.is_boolean,
)  # fmt: skip
"""What Arrow's values of these kinds are in Python, JSON has as well."""


def subset_tables(index: Index, rows: np.ndarray, places: bool = True) -> Iterator[pa.Table]:
    """Give the item table's rows, with the original file of each, in blocks.

    Parameters
    ----------
    index : Index
    rows : numpy.ndarray
        (m,) int64, m at least 1.
    places : bool
        Whether to say where the originals are on this machine.

    Yields
    ------
    pyarrow.Table
        The columns of the index, those of decisions that hold anything, and `absolute_path` after `path`
        (`absolute_path_2` where the user has a column of that name), which of a part of an archive is that of
        the archive, and of what lies at an address that; the rows in the order given.
    """
    whole = used_items(index)
    for start in range(0, len(rows), ROWS_AT_ONCE):
        chosen = pa.array(rows[start : start + ROWS_AT_ONCE])
        items = as_given(whole.take(chosen))
        if not places:
            yield items
            continue
        place = items.column_names.index("path") + 1
        name = free_name(ABSOLUTE_PATH, items.column_names)
        yield items.add_column(place, name, original_places(index, rows[start : start + ROWS_AT_ONCE]))


def original_places(index: Index, rows: np.ndarray) -> pa.Array:
    """(m,) text Where each original lies, as `absolute_path` says it; missing where it would lead out."""
    chosen = pa.array(rows)
    files = index.items.column("path") if index.parts is None else index.parts.column(FILE)
    return _absolute(index, files.take(chosen))


def _absolute(index: Index, paths: pa.ChunkedArray) -> pa.Array:
    source = index.manifest.source

    def place_of(path: str) -> str | None:
        with suppress(OriginalError):  # it would lead out of the source
            return remote_address(source, path) or locate(source.get("root", ""), path)
        return None

    return pa.array((place_of(index.file_of(path)) for path in paths.to_pylist()), type=pa.string())


def write_csv(tables: Iterable[pa.Table], out: IO[bytes]) -> Generator[int]:
    """Write CSV: UTF-8, text quoted, missing values empty and unquoted, nested values as JSON.

    Texts that spreadsheets would take for formulas are marked (`without_formulas`); other formats keep them.

    Parameters
    ----------
    tables : iterable of pyarrow.Table
        Blocks of one table; at least one.
    out : binary file
        Written from its start to its end; it need not be one that can be gone back in.

    Yields
    ------
    int
        Rows written so far.
    """
    done = 0
    for table in tables:
        columns = [_for_csv(table.column(name)) for name in table.column_names]
        block = pa.BufferOutputStream()
        options = pa_csv.WriteOptions(include_header=not done)
        plain_table = without_formulas(pa.table(columns, names=table.column_names))
        pa_csv.write_csv(plain_table, block, options)
        out.write(block.getvalue())
        done += table.num_rows
        yield done


def _for_csv(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _for_csv(pc.cast(column, kind.value_type))
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        values = python_values(column)
        return pa.chunked_array([pa.array([None if v is None else _json(v) for v in values], pa.string())])
    if kind == pa.float16():
        return pc.cast(column, pa.float32())
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return pc.cast(column, pa.string())
    return column


def write_parquet(tables: Iterable[pa.Table], out: IO[bytes]) -> Generator[int]:
    """Write Parquet with the column types as they are; see `write_csv`."""
    done, writer = 0, None
    try:
        for table in tables:
            writer = writer or pq.ParquetWriter(out, table.schema, compression="zstd")
            writer.write_table(table)
            done += table.num_rows
            yield done
    finally:
        if writer is not None:
            writer.close()


def write_jsonl(tables: Iterable[pa.Table], out: IO[bytes]) -> Generator[int]:
    """Write an object a line: UTF-8, missing and NaN null, times as ISO 8601; see `write_csv`."""
    done, encoder = 0, msgspec.json.Encoder()
    for table in tables:
        for start in unless_cancelled(range(0, table.num_rows, _LINES_AT_ONCE)):
            part = table.slice(start, _LINES_AT_ONCE)
            out.write(encoder.encode_lines(records(part, _plain_values)))
            done += part.num_rows
            yield done


def json_records(subset: Subset) -> Iterator[dict]:
    """Give the rows of a subset as `write_jsonl` writes them."""
    for table in subset_tables(subset.index, subset.rows, subset.places):
        for start in range(0, table.num_rows, _LINES_AT_ONCE):
            yield from records(table.slice(start, _LINES_AT_ONCE), _plain_values)


def _plain_values(column: pa.ChunkedArray) -> list:
    """Return values in plain JSON types, but that NaN and the infinities are left to the encoder."""
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    values = python_values(column)
    return values if any(is_kind(kind) for is_kind in _PLAIN) else [plain(value) for value in values]


def _json(value) -> str:
    return json.dumps(plain(value), ensure_ascii=False)
