"""Exported tables that lie elsewhere than the images, as what a browser saved does."""

import os
from itertools import islice

import pyarrow as pa

from explorer.index.format import PATH
from explorer.options import SourceOptions
from explorer.remote.addresses import is_address
from explorer.sources.columns.arrow_types import is_text
from explorer.sources.columns.exported import is_exported, place_column
from explorer.sources.tables.table_paths import find_files

_LOOKED_AT = 100
"""Paths by which it is told where the images are."""


def with_places(table: pa.Table, root: str, options: SourceOptions) -> tuple[pa.Table, tuple[str, ...]]:
    """Return an exported table with the places of its images as its paths, where none is beside it.

    Parameters
    ----------
    table : pyarrow.Table
    root : str
        What relative paths hang on; a table at an address names nothing of this machine.
    options : SourceOptions
        With a column of paths that somebody named, the table stays as it is.

    Returns
    -------
    table : pyarrow.Table
    notes : tuple of str
        A sentence where the paths are others.
    """
    names = table.column_names
    places = place_column(names) if is_exported(table) else None
    if places is None or options.path_column is not None or is_address(root):
        return table, ()
    if (
        not is_text(table[places].type)
        or _any_there(table, PATH, root)
        or not _any_there(table, places, root)
    ):
        return table, ()
    paths = table[places].combine_chunks()
    said = f"No image is beside the table: all are taken from where its column `{places}` says that they lie."
    return table.set_column(names.index(PATH), PATH, paths), (said,)


def _any_there(table: pa.Table, name: str, root: str) -> bool:
    """Whether one of the first paths of a column is a file that is there."""
    given = list(islice((value for value in table[name].to_pylist() if value), _LOOKED_AT))
    return any(map(os.path.isfile, find_files([str(value) for value in given], root).files))
