"""Rows of a JSON file: an object a line, or written over many lines, or a list of objects."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa

from explorer.errors import SourceError
from explorer.options import SourceOptions
from explorer.sources.columns.column_roles import may_be_path
from explorer.sources.tables.pandas_json import rows_of_table
from explorer.sources.tables.separated import decoded

_SPACE = " \t\r\n"
_SHOWN = 5


def read_json_rows(location: Path, options: SourceOptions) -> pa.Table:
    """Read objects as rows; members that some do not have are null there.

    Raises
    ------
    SourceError
        It is no JSON, and the line is named; or there is another thing in it than objects.
    """
    text = decoded(location)
    try:
        values = _by_lines(text)
    except _BadLineError as bad:
        values = _by_values(text)
        if values is None:
            raise SourceError(f"{location}, line {bad.line}: not JSON ({bad.why})") from bad
    if len(values) == 1:
        values = _rows_of_one(values, location, options)
    for line, row in values:
        if not isinstance(row, dict):
            raise SourceError(
                f"{location}, line {line}: expected a JSON object with a member for each column"
            )
    return table_of([row for _, row in values if isinstance(row, dict)])


def table_of(rows: Sequence[dict]) -> pa.Table:
    """Return objects of JSON as the rows of a table; members that some do not have are null there."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pa.table({_sound(name): _array([row.get(name) for row in rows]) for name in names})


class _BadLineError(Exception):
    """A line that is no JSON by itself."""

    def __init__(self, line: int, error: Exception) -> None:
        super().__init__(line)
        self.line = line
        self.why = (str(error).strip().splitlines() or [type(error).__name__])[0]


def _by_lines(text: str) -> list[tuple[int, object]]:
    """The value of each line that has one, with its number."""
    values = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                values.append((number, json.loads(line)))
            except (ValueError, RecursionError) as error:
                raise _BadLineError(number, error) from error
    return values


def _by_values(text: str) -> list[tuple[int, object]] | None:
    """Values written over several lines, each with the line where it begins; None where one is no JSON."""
    try:
        return list(_each_value(text))
    except (ValueError, RecursionError):
        return None


def _each_value(text: str) -> Iterator[tuple[int, object]]:
    decoder, place, line = json.JSONDecoder(), 0, 1
    while True:
        begin = place
        while place < len(text) and text[place] in _SPACE:
            place += 1
        line += text.count("\n", begin, place)
        if place == len(text):
            return
        value, end = decoder.raw_decode(text, place)
        yield line, value
        line += text.count("\n", place, end)
        place = end


def _rows_of_one(
    values: list[tuple[int, object]], location: Path, options: SourceOptions
) -> list[tuple[int, object]]:
    """The rows of a file that holds one value: those of a list, or the one object itself."""
    ((line, value),) = values
    if isinstance(value, list):
        return [(line, row) for row in value]
    if isinstance(value, dict) and not any(
        may_be_path(name, options) and _is_cell(value[name]) for name in value
    ):
        rows = rows_of_table(value, options)
        if rows is not None:
            return [(line, row) for row in rows]
        holds = [name for name, member in value.items() if not _is_cell(member)]
        if holds:
            members = ", ".join(repr(name) for name in holds[:_SHOWN]) + (", …" if holds[_SHOWN:] else "")
            raise SourceError(
                f"{location} is one JSON object, with {members} in it; expected an object for each image, "
                "one a line or in a list: write those to a file of their own"
            )
    return values


def _is_cell(member: object) -> bool:
    return not isinstance(member, list | dict)


def _array(values: Sequence[object]) -> pa.Array:
    """One column of JSON values: of one type where they agree, else text."""
    try:
        return pa.array(values)
    except (pa.ArrowException, OverflowError, UnicodeEncodeError):
        texts = (v if v is None or isinstance(v, str) else json.dumps(v, ensure_ascii=False) for v in values)
        return pa.array([text if text is None else _sound(text) for text in texts], pa.string())


def _sound(text: str) -> str:
    """Replace lone surrogates, which JSON can spell and UTF-8 cannot."""
    return text.encode("utf-8", "backslashreplace").decode()
