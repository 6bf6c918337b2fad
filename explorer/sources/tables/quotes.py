"""Quotes of text tables: cells that they open end where a cell ends."""

import re

_END_OF_CELL = re.compile(r'(?:[^"]|"")*+" *')
_ESCAPED_CELL = re.compile(r'(?P<begin>^|[\r\n,;\t|])"(?P<inner>(?:[^"\\]|""|\\.)*+)"', re.DOTALL)
_ESCAPED = re.compile(r'\\(["\\])')


def open_quote(text: str, separator: str) -> tuple[int, str] | None:
    """Find a quoted cell that does not end where a cell ends: it would swallow the rows below it.

    Returns
    -------
    tuple or None
        The place of its quote, and what is wrong with it; None where all end.
    """
    around = {separator, "\r", "\n", ""}
    place = 0
    # Not by one expression: over a whole table it runs for seconds in which no signal is heard.
    while (quote := text.find('"', place)) >= 0:
        if text[max(0, quote - 1) : quote] not in around:
            place = quote + 1
            continue
        end = _END_OF_CELL.match(text, quote + 1)
        if end is None:
            return quote, "is not closed"
        if text[end.end() : end.end() + 1] not in around:
            return quote, "does not end where its cell ends"
        place = end.end()
    return None


def with_doubled_quotes(text: str) -> str:
    r"""Write quotes twice that a program has written as `\"`, and one backslash for two, in quoted cells."""
    return _ESCAPED_CELL.sub(_doubled, text)


def _doubled(cell: re.Match[str]) -> str:
    inner = _ESCAPED.sub(lambda pair: '""' if pair[1] == '"' else "\\", cell["inner"])
    return f'{cell["begin"]}"{inner}"'
