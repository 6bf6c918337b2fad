"""One change of decisions as one transaction, written down so that it can be undone and done again.

What a change did is kept part by part: what stood there before, and what after. To undo it, each part that
still stands as the change left it goes back; what somebody changed since is left alone.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

CHANGES_KEPT = 500
"""Changes that can be undone; older ones are forgotten, and what they did stays."""

TIME = "%Y-%m-%dT%H:%M:%SZ"
"""UTC, as it is stored."""
DONE, UNDONE, PASSED = 0, 1, 2
"""States of a change; what was undone before another change was made is passed, and not done again."""


# What somebody decided since and took back is as it was before, and still is theirs.
_UNTOUCHED = (
    " AND (p.subject, p.kind, p.name) NOT IN (SELECT q.subject, q.kind, q.name FROM parts q "
    "JOIN changes c ON c.id = q.change WHERE q.change > ? AND c.state = ?)"
)


@dataclass(frozen=True)
class Subject:
    """What is decided about.

    Attributes
    ----------
    kind : str
        `image`, `cluster` or `index`.
    path, hash : str
        Of an image as the item table has them; of a cluster the hash of what is in it.
    copies : int
        Images of that hash when it was first decided about, or when it first was one of several copies.
    about : str
        JSON by which a cluster is found again; of one of several copies the paths of the others; empty else.
    """

    kind: str
    path: str = ""
    hash: str = ""
    copies: int = 1
    about: str = ""


@dataclass(frozen=True)
class NewDecision:
    """One decision that is to stand, or to be taken away where `value` is None.

    Attributes
    ----------
    time, author : str
        When it was made and by whom, where that was elsewhere; empty for now and by whoever makes the change.
    """

    subject: Subject
    kind: str
    name: str
    value: str | None
    time: str = ""
    author: str = ""


@dataclass(frozen=True)
class Change:
    """What a change did.

    Attributes
    ----------
    id : int
        0 where nothing changed.
    what : str
        In words.
    parts : int
        Decisions that are other than before.
    left : int
        Of an undone change, those that were changed since, and that were left alone.
    time : str
        When it was made, UTC; with its id it tells a change from those of another file.
    by : tuple of str
        Who changed what was left alone, sorted; an empty name for nobody's.
    """

    id: int
    what: str
    parts: int
    left: int = 0
    time: str = ""
    by: tuple[str, ...] = ()


def now() -> str:
    """Return the time, UTC, as it is stored: `2026-11-29T02:27:23Z`."""
    return datetime.now(UTC).strftime(TIME)


@contextmanager
def transaction(connection: sqlite3.Connection):
    """Take what is written inside as one; nothing of it where anything fails."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def make_change(
    connection: sqlite3.Connection, parts: Iterable[NewDecision], what: str, author: str
) -> Change:
    """Write decisions within a transaction that is open; those that stand already are passed over."""
    time = now()
    _wanted(connection)
    _give(connection, parts)
    connection.execute(
        "INSERT OR REPLACE INTO wanted SELECT s.id, g.decided, g.name, g.value, "
        "CASE WHEN g.value IS NULL THEN NULL ELSE ifnull(nullif(g.time, ''), ?) END, "
        "CASE WHEN g.value IS NULL THEN NULL ELSE iif(g.time = '' AND g.author = '', ?, g.author) END "
        "FROM given g JOIN subjects s ON s.kind = g.kind AND s.path = g.path AND s.hash = g.hash",
        (time, author),
    )
    connection.execute(
        "DELETE FROM wanted WHERE value IS (SELECT value FROM decisions d WHERE d.subject = wanted.subject "
        "AND d.kind = wanted.kind AND d.name = wanted.name)"
    )
    count = connection.execute("SELECT count(*) FROM wanted").fetchone()[0]
    if not count:
        return Change(0, what, 0)
    connection.execute(
        "UPDATE changes SET state = ? WHERE state = ? AND author = ?", (PASSED, UNDONE, author)
    )
    made = connection.execute(
        "INSERT INTO changes (time, author, what, state) VALUES (?, ?, ?, ?)", (time, author, what, DONE)
    ).lastrowid
    connection.execute(
        "INSERT INTO parts SELECT ?, w.subject, w.kind, w.name, d.value, d.time, d.author, w.value, w.time, "
        "w.author FROM wanted w LEFT JOIN decisions d ON d.subject = w.subject AND d.kind = w.kind "
        "AND d.name = w.name",
        (made,),
    )
    _write(connection)
    _forget(connection)
    return Change(made or 0, what, count, time=time)


