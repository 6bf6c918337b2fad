"""Files in which data sets come: the batches of CIFAR, binary and pickled, STL-10, and SVHN's of MATLAB.

Nothing in a pickle is run: of what it would call only what arrays are made by is called.
"""

import codecs
import math
import os
import pickle
import re
from functools import partial
from typing import BinaryIO

import numpy as np

from explorer.caching import remember
from explorer.errors import ImageError
from explorer.images.arrays.lazy_arrays import (
    MOST_OF_COLUMN,
    MOST_UNPACKED,
    ArrayContents,
    PictureArray,
    contents_from,
    in_memory,
    key_of,
)

_OF_MATLAB = {"logical": "u1", "single": "f4", "double": "f8"}
_OF_MATLAB |= {f"{sign}int{bits}": f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)}
"""By what MATLAB calls them, types of numbers."""
_MATLAB_HDF5 = "MATLAB 7.3, which is HDF5: save it with -v7, or as .npz"
_CIFAR, _STL = (3, 32, 32), (3, 96, 96)
_BINARIES = (
    (re.compile(r"(data_batch_\d+|test_batch)\.bin"), _CIFAR, ("label",)),
    (re.compile(r"(train|test)\.bin"), _CIFAR, ("coarse_label", "fine_label")),
    (re.compile(r"(train|test|unlabeled)_X\.bin"), _STL, ()),
)
"""Names of binary files, the shape of their pictures, and the bytes before each."""
_STL_LABELS = re.compile(r"(train|test)_y\.bin")
_PICKLED = re.compile(
    r"((train_)?data_batch_\d+|test_batch|val_data|train|test|val|(batches\.)?meta)(\.pkl|\.pickle)?"
)
"""Names of the pickles of CIFAR and of ImageNet made small."""
_PICKLE = b"\x80"


def is_known(name: str) -> bool:
    """Whether a file is called as one that says nothing of itself, or that is not looked into else."""
    patterns = (_PICKLED, _STL_LABELS, *(pattern for pattern, *_ in _BINARIES))
    return any(pattern.fullmatch(name) for pattern in patterns)


def of_known(file: BinaryIO, name: str, start: bytes) -> ArrayContents:
    """Find the arrays in a file that `is_known`, which begins as told; none where it is something else."""
    for pattern, shape, labels in _BINARIES:
        if pattern.fullmatch(name):
            return _of_binary(file, shape, labels)
    if _STL_LABELS.fullmatch(name):
        stem = name.partition(".")[0]
        return ArrayContents([], {stem: np.frombuffer(file.read(MOST_OF_COLUMN), np.uint8)})
    return _of_pickle(file) if start.startswith(_PICKLE) else ArrayContents([], {})


def _of_binary(file: BinaryIO, shape: tuple[int, ...], labels: tuple[str, ...]) -> ArrayContents:
    """Pictures of CIFAR and STL-10 with their labels before each, in rows of one length."""
    size = math.prod(shape)
    row = size + len(labels)
    length = file.seek(0, os.SEEK_END)
    if not length or length % row:
        raise ImageError(f"its size is no multiple of {row:,} bytes, of which each picture takes so many")

    def take(i: int) -> np.ndarray:
        file.seek(i * row + len(labels))
        picture = np.frombuffer(file.read(size), np.uint8).reshape(shape).transpose(1, 2, 0)
        return picture.transpose(1, 0, 2) if shape == _STL else picture  # there columns come first

    columns = {}
    if labels:
        file.seek(0)
        rows = np.frombuffer(file.read(), np.uint8).reshape(-1, row)
        columns = {name: rows[:, place].copy() for place, name in enumerate(labels)}
    return ArrayContents([PictureArray("", length // row, take)], columns)


def of_matlab(file: BinaryIO) -> ArrayContents:
    """Find the arrays of a `.mat` file, as of SVHN: there the last axis counts the pictures."""
    from scipy.io import loadmat, whosmat

    def load(name: str) -> np.ndarray:
        file.seek(0)
        array = loadmat(file, variable_names=[name])[name]
        return np.moveaxis(array, -1, 0) if array.ndim > 2 else array

    try:
        listed = whosmat(file)
    except NotImplementedError as error:
        raise ImageError(_MATLAB_HDF5) from error
    arrays = {}
    for name, shape, kind in listed:
        if kind in _OF_MATLAB:
            turned = (shape[-1], *shape[:-1]) if len(shape) > 2 else shape
            dtype, key = np.dtype(_OF_MATLAB[kind]), key_of(file, name)
            arrays[name] = in_memory(turned, dtype, partial(load, name), key)
    return contents_from(arrays)


def _of_pickle(file: BinaryIO) -> ArrayContents:
    """A batch of CIFAR, or names of its classes."""
    kept_by = key_of(file, "")
    found = _load(file) if kept_by is None else _loaded(kept_by, file)
    if not isinstance(found, dict):
        return ArrayContents([], {})
    arrays, columns = {}, {}
    for key, value in found.items():
        name = key.decode("utf-8", "replace") if isinstance(key, bytes) else str(key)
        if isinstance(value, np.ndarray):
            arrays[name] = in_memory(value.shape, value.dtype, lambda value=value: value)
        elif isinstance(value, list) and value and all(isinstance(each, int | bytes | str) for each in value):
            columns[name] = np.array(
                [v.decode("utf-8", "replace") if isinstance(v, bytes) else v for v in value]
            )
    pictures, more = contents_from(arrays)
    return ArrayContents(pictures, columns | more)


def _load(file: BinaryIO) -> object:
    return _Plain(file, encoding="bytes").load()


def _weight(found: object) -> int:
    values = found.values() if isinstance(found, dict) else ()
    return max(1, sum(value.nbytes for value in values if isinstance(value, np.ndarray)))


_loaded = remember(MOST_UNPACKED, lambda key, file: _load(file), lambda key, file: key, _weight)


class _Plain(pickle.Unpickler):
    """Makes arrays of NumPy and what Python has by itself; what else a pickle would call is refused."""

    def find_class(self, module: str, name: str) -> object:
        """Return one of the few that an array is made by."""
        if (module, name) in _OF_ARRAYS:
            return _OF_ARRAYS[module, name]
        raise pickle.UnpicklingError(f"it would run {module}.{name}, which is not done")


_REBUILD = np.zeros(0).__reduce__()[0]
_OF_ARRAYS = {
    **{(f"numpy.{core}.multiarray", "_reconstruct"): _REBUILD for core in ("core", "_core")},
    ("numpy", "ndarray"): np.ndarray,
    ("numpy", "dtype"): np.dtype,
    ("_codecs", "encode"): codecs.encode,
}
"""By module and name, what pickles of arrays call."""
