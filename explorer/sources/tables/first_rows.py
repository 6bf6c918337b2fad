"""The first rows of a table, to tell by them what it is, without reading all of it."""

import csv
import json
from contextlib import suppress
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from explorer.options import SourceOptions
from explorer.sources.columns.arrow_types import has_bytes, is_text
from explorer.sources.columns.column_roles import unique_names
from explorer.sources.tables.first_line import has_no_names, names_for, names_of_longer_rows
from explorer.sources.tables.image_columns import holds_images
from explorer.sources.tables.json_rows import table_of
from explorer.sources.tables.separated import SEPARATORS

_ROWS = 200


def first_rows(file: Path, start: bytes) -> pa.Table | None:
    """Return some rows; None of what is no table, and of Parquet with the images themselves in it.

    Parameters
    ----------
    file : Path
        Of separated text, of JSON lines or of Parquet, whose bytes are not looked at.
    start : bytes
        What it begins with.
    """
    with suppress(OSError, ValueError, csv.Error, pa.ArrowException, RecursionError):
        if file.suffix.lower() == ".parquet":
            return _of_parquet(file)
        lines = _lines(start)
        return _of_json(lines) if file.suffix.lower() == ".jsonl" else _of_text(lines)
    return None


def _lines(start: bytes) -> list[str]:
    """Whole lines: the last is left out, for it may be cut off, where another remains."""
    text = start.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    lines = text.split("\n")
    return lines[:-1] if len(lines) > 2 else lines


def _of_parquet(file: Path) -> pa.Table | None:
    with pq.ParquetFile(file) as table:
        if holds_images(table.schema_arrow):
            return None
        names = [field.name for field in table.schema_arrow if not has_bytes(field.type)]
        batch = next(table.iter_batches(_ROWS, columns=names), None) if names else None
    return None if batch is None else pa.Table.from_batches([batch])


def _of_json(lines: list[str]) -> pa.Table:
    rows = [json.loads(line) for line in islice(lines, _ROWS) if line.strip()]
    objects = [row for row in rows if isinstance(row, dict)]
    table = table_of(objects)
    for place, name in enumerate(table.column_names):
        first = next((row[name] for row in objects if row.get(name) is not None), None)
        if is_text(table[name].type) and isinstance(first, dict | list):
            # Values of several types are text, of which nobody would tell what is in them.
            given = [_even(first), *[None] * (len(objects) - 1)]
            table = table.set_column(place, name, pa.array(given))
    return table


def _even(value: object) -> object:
    """A value of JSON that Arrow has a type for: lists of several types within it are text."""
    with suppress(pa.ArrowException, OverflowError):
        pa.array([value])
        return value
    if isinstance(value, dict):
        return {name: _even(each) for name, each in value.items()}
    if isinstance(value, list) and all(isinstance(each, dict) for each in value):
        return [_even(value[0])]
    return json.dumps(value)


def _of_text(lines: list[str]) -> pa.Table | None:
    separator = max(SEPARATORS, key=lines[0].count)
    reader = csv.reader(lines, delimiter=separator, skipinitialspace=True)
    rows = [row for row in islice(reader, _ROWS) if row] or [[]]
    rows[0] = [name.strip().removeprefix("#").strip() for name in rows[0]]
    if has_no_names(rows, SourceOptions()):
        header = names_for(rows)
    else:
        header, rows = names_of_longer_rows(rows, SourceOptions()), rows[1:]
    names = unique_names(header)
    whole = [row for row in rows if len(row) == len(names)]
    if len(names) < 2 or not whole:
        return None
    return pa.table(
        {name: pa.array(c, pa.string()) for name, c in zip(names, zip(*whole, strict=True), strict=True)}
    )
