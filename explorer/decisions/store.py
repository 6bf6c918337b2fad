"""The decisions of one index on disk: read, changed, undone; shared by threads, processes and browsers."""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import TypeVar

from explorer.decisions.changing import DONE, Change, NewDecision, make_change, transaction, turn_back
from explorer.decisions.schema import connect, told
from explorer.index.format import USER_DATA

_Value = TypeVar("_Value")


@dataclass(frozen=True)
class Delta:
    """What is new since a revision, of images and clusters alike.

    Attributes
    ----------
    revision : int
        That it leads to.
    subjects : list of (int, str, str, str, int, str)
        `id, kind, path, hash, copies, about` of those of which anything changed.
    """

    revision: int
    subjects: list[tuple]


class DecisionStore:
    """`user.sqlite` of an index. Nothing is opened or made before it is asked for.

    Parameters
    ----------
    folder : Path
        Of the index.
    """

    def __init__(self, folder: Path) -> None:
        self.file = folder / USER_DATA
        self._lock = RLock()
        self._reader: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None

    @property
    def identity(self) -> tuple[int, int] | None:
        """What tells the file that was read last from one put in its place; None without one."""
        return self._identity

    def revision(self) -> int:
        """Return how often anything was changed; 0 where there is no file.

        Raises
        ------
        DecisionsError
            When the file cannot be read.
        """
        return self._read(lambda db: db.execute("SELECT revision FROM state").fetchone()[0], 0)

    def since(self, revision: int) -> Delta:
        """Return what changed since a revision."""

        def read(db: sqlite3.Connection) -> Delta:
            (newest,) = db.execute("SELECT revision FROM state").fetchone()
            subjects = db.execute(
                "SELECT id, kind, path, hash, copies, about FROM subjects WHERE revision > ? ORDER BY id",
                (revision,),
            ).fetchall()
            return Delta(newest, [row for row in subjects if _sound(row, "isssis")])

        return self._read(read, Delta(0, []))

    def subjects(self, ids: Iterable[int]) -> list[tuple]:
        """Return `id, kind, path, hash, copies, about` of some subjects."""

        def read(db: sqlite3.Connection) -> list[tuple]:
            _ask_for(db, ids)
            found = db.execute(
                "SELECT s.id, s.kind, path, hash, copies, about FROM asked a "
                "JOIN subjects s ON s.id = a.subject"
            ).fetchall()
            return [row for row in found if _sound(row, "isssis")]

        return self._read(read, [])

    def decisions(self, subjects: Iterable[int] | None = None) -> list[tuple]:
        """Return `subject, kind, name, value, time, author` of some subjects, or of all."""

        def read(db: sqlite3.Connection) -> list[tuple]:
            if subjects is None:
                found = db.execute("SELECT * FROM decisions ORDER BY subject, kind, name").fetchall()
            else:
                _ask_for(db, subjects)
                found = db.execute(
                    "SELECT d.* FROM asked a JOIN decisions d ON d.subject = a.subject ORDER BY "
                    "d.subject, kind, name"
                ).fetchall()
            return [row for row in found if _sound(row, "isssss")]

        return self._read(read, [])

    def about(self, kind: str) -> list[tuple]:
        """Return what `decisions` does of all subjects of a kind, without reading those of others."""

        def read(db: sqlite3.Connection) -> list[tuple]:
            found = db.execute(
                "SELECT d.* FROM subjects s JOIN decisions d ON d.subject = s.id WHERE s.kind = ? ORDER BY "
                "d.subject, d.kind, d.name",
                (kind,),
            ).fetchall()
            return [row for row in found if _sound(row, "isssss")]

        return self._read(read, [])

    def last(self) -> tuple | None:
        """Return `id, time, author, what` of the newest change that stands, whoever made it."""

        def read(db: sqlite3.Connection) -> tuple | None:
            found = db.execute(
                "SELECT id, time, author, what FROM changes WHERE state = ? ORDER BY id DESC LIMIT 1", (DONE,)
            ).fetchone()
            return found if found and _sound(found, "isss") else None

        return self._read(read, None)

    def journal(self, limit: int = 50) -> list[tuple]:
        """Return `id, time, author, what, state` of the last changes, the newest first."""
        return self._read(
            lambda db: db.execute(
                "SELECT id, time, author, what, state FROM changes ORDER BY id DESC LIMIT ?", (limit,)
            ).fetchall(),
            [],
        )

    def change(self, parts: Iterable[NewDecision], what: str, author: str = "") -> Change:
        """Write decisions as one change: all of it or nothing.

        Raises
        ------
        ReadOnlyError
            When the file cannot be written.
        DecisionsError
            When it is damaged, or another process writes for longer than a change waits.
        """
        with self._writing() as connection, transaction(connection):
            return make_change(connection, parts, what, author)

    def undo(self, author: str = "", named: tuple[int, str] | None = None) -> Change | None:
        """Undo the last change of somebody that stands, or the one of this id and time; None without one."""
        with self._writing() as connection, transaction(connection):
            return turn_back(connection, author, named=named)

    def redo(self, author: str = "", named: tuple[int, str] | None = None) -> Change | None:
        """Do again what was undone last, unless there was another change since, or the one that is named.

        None where there is none.
        """
        with self._writing() as connection, transaction(connection):
            return turn_back(connection, author, again=True, named=named)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._reader is not None:
                self._reader.close()
            self._reader = self._identity = None

    def __del__(self) -> None:
        reader = getattr(self, "_reader", None)
        if reader is not None:
            reader.close()

    def _read(self, ask: Callable[[sqlite3.Connection], _Value], absent: _Value) -> _Value:
        """Ask the file as it is now; it may be put in place or taken away while a server runs."""
        with self._lock:
            try:
                stat = os.lstat(self.file)
            except OSError:
                self.close()
                return absent
            if self._identity != (stat.st_dev, stat.st_ino) or self._reader is None:
                self.close()
                try:
                    self._reader = connect(self.file, write=False)
                except FileNotFoundError:
                    return absent
                self._identity = (stat.st_dev, stat.st_ino)
            try:
                with _snapshot(self._reader):
                    return ask(self._reader)
            except sqlite3.Error as error:
                self.close()
                raise told(self.file, error) from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                with closing(connect(self.file, write=True)) as connection:
                    yield connection
            except sqlite3.Error as error:
                raise told(self.file, error) from error


@contextmanager
def _snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """Read as of one moment, whatever is written meanwhile."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _ask_for(connection: sqlite3.Connection, subjects: Iterable[int]) -> None:
    """Put some subjects into a table of the connection's own, by which others are joined."""
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS asked (subject INTEGER PRIMARY KEY)")
    connection.execute("DELETE FROM asked")
    connection.executemany("INSERT OR IGNORE INTO asked VALUES (?)", ((int(each),) for each in subjects))


_TYPES = {"i": int, "s": str}


def _sound(row: tuple, kinds: str) -> bool:
    """Tell whether a row holds what is written there; SQLite lets any column hold anything."""
    return all(isinstance(value, _TYPES[kind]) for value, kind in zip(row, kinds, strict=True))
