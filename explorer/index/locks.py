"""Advisory locks that vanish with their process: one writer of a place, many readers of a build.

The writer's lock is filelock's, on every platform. Readers share a hold on the build's folder, which only
`flock` gives (docs/decisions/0010-locks.md): on Windows builds are not held, and old ones are kept.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import IO, Self

from filelock import lock_descriptor

from explorer.errors import ExplorerError, IndexBusyError
from explorer.index.format import BUILD_LOCK
from explorer.index.unreadable import refusal

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None


class WriterLock:
    """Held by the one who writes something.

    Parameters
    ----------
    path : Path
        Of the lock, a file that is made and removed; its folder must exist.
    busy : ExplorerError
        Raised when another process, or another writer in this one, holds it.
    """

    def __init__(self, path: Path, busy: ExplorerError) -> None:
        self._file: IO[str] | None = None
        self._path = path
        while True:
            file = self._path.open("w")
            try:
                held = lock_descriptor(file.fileno(), blocking=False)
            except OSError:  # a file system without locks: go on, and two builders are not noticed
                self._file = file
                return
            if not held:
                file.close()
                raise busy
            if _is_still(file.fileno(), self._path):  # the last holder removes the file as it leaves
                self._file = file
                return
            file.close()

    def release(self) -> None:
        """Remove the lock file and let go; harmless when called twice."""
        if self._file is not None:
            with suppress(OSError):  # Windows removes no file that is open
                self._path.unlink()
            self._file.close()
            self._file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.release()


class BuilderLock(WriterLock):
    """Held by the one process that builds an index.

    Parameters
    ----------
    index_path : Path
        Folder of the index; it must exist.

    Raises
    ------
    IndexBusyError
        When another process, or another builder in this one, holds it.
    """

    def __init__(self, index_path: Path) -> None:
        busy = f"{index_path} is being built by another process; wait for it or stop it."
        super().__init__(index_path / BUILD_LOCK, IndexBusyError(busy))


def is_being_built(index_path: Path) -> bool:
    """Tell whether some process builds the index now; its folder must exist."""
    try:
        BuilderLock(index_path).release()
    except IndexBusyError:
        return True
    return False


class ReaderLock:
    """A shared hold on one build's folder. `held` is False when the build is going or gone."""

    def __init__(self, build_path: Path) -> None:
        self._fd: int | None = None
        self.held = True
        if fcntl is None:
            self.held = build_path.is_dir()
            return
        try:
            self._fd = os.open(build_path, os.O_RDONLY)
        except OSError as error:
            if refused := refusal(error, build_path):
                raise refused from None
            self.held = False
            return
        try:
            fcntl.flock(self._fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            self.held = False
        except OSError:  # a file system without locks; its builds are not removed either
            pass
        if self.held and not _is_still(self._fd, build_path):
            self.held = False
        if not self.held:
            self.release()

    def release(self) -> None:
        """Let go; harmless when called twice."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None


def lock_for_removal(folder: Path) -> int | None:
    """An exclusive hold on a folder that nobody holds, as a file descriptor to close; None when it is held.

    Such a folder is a build that nobody reads, or the work of a process that is no more.
    """
    if fcntl is None:
        return None
    try:
        fd = os.open(folder, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(fd)
        return None
    return fd


def _is_still(fd: int, path: Path) -> bool:
    """Whether `path` still names the file that `fd` has open."""
    try:
        there = path.stat()
    except OSError:
        return False
    mine = os.fstat(fd)
    return (there.st_dev, there.st_ino) == (mine.st_dev, mine.st_ino)
