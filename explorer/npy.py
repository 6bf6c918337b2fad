"""Files of NumPy arrays: the one place that opens those from anywhere, and writes those of an index.

NumPy evaluates the header of an array as Python source and builds a type from it, and an archive is whatever
a zip file may be. What a broken one raises differs with every byte (`SyntaxError`, `tokenize.TokenError`,
`MemoryError`, `zlib.error`, …) and from version to version: here it becomes one error.

What is written through a map of a file ends the process (`SIGBUS`) when the disk is full, and `numpy.save`
does not say why it stopped: here a full disk is an `OSError` that says so.
"""

import mmap as maps
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from explorer.errors import ArrayFileError

_LONGEST = 120


def open_npy(path: Path | str, *, mmap: bool = False) -> np.ndarray:
    """Open a `.npy` file.

    Pickled objects are never loaded, and a header cannot ask for more than the file holds.

    Parameters
    ----------
    path : Path or str
    mmap : bool
        Map it, read-only, rather than read it.

    Returns
    -------
    ndarray
        Of whatever shape and type the file has: the caller checks both.

    Raises
    ------
    OSError
        The file cannot be read.
    ArrayFileError
        It is no whole `.npy` file; the message is the gist of why.
    """
    try:
        mapped = np.lib.format.open_memmap(path, mode="r")
        return mapped if mmap else np.array(mapped)
    except OSError:
        raise
    except Exception as error:
        raise ArrayFileError(gist(error)) from error


def give_pages_back(array: np.ndarray) -> None:
    """Let go of what was read of a mapped array of `open_npy`; it is read again where it is wanted."""
    mapped = getattr(array, "_mmap", None)
    if mapped is not None and hasattr(maps, "MADV_DONTNEED"):
        mapped.madvise(maps.MADV_DONTNEED)


def read_npz(path: Path | str) -> dict[str, np.ndarray]:
    """Read all arrays of a `.npz` file; never pickled objects.

    Raises
    ------
    OSError
        The file cannot be read.
    ArrayFileError
        It is no whole `.npz` file; the message is the gist of why.
    """
    try:
        with np.load(path, allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    except OSError:
        raise
    except Exception as error:
        raise ArrayFileError(gist(error)) from error


def mapped_file(array: np.ndarray) -> tuple[maps.mmap, int]:
    """Return the map that an array of `open_npy(…, mmap=True)` lies in, and at which of its bytes it begins.

    Raises
    ------
    TypeError
        It lies in none.
    """
    mapped = array.base
    if not (isinstance(array, np.memmap) and isinstance(mapped, maps.mmap)):
        raise TypeError("the array was not opened as a map of its file")
    return mapped, array.offset % maps.ALLOCATIONGRANULARITY


@contextmanager
def growing_npy(
    path: Path, shape: tuple[int, ...], dtype: np.dtype | type
) -> Iterator[Callable[[np.ndarray], None]]:
    """Write a `.npy` file a block of rows at a time: gives what appends one.

    Parameters
    ----------
    path : Path
    shape : tuple of int
        Of the whole array; the caller appends exactly so many rows.
    dtype : dtype
        What every block is written as.

    Raises
    ------
    OSError
        It cannot be written, as on a disk that is full.
    """
    dtype = np.dtype(dtype)
    header = {"descr": np.lib.format.dtype_to_descr(dtype), "fortran_order": False, "shape": shape}
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, header)

        def append(block: np.ndarray) -> None:
            file.write(np.ascontiguousarray(block, dtype).reshape(-1).view(np.uint8).data)

        yield append


def save_npy(path: Path, array: np.ndarray) -> None:
    """Write an array as `numpy.save` does."""
    with growing_npy(path, array.shape, array.dtype) as append:
        append(array)


def gist(error: Exception) -> str:
    """The first line of an error; its kind where it says nothing."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:_LONGEST]
