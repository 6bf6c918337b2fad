"""What is in a file of arrays: told by how it begins, where that says nothing by its name."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from explorer.errors import ImageError
from explorer.images.arrays.data_set_files import is_known, of_known, of_matlab
from explorer.images.arrays.hdf5_files import ENDINGS as OF_HDF5
from explorer.images.arrays.hdf5_files import MARK as HDF5
from explorer.images.arrays.hdf5_files import hdf5
from explorer.images.arrays.lazy_arrays import ArrayContents, contents_from
from explorer.images.arrays.numpy_files import IDX_TYPES, idx, npy, npz
from explorer.images.gzipped import MARK as GZIP
from explorer.images.gzipped import GzipReader

_NUMPY, _ZIP, _IDX, _MATLAB = b"\x93NUM", b"PK\x03\x04", b"\0\0", b"MATL"
_OF_IDX = ("-ubyte", "-ubyte.gz")
_ENDINGS = (".npy", ".npy.gz", ".npz", ".mat", *_OF_IDX, *OF_HDF5)
"""Of names, in small letters."""


def may_hold_pictures(name: str) -> bool:
    """Whether a file is called as one of those that are read here."""
    return name.lower().endswith(_ENDINGS) or is_known(name)


def contents_of(file: BinaryIO, name: str) -> ArrayContents:
    """Find the arrays in a file, of which no picture is read yet; none in a file of another kind.

    Parameters
    ----------
    file : binary file
        At its start; it stays the caller's, and open while pictures are taken.
    name : str
        Of the file, without its folders.

    Raises
    ------
    ImageError
        It is damaged, or too large to be unpacked; the message is a short reason.
    OSError
        It cannot be read.
    """
    with telling_damage():
        return _contents(file, name)


@contextmanager
def telling_damage() -> Iterator[None]:
    """Raise `ImageError` for whatever readers raise of damaged arrays; what a disk says stays as it is."""
    try:
        yield
    except (ImageError, OSError):
        raise
    except EOFError as error:
        raise ImageError("its arrays are cut off") from error
    except Exception as error:  # a reader given foreign bytes raises what it likes
        words = " ".join(str(error).split())[:100]
        raise ImageError(f"damaged arrays ({words or type(error).__name__})") from error


def _contents(file: BinaryIO, name: str) -> ArrayContents:
    start = file.read(len(_NUMPY))
    if start.startswith(GZIP):
        file = io.BufferedReader(GzipReader(file))
        start = file.read(len(_NUMPY))
    file.seek(0)
    stem = name.partition(".")[0]
    if start == _NUMPY:
        return contents_from({stem: npy(file)})
    if start == _ZIP:
        return npz(file)
    if start == _MATLAB:
        return of_matlab(file)
    if start == HDF5:
        return hdf5(file, name)
    if name.lower().endswith(_OF_IDX) and start.startswith(_IDX) and start[2] in IDX_TYPES:
        return contents_from({stem: idx(file)})
    return of_known(file, name, start)
