"""HTML from elements; whatever is text is escaped, so that no name is ever read as HTML."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from explorer.export.figures.fonts import printable

Piece = Markup | str | None
LONGEST = 120
"""Signs of a name that is shown."""
_EMPTY = ("img", "meta", "col")


def tag(name: str, /, *children: Piece, **attributes: str | int | None) -> Markup:
    """Return an element.

    Parameters
    ----------
    name : str
        Of the element; written here and nowhere else.
    *children : Markup, str or None
        Text is escaped; None is nothing.
    **attributes : str, int or None
        Without their last underscore (`class_`); other underscores are hyphens. None is left out.
    """
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _EMPTY:
        return Markup(f"<{name}{said}>")
    return Markup(f"<{name}{said}>") + joined(children) + Markup(f"</{name}>")


def joined(pieces: Iterable[Piece]) -> Markup:
    """Return pieces after each other."""
    return Markup("").join(text(piece) for piece in pieces if piece is not None)


def text(piece: Markup | str) -> Markup:
    """Return a piece as HTML; signs that cannot be seen are dropped from text."""
    return piece if isinstance(piece, Markup) else escape(printable_line(piece))


def printable_line(said: str) -> str:
    """Return text as `printable` has it, blanks at its ends kept: it may stand between elements."""
    kept = printable(said)
    return f"{' ' * said.startswith(' ')}{kept}{' ' * (said.endswith(' ') and bool(kept))}"


def short(name: object) -> str:
    """Return a name, cut where it is long."""
    said = printable(str(name))
    return said if len(said) <= LONGEST else f"{said[: LONGEST - 1]}…"


def table(
    head: list[str], rows: Iterable[Sequence[Piece]], numbers: Iterable[int] = (), caption: str = ""
) -> Markup:
    """Return a table that scrolls by itself where it is wide.

    Parameters
    ----------
    head : list of str
    rows : iterable of list
        Cells, as many as in the head.
    numbers : iterable of int
        Columns that are numbers, from 0.
    caption : str
    """
    right = {place: "number" for place in numbers}
    heads = joined(tag("th", each, class_=right.get(i), scope="col") for i, each in enumerate(head))
    lines = joined(
        tag("tr", *(tag("td", cell, class_=right.get(i)) for i, cell in enumerate(cells))) for cells in rows
    )
    said = tag("caption", caption) if caption else None
    whole = tag("table", said, tag("thead", tag("tr", heads)), tag("tbody", lines))
    return tag(
        "div", whole, class_="scrolls", tabindex=0, role="group", aria_label=caption or " ".join(head[:2])
    )


def section(anchor: str, title: str, *children: Piece) -> Markup:
    """Return a section with its heading."""
    return tag("section", tag("h2", title), *children, id=anchor)


def facts(pairs: Iterable[tuple[str, Piece]]) -> Markup:
    """Return names and values, those without a value left out."""
    lines = (tag("div", tag("dt", name), tag("dd", value)) for name, value in pairs if value)
    return tag("dl", *lines, class_="facts")
