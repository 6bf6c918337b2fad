"""Table files to Arrow tables, as they are; one line when that fails."""

import csv
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from explorer.errors import SourceError
from explorer.images.arrow_cells import open_arrow
from explorer.options import SourceOptions
from explorer.sources.columns.arrow_types import has_bytes, without_views
from explorer.sources.columns.class_labels import named
from explorer.sources.columns.column_roles import may_be_path, unique_names
from explorer.sources.tables.image_columns import ARROW_ENDINGS
from explorer.sources.tables.json_rows import read_json_rows
from explorer.sources.tables.packed_text import PACKINGS, packing_of, table_ending
from explorer.sources.tables.path_lists import read_list
from explorer.sources.tables.separated import read_separated
from explorer.sources.tables.signatures import ARROW, PARQUET, beginning, why_no_table

_SHORT = 1024
"""Bytes of a value, on average, up to which a column of bytes may be text."""


def read_table(location: Path, options: SourceOptions) -> pa.Table:
    """Read a table by its extension; its columns have distinct names.

    Raises
    ------
    SourceError
        The file is something else, or cannot be read as what its extension says.
    """
    try:
        table = _reader_of(location)(location, options)
    except (OSError, pa.ArrowException, csv.Error) as error:
        what = table_ending(location)[1:]
        why = getattr(error, "strerror", None) or _first_line(error)
        raise SourceError(f"{location} cannot be read as {what}: {why}") from error
    named_once = table.rename_columns(unique_names(table.column_names))
    return named_once.replace_schema_metadata(table.schema.metadata)


def _reader_of(location: Path) -> Callable[[Path, SourceOptions], pa.Table]:
    """The reader by the ending; but Parquet and Arrow are what they are under any name."""
    start = beginning(location)
    for mark, reader in ((PARQUET, _read_parquet), (ARROW, _read_arrow)):
        if start.startswith(mark):
            return reader
    reader = READERS[table_ending(location)]
    reason = why_no_table(location, start)
    if reason and not (reader in _OF_TEXT and packing_of(start)):
        raise SourceError(f"{location} {reason}")
    return reader


def _read_parquet(location: Path, options: SourceOptions) -> pa.Table:
    """Read all columns; of bytes, which may be images and larger than memory, short ones alone."""
    with pq.ParquetFile(location) as file:
        size, groups = Counter(), [file.metadata.row_group(i) for i in range(file.num_row_groups)]
        for column in (group.column(i) for group in groups for i in range(group.num_columns)):
            size[column.path_in_schema.partition(".")[0]] += column.total_uncompressed_size
        names, empty = _columns(location, file.schema_arrow, options, size, file.metadata.num_rows)
        return named(_with(file.read(columns=names), empty))


def _read_arrow(location: Path, options: SourceOptions) -> pa.Table:
    """The same of Arrow and Feather, whichever form they have, compressed or not."""
    with pa.memory_map(str(location)) as mapped:
        table = open_arrow(mapped).read_all()
        size = {name: table[i].nbytes for i, name in enumerate(table.column_names)}
        names, empty = _columns(location, table.schema, options, size, table.num_rows)
        return named(without_views(_with(table.select(names), empty)))


def _columns(
    location: Path, schema: pa.Schema, options: SourceOptions, size: Mapping[str, int], rows: int
) -> tuple[list[str], list[pa.Field]]:
    """The columns that are read, and those of bytes that are too long to be text."""
    names = _without_images(location, schema, options)
    others = [field for field in schema if field.name not in names and not may_be_path(field.name, options)]
    short = {field.name for field in others if size[field.name] <= _SHORT * rows}
    return [name for name in schema.names if name in short or name in names], [
        field for field in others if field.name not in short
    ]


def _with(table: pa.Table, empty: Sequence[pa.Field]) -> pa.Table:
    """A table with columns that were not read, empty: who arranges it says that they are left out."""
    for field in empty:
        table = table.append_column(field, pa.nulls(table.num_rows, field.type))
    return table


def _without_images(location: Path, schema: pa.Schema, options: SourceOptions) -> list[str]:
    """Names of all columns but those of bytes."""
    names = [field.name for field in schema if not has_bytes(field.type)]
    wanted = [name for name in schema.names if may_be_path(name, options)]
    images = [name for name in wanted or schema.names if name not in names]
    if images and not set(wanted) & set(names):
        raise SourceError(
            f"{location}: the column {images[0]!r} holds the images themselves "
            f"({schema.field(images[0]).type}); expected paths of image files: write them to files first"
        )
    return names


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


_OF_TEXT = (read_separated, read_json_rows, read_list)
READERS = {
    ".csv": read_separated,
    ".tsv": read_separated,
    ".parquet": _read_parquet,
    **dict.fromkeys(ARROW_ENDINGS, _read_arrow),
    ".json": read_json_rows,
    ".jsonl": read_json_rows,
    ".ndjson": read_json_rows,
    ".txt": read_list,
}
ENDINGS = (
    *READERS,
    *(f"{ending}{packing}" for ending in READERS if READERS[ending] in _OF_TEXT for packing in PACKINGS),
)
"""Of all files that are read, those that are compressed as a whole, too."""
