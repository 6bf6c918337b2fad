"""A table of image paths, with whatever the user knows of each image."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from explorer.errors import Failure, SourceError
from explorer.options import SourceOptions
from explorer.remote.addresses import is_address, lies_within, public
from explorer.sources.columns.arrays import check_finite, open_probabilities
from explorer.sources.columns.arrow_types import holds_lists_of_numbers
from explorer.sources.columns.class_files import read_classes
from explorer.sources.columns.secrets import without_secrets
from explorer.sources.columns.table_columns import arrange, several_classes
from explorer.sources.columns.vector_column import column_vectors
from explorer.sources.columns.vector_files import is_vector_file, read_vectors
from explorer.sources.source import Source, SourceKind
from explorer.sources.tables.box_columns import about_boxes
from explorer.sources.tables.exported_table import with_places
from explorer.sources.tables.first_line import about_names
from explorer.sources.tables.folders_below import FoldersBelow
from explorer.sources.tables.path_values import with_path_column
from explorer.sources.tables.read_table import ENDINGS, read_table
from explorer.sources.tables.table_paths import about_moved, about_respelled, find_files
from explorer.words import counted, listed


def accepts(location: Path) -> bool:
    """Whether this is a file with the extension of a table."""
    return location.is_file() and location.name.lower().endswith(ENDINGS)


def open(location: Path, options: SourceOptions) -> Source:
    """Read a table; see `explorer.sources.open_source`."""
    return open_at(location, os.fspath(location.parent), options)


def open_at(location: Path, root: str, options: SourceOptions) -> Source:
    """Read a table whose relative paths hang on `root`, a folder or its address."""
    return of_table(read_table(location, options), location, root, options)


def of_table(table: pa.Table, location: Path, root: str, options: SourceOptions) -> Source:
    """Make a source of a table as it was read."""
    if not table.num_rows:
        raise SourceError(f"{location}: the table has no rows; expected one for each image")
    below = FoldersBelow(root, location.name)
    table, options, chosen = with_path_column(table, root, below, options)
    table, elsewhere = with_places(table, root, options)
    arranged = arrange(table, location, options)
    items = arranged.items
    classes = read_classes(options.classes) if options.classes else None
    paths = items["path"].to_pylist()
    failures = [Failure(path or "", row, why) for row, path in enumerate(paths) if (why := _unusable(path))]
    given = np.delete(np.arange(len(paths)), [failure.source_row for failure in failures])
    if not len(given):
        raise SourceError(f"{location}: no row has a path; expected the path of an image in each")
    found = find_files([paths[row] for row in given], root, below)
    failures += [Failure(paths[given[i]], int(given[i]), why) for i, why in found.reasons.items()]
    failures = [replace(failure, path=public(failure.path)) for failure in failures]
    there = np.delete(np.arange(len(given)), list(found.reasons))
    files = [found.files[i] for i in there]
    kept = items.take(pa.array(given[there]))
    shown = pa.array([_relative(file, root) for file in files], pa.string())
    return Source(
        kind="table",
        location=location,
        root=root if is_address(root) else location.parent,
        items=without_secrets(kept.set_column(kept.schema.get_field_index("path"), "path", shown)),
        files=files,
        failures=sorted(failures, key=lambda failure: failure.source_row),
        embeddings=_embeddings(table, items["path"], location, options),
        probabilities=(
            open_probabilities(options.probabilities, len(paths), classes, several_classes(items, options))
            if options.probabilities
            else None
        ),
        classes=classes,
        written=arranged.written,
        notes=(
            *about_names(table, options),
            *chosen,
            *elsewhere,
            *arranged.notes,
            *about_boxes(table),
            *about_respelled(found.respelled),
            *about_moved(found.moved, root),
        ),
        taken_for=f"table: {counted(table.num_rows, 'row')}",
    )


KIND = SourceKind(
    "table",
    "a table",
    "a `.csv`, `.tsv`, `.parquet`, `.jsonl`, `.json` or `.arrow` with a column of image paths, relative to "
    "the table, or addresses, also a `.csv.gz` and the like; a `.txt` with a path a line, and its label or "
    "words after it",
    accepts,
    open,
)


def _embeddings(
    table: pa.Table, paths: pa.ChunkedArray, location: Path, options: SourceOptions
) -> np.ndarray | None:
    """Own vectors, of a column or of a file."""
    given = options.embeddings
    if given is None:
        return None
    if str(given) in table.column_names:
        vectors = column_vectors(table, str(given), location)
        check_finite(vectors, f"{location}: the column {str(given)!r}")
        return vectors
    if isinstance(given, str) and not is_vector_file(given):
        lists = [f.name for f in table.schema if holds_lists_of_numbers(f.type)]
        there = (
            f"columns of lists of numbers are {listed(lists)}" if lists else "no column has lists of numbers"
        )
        raise SourceError(
            f"{location}: no column {given!r} for the embeddings, and no file of that name; {there}"
        )
    return read_vectors(str(given), paths)


def _unusable(path: str | None) -> str:
    """Why a row cannot be an item, or nothing."""
    if path is None or not path.strip():
        return "the row has no path"
    return "no file can have this path (it holds a zero byte)" if "\0" in path else ""


def _relative(file: str, root: str) -> str:
    """A path as it stands in an index: relative to the table where below it; of an address, no secret."""
    if is_address(file):
        shown = public(file)
        inside = lies_within(shown, root) and "?" not in shown
        return shown.removeprefix(root).lstrip("/") if inside else shown
    inside = root.rstrip(os.sep) + os.sep
    return (file.removeprefix(inside) if file.startswith(inside) else file).replace(os.sep, "/")
