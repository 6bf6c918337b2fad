"""A filter in SQL's expression syntax, parsed, checked against the columns and turned into a mask.

Only columns, literals, comparisons, `and or not in like between is null`, `true false`, parentheses and the
sets of `explorer.filters.named_sets` are taken; whatever else the parser knows (functions, subqueries, casts,
parameters) is refused by name, so an expression can reach neither files nor functions. Logic is three-valued
as in SQL: a comparison with a missing value is unknown, and an unknown row does not match.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from explorer.errors import WhereError
from explorer.filters.column_values import listed_columns
from explorer.filters.named_sets import NamedSets
from explorer.filters.positions import span_of_failure, span_of_token
from explorer.filters.predicates import LIKE_WORK, Compiler

MAX_CHARACTERS = 20_000
"""Of a filter, wherever it comes from."""
MAX_WORK = 2_000_000_000
"""Images times comparisons that a filter may take: some seconds on one core."""
MAX_DEPTH = 40
TOO_DEEP = f"the filter is nested too deeply; at most {MAX_DEPTH} levels are taken"
EXAMPLE = "label = 'cat' and confidence < 0.5"


@dataclass(frozen=True)
class Where:
    """A filter that was checked against a schema.

    Attributes
    ----------
    text : str
        The expression as it was written.
    columns : tuple of str
        Names of the columns it reads, in order of first appearance.
    """

    text: str
    columns: tuple[str, ...]
    _evaluate: Callable[[pa.Table], Any]
    _work: int

    def mask(self, items: pa.Table) -> np.ndarray:
        """Tell which rows match.

        Parameters
        ----------
        items : pyarrow.Table
            A table with the columns of the schema that the filter was compiled for.

        Returns
        -------
        numpy.ndarray
            (n,) bool; rows for which the expression is unknown are False.
        """
        if self._work * items.num_rows > MAX_WORK:
            raise WhereError(
                f"the filter takes too long over {items.num_rows:,} images; use fewer conditions: at most "
                f"{MAX_WORK // items.num_rows:,} comparisons, of which a `like` counts for {LIKE_WORK}"
            )
        try:
            truth = self._evaluate(items)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise WhereError(f"filter `{shorten(self.text)}`: {str(error).splitlines()[0]}") from error
        if isinstance(truth, pa.Scalar):
            return np.full(items.num_rows, truth.as_py() is True, dtype=bool)
        return truth.fill_null(False).to_numpy(zero_copy_only=False).astype(bool, copy=False)


def compile_where(text: str, schema: pa.Schema) -> Where:
    """Parse and check a filter of columns; `compile_tree` takes sets as well.

    Parameters
    ----------
    text : str
        Such as ``label = 'cat' and "confidence:resnet20" < 0.5``. Column names are matched without regard to
        case where that is unambiguous; names with a colon, a space or a sign go in double quotes.
    schema : pyarrow.Schema
        Of the item table.

    Returns
    -------
    Where

    Raises
    ------
    WhereError
        The text is empty, too long, nested too deeply, not in the accepted part of SQL, names an unknown
        column, or compares values of different kinds.
    """
    check_text(text)
    try:
        tree = parse(text, schema)
    except RecursionError as error:
        raise WhereError(TOO_DEEP) from error
    return compile_tree(text, tree, schema)


def check_text(text: str) -> None:
    """Raise `WhereError` where there is no filter."""
    if not isinstance(text, str) or not text.strip():
        raise WhereError(f"the filter is empty; write an expression such as `{EXAMPLE}`")


def compile_tree(text: str, tree, schema: pa.Schema, sets: NamedSets | None = None) -> Where:
    """Check the syntax tree of a filter; as `compile_where`, which parses it as well."""
    compiler = Compiler(schema, sets)
    try:
        evaluate = compiler.predicate(tree)
    except RecursionError as error:
        raise WhereError(TOO_DEEP) from error
    return Where(text, tuple(compiler.columns), evaluate, compiler.work)


def shorten(text: str, limit: int = 80) -> str:
    """Cut a text for an error message."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def parse(text: str, schema: pa.Schema | None = None):
    """Give the one expression in `text`, refusing what could exhaust the parser first.

    Parameters
    ----------
    text : str
    schema : pyarrow.Schema, optional
        Whose columns are named where the text cannot be read.

    Returns
    -------
    sqlglot.Expression

    Raises
    ------
    WhereError
    """
    from sqlglot import Dialect
    from sqlglot.errors import SqlglotError

    if len(text) > MAX_CHARACTERS:
        raise WhereError(f"the filter has {len(text):,} characters; at most {MAX_CHARACTERS:,} are taken")
    if not text.isprintable() and any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in text):
        raise WhereError(
            "the filter holds characters that no text can have (a zero byte or half a character)"
        )
    dialect, tokens = Dialect.get_or_raise("sqlite"), []
    try:
        tokens = dialect.tokenize(text)
        _check_tokens(tokens)
        trees = dialect.parser().parse(tokens, text)
    except WhereError:
        raise
    # The others are the parser's own, on text that is no SQL, such as `{:}`.
    except (SqlglotError, AttributeError, TypeError, ValueError, LookupError) as error:
        message = _parse_message(text, error, schema or pa.schema([]))
        raise WhereError(message, span_of_failure(text, tokens, error)) from error
    if len(trees) != 1 or trees[0] is None:
        raise WhereError(f"the filter must be one expression such as `{EXAMPLE}`, got `{shorten(text)}`")
    return trees[0]


def _check_tokens(tokens: list) -> None:
    """Bound what the recursive parser is given, and refuse statements and comments."""
    depth = prefixes = 0
    for token in tokens:
        if token.comments:
            raise WhereError(
                f"comments are not taken in a filter (before character {token.end + 1})", span_of_token(token)
            )
        kind = token.token_type.name
        if kind == "SEMICOLON":
            raise WhereError(
                f"`;` at character {token.start + 1}: a filter is one expression, not statements",
                span_of_token(token),
            )
        depth += (kind == "L_PAREN") - (kind == "R_PAREN")
        prefixes = prefixes + 1 if kind in PREFIXES else 0
        if depth > MAX_DEPTH or prefixes > MAX_DEPTH:
            raise WhereError(
                f"the filter is nested too deeply at character {token.start + 1}; "
                f"at most {MAX_DEPTH} levels are taken",
                span_of_token(token),
            )


PREFIXES = frozenset({"NOT", "DASH", "TILDE", "PLUS", "CASE", "L_BRACKET", "L_BRACE"})


def _parse_message(text: str, error: Exception, schema: pa.Schema) -> str:
    """Say where the parser stopped and what a filter looks like."""
    details = getattr(error, "errors", None) or [{}]
    column = details[0].get("col")
    where = f" near character {column}" if column else ""
    near = details[0].get("highlight")
    where += f", at `{shorten(near, 40)}`" if near else ""
    bare = [
        name for name in schema.names if not name.isidentifier() and name in text and f'"{name}"' not in text
    ]
    hint = f'write "{bare[0]}" in double quotes' if bare else "text goes in single quotes"
    return (
        f"cannot read the filter `{shorten(text)}`{where}; expected an expression such as `{EXAMPLE}` "
        f"({hint}). Columns: {listed_columns(schema)}"
    )
