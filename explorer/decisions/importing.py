"""Taking over decisions that were made elsewhere, as one change that can be undone."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain

import numpy as np

from explorer.decisions.changing import TIME, Change, NewDecision, Subject, now
from explorer.decisions.cluster_decisions import KINDS, read_about
from explorer.decisions.current import current
from explorer.decisions.decision_kinds import CLUSTER, CORRECTED, IMAGE, INDEX, VIEW, check_author, checked
from explorer.decisions.placing import rows_with, subjects_at
from explorer.decisions.several_labels import checked_in
from explorer.errors import InputError
from explorer.index.format import HASH, PATH
from explorer.index.reader import Index
from explorer.words import counted

FIELDS = ("path", "hash", "kind", "name", "value", "about")
"""Of a decision that is taken over; texts all of them."""
MADE = (("time", "when"), ("author", "by"))
"""When it was made and by whom, as decisions and as corrections are written."""
SHORT = ("tag", "note", "corrected")
"""Columns of tables that say one decision a column, rather than one a line."""
_LONGEST_PATH = 4096
_FIRST_YEAR = 1970


def import_decisions(index: Index, rows: Iterable[dict], author: str, name: str = "the file") -> Change:
    """Take decisions over as one change, which can be undone.

    What the file says of when and by whom a decision was made stays; where it says nothing it is now, and
    `author`, whose change it is in any case. Images that this build does not have are kept, and are there
    again when they are.

    Raises
    ------
    InputError
        When one of them says what no decision may say; nothing is taken over then.
    """
    parts = []
    for number, row in enumerate(rows, start=1):
        try:
            parts += _parts(row, index)
        except InputError as error:
            raise InputError(f"{name}, entry {number}: {error}") from None
    if not parts:
        raise InputError(f"{name} holds no decision; nothing was changed.")
    parts = _identified(index, parts)
    what = f"Import {counted(len(parts), 'decision')}"
    return current(index).store.change(parts, what, check_author(author))


def _identified(index: Index, parts: list[NewDecision]) -> list[NewDecision]:
    """Complete what names an image by its path alone, or by its content alone, where this build has it."""
    bare = [
        part.subject
        for part in parts
        if part.subject.kind == IMAGE and not (part.subject.path and part.subject.hash)
    ]
    if not bare:
        return parts
    found: dict[tuple[str, str], Subject] = {}
    for column, wanted in (
        (PATH, {s.path for s in bare if s.path}),
        (HASH, {s.hash for s in bare if not s.path}),
    ):
        if not wanted or column not in index.items.column_names:
            continue
        rows = sorted(chain.from_iterable(rows_with(index, column, wanted).values()))
        for subject in subjects_at(index, np.array(rows, np.int64)):
            found[(column, subject.path if column == PATH else subject.hash)] = subject
    return [replace(part, subject=_known(part.subject, found)) for part in parts]


def _known(subject: Subject, found: dict[tuple[str, str], Subject]) -> Subject:
    if subject.kind != IMAGE or (subject.path and subject.hash):
        return subject
    key = (PATH, subject.path) if subject.path else (HASH, subject.hash)
    return found.get(key, subject)


def _parts(row: dict, index: Index) -> list[NewDecision]:
    said = {name: row.get(name) for name in (*FIELDS, *SHORT, *chain.from_iterable(MADE))}
    texts = {name: "" if value is None else value for name, value in said.items()}
    for name, value in texts.items():
        lists = name in (CORRECTED, "value") and isinstance(value, list)  # of several classes
        if not isinstance(value, str) and not lists:
            raise InputError(f"{name} must be text; got {type(value).__name__}.")
    time, author = (texts[name] or texts[other] for name, other in MADE)
    made = (_time(time), check_author(author))
    kind = texts["kind"]
    if kind == VIEW:
        name, value = checked(VIEW, texts["name"], texts["value"])
        return [NewDecision(Subject(INDEX), VIEW, name, value, *made)]
    if texts["about"]:
        if kind not in KINDS or not texts["hash"] or read_about(texts["about"]) is None:
            raise InputError("it is about no cluster; leave `about` empty, or take it from an export.")
        cluster = Subject(CLUSTER, "", _hash(texts["hash"]), about=texts["about"])
        return [NewDecision(cluster, kind, *checked(kind, texts["name"], texts["value"]), *made)]
    subject = Subject(IMAGE, _path(texts["path"]), _hash(texts["hash"]))
    if not subject.path and not subject.hash:
        raise InputError("it names no image; give its path.")
    if kind:
        return [NewDecision(subject, kind, *checked_in(index, kind, texts["name"], texts["value"]), *made)]
    return [
        NewDecision(subject, short, *checked_in(index, short, texts[short], texts[short]), *made)
        for short in SHORT
        if isinstance(texts[short], list) or texts[short].strip()
    ]


def _time(text: str) -> str:
    """Return a time as it is stored; one that is still to come is now."""
    if not text.strip():
        return ""
    try:
        read = datetime.fromisoformat(text.strip())
        read = read.replace(tzinfo=read.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        read = None
    if read is None or read.year < _FIRST_YEAR:
        raise InputError(f"{text[:40]!r} is no time; write it as {now()}, or leave it out.")
    return min(read.strftime(TIME), now())


def _path(text: str) -> str:
    if len(text) > _LONGEST_PATH or any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in text):
        raise InputError(f"{text[:40]!r}… is no path of an image.")
    return text


def _hash(text: str) -> str:
    if text and not (len(text) <= 64 and all(sign in "0123456789abcdef" for sign in text)):
        raise InputError(f"{text[:40]!r} is no hash; it has hexadecimal digits, or is left empty.")
    return text
