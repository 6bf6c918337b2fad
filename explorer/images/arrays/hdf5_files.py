"""Arrays of HDF5 files, as PatchCamelyon, Galaxy10 and people who save `images` and `labels` have them."""

import math
import os
from typing import Any, BinaryIO

import numpy as np

from explorer.errors import ImageError
from explorer.extras import is_installed, line_for
from explorer.images.arrays.lazy_arrays import ArrayContents, LazyArray, contents_from

ENDINGS = (".h5", ".hdf5", ".hdf")
MARK = b"\x89HDF"
NOT_INSTALLED = f"to read HDF5, install h5py: {line_for('hdf5')}"
_OF_MODELS = {"keras_version", "layer_names", "model_config"}
"""What files of weights say of themselves: their arrays have shapes of pictures, too."""
_MOST_ARRAYS = 10_000
_LARGEST_PICTURE = 1 << 30
_CHUNKS = 1 << 26
"""Bytes of unpacked pieces of an array that are kept: one has many pictures."""


def hdf5(file: BinaryIO, name: str) -> ArrayContents:
    """Find the arrays in an HDF5 file, of which no picture is read yet.

    What lies in other files, as HDF5 can say, is not looked for.

    Parameters
    ----------
    file : binary file
        It stays open while pictures are taken.
    name : str
        Of the file; an array that is alone is called by it.

    Raises
    ------
    ImageError
        h5py is not installed, the file is damaged, or there are too many arrays.
    """
    if not is_installed("h5py"):
        raise ImageError(NOT_INSTALLED)
    import h5py

    try:
        opened = h5py.File(file, "r", rdcc_nbytes=_CHUNKS)
    except OSError as error:  # of a file that can be read
        raise ImageError("its arrays are cut off or damaged") from error
    if _OF_MODELS & set(opened.attrs):
        return ArrayContents([], {})
    found: dict[str, Any] = {}

    def visit(at: str, each: Any) -> None:
        if isinstance(each, h5py.Dataset) and each.shape and not (each.external or each.is_virtual):
            found[at] = each
            if len(found) > _MOST_ARRAYS:
                raise ImageError(f"more than {_MOST_ARRAYS:,} arrays")

    opened.visititems(visit)
    stem = os.path.splitext(name)[0]
    return contents_from({stem if len(found) == 1 else at: _lazy(each) for at, each in found.items()})


def _lazy(array: Any) -> LazyArray:
    """An array that is read piece by piece; texts, of whatever length, as such."""
    import h5py

    shape, dtype = tuple(array.shape), array.dtype
    if h5py.check_string_dtype(dtype) is not None:
        return LazyArray(shape, np.dtype("U64"), array.__getitem__, lambda: array.asstr()[()].astype(str))
    if math.prod(shape[1:]) * dtype.itemsize > _LARGEST_PICTURE:
        return LazyArray((), np.dtype("u1"), array.__getitem__, lambda: np.empty(0))
    return LazyArray(shape, dtype, array.__getitem__, lambda: array[()])
