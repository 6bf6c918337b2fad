"""Text is ordered letter by letter: as dates and numbers only where all are written alike."""

import re

import pyarrow as pa
import pyarrow.compute as pc

from explorer.errors import WhereError

_DATE = re.compile(r"\s*[0-9]{1,4}([-/.])[0-9]{1,2}(\1[0-9]{1,4}([ T].*)?)?\s*")
_NUMBER = re.compile(r"\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*")
_YEAR_FIRST = re.compile(r"[0-9]{4}([-/.])[0-9]{2}(\1[0-9]{2}([ T].*)?)?")


def check_order(column: pa.ChunkedArray, literal: str, said: str) -> None:
    """Refuse `<` and its like where a literal means a date or a number and the order of the text is another.

    Parameters
    ----------
    column : pyarrow.ChunkedArray
        (n,) string; empty ones count as missing.
    literal : str
        What the column is compared with.
    said : str
        How a message names the column.

    Raises
    ------
    WhereError
    """
    if _NUMBER.fullmatch(literal):
        what, advice = "numbers", "give the column numbers alone, in every row"
        alike = f"^[0-9]{{{len(literal)}}}$" if literal.isascii() and literal.isdigit() else None
    elif _DATE.fullmatch(literal):
        what, advice = "dates", "write them all as 2023-12-31"
        year_first = _YEAR_FIRST.fullmatch(literal)
        sign = re.escape(year_first[1]) if year_first else ""
        alike = f"^[0-9]{{4}}{sign}[0-9]{{2}}{sign}[0-9]{{2}}([ T]|$)" if year_first else None
    else:
        return
    values = pc.unique(column.filter(pc.not_equal(column, "")).drop_null())
    other = values if alike is None else values.filter(pc.invert(pc.match_substring_regex(values, alike)))
    if len(other):
        raise WhereError(
            f"{said} is text, such as '{other[0].as_py()[:40]}', and text is ordered letter by letter, which "
            f"is not the order of {what}: {advice} and index the table again, or compare with =, in or like"
        )
