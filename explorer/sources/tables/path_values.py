"""Columns of image paths, told by what is in them."""

import os
from collections.abc import Container, Sequence
from dataclasses import replace
from itertools import islice

import pyarrow as pa

from explorer.images.recognize import FileEnding, Recognizer
from explorer.options import SourceOptions
from explorer.remote.addresses import is_address
from explorer.sources.columns.arrow_types import flat, is_text
from explorer.sources.columns.column_roles import named_path
from explorer.sources.tables.folders_below import FoldersBelow
from explorer.sources.tables.table_paths import find_files
from explorer.words import listed

_LOOKED_AT = 100
"""Values of a column that all have to be names of images."""


def image_names(values: Sequence[object]) -> bool:
    """Whether all values but None are texts that end as image files do, and there is one."""
    given = [value for value in values if value is not None]
    recognizer = Recognizer()
    return bool(given) and all(
        isinstance(each, str) and recognizer.by_name(each) is FileEnding.IMAGE for each in given
    )


def columns_of_names(table: pa.Table) -> list[str]:
    """Return the names of the columns whose first values are all names of images."""
    texts = [name for name in table.column_names if is_text(table[name].type)]
    return [name for name in texts if image_names(_first(table, name))]


def column_naming(table: pa.Table, names: Container[str]) -> str | None:
    """Return the column whose first values are most often one of some names of files, if any is once."""
    return _best(
        {
            column: sum(name_in_path(value) in names for value in _first(table, column))
            for column in columns_of_names(table)
        }
    )


def with_path_column(
    table: pa.Table, root: str, below: FoldersBelow, options: SourceOptions
) -> tuple[pa.Table, SourceOptions, tuple[str, ...]]:
    """Return the options with a column of paths, where none is named and none is called so.

    It is the one whose first values are most often files that are there, else, as ids are, names of images
    below without their endings; the sentence says so, and whole numbers become text.

    Parameters
    ----------
    table : pyarrow.Table
    root : str
        What relative paths hang on; at an address, nothing is known to be there.
    below : FoldersBelow
        Of the root.
    options : SourceOptions
    """
    if options.path_column is not None or named_path(table.column_names) or is_address(root):
        return table, options, ()
    there = {each: _there(_first(table, each), root) for each in columns_of_names(table)}
    name = _best(there) or _best({each: _below(table, each, below) for each in table.column_names})
    if name is None:
        return table, options, ()
    if not is_text(table[name].type):
        place = table.column_names.index(name)
        table = table.set_column(place, name, table[name].cast(pa.string()))
    others = [f"`{each}`" for each, count in there.items() if count and each != name]
    further = f"; images that {listed(others)} names, too, are not taken" if others else ""
    return (
        table,
        replace(options, path_column=name),
        (f"The column `{name}` was taken for the paths of the images{further}.",),
    )


def _below(table: pa.Table, name: str, below: FoldersBelow) -> int:
    """How many different values name images below: none where most do not."""
    kind = table[name].type
    if not is_text(kind) and not pa.types.is_integer(kind):
        return 0
    values = {str(value) for value in _first(table, name)}
    found = below.counted(values)
    return found if 2 * found >= len(values) else 0


def _first(table: pa.Table, name: str) -> list[str]:
    given = (value for value in flat(table[name].slice(0, _LOOKED_AT * 10)).to_pylist() if value)
    return list(islice(given, _LOOKED_AT))


def name_in_path(path: str) -> str:
    """Return the last part of a path of any machine."""
    return path.replace("\\", "/").rpartition("/")[2]


def _best(counts: dict[str, int]) -> str | None:
    """The column of which most is counted, the first of equals; None where nothing is."""
    best = max(counts, key=lambda name: counts[name], default=None)
    return best if best is not None and counts[best] else None


def _there(paths: Sequence[str], root: str) -> int:
    """How many of some paths are files that are there."""
    return sum(map(os.path.isfile, find_files(paths, root).files))
