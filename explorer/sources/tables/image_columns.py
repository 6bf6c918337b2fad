"""Columns of Parquet and Arrow files that hold the images themselves, and where each image lies."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from explorer.errors import SourceError
from explorer.images.parquet_values import LARGEST_GROUP, leaf_of
from explorer.images.parts import PARQUET, STORED
from explorer.sources.columns.arrow_types import has_bytes

_BYTES, _PATH = "bytes", "path"
_LIKELY = ("image", "img", "jpg", "jpeg", "png", "webp", "picture", "bytes", "data")


@dataclass(frozen=True)
class ImageColumn:
    """The images of one file, as parallel arrays.

    Attributes
    ----------
    rows : (m,) int64 array
        Rows of the file that have an image.
    offset, length, size : (m,) int64 array
        As in `explorer.sources.source.PartArrays`.
    packing : str
        One of `explorer.images.parts.PACKINGS`.
    names : list of (str or None)
        What the file calls each image.
    rest : pyarrow.Table
        All other columns, of all rows, with the metadata of the schema.
    total : int
        Rows of the file; a table without other columns does not say.
    """

    rows: np.ndarray
    offset: np.ndarray
    length: np.ndarray
    size: np.ndarray
    packing: str
    names: list[str | None]
    rest: pa.Table
    total: int


def image_column(schema: pa.Schema, wanted: str | None = None) -> str | None:
    """Return the column that holds images: bytes, or a struct with `bytes` as Hugging Face has it.

    Parameters
    ----------
    schema : pyarrow.Schema
    wanted : str, optional
        The one that was asked for.
    """
    holding = [field.name for field in schema if _is_image(field.type)]
    if wanted is not None:
        return wanted if wanted in holding else None
    return min(holding, key=_rank, default=None)


def parquet_images(path: Path, name: str) -> ImageColumn:
    """Find the images of a column of a Parquet file, without reading one.

    Raises
    ------
    SourceError
        Its groups of rows are too large for one image to be read by itself.
    """
    with pq.ParquetFile(path) as file:
        schema, metadata = file.schema_arrow, file.metadata
        leaf = f"{name}.{_BYTES}" if pa.types.is_struct(schema.field(name).type) else name
        column = [metadata.schema.column(i).path for i in range(metadata.num_columns)].index(leaf)
        groups = [metadata.row_group(i).column(column) for i in range(metadata.num_row_groups)]
        largest = max((group.total_uncompressed_size for group in groups), default=0)
        if largest > LARGEST_GROUP:
            raise SourceError(
                f"{path}: a group of rows has {largest / 1e9:.1f} GB of images, all of which would be read "
                "for one; write it again with row_group_size=1000"
            )
        names = [field.name for field in schema if not has_bytes(field.type)]
        rest = file.read(columns=names)
        paths = _named_paths(file, schema, name)
        # A group at a time: a file may be larger than memory.
        sizes = [_sizes(file.read_row_group(i, columns=[leaf])) for i in range(metadata.num_row_groups)]
    size = np.concatenate([np.empty(0, np.int64), *sizes])
    rows = np.flatnonzero(size)
    number = np.full(len(rows), column, np.int64)
    return ImageColumn(rows, rows, number, size[rows], PARQUET, [paths[row] for row in rows], rest, len(size))


def _sizes(table: pa.Table) -> np.ndarray:
    """Bytes of each value of the only leaf column of a table, 0 where there is none."""
    return pc.fill_null(pc.binary_length(leaf_of(table)), 0).to_numpy().astype(np.int64)


def arrow_images(path: Path, wanted: str | None = None) -> ImageColumn | None:
    """Find the images of an Arrow file where they lie in it; None where it has no column of images.

    Raises
    ------
    SourceError
        The file is cut off, or is compressed, so that no image lies there as it is.
    """
    with pa.memory_map(str(path)) as mapped:
        whole = mapped.read_buffer()
        mapped.seek(0)
        batches = list(_batches(path, mapped))
        if not batches:
            return None
        name = image_column(batches[0].schema, wanted)
        if name is None:
            return None
        found = [_in_batch(batch.column(name), whole, path) for batch in batches]
        others = [field.name for field in batches[0].schema if not has_bytes(field.type)]
        rest = pa.Table.from_batches(batches).select(others)
    offset, length, paths = ([value for each in found for value in each[i]] for i in range(3))
    there = np.array([each is not None for each in offset], bool)
    kept = np.flatnonzero(there)
    begins = np.array([offset[i] for i in kept], np.int64)
    sizes = np.array([length[i] for i in kept], np.int64)
    return ImageColumn(kept, begins, sizes, sizes, STORED, [paths[i] for i in kept], rest, len(there))


def arrow_schema(path: Path) -> pa.Schema:
    """Return the schema of an Arrow file, not what is in it; errors are those of `arrow_images`."""
    with pa.memory_map(str(path)) as mapped:
        return _reader(path, mapped).schema


def _is_image(kind: pa.DataType) -> bool:
    if pa.types.is_struct(kind):
        return any(field.name == _BYTES and _is_bytes(field.type) for field in kind)
    return _is_bytes(kind)


def _is_bytes(kind: pa.DataType) -> bool:
    return pa.types.is_binary(kind) or pa.types.is_large_binary(kind)


def _rank(name: str) -> tuple[int, str]:
    lower = name.lower()
    return (_LIKELY.index(lower) if lower in _LIKELY else len(_LIKELY)), name


def _named_paths(file: pq.ParquetFile, schema: pa.Schema, name: str) -> list[str | None]:
    kind = schema.field(name).type
    if pa.types.is_struct(kind) and kind.get_field_index(_PATH) >= 0:
        return file.read(columns=[f"{name}.{_PATH}"])[name].combine_chunks().field(_PATH).to_pylist()
    return [None] * file.metadata.num_rows


def _reader(path: Path, mapped: pa.MemoryMappedFile) -> pa.RecordBatchStreamReader | pa.RecordBatchFileReader:
    """What reads an Arrow file, whichever of the two forms it has."""
    try:
        try:
            return pa.ipc.open_stream(mapped)
        except pa.ArrowInvalid:
            mapped.seek(0)
            return pa.ipc.open_file(mapped)
    except (pa.ArrowException, OSError) as error:
        raise _no_arrow(path, error) from error


def _batches(path: Path, mapped: pa.MemoryMappedFile) -> Iterator[pa.RecordBatch]:
    reader = _reader(path, mapped)
    try:
        if isinstance(reader, pa.RecordBatchFileReader):
            yield from (reader.get_batch(i) for i in range(reader.num_record_batches))
        else:
            yield from reader
    except (pa.ArrowException, OSError) as error:
        raise _no_arrow(path, error) from error


def _no_arrow(path: Path, error: Exception) -> SourceError:
    return SourceError(f"{path} is no Arrow file ({str(error).splitlines()[0]}); is it cut off?")


def _in_batch(column: pa.Array, whole: pa.Buffer, path: Path) -> tuple[list, list, list]:
    """Offset, length and name of each image of a batch; None where it has none."""
    array = column.storage if isinstance(column, pa.ExtensionArray) else column
    names = [None] * len(array)
    if pa.types.is_struct(array.type):
        if array.type.get_field_index(_PATH) >= 0:
            names = array.field(_PATH).to_pylist()
        array = array.field(_BYTES)
    _validity, ends, values = array.buffers()
    kind = np.int64 if pa.types.is_large_binary(array.type) else np.int32
    bounds = np.frombuffer(ends, kind)[array.offset : array.offset + len(array) + 1].astype(np.int64)
    base = (values.address if values is not None else whole.address) - whole.address
    if not 0 <= base <= whole.size - (bounds[-1] if len(bounds) else 0):
        raise SourceError(f"{path} is compressed, so that no image lies there as it is; decompress it")
    empty = array.is_null().to_numpy(zero_copy_only=False) | (np.diff(bounds) == 0)
    offset = [None if gone else base + int(at) for gone, at in zip(empty, bounds[:-1], strict=True)]
    return offset, np.diff(bounds).tolist(), names
