"""Turn a parsed expression into vectorised pyarrow calls, taking only the nodes that are named here.

Every node type has its own method and its own list of allowed parts; a node that is not listed, or has a
part that is not listed (`a in (select …)`, `t.a`), is refused. Types are checked when the filter is compiled,
so that a wrong comparison is said before any data is read.
"""

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from explorer.cancellation import check_cancelled
from explorer.errors import WhereError
from explorer.filters.column_values import column_value, resolve_column
from explorer.filters.named_sets import SETS, WORK, NamedSets
from explorer.filters.positions import pointing
from explorer.filters.several_texts import of_any, same_texts
from explorer.filters.text_order import check_order
from explorer.filters.typed_values import Value, align, fitting, literal

Evaluate = Callable[[pa.Table], object]
COMPARISONS = {
    "EQ": pc.equal,
    "NEQ": pc.not_equal,
    "LT": pc.less,
    "LTE": pc.less_equal,
    "GT": pc.greater,
    "GTE": pc.greater_equal,
}
LIKE_WORK = 50
"""Comparisons that take as long as one `like`."""
ORDERED = frozenset({"LT", "LTE", "GT", "GTE"})
ACCEPTED = (
    "columns, literals, comparisons, and, or, not, in, like, between, is null, parentheses, and the sets "
    f"{', '.join(kind.usage for kind in SETS.values())}"
)


def refusal(node) -> WhereError:
    """Say that a part of the expression is outside the accepted part of SQL."""
    written = node.sql()
    written = written if len(written) <= 80 else written[:79] + "…"
    return WhereError(f"`{written}` is not taken in a filter; it may hold only {ACCEPTED}")


