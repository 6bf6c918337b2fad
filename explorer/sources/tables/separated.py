"""Text tables (`.csv`, `.tsv`) to Arrow tables: encoding, separator, quotes, and types that lose nothing."""

import csv
import io
import re
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from explorer.errors import SourceError
from explorer.options import SourceOptions
from explorer.sources.columns.column_roles import may_be_path, text_columns, unique_names
from explorer.sources.columns.typed import typed
from explorer.sources.tables.first_line import (
    has_no_names,
    marked_nameless,
    names_for,
    names_of_longer_rows,
)
from explorer.sources.tables.packed_text import read_packed, table_ending
from explorer.sources.tables.quotes import open_quote, with_doubled_quotes

if TYPE_CHECKING:
    from _csv import Reader

_LARGEST_BLOCK = (1 << 31) - 1
SEPARATORS = ",;\t|"
_UNUSED = "\x1f"
"""Separates nothing: a table of one column may have any sign in its cells."""
_ENDS = "\r\n"
_SAMPLE_CHARACTERS, _SAMPLE_ROWS = 1 << 16, 50
_EMPTY_LINES = r"(?: *[\r\n]+)*"
_BEFORE_NAMES = re.compile(rf"{_EMPTY_LINES}(?:sep=(?P<separator>[^\r\n])[\r\n]+)?")
"""Empty lines, and the line that tells a spreadsheet which separator a file has."""
_COMMENT = re.compile(rf"#[^\r\n]*[\r\n]+{_EMPTY_LINES}")
_ANY_SEPARATOR = re.compile(f"[{SEPARATORS}]")
_END_OF_LINE = re.compile(r"\r\n|\r|\n")
_BYTE_ORDER_MARKS = (
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


@dataclass(frozen=True)
class _Written:
    """The text of a table from its line of names on, which is line `first` of the file."""

    location: Path
    text: str
    separator: str
    first: int

    def rows(self) -> "Reader":
        return csv.reader(io.StringIO(self.text, newline=""), delimiter=self.separator)

    def is_rectangular(self) -> bool:
        """Whether all rows have as many cells."""
        return len({len(row) for row in self.rows() if row}) == 1


def read_separated(location: Path, options: SourceOptions) -> pa.Table:
    """Read a text table; names of columns distinct, types those that `typed` finds.

    Raises
    ------
    SourceError
        It is empty or no text, or a quote is not closed or a row has a cell too many; the line is named.
    """
    whole = decoded(location)
    begin = _BEFORE_NAMES.match(whole)
    first = _after_comments(whole, begin.end() if begin else 0, options)
    text = whole[first:]
    usual = "\t" if table_ending(location) == ".tsv" else ","
    separator = (begin and begin["separator"]) or _separator(text, usual, options)
    written = _with_sound_quotes(_Written(location, text, separator, 1 + _lines(whole[:first])))
    header = next(written.rows(), [])
    if not header:
        raise SourceError(f"{location} is empty; expected a line of column names and a row for each image")
    header[0] = _without_hash(header[0], options)
    rows = [header, *_sample_rows(text, separator)[1:]]
    is_nameless = has_no_names(rows, options)
    header = names_for(rows) if is_nameless else names_of_longer_rows(rows, options)
    names = unique_names([name.strip() for name in header])
    table = _parse(written, names, rows_before=0 if is_nameless else 1)
    if len(header) > 1 and all(name.startswith(" ") for name in header[1:]):  # `path, label`
        table = pa.table([pc.utf8_ltrim(column, " ") for column in table.columns], names=names)
    as_written = set(text_columns(names, options))
    table = pa.table(
        {
            name: column if name in as_written else typed(column.combine_chunks())
            for name, column in zip(names, table.columns, strict=True)
        }
    )
    return marked_nameless(table) if is_nameless else table


def decoded(location: Path) -> str:
    """Read text in UTF-8, or in UTF-16 or UTF-32 as spreadsheets write it; compressed as a whole or not."""
    return as_text(read_packed(location), location)


def as_text(data: bytes, location: Path | str) -> str:
    """Return what is written in a file, as `decoded` reads it; the file is named in the error."""
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if data.startswith(mark)), None)
    encoding = encoding or _without_mark(data[:64]) or "utf-8-sig"
    try:
        return data.decode(encoding).lstrip("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        wanted = "UTF-8" if encoding.startswith("utf-8") else encoding.upper()
        raise SourceError(f"{location}, line {line}: not {wanted} text; save the table as UTF-8") from error


def _without_mark(start: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of plain letters is zero."""
    even, odd = start[::2], start[1::2]
    if len(odd) > 1 and not any(odd) and all(even):
        return "utf-16-le"
    return "utf-16-be" if len(odd) > 1 and not any(even) and all(odd) else None


def _after_comments(whole: str, place: int, options: SourceOptions) -> int:
    """The place of the line of names: below lines that begin with `#` and name no column of paths."""
    while comment := _COMMENT.match(whole, place):
        cells = _ANY_SEPARATOR.split(comment[0])
        if any(may_be_path(cell.strip("#\"' \r\n"), options) for cell in cells):
            break
        place = comment.end()
    return place


def _without_hash(name: str, options: SourceOptions) -> str:
    """The first name without the `#` that marks a line of names, where it is then that of the paths."""
    plain = name.strip().removeprefix("#").strip()
    return plain if may_be_path(plain, options) else name


def _separator(text: str, usual: str, options: SourceOptions) -> str:
    """The separator with which the beginning of a table makes sense, the usual one before others.

    That is: its line of names, read with its quotes, has two columns or more; one of them is a column of
    paths by its name; the rows below have as many cells; and then, the more columns the better.
    """
    best, best_merits = _UNUSED, None
    for separator in (usual, *SEPARATORS):
        rows = _sample_rows(text, separator)
        if len(rows[0]) < 2:
            continue
        rows[0][0] = _without_hash(rows[0][0], options)
        has_path = any(may_be_path(name.strip(), options) for name in rows[0])
        fitting = sum(len(row) == len(rows[0]) for row in rows[1:])
        merits = (has_path, fitting == len(rows) - 1, len(rows[0]))
        if best_merits is None or merits > best_merits:
            best, best_merits = separator, merits
    return best


def _sample_rows(text: str, separator: str) -> list[list[str]]:
    """The first rows, without empty lines, and without the last where the sample ends within it."""
    sample = text[:_SAMPLE_CHARACTERS]
    try:
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
        rows = [row for row in islice(reader, _SAMPLE_ROWS) if row]
    except csv.Error:
        return [[]]
    is_cut = len(sample) < len(text) and 1 < len(rows) < _SAMPLE_ROWS
    complete = rows[:-1] if is_cut else rows
    return complete or [[]]


def _with_sound_quotes(written: _Written) -> _Written:
    r"""Return a table whose quoted cells end where a cell ends, with a quote in a cell written twice.

    Programs that write `\"` instead are understood where only that makes sense of the whole table.
    """
    found = open_quote(written.text, written.separator)
    if found is None:
        return written
    is_escaped = '\\"' in written.text
    doubled = replace(written, text=with_doubled_quotes(written.text)) if is_escaped else written
    if (
        doubled != written
        and open_quote(doubled.text, written.separator) is None
        and doubled.is_rectangular()
    ):
        return doubled
    place, why = found
    raise SourceError(
        f"{written.location}, line {written.first + _lines(written.text[:place])}: a quote that begins there "
        f'{why}; close it, and write a quote within a quoted cell twice ("")'
    )


def _parse(written: _Written, names: list[str], rows_before: int) -> pa.Table:
    """Read all cells as text, below `rows_before` rows that have none of the table's."""
    # Arrow takes a last line without an end for half a block.
    data = f"{written.text.rstrip(_ENDS)}\n".encode()
    wrong: list[pacsv.InvalidRow] = []

    def keep(row: pacsv.InvalidRow) -> str:
        wrong.append(row)
        return "error"

    try:
        return pacsv.read_csv(
            pa.BufferReader(data),
            # One block: a row may not be longer than a block, and cells may hold whole documents.
            pacsv.ReadOptions(
                column_names=names,
                skip_rows_after_names=rows_before,
                block_size=min(len(data) + 1, _LARGEST_BLOCK),
            ),
            pacsv.ParseOptions(
                delimiter=written.separator, newlines_in_values=True, invalid_row_handler=keep
            ),
            pacsv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
        )
    except pa.ArrowInvalid as error:
        if not wrong:
            raise
        advice = (
            "write the cells that are missing, empty ones too"
            if wrong[0].actual_columns < len(names)
            else f"put a cell that holds the separator {written.separator!r} in quotes"
        )
        raise SourceError(
            f"{written.location}, line {_line_of(written, len(names))}: expected {len(names)} cells, as in "
            f"the line of names, and found {wrong[0].actual_columns}; {advice}"
        ) from error


def _line_of(written: _Written, columns: int) -> int:
    """The line in which the first row with another number of cells begins."""
    rows = written.rows()
    begins = 0
    for row in rows:
        if row and len(row) != columns:
            break
        begins = rows.line_num
    return written.first + begins


def _lines(text: str) -> int:
    return len(_END_OF_LINE.findall(text))
