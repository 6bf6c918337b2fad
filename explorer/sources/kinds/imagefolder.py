"""A folder of images with tables of metadata in it, as `datasets` loads it (`imagefolder`)."""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from explorer.errors import Failure, SourceError
from explorer.images.read_file import MISSING
from explorer.options import SourceOptions
from explorer.sources.columns.table_columns import arrange
from explorer.sources.kinds.folder import KIND as FOLDER
from explorer.sources.kinds.folder import scanned
from explorer.sources.several.one_table import about_types, one_table
from explorer.sources.source import OF_VECTORS, Source, SourceKind
from explorer.sources.tables.metadata import FILE_NAME, NAMES, named_files
from explorer.sources.tables.read_table import read_table
from explorer.words import counted, images

_DEPTH = 2
"""Folders of splits, and of classes in them, may have a table each."""
_FOLDERS = 200
_START = 1 << 16
_ROW = "source_row"


def accepts(location: Path) -> bool:
    """Whether this is a folder with such a table in it, or in folders of splits."""
    return location.is_dir() and any(_names_files(file) for file in tables(location))


def open(location: Path, options: SourceOptions) -> Source:
    """Scan the folder, and put what tables say beside its images; see `explorer.sources.open_source`."""
    source = scanned(location, replace(options, **dict.fromkeys(FOLDER.refuses)))
    files = [file for file in tables(location) if _names_files(file)]
    table, made_text = one_table([_read(file) for file in files])
    arranged = arrange(table, location, replace(options, path_column=FILE_NAME))
    place: dict[str | None, int] = {}
    for row, path in enumerate(arranged.items["path"].to_pylist()):
        place.setdefault(path, row)
    rows = [place.get(file) for file in source.files]
    said = arranged.items.drop_columns(["path", _ROW]).take(pa.array(rows, pa.int64()))
    items = source.items.drop_columns(
        [name for name in said.column_names if name in source.items.column_names]
    )
    for name in said.column_names:
        items = items.append_column(name, said[name])
    named = set(source.files)
    gone = [
        Failure(os.path.relpath(path, location).replace(os.sep, "/"), -1, MISSING)
        for path in place
        if path and path not in named and not os.path.exists(path)
    ]
    return replace(
        source,
        kind="imagefolder",
        items=items,
        failures=[*source.failures, *gone],
        written=arranged.written,
        notes=(*source.notes, *arranged.notes, *about_types(made_text, "table")),
        passed_over=dict(Counter(source.passed_over) - Counter(file.suffix for file in files)),
        taken_for=(
            f"folder with metadata: {images(len(source.files))}, {counted(table.num_rows, 'row')} in "
            f"{counted(len(files), 'table')}"
        ),
    )


KIND = SourceKind(
    "imagefolder",
    "a folder with metadata",
    "a folder of images with `metadata.csv`, `.jsonl` or `.parquet` that has a column `file_name`",
    accepts,
    open,
    refuses=("path_column", *OF_VECTORS),
)


def tables(location: Path) -> list[Path]:
    """Tables of metadata in a folder and in folders of splits and classes, found by a look at a few."""
    return [file for place in islice(_folders(location), _FOLDERS) for file in _in(place)]


def _in(place: Path) -> Iterator[Path]:
    return (place / name for name in NAMES if (place / name).is_file())


def _folders(location: Path) -> Iterator[Path]:
    """A folder and those in it, by depth."""
    level = [location]
    for _ in range(_DEPTH + 1):
        yield from level
        below: list[Path] = []
        for place in level:
            try:
                with os.scandir(place) as entries:
                    found = [e.path for e in islice(entries, _START) if e.is_dir(follow_symlinks=False)]
            except OSError:
                continue
            below += [Path(path) for path in sorted(found) if not os.path.basename(path).startswith(".")]
            if len(below) > _FOLDERS:
                break
        level = below


def _names_files(file: Path) -> bool:
    """Whether a table has a column of names of files, told by its beginning."""
    try:
        if file.suffix == ".parquet":
            return any(name.endswith(FILE_NAME) for name in pq.read_schema(file).names)
        with file.open("rb") as stream:
            return FILE_NAME.encode() in stream.read(_START)
    except (OSError, pa.ArrowException):
        return False


def _read(file: Path) -> pa.Table:
    """A table with the absolute path of each image, the column of names first."""
    table = named_files(read_table(file, SourceOptions(path_column=FILE_NAME)))
    if FILE_NAME not in table.column_names:
        raise SourceError(f"{file}: no column `{FILE_NAME}`; its columns are {', '.join(table.column_names)}")
    names = [None if name is None else str(name) for name in table[FILE_NAME].to_pylist()]
    paths = [os.path.normpath(file.parent / name) if name and "\0" not in name else None for name in names]
    return table.set_column(table.column_names.index(FILE_NAME), FILE_NAME, pa.array(paths, pa.string()))
