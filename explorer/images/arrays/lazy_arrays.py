"""Arrays whose numbers are read as they are asked for, and which of them are pictures."""

import math
import os
import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cache, partial
from typing import BinaryIO, NamedTuple

import numpy as np

from explorer.caching import remember
from explorer.errors import ImageError

_CHANNELS = (1, 3, 4)
_FLAT = {784: (28, 28), 3072: (3, 32, 32), 12288: (3, 64, 64)}
"""Lengths of pictures that lie as one line of numbers: of MNIST, CIFAR and ImageNet made small."""
MOST_UNPACKED = 2 << 30
"""Bytes of an array that has to be unpacked as a whole, and of those that a process keeps."""
_LARGEST_FILE = 1 << 43
"""Bytes; where more are to lie, some systems do not even look."""
_MOST_PICTURES = 10_000_000
MOST_OF_COLUMN = 1 << 28
_NO_PICTURES = re.compile(r"mask|label|target|segment|^y(_|$)|_y$", re.IGNORECASE)
"""Names of arrays that say what is in pictures."""


@dataclass(frozen=True)
class PictureArray:
    """An array of pictures.

    Attributes
    ----------
    name : str
        Empty where its file holds no other.
    count : int
    take : callable
        Gives a picture by its number from 0: (h, w), (h, w, 3) or (h, w, 4), of any numbers.
    """

    name: str
    count: int
    take: Callable[[int], np.ndarray]


class ArrayContents(NamedTuple):
    """What is in a file.

    Attributes
    ----------
    pictures : list of PictureArray
    columns : dict
        By their names arrays of one dimension, and of two where these are whole numbers.
    """

    pictures: list[PictureArray]
    columns: dict[str, np.ndarray]


class LazyArray(NamedTuple):
    """An array whose numbers were not read yet: `take` gives a part along its first axis, `whole` all."""

    shape: tuple[int, ...]
    dtype: np.dtype
    take: Callable[[int], np.ndarray]
    whole: Callable[[], np.ndarray]


def contents_from(arrays: dict[str, LazyArray]) -> ArrayContents:
    """Tell pictures from what is known of them."""
    pictures, columns = [], {}
    for name, given in arrays.items():
        array = _flattened(given)
        if _are_pictures(array.shape, array.dtype) and not _NO_PICTURES.search(name):
            if array.shape[0] > _MOST_PICTURES:
                raise ImageError(f"more than {_MOST_PICTURES:,} pictures in one array")
            pictures.append(PictureArray(name, array.shape[0], lambda i, take=array.take: _upright(take(i))))
        elif _is_column(array.shape, array.dtype):
            columns[name] = array.whole()
    return ArrayContents(pictures, columns)


def _flattened(array: LazyArray) -> LazyArray:
    """Of an array of one value a picture, however many axes it has, one that has one."""
    if len(array.shape) < 3 or set(array.shape[1:]) != {1}:
        return array
    return array._replace(shape=array.shape[:1], whole=lambda: array.whole().reshape(-1))


def _are_pictures(shape: tuple[int, ...], dtype: np.dtype) -> bool:
    """Whether an array is one of pictures: of bytes in planes, or of any numbers in planes and channels."""
    if len(shape) < 2 or 0 in shape or dtype.kind not in "buif":
        return False
    _, *one = shape
    if len(one) == 1:
        return dtype == np.uint8 and one[0] in _FLAT
    if len(one) == 2:
        return dtype.kind in "bu"
    return len(one) == 3 and (one[2] in _CHANNELS or one[0] in _CHANNELS)


def _is_column(shape: tuple[int, ...], dtype: np.dtype) -> bool:
    return (
        (len(shape) == 1 or (len(shape) == 2 and dtype.kind in "bui"))
        and dtype.kind in "buifSU"
        and math.prod(shape) * dtype.itemsize <= MOST_OF_COLUMN
    )


def _upright(picture: np.ndarray) -> np.ndarray:
    """Return a picture with its channels last, and without them where it is grey."""
    if picture.ndim == 1:
        picture = picture.reshape(_FLAT[len(picture)])
    if picture.ndim == 3 and picture.shape[2] not in _CHANNELS:
        picture = picture.transpose(1, 2, 0)
    return picture[..., 0] if picture.ndim == 3 and picture.shape[2] == 1 else picture


def on_disk(file: BinaryIO, offset: int, shape: tuple[int, ...], dtype: np.dtype) -> LazyArray:
    """An array that lies in a file as it is, in the order of C."""
    size, total = (math.prod(axes) * dtype.itemsize for axes in (shape[1:], shape))
    if total > _LARGEST_FILE:
        raise ImageError("its arrays are cut off")
    if total:
        _read(file, offset + total - 1, 1)  # a header may say anything

    def take(i: int) -> np.ndarray:
        return np.frombuffer(_read(file, offset + i * size, size), dtype).reshape(shape[1:])

    def whole() -> np.ndarray:
        return np.frombuffer(_read(file, offset, total), dtype).reshape(shape)

    return LazyArray(shape, dtype, take, whole)


def _read(file: BinaryIO, start: int, size: int) -> bytes:
    file.seek(start)
    data = file.read(size)
    if len(data) < size:
        raise ImageError("its arrays are cut off")
    return data


def in_memory(
    shape: tuple[int, ...], dtype: np.dtype, load: Callable[[], np.ndarray], key: Hashable = None
) -> LazyArray:
    """An array that is unpacked as a whole when it is asked for.

    Parameters
    ----------
    shape, dtype
        As `LazyArray` has them.
    load : callable
        Unpacks it.
    key : hashable, optional
        What tells it from arrays of other files; under it this process keeps it, so that many pictures are
        taken one after the other from a file that is opened for each.
    """
    if math.prod(shape) * dtype.itemsize > MOST_UNPACKED:
        gigabytes = math.prod(shape) * dtype.itemsize / 2**30
        raise ImageError(
            f"packed arrays of {gigabytes:.0f} GB, more than are unpacked at once: save them as .npy, or "
            "with numpy.savez"
        )
    whole = cache(load) if key is None else partial(_unpacked, key, load)
    return LazyArray(shape, dtype, lambda i: whole()[i], whole)


def key_of(file: BinaryIO, name: str) -> Hashable:
    """Return what tells an array from those of other files, and of its file before a change; or None.

    Parameters
    ----------
    file : binary file
    name : str
        Of the array.
    """
    try:
        state = os.fstat(file.fileno())
    except OSError:  # it is none of a disk
        return None
    return state.st_dev, state.st_ino, state.st_mtime_ns, state.st_size, name


_unpacked = remember(
    MOST_UNPACKED,
    lambda key, load: load(),
    key=lambda key, load: key,
    weigh=lambda array: max(1, array.nbytes),
)