class Compiler:
    """Compiles the nodes of one expression against one schema."""

    def __init__(self, schema: pa.Schema, sets: NamedSets | None = None):
        self.schema = schema
        self._sets = sets
        self.columns: list[str] = []
        self.work = 0

    @pointing
    def predicate(self, node) -> Evaluate:
        """Compile a node that is true, false or unknown for each row."""
        self.work += 1
        name = type(node).__name__
        method = getattr(self, f"_{name.lower()}", None) if name in PREDICATES else None
        if name in COMPARISONS:
            self._only(node, "this", "expression")
            return self._compare(name, self.value(node.this), self.value(node.expression))
        if method is not None:
            return method(node)
        if name == "Anonymous" and self._sets is not None:
            return self._call(node, self._sets)
        value = self.value(node)
        if value.kind not in ("boolean", "null"):
            raise WhereError(f"{value.said} is {value.kind}, not a condition; compare it with something")
        return value.get

    @pointing
    def value(self, node) -> Value:
        """Compile a column or a literal."""
        name = type(node).__name__
        if name == "Column":
            return self._column(node)
        if name == "Paren":
            self._only(node, "this")
            return self.value(node.this)
        found = literal(node)
        if found is None:
            raise refusal(node)
        return found

    def _call(self, node, sets: NamedSets) -> Evaluate:
        """Compile a set of images that is named by a call."""
        asked = called(node)
        if asked is None:
            raise refusal(node)
        call = sets.read(*asked)
        self.work += WORK
        return lambda _items: pa.array(sets.mask(call))

    def _only(self, node, *allowed: str) -> None:
        """Refuse parts of a node that this compiler would silently drop."""
        extra = [part for part, value in node.args.items() if value and part not in allowed]
        if extra:
            raise refusal(node)

    def _column(self, node) -> Value:
        self._only(node, "this")
        name = resolve_column(self.schema, node.name)
        if name not in self.columns:
            self.columns.append(name)
        return column_value(self.schema, name)

    def _compare(self, name: str, left: Value, right: Value) -> Evaluate:
        if name in ("EQ", "NEQ") and left.many and right.many:
            return same_texts(name == "EQ", left.many, right.many)
        if name == "NEQ" and (left.many or right.many):  # none of them is, rather than one of them is not
            equal = self._compare("EQ", left, right)
            return lambda items: pc.invert(equal(items))
        return of_any(self._compare_values(name, left, right), left, right)

    def _compare_values(self, name: str, left: Value, right: Value) -> Evaluate:
        function = COMPARISONS[name]
        left, right = align(left, right)
        column, written = (left, right.constant) if left.constant is None else (right, left.constant)
        is_text = left.kind == "text" and column.constant is None
        if name not in ORDERED or not is_text or not isinstance(written, str):
            return lambda items: function(left.get(items), right.get(items))

        def evaluate(items):
            check_order(column.get(items), written, column.said)
            return function(left.get(items), right.get(items))

        return evaluate

    def _and(self, node) -> Evaluate:
        return self._chain(node, pc.and_kleene)

    def _or(self, node) -> Evaluate:
        return self._chain(node, pc.or_kleene)

    def _chain(self, node, combine) -> Evaluate:
        """Compile `a and b and c …`, which is parsed as a deep left branch, without recursing into it."""
        kind, operands = type(node), []
        while type(node) is kind:
            self._only(node, "this", "expression")
            operands.append(node.expression)
            node = node.this
        parts = [self.predicate(operand) for operand in (node, *reversed(operands))]

        def evaluate(items):
            truth = parts[0](items)
            for part in parts[1:]:
                check_cancelled()
                truth = combine(truth, part(items))
            return truth

        return evaluate

    def _not(self, node) -> Evaluate:
        self._only(node, "this")
        inner = self.predicate(node.this)
        return lambda items: pc.invert(inner(items))

    def _paren(self, node) -> Evaluate:
        self._only(node, "this")
        return self.predicate(node.this)

    def _between(self, node) -> Evaluate:
        self._only(node, "this", "low", "high")
        value = self.value(node.this)
        low = self._compare("GTE", value, self.value(node.args["low"]))
        high = self._compare("LTE", value, self.value(node.args["high"]))
        return lambda items: pc.and_kleene(low(items), high(items))

    def _is(self, node) -> Evaluate:
        self._only(node, "this", "expression")
        value, wanted = self.value(node.this), self.value(node.expression)
        if wanted.kind == "null":
            return lambda items: pc.is_null(value.get(items))
        if wanted.constant is None or wanted.kind != "boolean" or value.kind not in ("boolean", "null"):
            raise WhereError(f"{value.said} `is` takes null, or true and false where the column is boolean")
        # Unlike `=`, `is` never gives unknown.
        return lambda items: pc.fill_null(pc.equal(value.get(items), wanted.get(items)), False)

    def _in(self, node) -> Evaluate:
        self._only(node, "this", "expressions")
        value = self.value(node.this)
        wanted = [align(value, self.value(each))[1] for each in node.expressions]
        if not wanted or any(each.kind != "null" and each.constant is None for each in wanted):
            raise WhereError(f"{value.said} `in` takes a list of values such as ('cat', 'dog')")
        scalars = [each.get(None) for each in wanted if each.kind != "null"]
        has_null = len(scalars) < len(wanted)

        def evaluate(items):
            values = value.get(items)
            if isinstance(values, pa.Scalar):
                values = pa.array([values.as_py()] * items.num_rows, type=values.type)
            # In the column's own type 0.9 equals a stored float32 0.9; what does not fit it is in no row.
            found = pc.is_in(values, value_set=pa.array(fitting(scalars, values.type), type=values.type))
            unknown = pc.or_(pc.is_null(values), pc.and_(pc.invert(found), has_null))
            return pc.if_else(unknown, pa.scalar(None, pa.bool_()), found)

        return of_any(evaluate, value)

    def _like(self, node) -> Evaluate:
        return self._match(node, False)

    def _ilike(self, node) -> Evaluate:
        return self._match(node, True)

    def _escape(self, node) -> Evaluate:
        self._only(node, "this", "expression")
        sign = str(self.value(node.expression).constant or "")
        if type(node.this).__name__ not in ("Like", "ILike") or len(sign) != 1:
            raise WhereError("`escape` takes one character, after a `like`")
        return self._match(node.this, type(node.this).__name__ == "ILike", sign)

    def _match(self, node, ignore_case: bool, escape: str | None = None) -> Evaluate:
        self._only(node, "this", "expression", "negate")
        value, pattern = self.value(node.this), self.value(node.expression)
        if value.kind != "text" or pattern.kind != "text" or not isinstance(pattern.constant, str):
            raise WhereError(
                f"`like` compares text with a quoted pattern such as 'img%'; {value.said} is {value.kind}"
            )
        self.work += LIKE_WORK
        like = arrow_pattern(pattern.constant, escape)
        negate = bool(node.args.get("negate"))

        def evaluate(items):
            found = pc.match_like(value.get(items), like, ignore_case=ignore_case)
            return pc.invert(found) if negate else found

        return of_any(evaluate, value)


PREDICATES = frozenset({"And", "Or", "Not", "Paren", "Between", "Is", "In", "Like", "ILike", "Escape"})


def called(node) -> tuple[str, tuple[str | float, ...]] | None:
    """Give name and arguments of a call of one of `SETS`; None of all else."""
    name = str(node.this).lower()
    values = [literal(each) for each in node.expressions]
    constants = [value.constant for value in values if value is not None and value.constant is not None]
    return (name, tuple(constants)) if name in SETS and len(constants) == len(values) else None


def arrow_pattern(pattern: str, escape: str | None) -> str:
    """Rewrite a LIKE pattern for Arrow, whose escape sign is always the backslash."""
    out, signs = [], iter(pattern)
    for sign in signs:
        if escape is not None and sign == escape:
            sign = next(signs, escape)
            out.append("\\" + sign if sign in "%_\\" else sign)
        else:
            out.append("\\\\" if sign == "\\" else sign)
    return "".join(out)
