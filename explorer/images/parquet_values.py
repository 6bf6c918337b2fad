"""Single values of a column of a Parquet file, each group of rows read once for all of its images."""

import os

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from explorer.errors import ImageError
from explorer.remote.addresses import is_address
from explorer.remote.reading import open_binary

LARGEST_GROUP = 1 << 30
"""Bytes of the images of one group of rows: it is in memory while they are read."""

_Group = tuple[int, pa.ChunkedArray]
_LATEST: dict[tuple[str, int, int], _Group] = {}


def value_of(path: str, column: int, row: int) -> bytes:
    """Return the value of a row.

    Parameters
    ----------
    path : str
        Of the file, or its address.
    column : int
        Number of the leaf column in the schema of Parquet.
    row : int

    Raises
    ------
    ImageError
        When there is no such value, or the file cannot be read as Parquet.
    OSError
        When it is not there.
    """
    try:
        modified = 0 if is_address(path) else os.stat(path).st_mtime_ns
        first, values = _group(path, modified, column, row)
    except (pa.ArrowException, IndexError) as error:
        raise ImageError(f"its file is cut off or has changed ({str(error).splitlines()[0]})") from error
    value = values[row - first].as_py()
    if not isinstance(value, bytes) or not value:
        raise ImageError("no image in this row")
    return value


def _group(path: str, modified: int, column: int, row: int) -> _Group:
    """First row, and all values, of the group that a row is in; that of the last call is kept."""
    kept = _LATEST.get((path, modified, column))
    if kept is not None and kept[0] <= row < kept[0] + len(kept[1]):
        return kept
    with pq.ParquetFile(open_binary(path) if is_address(path) else path) as file:
        if column >= file.metadata.num_columns:
            raise IndexError(f"no column {column}")
        first = 0
        for number in range(file.metadata.num_row_groups):
            group = file.metadata.row_group(number)
            if first <= row < first + group.num_rows:
                of_column = group.column(column)
                if of_column.total_uncompressed_size > LARGEST_GROUP:
                    raise ImageError("its group of rows is too large to be read")
                _LATEST.clear()  # never two in memory
                found = first, leaf_of(file.read_row_group(number, columns=[of_column.path_in_schema]))
                _LATEST[path, modified, column] = found
                return found
            first += group.num_rows
    raise IndexError(f"no row {row}")


def leaf_of(table: pa.Table) -> pa.ChunkedArray:
    """Return the only column of a table, out of the struct that it may be in."""
    column = table.column(0)
    return pc.struct_field(column, [0]) if pa.types.is_struct(column.type) else column
