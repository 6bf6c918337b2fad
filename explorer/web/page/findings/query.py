"""What the findings panel asks for, as one word of the address.

`errors`, `drift:split:train:test`, `errors;class=cat;min=30;held`: a choice, what it compares or is about,
and how it looks.
"""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, unquote

from explorer.analysis.findings.finding_kind import Kind, Wording
from explorer.analysis.findings.kinds import KINDS
from explorer.analysis.findings.requirements import meets, require_classes
from explorer.errors import InputError
from explorer.index.checks import shown_model
from explorer.index.tasks import fallible, has_several_classes
from explorer.options import FindingsOptions
from explorer.web.builds.session import Session

SHOWN = 60
"""Cards of each sort; the command line gives more."""
WAYS = {"held": "held_out", "transformed": "transformed"}
"""Words on how to look, and what of a query they set."""
GIVEN_CLASS = "-given-class"
"""Behind the name of a kind: the same with the classes held fixed."""


@dataclass(frozen=True)
class FindingsQuery:
    """A choice of the panel.

    Attributes
    ----------
    choice : str
        A kind, or one with `GIVEN_CLASS` behind it.
    column : str
        Of drift; empty while it is not chosen.
    first, second : str
        Models or values that are compared; empty while they are not chosen.
    min_size : int
        Smaller clusters are passed over.
    held_out : bool
        Whether to find on one half of the images and confirm on the other.
    transformed : bool
        Of duplicates: whether copies count that are rotated, flipped or grayscale.
    of_class : str
        Where an image has several classes: which of these it is about; empty for all together.
    """

    choice: str
    column: str = ""
    first: str = ""
    second: str = ""
    min_size: int = FindingsOptions.min_size
    held_out: bool = False
    transformed: bool = False
    of_class: str = ""

    @property
    def kind(self) -> Kind:
        """The kind of findings."""
        return KINDS[self.choice.removesuffix(GIVEN_CLASS)]

    @property
    def given_class(self) -> bool:
        """Whether the classes are held fixed."""
        return self.choice.endswith(GIVEN_CLASS)

    @property
    def wording(self) -> Wording:
        """What the choice is called, and what is said of it."""
        if self.of_class:
            return replace(self.kind.wording, about=self.kind.class_about.format(self.of_class))
        return (self.given_class and self.kind.given_class) or self.kind.wording

    @property
    def sides(self) -> tuple[str, ...]:
        """What is compared, as the kind's option takes it; empty where nothing is."""
        return {"by": (self.column, self.first, self.second), "models": (self.first, self.second)}.get(
            self.kind.compares, ()
        )

    def __str__(self) -> str:
        """Write it as the address has it; `read` is the inverse."""
        question = ":".join([self.choice, *(quote(part, safe="") for part in self.sides if any(self.sides))])
        about = [f"class={quote(self.of_class, safe='')}"] if self.of_class else []
        least = [f"min={self.min_size}"] if self.min_size != FindingsOptions.min_size else []
        ways = [way for way, name in WAYS.items() if getattr(self, name)]
        return ";".join([question, *about, *least, *ways])


def choices(session: Session) -> dict[str, str]:
    """Return what can be asked of an index, and what it is called, most useful first.

    Where no prediction is wrong, nothing is asked about mistakes.

    Parameters
    ----------
    session : Session
    """
    found = {}
    for name, kind in KINDS.items():
        if not meets(session.index, kind.require) or (kind.of_mistakes and not fallible(session.index)):
            continue
        if kind.compares != "by" or compared_columns(session):
            found[name] = kind.wording.title
            if kind.given_class and meets(session.index, require_classes):
                found[f"{name}{GIVEN_CLASS}"] = kind.given_class.title
    # What needs a column and two values first shows nothing by itself.
    return dict(sorted(found.items(), key=lambda each: FindingsQuery(each[0]).kind.compares == "by"))


def compared_columns(session: Session) -> dict[str, list[str]]:
    """Return the columns of which two values can be compared, with their values."""
    return {column["name"]: column["values"] for column in session.columns if len(column["values"] or ()) > 1}


