"""Arrays that are made of a build when they are first wanted, and kept beside its files where possible.

They are no part of the build: nothing names them, and without them they are made again. Where the folder
cannot be written to, who asks keeps them in memory.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import get_ident

import numpy as np

from explorer.errors import ArrayFileError
from explorer.npy import open_npy

PREFIX = "later-"
MOST_FILES = 8
"""Of one build; what is made beyond is not written."""


def kept_array(
    folder: Path, name: str, make: Callable[[], np.ndarray], sound: Callable[[np.ndarray], bool]
) -> np.ndarray:
    """Return an array that was made before, memory-mapped; else make it, and keep it.

    Parameters
    ----------
    folder : Path
        Of the build.
    name : str
        Says all that the array depends on, so that another name is another array: `nearest-0123456789abcdef`.
    make : callable
    sound : callable
        Whether an array that was found is what was kept: a file may be cut short, or be somebody else's.
    """
    path = folder / f"{PREFIX}{name}.npy"
    with suppress(OSError, ArrayFileError):
        found = open_npy(path, mmap=True)
        if sound(found):
            return found
    made = make()
    if len(list(folder.glob(f"{PREFIX}*.npy"))) < MOST_FILES:
        with suppress(OSError):
            _write(path, made)
    return made


def _write(path: Path, array: np.ndarray) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}-{get_ident()}")
    try:
        with beside.open("xb") as file:
            np.lib.format.write_array(file, np.ascontiguousarray(array), allow_pickle=False)
        os.replace(beside, path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
