"""Tables of metadata beside images, as `imagefolder` of Hugging Face has them; those in archives as well."""

import posixpath
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from explorer.errors import SourceError
from explorer.options import SourceOptions
from explorer.sources.tables.read_table import read_table

NAMES = ("metadata.csv", "metadata.jsonl", "metadata.parquet")
FILE_NAME = "file_name"
"""Column of the names of images, relative to the table."""
_OTHERS = "_file_name"
"""End of columns of names where an image has several files: `image_file_name` beside `mask_file_name`."""
LARGEST = 1 << 28
"""Bytes of a table in an archive: it is unpacked to be read."""


def named_files(table: pa.Table) -> pa.Table:
    """Return a table whose column of names is `FILE_NAME`: that of images, or the first, of several files.

    It is as it was where none is.
    """
    others = [name for name in table.column_names if name.endswith(_OTHERS)]
    if FILE_NAME in table.column_names or not others:
        return table
    own = next((name for name in others if name == f"image{_OTHERS}"), others[0])
    return table.rename_columns([FILE_NAME if name == own else name for name in table.column_names])


def packed_rows(member: str, content: bytes) -> dict[str, dict[str, object]] | None:
    """Return what a table in an archive says, by the names of members; None where it names no files.

    Parameters
    ----------
    member : str
        Name of the table.
    content : bytes

    Raises
    ------
    SourceError
        It cannot be read.
    """
    folder, name = posixpath.split(member)
    with TemporaryDirectory() as place:
        file = Path(place, name.lower())
        file.write_bytes(content)
        try:
            table = named_files(read_table(file, SourceOptions(path_column=FILE_NAME)))
        except SourceError as error:
            raise SourceError(str(error).replace(str(file), member)) from error
    if FILE_NAME not in table.column_names:
        return None
    rows: dict[str, dict[str, object]] = {}
    for row in table.to_pylist():
        own = row.pop(FILE_NAME)
        if own:
            rows.setdefault(posixpath.normpath(posixpath.join(folder, str(own))), row)
    return rows
