"""Own embeddings in a file beside a table: which array of it is meant, and which row is which image."""

import json
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.errors import ArrayFileError, SourceError
from explorer.npy import read_npz
from explorer.options import VECTOR_FILES, SourceOptions
from explorer.sources.columns.arrays import check_vectors, open_embeddings
from explorer.sources.columns.arrow_types import flat, holds_lists_of_numbers, is_text
from explorer.sources.columns.column_roles import PATH_NAMES
from explorer.sources.columns.vector_column import column_vectors
from explorer.sources.tables.read_table import read_table
from explorer.words import listed

_TENSORS = {
    **{"F16": "<f2", "F32": "<f4", "F64": "<f8", "BF16": "<u2", "F8_E4M3": "u1", "F8_E5M2": "u1"},
    **{f"{sign}{8 * size}": f"<{sign.lower()}{size}" for sign in "IU" for size in (1, 2, 4, 8)},
}
"""Types of safetensors, and of the numbers in the file."""
USUAL = ("embeddings", "embedding", "vectors", "features")
"""Names that are taken of several arrays or columns."""


def split_name(given: str) -> tuple[str, str]:
    """Take `FILE:NAME` apart; the name of an array or a column is empty where none is given."""
    file, colon, name = given.rpartition(":")
    is_file = colon and file.lower().endswith(VECTOR_FILES)
    return (file, name) if is_file else (given, "")


def is_vector_file(given: str) -> bool:
    """Whether a text names a file of vectors, by its ending."""
    return split_name(given)[0].lower().endswith(VECTOR_FILES)


def read_vectors(given: str, paths: pa.ChunkedArray | pa.Array) -> np.ndarray:
    """Read the vectors of the rows of a table.

    Parameters
    ----------
    given : str
        `FILE` or `FILE:NAME`: `.npy`, `.npz`, `.safetensors` or `.parquet`.
    paths : array of text
        The paths in the table, a row each. Of a Parquet file that has a column of paths, a row is the image
        of that path; else rows follow those of the table.

    Returns
    -------
    ndarray, shape (rows, d)
        Floats, finite in float32.

    Raises
    ------
    SourceError
        It is not that: says which arrays there are, and what was expected.
    """
    text, name = split_name(given)
    path = Path(text)
    ending = path.suffix.lower()
    if ending == ".parquet":
        return _of_table(path, name, paths)
    if ending == ".npz":
        return _of_arrays(path, name, len(paths), _npz)
    if ending == ".safetensors":
        return _of_arrays(path, name, len(paths), _safetensors)
    return open_embeddings(path, len(paths))


def _of_arrays(path: Path, name: str, rows: int, read: Callable[[Path], dict[str, np.ndarray]]) -> np.ndarray:
    """The array that is meant: the named one, else the only one that fits, else one of a usual name."""
    arrays = read(path)
    shapes = listed([f"{key} {array.shape}" for key, array in arrays.items()]) if arrays else "none"
    if name:
        if name not in arrays:
            raise SourceError(f"{path}: no array {name!r} for the embeddings; there are: {shapes}")
        return check_vectors(arrays[name], f"{path}:{name}", rows)
    fit = _fitting(arrays, rows, "f") or _fitting(arrays, rows, "iu")
    usual = [key for key in USUAL if key in fit]
    if len(fit) != 1 and not usual:
        what = "several arrays" if fit else "no array"
        raise SourceError(
            f"{path} has {what} of numbers with one row for each of the {rows} of the table; there are: "
            f"{shapes}; name one: {path}:NAME"
        )
    chosen = usual[0] if usual else fit[0]
    return check_vectors(arrays[chosen], f"{path}:{chosen}", rows)


def _fitting(arrays: dict[str, np.ndarray], rows: int, kinds: str) -> list[str]:
    """Names of the arrays of such numbers that have a row for each of the table."""
    return [
        name
        for name, each in arrays.items()
        if each.ndim == 2 and each.dtype.kind in kinds and len(each) == rows
    ]


