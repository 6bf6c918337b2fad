"""Table files to Arrow tables, as they are; one line when that fails."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from explorer.errors import SourceError
from explorer.options import SourceOptions
from explorer.sources.arrow_types import has_bytes
from explorer.sources.class_labels import named
from explorer.sources.column_roles import may_be_path, unique_names
from explorer.sources.separated import decoded, read_separated


def read_table(location: Path, options: SourceOptions) -> pa.Table:
    """Read a table by its extension; its columns have distinct names.

    Raises
    ------
    SourceError
        The file cannot be read as what its extension says.
    """
    try:
        table = READERS[location.suffix.lower()](location, options)
    except (OSError, pa.ArrowException, csv.Error) as error:
        what = location.suffix.lower()[1:]
        why = getattr(error, "strerror", None) or _first_line(error)
        raise SourceError(f"{location} cannot be read as {what}: {why}") from error
    return table.rename_columns(unique_names(table.column_names))


def _read_parquet(location: Path, options: SourceOptions) -> pa.Table:
    """Read all columns but those of bytes, which may be the images themselves and larger than memory."""
    with pq.ParquetFile(location) as file:
        schema = file.schema_arrow
        names = [field.name for field in schema if not has_bytes(field.type)]
        wanted = [name for name in schema.names if may_be_path(name, options)]
        images = [name for name in wanted or schema.names if name not in names]
        if images and not set(wanted) & set(names):
            raise SourceError(
                f"{location}: the column {images[0]!r} holds the images themselves "
                f"({schema.field(images[0]).type}); expected paths of image files: write them to files first"
            )
        return named(file.read(columns=names))


def _read_jsonl(location: Path, options: SourceOptions) -> pa.Table:
    rows = []
    for number, line in enumerate(decoded(location).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise SourceError(f"{location}, line {number}: not JSON ({_first_line(error)})") from error
        if not isinstance(row, dict):
            raise SourceError(
                f"{location}, line {number}: expected a JSON object with a member for each column"
            )
        rows.append(row)
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pa.table({_sound(name): _array([row.get(name) for row in rows]) for name in names})


def _array(values: Sequence[object]) -> pa.Array:
    """One column of JSON values: of one type where they agree, else text."""
    try:
        return pa.array(values)
    except (pa.ArrowException, OverflowError, UnicodeEncodeError):
        texts = (v if v is None or isinstance(v, str) else json.dumps(v, ensure_ascii=False) for v in values)
        return pa.array([text if text is None else _sound(text) for text in texts], pa.string())


def _sound(text: str) -> str:
    """Replace lone surrogates, which JSON can spell and UTF-8 cannot."""
    return text.encode("utf-8", "backslashreplace").decode()


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


READERS = {
    ".csv": read_separated,
    ".tsv": read_separated,
    ".parquet": _read_parquet,
    ".jsonl": _read_jsonl,
    ".ndjson": _read_jsonl,
}
