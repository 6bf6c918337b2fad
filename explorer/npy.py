"""Files of NumPy arrays from anywhere: the one place that opens them.

NumPy evaluates the header of an array as Python source and builds a type from it, and an archive is whatever
a zip file may be. What a broken one raises differs with every byte (`SyntaxError`, `tokenize.TokenError`,
`MemoryError`, `zlib.error`, …) and from version to version: here it becomes one error.
"""

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
        raise ArrayFileError(_gist(error)) from error


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
        raise ArrayFileError(_gist(error)) from error


def _gist(error: Exception) -> str:
    """The first line of an error; its kind where it says nothing."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:_LONGEST]
