"""The images of a data set of Lance, and where each lies in its files."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.errors import SourceError
from explorer.images.arrow_cells import bytes_of
from explorer.images.parts import LANCE, STORED
from explorer.options import SourceOptions
from explorer.sources.columns.arrow_types import has_bytes, is_text, without_views
from explorer.sources.columns.column_roles import may_be_path
from explorer.sources.tables.image_columns import ImageColumn, image_column

_BLOB = "lance.blob.v2"
_INLINE, _PACKED, _DEDICATED, _EXTERNAL = range(4)
"""Where a blob lies: in the data file, in one file with others, in one of its own, or at an address."""
_ADDRESS, _ROW_BITS = "_rowaddr", 32
"""Column that says where a row lies: its fragment times 2³² and its row in the files of that."""
_OF_SOURCE = re.compile(r", [^,]*\.rs:\d+")
"""Where in the library's own source an error came up, which its text ends with."""
_BATCH, _WAITING = 256, 1 << 28
"""Rows that are read at once for how large their images are, and bytes that wait meanwhile."""


def open_lance(folder: Path) -> Any:
    """Return a data set as its last version has it.

    Raises
    ------
    SourceError
        It cannot be read.
    """
    import lance

    try:
        return lance.dataset(str(folder))
    except (OSError, ValueError) as error:
        raise _unreadable(folder, error) from error


def lance_images(folder: Path, wanted: str | None = None) -> ImageColumn | None:
    """Find the images of a data set where they lie in its files; None where it has no column of images.

    Blobs lie there as they are; other values are found by their rows.

    Parameters
    ----------
    folder : Path
    wanted : str, optional
        The column that was asked for.

    Raises
    ------
    SourceError
        It cannot be read, is of the first version of the format, or has files in another data set.
    """
    data_set = open_lance(folder)
    name = image_column(lance_schema(data_set), wanted)
    if name is None:
        return None
    try:
        return _images(folder, data_set, name)
    except (OSError, ValueError) as error:
        if isinstance(error, SourceError):
            raise
        raise _unreadable(folder, error) from error


def lance_schema(data_set: Any) -> pa.Schema:
    """Return the types of columns, blobs as the bytes that they are."""
    schema = data_set.schema
    for i, field in enumerate(schema):
        if _is_blob(field.type):
            schema = schema.set(i, field.with_type(pa.large_binary()))
    return schema


def _images(folder: Path, data_set: Any, name: str) -> ImageColumn:
    field = data_set.schema.field(name)
    others = [each.name for each in data_set.schema if not (_is_blob(each.type) or has_bytes(each.type))]
    rest = data_set.to_table(columns=others) if others else pa.table({})
    rest = without_views(rest.replace_schema_metadata(data_set.schema.metadata))
    files = _DataFiles(folder, data_set, name)
    if not (_is_blob(field.type) or (field.metadata or {}).get(b"lance-encoding:blob") == b"true"):
        return files.values(_names(rest), rest)
    return files.blobs(_names(rest), rest)


