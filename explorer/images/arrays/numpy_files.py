"""Arrays of NumPy's files, alone and several, and of IDX, as MNIST has them."""

import math
import zipfile
from functools import partial
from typing import IO, BinaryIO

import numpy as np

from explorer.errors import ImageError
from explorer.images.arrays.lazy_arrays import (
    ArrayContents,
    LazyArray,
    contents_from,
    in_memory,
    key_of,
    on_disk,
)

IDX_TYPES = {8: "u1", 9: "i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}
"""Of numbers, by the third byte of the file."""


def npy(file: BinaryIO, offset: int = 0) -> LazyArray:
    """The array of a `.npy` file, or of one that lies in another as it is."""
    file.seek(offset)
    shape, turned, dtype = _npy_header(file)
    if not turned:
        return on_disk(file, file.tell(), shape, dtype)
    return in_memory(shape, dtype, partial(_read_npy, file, offset), key_of(file, str(offset)))


def _read_npy(file: BinaryIO, offset: int) -> np.ndarray:
    file.seek(offset)
    return np.lib.format.read_array(file, allow_pickle=False)


def _npy_header(file: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype]:
    version = np.lib.format.read_magic(file)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, turned, dtype = read(file)
    if dtype.hasobject:
        return (), False, np.dtype("u1")  # objects would have to be made, by whatever their pickles say
    return shape, turned, dtype


def npz(file: BinaryIO) -> ArrayContents:
    archive, arrays = zipfile.ZipFile(file), {}
    for entry in archive.infolist():
        if not entry.filename.endswith(".npy"):
            continue
        name = entry.filename.removesuffix(".npy")
        if entry.compress_type == zipfile.ZIP_STORED:
            arrays[name] = npy(file, _behind_header(file, entry))
            continue
        with archive.open(entry) as member:
            shape, _, dtype = _npy_header(member)
        if math.prod(shape) * dtype.itemsize > entry.file_size:
            raise ImageError("its arrays are cut off or damaged")
        arrays[name] = in_memory(shape, dtype, partial(_read_member, archive, entry), key_of(file, name))
    return contents_from(arrays)


def _read_member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> np.ndarray:
    with archive.open(entry) as member:
        return np.lib.format.read_array(member, allow_pickle=False)


def _behind_header(file: BinaryIO, entry: zipfile.ZipInfo) -> int:
    """Where an entry of a zip file begins that is not packed (APPNOTE.TXT 4.3.7)."""
    file.seek(entry.header_offset + 26)
    lengths = file.read(4)
    return (
        entry.header_offset
        + 30
        + int.from_bytes(lengths[:2], "little")
        + int.from_bytes(lengths[2:], "little")
    )


def idx(file: BinaryIO) -> LazyArray:
    """The array of an IDX file (LeCun, Cortes & Burges, the MNIST database)."""
    start = file.read(4)
    axes = start[3]
    sizes = np.frombuffer(file.read(4 * axes), ">u4")
    if not axes or len(sizes) < axes:
        raise ImageError("its arrays are cut off")
    return on_disk(file, 4 + 4 * axes, tuple(map(int, sizes)), np.dtype(IDX_TYPES[start[2]]))