def _npz(path: Path) -> dict[str, np.ndarray]:
    try:
        return read_npz(path)
    except OSError as error:
        raise SourceError(f"{path}: the embeddings cannot be read ({error.strerror or error})") from error
    except ArrayFileError as error:
        raise SourceError(
            f"{path}: the embeddings are not a .npz file of numbers ({error}); write them with numpy.savez"
        ) from error


def _safetensors(path: Path) -> dict[str, np.ndarray]:
    """The tensors of numbers, mapped; floats that NumPy lacks (bfloat16, those of 8 bits) become float32."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="np") as checked:  # the library looks whether all of it holds together
            names = set(checked.keys())
        with open(path, "rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            header = json.loads(file.read(length))
    except (OSError, SafetensorError, struct.error, ValueError) as error:
        raise SourceError(f"{path}: the embeddings are no whole .safetensors file ({error})") from error
    found = {}
    for name, told in header.items():
        kind, shape = told.get("dtype"), tuple(told.get("shape", ()))
        if name not in names or kind not in _TENSORS or 0 in shape:
            continue
        begin = 8 + length + told["data_offsets"][0]
        found[name] = _in_full(np.memmap(path, _TENSORS[kind], "r", begin, shape), kind)
    return found


def _in_full(mapped: np.ndarray, kind: str) -> np.ndarray:
    """Numbers of safetensors as NumPy has them."""
    if kind == "BF16":
        return (mapped.astype("<u4") << 16).view("<f4")
    if kind == "F8_E5M2":  # the first half of a float16
        return (mapped.astype("<u2") << 8).view("<f2").astype(np.float32)
    return _E4M3[mapped] if kind == "F8_E4M3" else mapped


def _each_e4m3() -> np.ndarray:
    """(256,) float32 What each byte stands for, without infinity (OCP 8-bit Floating Point, E4M3)."""
    byte = np.arange(256)
    exponent, fraction = byte >> 3 & 15, byte & 7
    size = np.where(exponent > 0, np.ldexp(8 + fraction, exponent - 10), np.ldexp(fraction, -9))
    size[byte & 127 == 127] = np.nan
    return np.where(byte < 128, size, -size).astype(np.float32)


_E4M3 = _each_e4m3()


def _of_table(path: Path, name: str, paths: pa.ChunkedArray | pa.Array) -> np.ndarray:
    """Vectors of a column of a Parquet file, by path where it has paths, else row by row."""
    if not path.is_file():
        raise SourceError(f"{path}: the embeddings cannot be read (there is no such file)")
    table = read_table(path, SourceOptions())
    lists = [each.name for each in table.schema if holds_lists_of_numbers(each.type)]
    usual = [key for key in USUAL if key in lists]
    if name and name not in table.column_names:
        there = listed(table.column_names)
        raise SourceError(f"{path}: no column {name!r} for the embeddings; there are: {there}")
    if not name and len(lists) != 1 and not usual:
        there = f"columns of lists of numbers are {listed(lists)}" if lists else "no column has such lists"
        raise SourceError(f"{path}: the embeddings are to be a column; {there}; name one: {path}:NAME")
    chosen = name or (usual[0] if usual else lists[0])
    named = next((key for key in PATH_NAMES if key in table.column_names and is_text(table[key].type)), None)
    if named is not None:
        table = table.take(_places(flat(table[named]), paths, path, named))
    return check_vectors(column_vectors(table, chosen, path), f"{path}:{chosen}", len(paths))


def _places(known: pa.Array, wanted: pa.ChunkedArray | pa.Array, path: Path, column: str) -> pa.Array:
    """The row of each path; every path is there once."""
    known = known.cast(pa.string())
    counts = pc.value_counts(known.drop_null())
    twice = counts.filter(pc.greater(counts.field("counts"), 1))
    if len(twice):
        first = twice.field("values")[0].as_py()
        raise SourceError(f"{path}: {first!r} comes twice in the column {column!r}; expected each path once")
    places = pc.index_in(wanted.cast(pa.string()), value_set=known)
    if places.null_count:
        row = pc.index(pc.is_null(places), True).as_py()
        raise SourceError(
            f"{path} has no vector for {places.null_count} of {len(places)} rows, the first of which is row "
            f"{row} ({wanted[row].as_py()!r}); expected each path of the table in its column {column!r}"
        )
    return places
