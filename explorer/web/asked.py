"""What the findings panel asks for, as one word of the address.

`errors`, `drift:split:train:test`, `errors;min=30;held`: a choice, what it compares, and how it looks.
"""

from dataclasses import dataclass, replace
from urllib.parse import quote, unquote

from explorer.analysis.findings import KINDS
from explorer.errors import InputError
from explorer.index.checks import shown_model
from explorer.options import FindingsOptions

SHOWN = 60
"""Cards of each sort; the command line gives more."""
GIVEN = "errors-given-class"

SCANNED = frozenset({"errors", "regressions", "labels", "drift"})
"""Kinds that look at every cluster, so that a smallest size and a held-out half make sense."""

WORDS = {
    "errors": "Where the model is wrong",
    GIVEN: "Wrong beyond what classes explain",
    "regressions": "Where one model does worse",
    "labels": "Labels that may be wrong",
    "duplicates": "Duplicates",
    "outliers": "Outliers",
    "classes": "Classes to split or merge",
    "drift": "What changed between two groups",
}
"""What a person chooses from; each but one is a kind of findings."""


@dataclass(frozen=True)
class Asked:
    """A choice of the panel.

    Attributes
    ----------
    choice : str
        A key of `WORDS`.
    column : str
        Of drift; empty while it is not chosen.
    first, second : str
        Models or values that are compared; empty while they are not chosen.
    min_size : int
        Smaller clusters are passed over.
    held_out : bool
        Whether to find on one half of the images and confirm on the other.
    """

    choice: str
    column: str = ""
    first: str = ""
    second: str = ""
    min_size: int = FindingsOptions.min_size
    held_out: bool = False

    @property
    def kind(self) -> str:
        """The kind of findings."""
        return "errors" if self.choice == GIVEN else self.choice

    def __str__(self) -> str:
        """Write it as the address has it; `read` is the inverse."""
        parts = {"drift": (self.column, self.first, self.second), "regressions": (self.first, self.second)}
        given = parts.get(self.choice, ())
        question = ":".join([self.choice, *(quote(part, safe="") for part in given if any(given))])
        least = [f"min={self.min_size}"] if self.min_size != FindingsOptions.min_size else []
        return ";".join([question, *least, *(["held"] if self.held_out else [])])


def choices(session) -> dict[str, str]:
    """Return what can be asked of an index, and what it is called, most useful first.

    Parameters
    ----------
    session : Session
    """
    index = session.index
    judged, classes = index.judged, index.labels_tell
    possible = {
        "errors": judged,
        GIVEN: judged and classes,
        "regressions": judged and len(index.models) > 1,
        "labels": classes,
        "classes": classes,
        "drift": bool(compared_columns(session)),
    }
    return {choice: words for choice, words in WORDS.items() if possible.get(choice, True)}


def compared_columns(session) -> dict[str, list[str]]:
    """Return the columns of which two values can be compared, with their values."""
    return {column["name"]: column["values"] for column in session.columns if len(column["values"] or ()) > 1}


def read(text: str, session) -> Asked:
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
    least = next((way.removeprefix("min=") for way in ways if way.startswith("min=")), None)
    if least is not None:
        if not (least.isascii() and least.isdigit() and len(least) < 10):
            raise InputError(f"findings: min={least[:20]!r}; a number of images is expected.")
        asked = replace(asked, min_size=int(least))
    return replace(asked, held_out="held" in ways)


def _compared(choice: str, parts: list[str], session) -> Asked:
    if choice == "regressions":
        first, second = [*parts, "", ""][:2] if parts else map(shown_model, session.index.models[:2])
        return Asked(choice, "", first, second)
    if choice == "drift":
        column, first, second = [*parts, "", "", ""][:3]
        return _completed(Asked(choice, column, first, second), compared_columns(session))
    return Asked(choice)


def _completed(asked: Asked, columns: dict[str, list[str]]) -> Asked:
    """Fill in what can only be one thing: the column where there is one, the values where there are two."""
    column = asked.column or (next(iter(columns)) if len(columns) == 1 else "")
    values = columns.get(column, [])
    if len(values) == 2 and not (asked.first and asked.second):
        return Asked(asked.choice, column, *values)
    return Asked(asked.choice, column, asked.first, asked.second)


def options(asked: Asked, model: str | None) -> FindingsOptions | None:
    """Return what to look for; None while something is left to be chosen.

    Parameters
    ----------
    asked : Asked
    model : str or None
        The model of the view, whose errors are meant.
    """
    assert asked.kind in KINDS
    by = models = None
    if asked.choice == "drift":
        by = (asked.column, asked.first, asked.second)
    if asked.choice == "regressions":
        models = (asked.first, asked.second)
    if not all(by or ()) or not all(models or ()):
        return None
    return FindingsOptions(
        kind=asked.kind,
        model=(model or None) if asked.kind == "errors" else None,
        models=models,
        given="class" if asked.choice == GIVEN else None,
        by=by,
        limit=SHOWN,
        min_size=asked.min_size if asked.kind in SCANNED else FindingsOptions.min_size,
        held_out=asked.held_out and asked.kind in SCANNED,
    )
