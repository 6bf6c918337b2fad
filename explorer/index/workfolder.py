"""A folder beside a result, in which the result is made before it is put in place by a rename.

It goes when its maker is done, and by the next one who works there if its maker was killed: a maker holds a
lock on its folder, which vanishes with its process.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from explorer.errors import InputError
from explorer.index.locks import ReaderLock, lock_for_removal
from explorer.index.write_errors import why_and_what

_ENDING = ".dendro-part"
_LONGEST_NAME = 100


@contextmanager
def work_folder(result: Path) -> Iterator[Path]:
    """Give a new folder beside `result`, and remove it in the end; those of dead processes go first.

    Raises
    ------
    InputError
        When it cannot be made.
    """
    sweep(result.parent)
    start = f".{_short(result.name)}.{os.getpid()}-"
    while True:
        try:
            folder = Path(mkdtemp(prefix=start, suffix=_ENDING, dir=result.parent))
        except OSError as error:
            raise InputError(f"cannot write in {result.parent}: {why_and_what(error)}") from error
        hold = ReaderLock(folder)
        if hold.held:  # else another one swept here before it was locked
            break
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        hold.release()


def require_free(place: Path) -> None:
    """Refuse a place where something is.

    Raises
    ------
    InputError
        When there is.
    """
    if os.path.lexists(place):
        raise InputError(
            f"{place} is there already, and nothing is overwritten; remove it or choose another name"
        )


def sweep(parent: Path) -> None:
    """Remove the work folders in `parent` whose makers are dead."""
    for folder in parent.glob(f".*{_ENDING}"):
        hold = lock_for_removal(folder)
        if hold is not None:
            try:
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(hold)


def remove_own(parent: Path) -> None:
    """Remove the work folders in `parent` of this process: for one that is ended from outside its work."""
    for folder in parent.glob(f".*.{os.getpid()}-*{_ENDING}"):
        shutil.rmtree(folder, ignore_errors=True)


def _short(name: str) -> str:
    """The start of a name: file systems count bytes."""
    return os.fsencode(name)[:_LONGEST_NAME].decode(errors="ignore")
