"""Deciding about images of an index: by rows in, one change out; and the list of what is decided."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from explorer.decisions.changing import Change, NewDecision, Subject
from explorer.decisions.current import Current, current
from explorer.decisions.decision_kinds import (
    CORRECTED,
    INDEX,
    MANY,
    MOST_TAGS,
    NOTE,
    TAG,
    VERDICT,
    VIEW,
    check_author,
    checked,
)
from explorer.decisions.placing import subjects_at
from explorer.decisions.several_labels import checked_in, classes_in
from explorer.errors import InputError
from explorer.index.checks import check_row
from explorer.index.reader import Index
from explorer.options import CLASSIFICATION, MULTILABEL
from explorer.words import counted, images

_WHOLE = Subject(INDEX)


@dataclass(frozen=True)
class Asked:
    """What is to be decided.

    Attributes
    ----------
    kind : str
        `tag`, `note`, `corrected`, `verdict` or `view`.
    name : str
        Of a tag, a verdict, a view; empty else.
    value : str, sequence of str or None
        Of a note, a corrected label (of several classes an image all of them, as `corrected_to` takes them),
        a view's address; empty else.
    remove : bool
        Take it away.
    """

    kind: str
    name: str = ""
    value: str | Sequence[str] | None = ""
    remove: bool = False


def decide(
    index: Index,
    rows: Iterable[int],
    asked: Asked,
    author: str = "",
    instead: Sequence[Asked] = (),
    freed: Sequence[int] = (),
) -> Change:
    """Decide about images, as one change that can be undone.

    Parameters
    ----------
    index : Index
    rows : iterable of int
    asked : Asked
        An empty note takes notes away.
    author : str
        Who decides; empty where nobody said.
    instead : sequence of Asked
        What no longer stands then: taken away by the same change, whatever its value.
    freed : sequence of int
        Rows of other images, of which it no longer stands itself.

    Raises
    ------
    InputError
        When it says what no decision may say, or too many different tags are there.
    NotFoundError
        When there is no such row.
    DecisionsError
        When it cannot be written.
    """
    if asked.kind == VIEW:
        raise InputError("A view is of the whole index, and not of images; name no rows.")
    if asked.kind == CORRECTED and not asked.remove and index.task not in (CLASSIFICATION, MULTILABEL):
        raise InputError(
            f"A label of {index.name} is a number, and a corrected label is a class: tag such images or "
            "write a note on them instead."
        )
    wanted = np.unique(np.fromiter(rows, np.int64))
    if not len(wanted):
        raise InputError("No image was named; name rows, a node or a filter.")
    check_row(index, int(wanted[0]))
    check_row(index, int(wanted[-1]))
    now, by = current(index), check_author(author)
    if asked.remove or (asked.kind == NOTE and isinstance(asked.value, str) and not asked.value.strip()):
        parts = _removed(now, wanted, asked.kind, asked.name if asked.kind in MANY else "")
        return now.store.change(parts, _removal(asked, len({part.subject for part in parts})), by)
    name, value = checked_in(index, asked.kind, asked.name, asked.value)
    tags = now.decided().tags
    if asked.kind == TAG and name not in tags and len(tags) >= MOST_TAGS:
        raise InputError(
            f"There are {MOST_TAGS:,} different tags already; take one of them, or remove one first."
        )
    parts = [
        part
        for other in instead
        if (other.kind, other.name) != (asked.kind, asked.name)
        for part in _removed(now, wanted, other.kind, other.name)
    ]
    parts += _removed(now, np.array(freed, np.int64), asked.kind, name)
    parts += [NewDecision(subject, asked.kind, name, value) for subject in subjects_at(index, wanted)]
    said = name or value
    if asked.kind == CORRECTED and index.task == MULTILABEL:
        said = ", ".join(classes_in(value)) or "no class"
    return now.store.change(parts, _setting(asked.kind, said, len(wanted)), by)


def save_view(index: Index, name: str, address: str | None, author: str = "") -> Change:
    """Keep what an address holds under a name; without an address, forget it."""
    return save_views(index, [(name, address)], author)


def save_views(index: Index, views: Sequence[tuple[str, str | None]], author: str = "") -> Change:
    """Keep and forget several views as one change: one that is forgotten and kept elsewhere is renamed.

    Parameters
    ----------
    index : Index
    views : sequence of (str, str or None)
        Name and address of each; no address forgets it.
    author : str

    Raises
    ------
    InputError
        When there is none, or one says what no view may say.
    """
    if not views:
        raise InputError("No view was named; give one a name and an address.")
    given = [(*checked(VIEW, name, address or ""), address is None) for name, address in views]
    parts = [NewDecision(_WHOLE, VIEW, name, None if gone else value) for name, value, gone in given]
    return current(index).store.change(parts, _viewed(given), check_author(author))


def _viewed(given: Sequence[tuple[str, str, bool]]) -> str:
    """Say what is done with views."""
    if len(given) == 1:
        ((name, _, gone),) = given
        return f"{'Forget' if gone else 'Save'} the view {name}"
    if [gone for *_, gone in given] == [True, False]:
        return f"Rename the view {given[0][0]} to {given[1][0]}"
    return f"Save {counted(len(given), 'view')}"


def _removed(now: Current, rows: np.ndarray, kind: str, name: str) -> list[NewDecision]:
    """Take it from everything that lies in these rows, as it was decided about under whatever path."""
    there = sorted(set(now.decided().placed.at_rows(rows).subjects.tolist()))
    known = now.store.subjects(there) if there else []
    subjects = {id_: Subject(of, path, hash_) for id_, of, path, hash_, _, _ in known}
    stands = now.store.decisions(there) if there else []
    return [
        NewDecision(subjects[subject], kind, said, None)
        for subject, of, said, *_ in stands
        if of == kind and subject in subjects and (not name or said == name)
    ]


def _setting(kind: str, said: str, many: int) -> str:
    """Say what is done."""
    if kind == TAG:
        return f"Tag {images(many)} {said}"
    if kind == VERDICT:
        return f"Say “{said}” of {images(many)}"
    return f"Write a note on {images(many)}" if kind == NOTE else f"Correct {images(many)} to {said}"


def _removal(asked: Asked, many: int) -> str:
    """Say what is taken away."""
    if asked.kind == TAG:
        return f"Take the tag {asked.name} off {images(many)}"
    if asked.kind == VERDICT:
        return f"Take “{asked.name}” off {images(many)}"
    what = "note" if asked.kind == NOTE else "corrected label"
    return f"Take the {what} off {images(many)}"
