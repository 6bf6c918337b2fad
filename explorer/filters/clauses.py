"""A filter as a list of clauses joined by `and`, so that controls can each mind their own.

The filter itself stays what it is everywhere else: one text in SQL's expression syntax, in the URL. A control
reads its clause out of that text and writes it back; whatever it does not know is kept as it stands.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from explorer.errors import WhereError
from explorer.filters.parse import parse

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_WORDS = frozenset({
    "all", "and", "as", "asc", "between", "by", "case", "cast", "desc", "distinct", "else", "end", "except",
    "exists", "false", "from", "group", "having", "in", "index", "is", "join", "like", "limit", "not", "null",
    "on", "or", "order", "select", "set", "table", "then", "to", "true", "union", "values", "when", "where",
    "with",
})  # fmt: skip

Bounds = tuple[float | None, float | None]
"""Lowest and highest value, both included; None where there is no such end."""


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
        The values it takes: `column = 'a'` or `column in ('a', 'b')`.
    bounds : tuple of (float or None) or None
        Lowest and highest value it takes, None where it has no such end: `column between 1 and 2`,
        `column >= 1`, `column <= 2`.
    """

    text: str
    column: str | None = None
    values: tuple[str, ...] | None = None
    bounds: Bounds | None = None


def read(where: str | None) -> list[Clause]:
    """Split a filter into its clauses.

    A text that cannot be parsed is one clause: the server will say what is wrong with it.
    """
    return list(_read(where.strip())) if where and where.strip() else []


@lru_cache(16)  # every control asks for its part of the same filter
def _read(where: str) -> tuple[Clause, ...]:
    from sqlglot import exp

    try:
        tree = parse(where)
        parts = list(tree.flatten()) if isinstance(tree, exp.And) else [tree]
        return tuple(_clause(part) for part in parts)
    except (WhereError, RecursionError):
        return (Clause(where),)


def write(clauses: Sequence[Clause]) -> str:
    """Join clauses into one filter."""
    texts = [clause.text for clause in clauses]
    if len(texts) == 1:
        return texts[0]
    return " and ".join(f"({text})" if _needs_parentheses(text) else text for text in texts)


def values_of(where: str | None, column: str) -> list[str]:
    """Give the values that a filter takes of a column; empty when it says nothing that a choice can show."""
    return [value for clause in read(where) if clause.column == column for value in clause.values or ()]


def bounds_of(where: str | None, column: str) -> Bounds:
    """Give the range that a filter takes of a column."""
    ranges = [clause.bounds for clause in read(where) if clause.column == column and clause.bounds]
    lows = [low for low, _ in ranges if low is not None]
    highs = [high for _, high in ranges if high is not None]
    return max(lows, default=None), min(highs, default=None)


def with_values(where: str | None, column: str, values: Sequence[str]) -> str:
    """Make a filter take just these values of a column; none lifts the clause."""
    kept = [clause for clause in read(where) if not (clause.column == column and clause.values is not None)]
    if not values:
        return write(kept)
    name, literals = identifier(column), [literal(value) for value in values]
    text = f"{name} = {literals[0]}" if len(literals) == 1 else f"{name} in ({', '.join(literals)})"
    return write([*kept, Clause(text)])


def with_bounds(where: str | None, column: str, bounds: Bounds) -> str:
    """Make a filter take just a range of a column; one without ends lifts the clause."""
    kept = [clause for clause in read(where) if not (clause.column == column and clause.bounds is not None)]
    name = identifier(column)
    low, high = (None if bound is None else f"{bound:.12g}" for bound in bounds)
    if low is not None and high is not None:
        return write([*kept, Clause(f"{name} between {low} and {high}")])
    ends = [f"{name} {sign} {bound}" for sign, bound in ((">=", low), ("<=", high)) if bound is not None]
    return write([*kept, *map(Clause, ends)])


def without(where: str | None, position: int) -> str:
    """Drop one clause."""
    clauses = read(where)
    return write([clause for i, clause in enumerate(clauses) if i != position])


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


def _clause(part) -> Clause:
    """Recognise the forms that a control writes."""
    from sqlglot import exp

    bare = part.unnest()
    text = bare.sql(dialect="sqlite")
    column = bare.this.name if isinstance(getattr(bare, "this", None), exp.Column) else None
    if column is None:
        return Clause(text)
    if isinstance(bare, exp.EQ) and bare.expression.is_string:
        return _of_values(column, [bare.expression])
    if isinstance(bare, exp.In) and bare.expressions and all(value.is_string for value in bare.expressions):
        return _of_values(column, bare.expressions)
    bounds = _bounds(bare)
    return Clause(text) if bounds is None else Clause(text, column, bounds=bounds)


def _bounds(node) -> Bounds | None:
    from sqlglot import exp

    if isinstance(node, exp.Between):
        low, high = _number(node.args["low"]), _number(node.args["high"])
        return None if low is None or high is None else (low, high)
    if isinstance(node, exp.GTE | exp.LTE):
        bound = _number(node.expression)
        if bound is not None:
            return (bound, None) if isinstance(node, exp.GTE) else (None, bound)
    return None


def _of_values(column: str, nodes: Sequence) -> Clause:
    values = tuple(node.this for node in nodes)
    written = with_values("", column, values)
    return Clause(written, column, values=values)


def _number(node) -> float | None:
    try:
        return float(node.sql(dialect="sqlite").replace(" ", ""))
    except ValueError:
        return None


def _needs_parentheses(text: str) -> bool:
    """Tell whether `and` around a clause would change it; a clause that cannot be parsed always might."""
    from sqlglot import exp

    try:
        return isinstance(parse(text), exp.Or)
    except (WhereError, RecursionError):
        return True
