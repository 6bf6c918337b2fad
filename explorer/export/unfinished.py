"""Where an export of many files is made: a folder that stays when it is interrupted, so that it can go on.

Unlike those of `explorer.index.workfolder` it has the same name each time, and nobody else removes it.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

from explorer.cancellation import CancelledError
from explorer.errors import ExplorerError, InputError
from explorer.index.locks import WriterLock
from explorer.index.write_errors import why_and_what

ENDING = ".dendro-unfinished"
_LONGEST_NAME = 100
_ASKED, _STATE, _LOCK, _OUT = "asked.json", "state.json", "lock", "out"


class Journal:
    """What of an export is done, kept where it is kept at all.

    Parameters
    ----------
    folder : Path, optional
        In which the export is made; without one nothing is kept.
    resumed : bool
        Whether an interrupted export goes on.

    Attributes
    ----------
    folder, resumed
    worth : bool
        Whether anything was written that need not be written again.
    there : int
        Images that an interrupted export had written.
    bytes : int
        Of images written by this one.
    """

    def __init__(self, folder: Path | None = None, resumed: bool = False) -> None:
        self.folder, self.resumed, self.worth = folder, resumed, resumed
        self.there = self.bytes = 0

    @property
    def out(self) -> Path:
        """Where the result is made."""
        return Path() if self.folder is None else self.folder / _OUT

    def read(self) -> Any:
        """Return what was saved last, by this export or the one that it goes on with; None for nothing."""
        return None if self.folder is None else _read(self.folder / _STATE)

    def save(self, state: object) -> None:
        """Keep a state, in place of that before."""
        if self.folder is not None:
            _write(self.folder / _STATE, state)
            self.worth = True


@contextmanager
def unfinished_folder(result: Path, asked: dict[str, str], say: Callable[[str], object]) -> Iterator[Journal]:
    """Give the journal of an export: of the interrupted one if it was asked for the same, else of a new one.

    The folder is removed in the end, but where it was interrupted, or its disk is full.

    Parameters
    ----------
    result : Path
    asked : dict of str to str
        What makes the result, by what that is in words.
    say : callable
        Is told in a sentence what becomes of an interrupted export.

    Raises
    ------
    InputError
        When it cannot be made.
    ExplorerError
        When another process makes the same result.
    """
    folder = result.parent / f".{_short(result.name)}{ENDING}"
    busy = ExplorerError(f"{result} is being written by another process; wait for it or stop it")
    try:
        folder.mkdir(exist_ok=True)
        lock = WriterLock(folder / _LOCK, busy)
    except OSError as error:
        raise InputError(f"cannot write in {result.parent}: {why_and_what(error)}") from error
    keep = False
    try:
        journal = Journal(folder, _goes_on(folder, asked, result, say))
        try:
            yield journal
        except BaseException as error:
            # What is wrong with the question is wrong the next time, too.
            keep = journal.worth and (
                isinstance(error, OSError | CancelledError) or not isinstance(error, Exception)
            )
            raise
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)
        lock.release()
        if not keep:
            with suppress(OSError):  # Windows removes no file that is open
                folder.rmdir()


def _goes_on(folder: Path, asked: dict[str, str], result: Path, say: Callable[[str], object]) -> bool:
    """Tell whether what lies in a folder is of the same export; if not, it is emptied."""
    before = _read(folder / _ASKED)
    there = (folder / _OUT).is_dir()
    if there and before == asked:
        say(f"Going on with the export to {result} that was interrupted.")
        return True
    if there and isinstance(before, dict):
        other = next((name for name, value in asked.items() if before.get(name) != value), "something else")
        say(f"The export to {result} that was interrupted was of another {other}: it begins anew.")
    for each in folder.iterdir():
        if each.is_dir() and not each.is_symlink():
            shutil.rmtree(each)
        elif each.name != _LOCK:
            each.unlink()
    _write(folder / _ASKED, asked)
    return False


def _read(path: Path) -> Any:
    with suppress(OSError, ValueError):
        return json.loads(path.read_text(encoding="utf-8"))
    return None


def _write(path: Path, document: object) -> None:
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(document), encoding="utf-8")
    os.replace(beside, path)


def _short(name: str) -> str:
    """Cut a name, as file systems count bytes, to one that differs where the name does."""
    data = os.fsencode(name)
    if len(data) <= _LONGEST_NAME:
        return name
    return f"{data[:_LONGEST_NAME].decode(errors='ignore')}-{blake2b(data, digest_size=4).hexdigest()}"
