"""Columns of Parquet and Arrow files that hold the images themselves, and where each image lies."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from explorer.errors import SourceError
from explorer.images.arrow_cells import bytes_of, open_arrow, places_in
from explorer.images.parquet_values import LARGEST_GROUP, leaf_of
from explorer.images.parts import ARROW, PARQUET, STORED
from explorer.index.item_columns import kind_of
from explorer.options import SourceOptions
from explorer.sources.columns.arrow_types import has_bytes, without_views
from explorer.sources.columns.class_labels import features_of
from explorer.sources.columns.column_roles import may_be_path

_BYTES, _PATH = "bytes", "path"
ARROW_ENDINGS = (".arrow", ".feather", ".ipc", ".arrows")
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
    elsewhere : dict of int to str
        Of rows that have the name of an image and no bytes, that name.
    rest : pyarrow.Table
        All other columns, of all rows, with the metadata of the schema.
    total : int
        Rows of the file; a table without other columns does not say.
    files : list of str or None
        Of each image, where that is not the file itself.
    """

    rows: np.ndarray
    offset: np.ndarray
    length: np.ndarray
    size: np.ndarray
    packing: str
    names: list[str | None]
    elsewhere: dict[int, str]
    rest: pa.Table
    total: int
    files: list[str] | None = None


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


def holds_images(schema: pa.Schema) -> bool:
    """Whether a file has a column of images; told by its schema.

    Beside a column of paths there are none: those that the paths name are the images, unless the file says
    as `datasets` does that its column is one of images.
    """
    name = image_column(schema)
    if name is None:
        return False
    feature = features_of(schema.metadata).get(name)
    if isinstance(feature, dict) and feature.get("_type") == "Image":
        return True
    texts = (field.name for field in schema if kind_of(field.type) == "text")
    return not any(may_be_path(name, SourceOptions()) for name in texts)


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
        rest = file.read(columns=[field.name for field in schema if not has_bytes(field.type)])
        paths = _named_paths(file, schema, name)
        # A group at a time: a file may be larger than memory.
        sizes = [_sizes(file.read_row_group(i, columns=[leaf])) for i in range(metadata.num_row_groups)]
    size = np.concatenate([np.empty(0, np.int64), *sizes])
    rows = np.flatnonzero(size)
    number = np.full(len(rows), column, np.int64)
    names, away = [paths[row] for row in rows], _elsewhere(paths, size)
    return ImageColumn(rows, rows, number, size[rows], PARQUET, names, away, rest, len(size))


def _elsewhere(names: Sequence[str | None], size: np.ndarray) -> dict[int, str]:
    """Names by their rows, of the rows that have no bytes."""
    return {row: name for row in np.flatnonzero(size == 0).tolist() if (name := names[row])}


def _sizes(table: pa.Table) -> np.ndarray:
    """Bytes of each value of the only leaf column of a table, 0 where there is none."""
    return pc.fill_null(pc.binary_length(leaf_of(table)), 0).to_numpy().astype(np.int64)


def arrow_images(path: Path, wanted: str | None = None) -> ImageColumn | None:
    """Find the images of an Arrow file where they lie in it; None where it has no column of images.

    Where it is compressed, none lies there as it is, and they are values of its batches.

    Raises
    ------
    SourceError
        The file is cut off, or a batch that is compressed is too large for one image to be read by itself.
    """
    with pa.memory_map(str(path)) as mapped:
        whole = mapped.read_buffer()
        mapped.seek(0)
        reader = _reader(path, mapped)
        name = image_column(reader.schema, wanted)
        if name is None:
            return None
        others = [field.name for field in reader.schema if not has_bytes(field.type)]
        column, found, rest = reader.schema.get_field_index(name), [], []
        for number, batch in enumerate(_batches(path, reader)):
            found.append(_in_batch(batch.column(column), whole, number, path))
            rest.append(batch.select(others))
    if not found:
        return None
    length, paths, place = (np.concatenate([getattr(each, part) for each in found]) for part in _PARTS)
    kept = np.flatnonzero(length)
    stored = all(each.offset is not None for each in found)
    offset = np.concatenate([each.offset for each in found]) if stored else place
    return ImageColumn(
        kept,
        offset[kept],
        length[kept] if stored else np.full(len(kept), column, np.int64),
        length[kept],
        STORED if stored else ARROW,
        paths[kept].tolist(),
        _elsewhere(paths.tolist(), length),
        without_views(pa.Table.from_batches(rest)),
        len(length),
    )


