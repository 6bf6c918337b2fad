"""Single values of a column of a data file of Lance, which its library reads at random."""

import os
from threading import Lock
from typing import Any

from explorer.errors import ImageError
from explorer.extras import is_installed, line_for
from explorer.images.arrow_cells import bytes_of

SHORTEST = 40
"""Bytes at the end of a data file: of less the library makes a panic, which is no exception."""

_LATEST: dict[tuple[str, int, int], Any] = {}
_LOCK = Lock()


def lance_value(path: str, column: int, row: int) -> bytes:
    """Return a value.

    Parameters
    ----------
    path : str
        Of the data file (`data/….lance` in a data set), of version 2.0 or later.
    column : int
        Number in the schema of the file.
    row : int
        In the file, whether or not rows before it were deleted.

    Raises
    ------
    ImageError
        When there is no such value, the file cannot be read as Lance, or its library is not installed.
    OSError
        When it is not there.
    """
    if not is_installed("lance"):
        raise ImageError(f"to read Lance, install pylance: {line_for('lance')}")
    status = os.stat(path)
    try:
        if status.st_size < SHORTEST:
            raise IndexError(row)
        reader = _reader(path, status.st_mtime_ns, column)
        values = reader.take_rows([row]).to_table().column(0)
    except (OSError, ValueError, IndexError) as error:  # of Arrow, too
        raise ImageError("its file is cut off or has changed") from error
    value = bytes_of(values.combine_chunks())[0].as_py()
    if not isinstance(value, bytes) or not value:
        raise ImageError("no image in this row")
    return value


def _reader(path: str, modified: int, column: int) -> Any:
    """What reads one column of a file; that of the last call is kept."""
    from lance.file import LanceFileReader

    with _LOCK:
        kept = _LATEST.get((path, modified, column))
        if kept is None:
            name = LanceFileReader(path).metadata().schema.names[column]
            kept = LanceFileReader(path, columns=[name])
            _LATEST.clear()
            _LATEST[path, modified, column] = kept
        return kept