def read(text: str, session: Session) -> FindingsQuery:
    """Read what the address says; what is left out is what most would choose.

    Raises
    ------
    InputError
        When it is nothing that this index can be asked.
    """
    question, *ways = text.split(";")
    choice, *parts = question.split(":")
    known = choices(session)
    if choice not in known:
        raise InputError(f"findings: {choice[:80]!r} is not one of {', '.join(known)}.")
    asked = _compared(choice, [unquote(part) for part in parts], session)
    for way in filter(None, ways):
        name, _, of_class = way.partition("=")
        asked = _about(asked, unquote(of_class), session) if name == "class" else _looking(asked, way)
    return asked


def classes_of(kind: Kind, session: Session) -> list[str]:
    """Return the classes of which one may be asked about; none where an image has one alone."""
    index = session.index
    return index.classes if "of_class" in kind.takes and has_several_classes(index) else []


def _about(asked: FindingsQuery, of_class: str, session: Session) -> FindingsQuery:
    _check_known(f"class to ask about by {asked.choice}", (of_class,), classes_of(asked.kind, session))
    return replace(asked, of_class=of_class)


def _looking(asked: FindingsQuery, way: str) -> FindingsQuery:
    """Read one of the words on how to look."""
    if way in WAYS:
        return replace(asked, **{WAYS[way]: True})
    name, _, least = way.partition("=")
    if name != "min":
        raise InputError(f"findings: {way[:80]!r} is none of class=NAME, min=IMAGES, {', '.join(WAYS)}.")
    if not (least.isascii() and least.isdigit() and len(least) < 10):
        raise InputError(f"findings: min={least[:20]!r}; a number of images is expected.")
    return replace(asked, min_size=int(least))


def _compared(choice: str, parts: list[str], session: Session) -> FindingsQuery:
    asked = FindingsQuery(choice)
    most = {"models": 2, "by": 3}.get(asked.kind.compares, 0)
    if len(parts) > most:
        raise InputError(f"findings: {choice} takes {most or 'nothing'} to compare; {len(parts)} were given.")
    if asked.kind.compares == "models":
        models = list(map(shown_model, session.index.models))
        first, second = [*parts, "", ""][:2] if parts else models[:2]
        if not (first and second):
            _check_known("model", (first, second), models)
        return replace(asked, first=first, second=second)
    if asked.kind.compares == "by":
        columns = compared_columns(session)
        column, first, second = [*parts, "", "", ""][:3]
        if not (column and first and second):
            _check_known("column to compare by", (column,), list(columns))
            _check_known(f"value of {column}", (first, second), columns.get(column, []))
        return _completed(replace(asked, column=column, first=first, second=second), columns)
    return asked


def _check_known(what: str, given: tuple[str, ...], known: list[str]) -> None:
    """Refuse what is not there of what is half chosen: a whole choice is checked where it is answered."""
    for name in given:
        if name and name not in known:
            raise InputError(f"findings: {name[:80]!r} is no {what} of this index; choose another.")


def _completed(asked: FindingsQuery, columns: dict[str, list[str]]) -> FindingsQuery:
    """Fill in what can only be one thing: the column where there is one, the values where there are two."""
    column = asked.column or (next(iter(columns)) if len(columns) == 1 else "")
    values = columns.get(column, [])
    if len(values) == 2 and not (asked.first and asked.second):
        return replace(asked, column=column, first=values[0], second=values[1])
    return replace(asked, column=column)


def options(asked: FindingsQuery, model: str | None) -> FindingsOptions | None:
    """Return what to look for; None while something is left to be chosen.

    Parameters
    ----------
    asked : FindingsQuery
    model : str or None
        The model of the view, whose errors are meant.
    """
    kind = asked.kind
    if not all(asked.sides):
        return None
    compared: dict[str, Any] = {kind.compares: asked.sides} if kind.compares else {}
    return FindingsOptions(
        kind=kind.name,
        model=(model or None) if kind.takes_model else None,
        given="class" if asked.given_class else None,
        limit=SHOWN,
        min_size=asked.min_size if kind.scans else FindingsOptions.min_size,
        held_out=asked.held_out and kind.scans,
        transformed=asked.transformed and "transformed" in kind.takes,
        of_class=asked.of_class or None,
        **compared,
    )