class _DataFiles:
    """The files of a data set that have the images."""

    def __init__(self, folder: Path, data_set: Any, name: str) -> None:
        self._data_set, self._name = data_set, name
        self._folder = folder / "data"
        field = data_set.lance_schema.field(name)
        ids = {field.id(), *(child.id() for child in field.children())}
        self._files: dict[int, Path] = {}
        self._columns: dict[int, int] = {}
        for fragment in data_set.get_fragments():
            file = next(each for each in fragment.data_files() if ids & set(each.fields))
            if file.file_major_version == 0:
                raise SourceError(
                    f"{folder} is of the first version of Lance's format, which is not read; write it again: "
                    "lance.write_dataset(lance.dataset(OLD), NEW)"
                )
            if file.base_id is not None:
                raise SourceError(
                    f"{folder} has files in the data set that it is a clone of; name that, or write it again"
                )
            self._files[fragment.fragment_id] = self._folder / file.path
            self._columns[fragment.fragment_id] = _column_in(self._folder / file.path, file, ids)

    def values(self, names: list[str | None] | None, rest: pa.Table) -> ImageColumn:
        """Images that are values of a column, or of a struct with their names."""
        sizes, addresses, paths = [], [], []
        for column, address in self._batches():
            sizes.append(pc.fill_null(pc.binary_length(bytes_of(column)), 0).to_numpy(zero_copy_only=False))
            addresses.append(address)
            if pa.types.is_struct(column.type) and column.type.get_field_index("path") >= 0:
                paths += column.field("path").to_pylist()
        size, address = _joined(sizes), _joined(addresses)
        rows = np.flatnonzero(size)
        fragments, offset = _split(address[rows])
        return ImageColumn(
            rows,
            offset,
            np.array([self._columns[each] for each in fragments.tolist()], np.int64),
            size[rows],
            LANCE,
            _of_rows(paths or names, rows),
            {row: path for row, path in enumerate(paths) if path and not size[row]},
            rest,
            len(size),
            [str(self._files[each]) for each in fragments.tolist()],
        )

    def blobs(self, names: list[str | None] | None, rest: pa.Table) -> ImageColumn:
        """Images that lie in files as they are, as their descriptions say."""
        sizes, offsets, files, elsewhere = [], [], [], {}
        for column, address in self._batches():
            for blob, fragment in zip(column.to_pylist(), _split(address)[0].tolist(), strict=True):
                kind = (blob or {}).get("kind", _INLINE)
                size = ((blob or {}).get("size") or 0) if kind != _EXTERNAL else 0
                if size:
                    offsets.append(blob["position"])
                    files.append(str(self._file_of(fragment, kind, blob.get("blob_id", 0))))
                elif kind == _EXTERNAL:
                    elsewhere[len(sizes)] = _local(blob["blob_uri"])
                sizes.append(size)
        size = np.array(sizes, np.int64)
        rows = np.flatnonzero(size)
        offset = np.array(offsets, np.int64)
        found = _of_rows(names, rows)
        return ImageColumn(
            rows, offset, size[rows], size[rows], STORED, found, elsewhere, rest, len(size), files
        )

    def _file_of(self, fragment: int, kind: int, number: int) -> Path:
        """The file that a blob lies in; one beside a data file is called by the bits of its number."""
        file = self._files[fragment]
        return file if kind == _INLINE else file.with_suffix("") / f"{f'{number:032b}'[::-1]}.blob"

    def _batches(self) -> Iterator[tuple[pa.Array, np.ndarray]]:
        """The column, and where each of its rows lies, in the order of the data set."""
        scanner = self._data_set.scanner(
            columns=[self._name], with_row_address=True, batch_size=_BATCH, io_buffer_size=_WAITING
        )
        for batch in scanner.to_batches():
            yield batch.column(self._name), batch.column(_ADDRESS).to_numpy()


def _column_in(path: Path, file: Any, ids: set[int]) -> int:
    """The number in the schema of a file of the column of some fields, which may have another name there."""
    from lance.file import LanceFileReader

    schema = LanceFileReader(str(path)).metadata().schema
    nodes = [(i, leaf) for i, field in enumerate(schema) for leaf in _nodes(field.type)]
    # From version 2.1 on only what has no parts is listed.
    listed = nodes if len(nodes) == len(file.fields) else [each for each in nodes if each[1]]
    return listed[next(place for place, each in enumerate(file.fields) if each in ids)][0]


def _nodes(kind: pa.DataType) -> list[bool]:
    """A type and all that are in it, in their order: whether each has no parts."""
    kind = kind.storage_type if isinstance(kind, pa.BaseExtensionType) else kind
    parts = [kind.field(i).type for i in range(kind.num_fields)] if pa.types.is_nested(kind) else []
    return [not parts, *(node for part in parts for node in _nodes(part))]


def _is_blob(kind: pa.DataType) -> bool:
    return isinstance(kind, pa.ExtensionType) and kind.extension_name == _BLOB


def _names(rest: pa.Table) -> list[str | None] | None:
    """What a column of paths or names of files calls the images."""
    for field in rest.schema:
        if is_text(field.type) and may_be_path(field.name, SourceOptions()):
            return rest[field.name].to_pylist()
    return None


def _of_rows(names: list[str | None] | None, rows: np.ndarray) -> list[str | None]:
    return [None] * len(rows) if names is None else [names[row] for row in rows.tolist()]


def _split(address: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fragments and the rows in their files."""
    return (address >> _ROW_BITS).astype(np.int64), (address & ((1 << _ROW_BITS) - 1)).astype(np.int64)


def _joined(arrays: list[np.ndarray]) -> np.ndarray:
    return np.concatenate([np.empty(0, np.int64), *(each.astype(np.int64) for each in arrays)])


def _local(address: str) -> str:
    """The path of an address of a file; any other address as it is."""
    parts = urlsplit(address)
    return unquote(parts.path) if parts.scheme == "file" else address


def _unreadable(folder: Path, error: Exception) -> SourceError:
    return SourceError(f"{folder} cannot be read as Lance: {_OF_SOURCE.split(str(error))[0].splitlines()[0]}")
