"""Single values of a column of a compressed Arrow file, each batch unpacked once for all of its images."""

import os
from threading import Lock
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from explorer.errors import ImageError
from explorer.remote.addresses import is_address
from explorer.remote.reading import open_binary

_BITS = 32
_BYTES = "bytes"


class _Latest(NamedTuple):
    """The batch that was read last, and how those behind it are read."""

    key: tuple[str, int, int]
    number: int
    values: pa.Array
    batches: "_Batches"


_LATEST: dict[str, _Latest] = {}
_LOCK = Lock()


def places_in(batch: int, rows: int) -> range:
    """Return the numbers that say in which batch each of its values is, and in which row of that."""
    return range(batch << _BITS, (batch << _BITS) + rows)


def arrow_value(path: str, column: int, place: int) -> bytes:
    """Return a value.

    Parameters
    ----------
    path : str
        Of the file, or its address.
    column : int
        Number in the schema.
    place : int
        One of `places_in`.

    Raises
    ------
    ImageError
        When there is no such value, or the file cannot be read as Arrow.
    OSError
        When it is not there.
    """
    number, row = place >> _BITS, place & ((1 << _BITS) - 1)
    modified = 0 if is_address(path) else os.stat(path).st_mtime_ns
    try:
        with _LOCK:
            value = _values((path, modified, column), number)[row].as_py()
    except (pa.ArrowException, IndexError, StopIteration, OSError) as error:
        if is_address(path) and isinstance(error, OSError):
            raise  # its server says why
        raise ImageError("its file is cut off or has changed") from error
    if not isinstance(value, bytes) or not value:
        raise ImageError("no image in this row")
    return value


def bytes_of(column: pa.Array) -> pa.Array:
    """Return the bytes of a column of images, out of the struct that they may be in."""
    array = column.storage if isinstance(column, pa.ExtensionArray) else column
    return pc.struct_field(array, _BYTES) if pa.types.is_struct(array.type) else array


def open_arrow(file: Any, column: int | None = None) -> pa.RecordBatchStreamReader | pa.RecordBatchFileReader:
    """Return what reads an Arrow file, in either of its two forms; of one column alone if that is said."""
    options = pa.ipc.IpcReadOptions(included_fields=None if column is None else [column])
    try:
        return pa.ipc.open_stream(file, options=options)
    except pa.ArrowInvalid:
        file.seek(0)
        return pa.ipc.open_file(file, options=options)


class _Batches:
    """Reads batches by their number: of a stream only onwards."""

    def __init__(self, path: str, column: int) -> None:
        file = open_binary(path) if is_address(path) else pa.memory_map(path)
        self._reader = open_arrow(file, column)
        self._next = 0

    def get(self, number: int) -> pa.RecordBatch | None:
        """Return one; None where a stream is behind it."""
        if isinstance(self._reader, pa.RecordBatchFileReader):
            if number >= self._reader.num_record_batches:
                raise IndexError(number)
            return self._reader.get_batch(number)
        batch = None
        while self._next <= number:
            batch = self._reader.read_next_batch()
            self._next += 1
        return batch


def _values(key: tuple[str, int, int], number: int) -> pa.Array:
    """The bytes of one batch; those of the last call are kept."""
    latest = _LATEST.pop("batch", None)  # never two in memory
    if latest is None or latest.key != key or latest.number != number:
        batches = latest.batches if latest is not None and latest.key == key else None
        latest = None
        batch = batches.get(number) if batches is not None else None
        if batches is None or batch is None:
            path, _, column = key
            batches = _Batches(path, column)
            batch = batches.get(number)
        if batch is None or not batch.num_columns:
            raise IndexError(number)
        latest = _Latest(key, number, bytes_of(batch.column(0)), batches)
    _LATEST["batch"] = latest
    return latest.values
