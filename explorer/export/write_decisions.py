"""Decisions as a table of their own, to keep and to hand on: CSV or JSON, by the ending of the file."""

import io
import json
import os
from pathlib import Path

import pyarrow as pa

from explorer.errors import InputError
from explorer.export.tables import write_csv
from explorer.index.workfolder import require_free, work_folder

DECISIONS = ("path", "hash", "kind", "name", "value", "time", "author", "how", "about")
CORRECTIONS = ("path", "given", "corrected", "by", "when")
"""Columns of both tables, in their order; all are text."""


def write_table(out: Path, rows: list[dict], fields: tuple[str, ...]) -> None:
    """Write rows as CSV or JSON, by the ending; nothing is overwritten, and nothing is left where it fails.

    Raises
    ------
    InputError
        When something is there already, it cannot be written, or the ending is another.
    """
    if out.suffix.lower() not in (".csv", ".json"):
        raise InputError(f"{out.name}: .csv or .json is expected at the end of its name.")
    require_free(out)
    text = as_json(rows, fields) if out.suffix.lower() == ".json" else as_csv(rows, fields)
    with work_folder(out) as stage:
        try:
            (stage / "out").write_text(text, encoding="utf-8", newline="")
            os.rename(stage / "out", out)
        except OSError as error:
            raise InputError(f"{out} cannot be written: {error.strerror or error}.") from error


def as_json(rows: list[dict], fields: tuple[str, ...]) -> str:
    """Write rows as a list of objects."""
    return (
        json.dumps([{name: row[name] for name in fields} for row in rows], ensure_ascii=False, indent=1)
        + "\n"
    )


def as_csv(rows: list[dict], fields: tuple[str, ...]) -> str:
    """Write rows as CSV; texts that spreadsheets would take for formulas are marked."""
    out = io.BytesIO()
    table = pa.table({name: pa.array([row[name] for row in rows], pa.string()) for name in fields})
    for _ in write_csv([table], out):
        pass
    return out.getvalue().decode()
