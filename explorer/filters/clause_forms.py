"""The forms of clauses that controls show and exchange, recognised in the syntax tree of a filter."""

from collections.abc import Sequence
from dataclasses import replace

from explorer.filters.clauses import Bounds, Clause, End, with_values
from explorer.filters.predicates import called


def of_tree(tree) -> tuple[Clause, ...]:
    """Take the syntax tree of a filter apart into its clauses."""
    from sqlglot import exp

    parts = list(tree.flatten()) if isinstance(tree, exp.And) else [tree]
    return tuple(_clause(part) for part in parts)


def _clause(part) -> Clause:
    from sqlglot import exp

    bare = part.unnest()
    text = _written(bare)
    if isinstance(bare, exp.Or):
        known = _or_missing(bare)
        return replace(known or Clause(text), text=text, opaque=True)
    if isinstance(bare, exp.Anonymous):
        return Clause(text, call=called(bare))
    known = _form(bare)
    return Clause(text) if known is None else known


def _written(node) -> str:
    # Names of functions stay as they are taken: in small letters.
    return node.sql(dialect="sqlite", normalize_functions=False)


def _or_missing(node) -> Clause | None:
    """Recognise `… or column is null`, in either order, where the other part is about the same column."""
    one, other = (_form(part.unnest()) for part in (node.this, node.expression))
    if one is None or other is None or one.column != other.column or one.missing == other.missing:
        return None
    missing, said = (one, other) if one.missing else (other, one)
    alone = missing.values is None and missing.bounds is None
    return replace(said, missing=True) if alone else None


def _form(node) -> Clause | None:
    """Recognise what one control may have written, without `or`."""
    from sqlglot import exp

    text = _written(node)
    if isinstance(node, exp.And):
        return _of_range(text, [_form(part.unnest()) for part in node.flatten()])
    column = _column(node)
    if column is None:
        return None
    if isinstance(node, exp.Is) and isinstance(node.expression, exp.Null):
        return Clause(text, column, missing=True)
    values = _values(node)
    if values is not None:
        strings = all(value.is_string for value in values)
        written = tuple(value.this if value.is_string else str(value.this).lower() for value in values)
        return with_values([], column, written)[0] if strings else Clause(text, column, values=written)
    bounds = _bounds(node)
    return None if bounds is None else Clause(text, column, bounds=bounds)


def _column(node) -> str | None:
    from sqlglot import exp

    there = node.args.get("this")
    return there.name if isinstance(there, exp.Column) else None


def _of_range(text: str, parts: Sequence[Clause | None]) -> Clause | None:
    """Join `column >= 1 and column < 2` to one range."""
    ranges = [part for part in parts if part is not None and part.bounds is not None and not part.missing]
    if len(ranges) != len(parts) or len({part.column for part in ranges}) != 1:
        return None
    lows = [part.bounds[0] for part in ranges if part.bounds and part.bounds[0] is not None]
    highs = [part.bounds[1] for part in ranges if part.bounds and part.bounds[1] is not None]
    if len(lows) > 1 or len(highs) > 1:
        return None
    bounds = (lows[0] if lows else None, highs[0] if highs else None)
    return Clause(text, ranges[0].column, bounds=bounds)


def _values(node) -> list | None:
    from sqlglot import exp

    if isinstance(node, exp.EQ):
        found = [node.expression]
    elif isinstance(node, exp.In):
        found = node.expressions
    else:
        return None
    listed = found and all(value.is_string or isinstance(value, exp.Boolean) for value in found)
    return found if listed else None


def _bounds(node) -> Bounds | None:
    from sqlglot import exp

    if isinstance(node, exp.Between):
        low, high = _end(node.args["low"]), _end(node.args["high"])
        return None if low is None or high is None else (low, high)
    end = _end(node.expression) if isinstance(node, exp.EQ | exp.GT | exp.GTE | exp.LT | exp.LTE) else None
    if end is None:
        return None
    if isinstance(node, exp.EQ):
        return end, end
    return (end, None) if isinstance(node, exp.GT | exp.GTE) else (None, end)


def _end(node) -> End:
    """Read a number, or a quoted time as it stands."""
    if node.is_string:
        return node.this
    try:
        return float(node.sql(dialect="sqlite").replace(" ", ""))
    except ValueError:
        return None