def arrow_schema(path: Path) -> pa.Schema:
    """Return the schema of an Arrow file, not what is in it; errors are those of `arrow_images`."""
    with pa.memory_map(str(path)) as mapped:
        return _reader(path, mapped).schema


def _is_image(kind: pa.DataType) -> bool:
    if pa.types.is_struct(kind):
        return any(field.name == _BYTES and _is_bytes(field.type) for field in kind)
    return _is_bytes(kind)


def _is_bytes(kind: pa.DataType) -> bool:
    return pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_binary_view(kind)


def _rank(name: str) -> tuple[int, str]:
    lower = name.lower()
    return (_LIKELY.index(lower) if lower in _LIKELY else len(_LIKELY)), name


def _named_paths(file: pq.ParquetFile, schema: pa.Schema, name: str) -> list[str | None]:
    kind = schema.field(name).type
    if pa.types.is_struct(kind) and kind.get_field_index(_PATH) >= 0:
        return file.read(columns=[f"{name}.{_PATH}"])[name].combine_chunks().field(_PATH).to_pylist()
    return [None] * file.metadata.num_rows


def _reader(path: Path, mapped: pa.MemoryMappedFile) -> pa.RecordBatchStreamReader | pa.RecordBatchFileReader:
    """What reads an Arrow file."""
    try:
        return open_arrow(mapped)
    except (pa.ArrowException, OSError) as error:
        raise _no_arrow(path, error) from error


def _batches(
    path: Path, reader: pa.RecordBatchStreamReader | pa.RecordBatchFileReader
) -> Iterator[pa.RecordBatch]:
    try:
        if isinstance(reader, pa.RecordBatchFileReader):
            yield from (reader.get_batch(i) for i in range(reader.num_record_batches))
        else:
            yield from reader
    except (pa.ArrowException, OSError) as error:
        raise _no_arrow(path, error) from error


def _no_arrow(path: Path, error: Exception) -> SourceError:
    return SourceError(f"{path} is no Arrow file ({str(error).splitlines()[0]}); is it cut off?")


@dataclass(frozen=True)
class _InBatch:
    """The images of one batch: bytes of each, 0 where there is none; names; places by two ways to read them.

    `offset` is None where the batch is compressed.
    """

    length: np.ndarray
    names: np.ndarray
    place: np.ndarray
    offset: np.ndarray | None


_PARTS = ("length", "names", "place")


def _in_batch(column: pa.Array, whole: pa.Buffer, number: int, path: Path) -> _InBatch:
    array = column.storage if isinstance(column, pa.ExtensionArray) else column
    names = [None] * len(array)
    if pa.types.is_struct(array.type) and array.type.get_field_index(_PATH) >= 0:
        names = array.field(_PATH).to_pylist()
    values = bytes_of(array)
    viewed = pa.types.is_binary_view(values.type)
    plain = values.cast(pa.large_binary()) if viewed else values
    length = pc.fill_null(pc.binary_length(plain), 0).to_numpy(zero_copy_only=False).astype(np.int64)
    offset = None if viewed else _offsets(values, whole)
    if offset is None and values.nbytes > LARGEST_GROUP:
        raise SourceError(
            f"{path} is compressed, and one batch has {values.nbytes / 1e9:.1f} GB of images, all of which "
            "would be read for one; write it again in batches of 1,000 rows (chunksize=1000)"
        )
    places = np.array(places_in(number, len(array)), np.int64)
    return _InBatch(length, np.array(names, object), places, offset)


def _offsets(values: pa.Array, whole: pa.Buffer) -> np.ndarray | None:
    """(k,) Where bytes lie in a file; None where they lie elsewhere, as what is compressed does."""
    _validity, ends, content = values.buffers()
    kind = np.int64 if pa.types.is_large_binary(values.type) else np.int32
    bounds = np.frombuffer(ends, kind)[values.offset : values.offset + len(values) + 1].astype(np.int64)
    base = (content.address if content is not None else whole.address) - whole.address
    if not 0 <= base <= whole.size - (bounds[-1] if len(bounds) else 0):
        return None
    return base + bounds[:-1]
