"""Rows of a text table of labels."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from explorer.errors import SourceError
from explorer.sources.tables.separated import decoded

_SEPARATORS = ",;\t"


def header_of(start: bytes) -> list[str]:
    """Names of columns of a table that begins so; empty where it is no text."""
    line = next(iter(start.decode("utf-8-sig", "replace").splitlines()), "")
    return _names(next(csv.reader([line], delimiter=_separator(line)), []))


def rows_of(file: Path) -> Iterator[dict[str, str]]:
    """Give the rows of a table, names of columns and cells trimmed.

    Raises
    ------
    SourceError
        It is no text, or no table.
    """
    text = decoded(file)
    line = text.split("\n", 1)[0]
    # One cell may hold all points of a mask; the module refuses what is longer than 128 KiB by itself.
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(line), skipinitialspace=True)
    try:
        names = _names(next(rows, []))
        for row in rows:
            if any(row):
                yield dict(zip(names, map(str.strip, row), strict=False))
    except csv.Error as error:
        raise SourceError(f"{file}, line {rows.line_num}: no row of a table ({error})") from error


def _names(header: list[str]) -> list[str]:
    return [name.strip().removeprefix("#") for name in header]


def _separator(line: str) -> str:
    return max(_SEPARATORS, key=line.count)