def turn_back(
    connection: sqlite3.Connection, author: str, again: bool = False, named: tuple[int, str] | None = None
) -> Change | None:
    """Undo the last change of somebody, or do it `again`, within a transaction; None where there is none.

    Where one is `named` by its id and time, it is that one, whoever made it and whatever was changed since;
    of one that was undone already, or stands again, nothing changes.
    """
    found = _named(connection, *named) if named else _last(connection, author, again)
    if found is None:
        return None
    made, what, at, state = found
    if (state == DONE) == again:
        return Change(made, what, 0, time=at)
    before, after = ("before", "after") if again else ("after", "before")
    _wanted(connection)
    connection.execute(
        f"INSERT INTO wanted SELECT p.subject, p.kind, p.name, p.value_{after}, p.time_{after}, "
        f"p.author_{after} "
        "FROM parts p LEFT JOIN decisions d ON d.subject = p.subject AND d.kind = p.kind AND d.name = p.name "
        f"WHERE p.change = ? AND d.value IS p.value_{before} AND d.time IS p.time_{before} "
        f"AND d.author IS p.author_{before}{_UNTOUCHED if again else ''}",
        (made, made, DONE) if again else (made,),
    )
    taken = connection.execute("SELECT count(*) FROM wanted").fetchone()[0]
    total = connection.execute("SELECT count(*) FROM parts WHERE change = ?", (made,)).fetchone()[0]
    others = _since(connection, made) if taken < total else ()
    _write(connection)
    connection.execute("UPDATE changes SET state = ? WHERE id = ?", (DONE if again else UNDONE, made))
    return Change(made, what, taken, total - taken, at, others)


def _last(connection: sqlite3.Connection, author: str, again: bool) -> tuple | None:
    state, order = (UNDONE, "ASC") if again else (DONE, "DESC")
    return connection.execute(
        f"SELECT id, what, time, state FROM changes WHERE state = ? AND author = ? "
        f"ORDER BY id {order} LIMIT 1",
        (state, author),
    ).fetchone()


def _named(connection: sqlite3.Connection, made: int, at: str) -> tuple | None:
    return connection.execute(
        "SELECT id, what, time, state FROM changes WHERE id = ? AND time = ?", (made, at)
    ).fetchone()


def _since(connection: sqlite3.Connection, made: int) -> tuple[str, ...]:
    """Who changed last what a change is about and is not turned back (`wanted`), in changes that stand."""
    found = connection.execute(
        "SELECT DISTINCT author FROM changes WHERE id IN (SELECT max(q.change) FROM parts p JOIN parts q "
        "ON q.subject = p.subject AND q.kind = p.kind AND q.name = p.name JOIN changes c ON c.id = q.change "
        "WHERE p.change = ? AND q.change > p.change AND c.state = ? AND NOT EXISTS (SELECT 1 FROM wanted w "
        "WHERE w.subject = p.subject AND w.kind = p.kind AND w.name = p.name) "
        "GROUP BY q.subject, q.kind, q.name) ORDER BY author",
        (made, DONE),
    )
    return tuple(str(author) for (author,) in found)


def _wanted(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TEMP TABLE IF NOT EXISTS wanted (subject INTEGER, kind TEXT, name TEXT, value TEXT, "
        "time TEXT, "
        "author TEXT, PRIMARY KEY (subject, kind, name)) WITHOUT ROWID"
    )
    connection.execute("DELETE FROM wanted")


def _write(connection: sqlite3.Connection) -> None:
    """Make what is wanted stand, and count one revision."""
    connection.execute(
        "DELETE FROM decisions WHERE (subject, kind, name) IN (SELECT subject, kind, name FROM wanted)"
    )
    connection.execute("INSERT INTO decisions SELECT * FROM wanted WHERE value IS NOT NULL")
    connection.execute("UPDATE state SET revision = revision + 1")
    connection.execute(
        "UPDATE subjects SET revision = (SELECT revision FROM state) WHERE id IN (SELECT subject FROM wanted)"
    )


def _give(connection: sqlite3.Connection, parts: Iterable[NewDecision]) -> None:
    """Put what is to be decided into a table of its own, and who is not known yet among the subjects."""
    connection.execute(
        "CREATE TEMP TABLE given (kind TEXT, path TEXT, hash TEXT, copies INTEGER, about TEXT, decided TEXT, "
        "name TEXT, value TEXT, time TEXT, author TEXT)"
    )
    rows = (
        (
            p.subject.kind,
            p.subject.path,
            p.subject.hash,
            p.subject.copies,
            p.subject.about,
            p.kind,
            p.name,
            p.value,
            p.time,
            p.author,
        )
        for p in parts
    )
    connection.executemany("INSERT INTO given VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    connection.execute(
        "INSERT INTO subjects (kind, path, hash, copies, about, revision) "
        "SELECT kind, path, hash, copies, about, 0 FROM given WHERE value IS NOT NULL "
        "ON CONFLICT (kind, path, hash) DO UPDATE SET copies = excluded.copies, about = excluded.about "
        "WHERE subjects.about = '' AND excluded.about != ''"
    )


def _forget(connection: sqlite3.Connection) -> None:
    """Keep the last changes only."""
    connection.execute(
        "DELETE FROM parts WHERE change IN (SELECT id FROM changes ORDER BY id DESC LIMIT -1 OFFSET ?)",
        (CHANGES_KEPT,),
    )
    connection.execute(
        "DELETE FROM changes WHERE id IN (SELECT id FROM changes ORDER BY id DESC LIMIT -1 OFFSET ?)",
        (CHANGES_KEPT,),
    )
