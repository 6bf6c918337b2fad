"""Clauses, which `and` joins to a filter, so that controls can each mind their own.

A control finds its clause among them and exchanges it; whatever it does not know is kept as it stands. All
functions take clauses and give clauses; `write` joins them, and no other place does.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_VALUE = 500
"""Characters of a value of a column that is offered as a clause."""
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_WORDS = frozenset({
    "all", "and", "as", "asc", "between", "by", "case", "cast", "desc", "distinct", "else", "end", "except",
    "exists", "false", "from", "group", "having", "in", "index", "is", "join", "like", "limit", "not", "null",
    "on", "or", "order", "select", "set", "table", "then", "to", "true", "union", "values", "when", "where",
    "with",
})  # fmt: skip

End = float | str | None
"""Of a range: a number, a time as it is written, None where there is no such end."""
Bounds = tuple[End, End]
"""Lowest and highest value; whether an end is included, the text says."""


@dataclass(frozen=True)
class Clause:
    """One part of a filter.

    Attributes
    ----------
    text : str
        As it stands in the filter.
    column : str or None
        The column that it is about, when it is of a form that a control can show.
    values : tuple of str or None
        The values it takes: `column = 'a'` or `column in ('a', 'b')`; of booleans `true` and `false`.
    bounds : tuple of (float, str or None) or None
        Lowest and highest value it takes, None where it has no such end: `column between 1 and 2`,
        `column >= 1`, `column < '2024-05-31'`, `column = 3`.
    missing : bool
        Whether images without a value are taken as well: `column is null`, by itself or after `or`.
    call : tuple or None
        Name and arguments of a set that it names: `found('dog', 0.2)`.
    opaque : bool
        Whether `and` around it would change it, or might: another `or`, or what cannot be parsed.
    """

    text: str
    column: str | None = None
    values: tuple[str, ...] | None = None
    bounds: Bounds | None = None
    missing: bool = False
    call: tuple[str, tuple[str | float, ...]] | None = None
    opaque: bool = False


def write(clauses: Sequence[Clause]) -> str:
    """Join clauses into the text of one filter."""
    return clauses[0].text if len(clauses) == 1 else " and ".join(map(joinable, clauses))


def joinable(clause: Clause) -> str:
    """Write a clause so that `and` may stand beside it."""
    return f"({clause.text})" if clause.opaque else clause.text


def values_of(clauses: Sequence[Clause], column: str) -> list[str]:
    """Give the values that clauses take of a column; empty when they say nothing that a choice can show."""
    return [value for clause in clauses if clause.column == column for value in clause.values or ()]


def with_values(clauses: Sequence[Clause], column: str, values: Sequence[str]) -> list[Clause]:
    """Take just these values of a column; none lifts the clause."""
    kept = [clause for clause in clauses if not (clause.column == column and clause.values is not None)]
    if not values:
        return kept
    name, literals = identifier(column), [literal(value) for value in values]
    text = f"{name} = {literals[0]}" if len(literals) == 1 else f"{name} in ({', '.join(literals)})"
    return [*kept, Clause(text, column, values=tuple(values))]


def identifier(column: str) -> str:
    """Write a column's name, in double quotes where it needs them."""
    if _PLAIN.fullmatch(column) and column.lower() not in _WORDS:
        return column
    doubled = column.replace('"', '""')
    return f'"{doubled}"'


def literal(value: str) -> str:
    """Write a text in single quotes."""
    doubled = value.replace("'", "''")
    return f"'{doubled}'"
