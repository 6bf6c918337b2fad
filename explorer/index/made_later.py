"""Arrays that are made of a build when they are first wanted, and kept beside its files where possible.

They are no part of the build: nothing names them, and without them they are made again. Of each kind a few
are kept, those that were wanted last. Where the folder cannot be written to, who asks keeps them in memory.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import get_ident

import numpy as np
from filelock import lock_descriptor

from explorer.errors import ArrayFileError
from explorer.npy import open_npy

PREFIX = "later-"
_MAKING: list[tuple[Path, str]] = []
"""Folder and name of what is being made now, by this process; added to and taken from in one step each."""
LOCK = ".later.lock"
"""Held while a file takes its place and others leave theirs, so that two processes do not both find room."""


def kept_array(
    folder: Path,
    name: str,
    make: Callable[[], np.ndarray],
    sound: Callable[[np.ndarray], bool],
    most: int,
) -> np.ndarray:
    """Return an array that was made before, memory-mapped; else make it, and keep it.

    Parameters
    ----------
    folder : Path
        Of the build.
    name : str
        Its kind, then all that it depends on, so that another name is another array:
        `nearest-0123456789abcdef`.
    make : callable
    sound : callable
        Whether an array that was found is what was kept: a file may be cut short, or be somebody else's.
    most : int
        How many of the kind are kept, at least 1: for one more, the one that was wanted longest ago goes.
    """
    path = folder / f"{PREFIX}{name}.npy"
    with suppress(OSError, ArrayFileError):
        found = open_npy(path, mmap=True)
        if sound(found):
            with suppress(OSError):
                os.utime(path)  # the time of its last use: file systems may not note that by themselves
            return found
    with _noted(folder, name):
        made = make()
    with suppress(OSError):
        _keep(path, made, f"{PREFIX}{_kind(name)}-*.npy", most)
    return made


def kinds_being_made(folder: Path) -> set[str]:
    """Return the kinds of what is being made for a build at this moment, by whichever thread: `nearest`."""
    return {_kind(name) for at, name in [*_MAKING] if at == folder}


@contextmanager
def _noted(folder: Path, name: str) -> Iterator[None]:
    noted = (folder, name)
    _MAKING.append(noted)
    try:
        yield
    finally:
        _MAKING.remove(noted)


def _kind(name: str) -> str:
    return name.partition("-")[0]


def _keep(path: Path, array: np.ndarray, alike: str, most: int) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}-{get_ident()}")
    try:
        with beside.open("xb") as file:
            np.lib.format.write_array(file, np.ascontiguousarray(array), allow_pickle=False)
        with _one_at_a_time(path.parent):
            others = [each for each in path.parent.glob(alike) if each != path]
            for each in sorted(others, key=_last_use)[: max(0, len(others) + 1 - most)]:
                each.unlink(missing_ok=True)  # who has mapped it goes on reading it
            os.replace(beside, path)
    finally:
        with suppress(OSError):
            beside.unlink()


def _last_use(path: Path) -> tuple[int, str]:
    with suppress(OSError):
        return path.stat().st_mtime_ns, path.name
    return 0, path.name


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    with (folder / LOCK).open("w") as file:
        with suppress(OSError):  # a file system without locks: there may be one too many
            lock_descriptor(file.fileno())
        yield
