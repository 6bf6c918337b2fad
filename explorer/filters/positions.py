"""Where in the text of a filter something is wrong: characters `[start, end)`, to be underlined."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import TypeVar

from explorer.errors import WhereError

_Value = TypeVar("_Value")
_QUOTES = "'\""

Span = tuple[int, int]


def span_of(node) -> Span | None:
    """Return where a node of the syntax tree stands: from its first name or literal to its last."""
    told = [part.meta for part in node.walk() if "start" in part.meta]
    return (min(each["start"] for each in told), max(each["end"] for each in told) + 1) if told else None


def span_of_token(token) -> Span:
    """Return where a token stands."""
    return token.start, token.end + 1


def pointing(compile_node: Callable[..., _Value]) -> Callable[..., _Value]:
    """Have what refuses a node say where it stands; the innermost one that is refused counts."""

    @wraps(compile_node)
    def compiled(compiler, node):
        try:
            return compile_node(compiler, node)
        except WhereError as error:
            error.position = error.position or span_of(node)
            raise

    return compiled


def span_of_failure(text: str, tokens: Sequence, error: Exception) -> Span | None:
    """Return where the parser stopped.

    Parameters
    ----------
    text : str
    tokens : sequence of sqlglot tokens
        Of it; empty where not even these could be told apart.
    error : Exception
        What the parser raised.
    """
    if not tokens:
        return _unclosed(text)
    details = (getattr(error, "errors", None) or [{}])[0]
    at = details.get("line"), details.get("col")
    return next((span_of_token(token) for token in tokens if (token.line, token.col) == at), None)


def _unclosed(text: str) -> Span | None:
    """Return where the quote begins that is not closed."""
    inside, begun = "", 0
    for place, sign in enumerate(text):
        if inside:
            inside = "" if sign == inside else inside
        elif sign in _QUOTES:
            inside, begun = sign, place
    return (begun, len(text)) if inside else None
