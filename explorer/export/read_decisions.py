"""Decisions from a file, to be taken over: CSV or JSON, which anybody may have written."""

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path

from explorer.errors import InputError
from explorer.export.spreadsheets import unmarked

MOST_BYTES = 256 * 2**20
MOST_DECISIONS = 2_000_000
EXAMPLE = "path,kind,name,value"


def read_decisions(file: Path) -> list[dict]:
    """Read decisions from a file.

    Parameters
    ----------
    file : Path
        `.csv` with a line of names first, or `.json`: a list of objects, or an object whose `decisions` is
        one. Of
        each, `path` (or `hash`), `kind`, `name` and `value` are read; a table of `path` and `corrected`, as
        corrections are written, and one of `path` and `tag` are taken as well.

    Raises
    ------
    InputError
        When it cannot be read; the message names the line.
    """
    try:
        if file.stat().st_size > MOST_BYTES:
            raise InputError(f"{file} has more than {MOST_BYTES // 2**20} MiB; it is no list of decisions.")
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(
            f"{file} is no text in UTF-8; write it as CSV or JSON with the columns {EXAMPLE}."
        ) from None
    except OSError as error:
        raise InputError(f"{file}: {error.strerror or error}; name a .csv or .json file.") from error
    return (parse_json if file.suffix.lower() == ".json" else parse_csv)(text, file.name)


def parse_csv(text: str, name: str) -> list[dict]:
    """Read decisions from CSV."""
    lines = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        found = lines.fieldnames or []
        if "path" not in found and "hash" not in found:
            raise InputError(
                f"{name} has no column path; its first line names the columns, such as {EXAMPLE}."
            )
        return _bounded((_plain(row) for row in lines), name)
    except csv.Error as error:
        raise InputError(f"{name}, line {lines.line_num}: {error}; write it as CSV.") from None


def parse_json(text: str, name: str) -> list[dict]:
    """Read decisions from JSON."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise InputError(f'{name} is no JSON; write [{{"path": …, "kind": "tag", "name": …}}].') from None
    listed = found.get("decisions") if isinstance(found, dict) else found
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise InputError(f'{name} is no list of decisions; write [{{"path": …, "kind": "tag", "name": …}}].')
    return _bounded(listed, name)


def _bounded(rows: Iterable[dict], name: str) -> list[dict]:
    found = []
    for row in rows:
        found.append(row)
        if len(found) > MOST_DECISIONS:
            raise InputError(f"{name} holds more than {MOST_DECISIONS:,} decisions; split it.")
    return found


def _plain(row: dict) -> dict:
    """Take the marks off that keep spreadsheets from reading a text as a formula."""
    return {name: unmarked(value, name) if isinstance(value, str) else value for name, value in row.items()}
