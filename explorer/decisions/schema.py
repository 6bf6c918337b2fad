"""The file of decisions: `user.sqlite` beside the manifest, opened so that nothing in it can harm.

Whoever hands an index on hands this file on, so it is taken for hostile: a schema that is not, word for
word, the one that is written here is refused before anything of it runs.
"""

import os
import random
import sqlite3
import stat
import time
from contextlib import suppress
from pathlib import Path

from explorer.errors import DecisionsError, ReadOnlyError

APPLICATION_ID = 0x444E4452
"""`DNDR`: what tells the file from other databases."""
VERSION = 1
PATIENCE_SECONDS = 5.0
"""How long a change waits for another process that is writing."""
_LONGEST = 80

_TABLES = {
    "subjects": """CREATE TABLE subjects (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    path TEXT NOT NULL,
    hash TEXT NOT NULL,
    copies INTEGER NOT NULL,
    about TEXT NOT NULL,
    revision INTEGER NOT NULL,
    UNIQUE (kind, path, hash)
)""",
    "decisions": """CREATE TABLE decisions (
    subject INTEGER NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    time TEXT NOT NULL,
    author TEXT NOT NULL,
    PRIMARY KEY (subject, kind, name)
) WITHOUT ROWID""",
    "changes": """CREATE TABLE changes (
    id INTEGER PRIMARY KEY,
    time TEXT NOT NULL,
    author TEXT NOT NULL,
    what TEXT NOT NULL,
    state INTEGER NOT NULL
)""",
    "parts": """CREATE TABLE parts (
    change INTEGER NOT NULL,
    subject INTEGER NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    value_before TEXT, time_before TEXT, author_before TEXT,
    value_after TEXT, time_after TEXT, author_after TEXT,
    PRIMARY KEY (change, subject, kind, name)
) WITHOUT ROWID""",
    "state": """CREATE TABLE state (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    revision INTEGER NOT NULL
)""",
}
_INDEXES = {"changed_subjects": "CREATE INDEX changed_subjects ON subjects (revision)"}


def connect(file: Path, write: bool) -> sqlite3.Connection:
    """Open the file; to write, it is made where there is none.

    Parameters
    ----------
    file : Path
    write : bool
        Whether changes are to be written.

    Returns
    -------
    sqlite3.Connection
        In autocommit mode, for whichever thread holds the lock of its store.

    Raises
    ------
    FileNotFoundError
        When it is to be read, and is not there yet.
    ReadOnlyError
        When it is to be written, and this folder or file cannot be.
    DecisionsError
        When it is damaged, of a newer release, or no such file.
    """
    try:
        if not stat.S_ISREG(file.lstat().st_mode):
            raise DecisionsError(
                f"{file} is no plain file; move it away, and tags and notes are kept in a new one."
            )
    except FileNotFoundError:
        if not write:
            raise
    try:
        return _checked(file, write)
    except sqlite3.Error as error:
        raise told(file, error) from error


def _checked(file: Path, write: bool) -> sqlite3.Connection:
    connection = _open(file, "rwc" if write else "ro")
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        if write:
            _log_ahead(connection)
            connection.execute("PRAGMA synchronous = FULL")
            _create(connection)
        _check(connection, file)
    except BaseException:
        connection.close()
        raise
    return connection


def _open(file: Path, mode: str) -> sqlite3.Connection:
    address = f"{file.absolute().as_uri()}?mode={mode}"
    if mode == "ro" and not os.access(file.parent, os.W_OK):
        # Beside it SQLite would write what readers share; where it cannot, nobody else can write either.
        address += "&immutable=1"
    return sqlite3.connect(
        address, uri=True, timeout=PATIENCE_SECONDS, isolation_level=None, check_same_thread=False
    )


def _log_ahead(connection: sqlite3.Connection) -> None:
    """Have changes written to a log first (WAL), waiting for others that open the file at this moment.

    Turning to the log needs the file alone, and SQLite answers that it is locked at once, without the
    patience that it has with everything else.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
        time.sleep(random.uniform(0.001, 0.02))


def _create(connection: sqlite3.Connection) -> None:
    """Write the tables into a file that is empty."""
    if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            for statement in (*_TABLES.values(), *_INDEXES.values()):
                connection.execute(statement)
            connection.execute("INSERT INTO state VALUES (1, 0)")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        _roll_back(connection)
        raise


def _check(connection: sqlite3.Connection, file: Path) -> None:
    """Refuse what is not, word for word, as it is written here; what is being made is not there yet."""
    connection.execute("BEGIN")  # all of it as of one moment
    try:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        found = dict(
            connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
        )
    finally:
        _roll_back(connection)
    if not found and not application and not version:
        raise FileNotFoundError(str(file))
    if application == APPLICATION_ID and version > VERSION:
        raise DecisionsError(
            f"{file} is of version {version}, and this release reads up to {VERSION}: "
            "update dendro-explorer to see its tags and notes."
        )
    if application != APPLICATION_ID or found != _TABLES | _INDEXES:
        raise DecisionsError(
            f"{file} does not hold what dendro writes there; "
            "move it away, and tags and notes are kept in a new one."
        )


def told(file: Path, error: sqlite3.Error) -> DecisionsError:
    """Return what SQLite says as an error of this package: one sentence that says what to do."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    kind = code & 0xFF
    cannot_open = kind == sqlite3.SQLITE_CANTOPEN
    if kind in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return DecisionsError(f"{file} is being written by another process; try again in a moment.")
    if kind == sqlite3.SQLITE_READONLY or (cannot_open and not os.access(file.parent, os.W_OK)):
        return ReadOnlyError(f"{file} cannot be written: tags and notes can be read, and not changed.")
    # Also to be read it needs a little file beside it.
    if kind == sqlite3.SQLITE_FULL or code == sqlite3.SQLITE_IOERR_SHMSIZE:
        return DecisionsError(f"{file} cannot grow: the disk is full. Nothing was changed; free some room.")
    said = str(error)[:_LONGEST]
    if cannot_open or kind in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM):
        return DecisionsError(
            f"{file} cannot be read or written now ({said}). Nothing was changed; try again in a moment, and "
            "look at its disk where that does not help."
        )
    return DecisionsError(
        f"{file} is damaged ({said}): tags and notes cannot be read. Move it away, or put a copy of it back."
    )


def _roll_back(connection: sqlite3.Connection) -> None:
    """End a transaction without a change, where what failed has not: that is what is to be told."""
    if connection.in_transaction:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
