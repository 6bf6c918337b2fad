"""A subset as a table: CSV, Parquet or JSON lines."""

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from explorer.export.spreadsheets import without_formulas
from explorer.index.columns import locate
from explorer.index.plain import plain
from explorer.index.values import python_values, records

ABSOLUTE = "absolute_path"
JSON_BLOCK = 10_000


def subset_table(index, rows: np.ndarray) -> pa.Table:
    """Give the item table's rows, with the original file of each.

    Parameters
    ----------
    index : Index
    rows : numpy.ndarray
        (m,) int64.

    Returns
    -------
    pyarrow.Table
        The columns of the index, and `absolute_path` after `path` (`absolute_path_2` where the user has a
        column of that name); the rows in the order given.
    """
    items = index.items.take(pa.array(rows))
    place = items.column_names.index("path") + 1
    return items.add_column(
        place, free_name(ABSOLUTE, items.column_names), _absolute(index, items.column("path"))
    )


def free_name(name: str, taken: list[str]) -> str:
    """Give `name`, or `name_2` and so on where a column has it already."""
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name}_{number}"
    return found


def _absolute(index, paths: pa.ChunkedArray) -> pa.Array:
    root = Path(index.manifest.source.get("root", ""))
    found = (None if path is None else locate(root, path) for path in paths.to_pylist())
    return pa.array([None if path is None else str(path) for path in found], type=pa.string())


def write_csv(table: pa.Table, path: Path) -> None:
    """Write CSV: UTF-8, text quoted, missing values empty and unquoted, nested values as JSON.

    Texts that spreadsheets would take for formulas are marked (`without_formulas`); other formats keep them.
    """
    columns = [_for_csv(table.column(name)) for name in table.column_names]
    pa_csv.write_csv(without_formulas(pa.table(columns, names=table.column_names)), path)


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


def write_parquet(table: pa.Table, path: Path) -> None:
    """Write Parquet with the column types as they are."""
    pq.write_table(table, path, compression="zstd")


def write_jsonl(table: pa.Table, path: Path) -> None:
    """Write one JSON object a line: UTF-8, missing values and NaN null, times as ISO 8601."""
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        for batch in table.to_batches(max_chunksize=JSON_BLOCK):
            out.writelines(_json(row) + "\n" for row in records(pa.Table.from_batches([batch])))


def _json(value) -> str:
    return json.dumps(plain(value), ensure_ascii=False)


WRITERS = {"csv": write_csv, "parquet": write_parquet, "jsonl": write_jsonl}
