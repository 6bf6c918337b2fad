"""Cells that no spreadsheet takes for a formula (OWASP, "CSV Injection")."""

import re

import pyarrow as pa
import pyarrow.compute as pc

from explorer.index.format import PATH

_FORMULA = "^[=+\\-@\t\r\n＝＋－＠]"
_NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"
TEXT_MARK = "'"
"""Before a text, spreadsheets read it as nothing but text."""
HERE = "./"
"""The same for a relative path: it goes on naming the same file."""


def without_formulas(table: pa.Table) -> pa.Table:
    """Put a mark before texts that begin as formulas do, column names included.

    Parameters
    ----------
    table : pyarrow.Table
        Text columns are of type `string`.

    Returns
    -------
    pyarrow.Table
        `'` stands before such a text, `./` before such a `path`; numbers stay, also those that are text.
    """
    columns = [
        _marked(column, HERE if name == PATH else TEXT_MARK) if pa.types.is_string(column.type) else column
        for name, column in zip(table.column_names, table.columns, strict=True)
    ]
    return pa.table(columns, names=_marked(pa.array(table.column_names), TEXT_MARK).to_pylist())


def unmarked(text: str, column: str) -> str:
    """Take the mark of `without_formulas` off a text of a column; any other stays as it is."""
    mark = HERE if column == PATH else TEXT_MARK
    rest = text.removeprefix(mark)
    return rest if rest != text and re.match(_FORMULA, rest) and not re.match(_NUMBER, rest) else text


def _marked(texts: pa.Array | pa.ChunkedArray, mark: str) -> pa.Array | pa.ChunkedArray:
    begins = pc.match_substring_regex(texts, _FORMULA)
    if not pc.any(begins).as_py():
        return texts
    formula = pc.and_not(begins, pc.match_substring_regex(texts, _NUMBER))
    return pc.if_else(formula, pc.binary_join_element_wise(pa.scalar(mark), texts, ""), texts)
