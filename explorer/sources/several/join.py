"""Columns of other tables, joined to the images of a source: issues that others found, tags, predictions."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from explorer.errors import SourceError
from explorer.index.format import PATH, SOURCE_ROW
from explorer.index.item_columns import kind_of
from explorer.options import SourceOptions
from explorer.sources.columns.arrow_types import flat
from explorer.sources.columns.column_roles import PATH_NAMES, free_name
from explorer.sources.columns.table_columns import arrange
from explorer.sources.several.one_table import about_types, filled, one_table
from explorer.sources.several.row_matching import NONE, column_of_ids, rows_by_number, rows_by_path
from explorer.sources.source import Source
from explorer.sources.tables.path_values import column_naming, name_in_path
from explorer.sources.tables.read_table import ENDINGS, READERS, read_table
from explorer.words import counted, images, listed

ISSUES = "issues"
"""Column of the names of what `is_NAME_issue` says is true: of CleanVision and of cleanlab."""
_ISSUES_FILE = "issues.csv"
_ISSUE = re.compile(r"^is_(?P<name>.+)_issue$")
_KEYS = (*PATH_NAMES, "file_path", "file_path_abs", "filenames", "image_name")
_UNNAMED = ("column", "unnamed: 0", "__index_level_0__", "index")
"""What the names of rows are called that pandas writes."""
_PICKLES = (".pkl", ".pickle", ".joblib")
_ROLES = ("label_column", "prediction_column", "confidence_column")


def tables_to_join(options: SourceOptions) -> list[tuple[Path, pa.Table]]:
    """Read the tables that `options.join` names.

    Raises
    ------
    SourceError
        One of them cannot be read, or is none.
    """
    files = [_table_in(Path(file)) for file in options.join or ()]
    return [(file, read_table(file, SourceOptions())) for file in files]


def unless_joined(options: SourceOptions, tables: Sequence[tuple[Path, pa.Table]]) -> SourceOptions:
    """Return the options for sources: without the columns that a table has which is joined to them."""
    names = {name for _, table in tables for name in table.column_names}
    return replace(options, **{role: None for role in _ROLES if getattr(options, role) in names})


def joined(source: Source, tables: Sequence[tuple[Path, pa.Table]], options: SourceOptions) -> Source:
    """Return a source with the columns of tables beside its own.

    What the source says counts, and what is joined fills in. Where several rows name one image, texts that
    differ become a list of all, and of all else the first counts.

    Raises
    ------
    SourceError
        A table has nothing to tell images by, or names none of them.
    """
    for file, table in tables:
        source = _with(source, file, table, options)
    return source


def _table_in(file: Path) -> Path:
    """The table that is meant: of a folder that CleanVision or cleanlab saved, that of its issues."""
    if file.suffix.lower() in _PICKLES:
        raise SourceError(
            f"{file} is a pickle, which can run programs and is never read: write its table as .csv, such as "
            "lab.issues.to_csv('issues.csv')"
        )
    inside = file / _ISSUES_FILE
    if file.is_dir() and inside.is_file():
        return inside
    if not file.is_file() or not file.name.lower().endswith(ENDINGS):
        raise SourceError(
            f"{file} cannot be joined; expected a table ({', '.join(READERS)}), or a folder that has "
            f"{_ISSUES_FILE}"
        )
    return file


def _with(source: Source, file: Path, table: pa.Table, options: SourceOptions) -> Source:
    key, names = _key(table, source), None
    if key is None:
        key, names = column_of_ids(source, table)
    if key is not None and (names or kind_of(table[key].type) == "text"):
        paths = names or flat(table[key]).to_pylist()
        rows, by_end = rows_by_path(source, paths, file.parent)
    else:
        paths, by_end = None, 0
        total = 1 + max(
            [*source.items[SOURCE_ROW].to_pylist(), *(each.source_row for each in source.failures)]
        )
        numbers = range(table.num_rows) if key is None else table[key].to_pylist()
        rows = rows_by_number(source, numbers, total, file)
    named = np.flatnonzero(rows != NONE)
    if not len(named):
        raise SourceError(
            f"{file}: no row names an image of {source.location}; its first is {(paths or ['?'])[0]!r}, and "
            f"the first image {source.items[PATH][0].as_py()!r}"
        )
    columns, written, notes = _columns(table, key, paths, file, options)
    beside = columns.take(pa.array(rows[named]))
    items, made_text = _beside(source.items, beside, named)
    return replace(
        source,
        items=items,
        written=written | source.written,
        notes=(
            *source.notes,
            *notes,
            *about_types(made_text),
            *_about_rows(table, paths, rows, file),
            *_about_ends(by_end, file),
        ),
        taken_for=f"{source.taken_for}; {file.name} joined to {images(len(named))}",
    )


def _key(table: pa.Table, source: Source) -> str | None:
    """The column that tells which image a row is about: by its name, else by what is in it."""
    lowered = {name.lower(): name for name in reversed(table.column_names)}
    for name in _KEYS:
        if name in lowered and kind_of(table[lowered[name]].type) == "text":
            return lowered[name]
    files = {name_in_path(str(path)) for path in source.items[PATH].to_pylist()}
    found = column_naming(table, files)
    if found is not None:
        return found
    first = table.column_names[0]
    return first if first.lower() in _UNNAMED else None


def _columns(
    table: pa.Table, key: str | None, paths: Sequence[str | None] | None, file: Path, options: SourceOptions
) -> tuple[pa.Table, dict[str, str], tuple[str, ...]]:
    """What a table says, by the names that columns get, what the user calls those of a part, and notes."""
    own = pa.array(paths or [""] * table.num_rows, pa.string())
    others = table if key is None else table.drop_columns([key])
    others = others.rename_columns(
        [f"{n}_source" if n.lower() in PATH_NAMES else n for n in others.column_names]
    )
    lists = _lists(others, paths) if paths is not None else {}
    issues = _issues(others)
    asked = {name: value for name in _ROLES if (value := getattr(options, name)) in others.column_names}
    arranged = arrange(
        others.drop_columns(list(lists)).append_column(PATH, own),
        file,
        SourceOptions(path_column=PATH, task=options.task, **asked),
    )
    columns = arranged.items.drop_columns([PATH, SOURCE_ROW])
    for name, array in lists.items():
        columns = columns.append_column(free_name(name, (SOURCE_ROW, *columns.column_names)), array)
    if issues is not None:
        columns = columns.append_column(free_name(ISSUES, columns.column_names), issues)
    if not columns.num_columns:
        raise SourceError(
            f"{file}: only paths, and nothing to join; its columns are {listed(table.column_names)}"
        )
    return columns, arranged.written, arranged.notes


def _lists(table: pa.Table, paths: Sequence[str | None]) -> dict[str, pa.ChunkedArray]:
    """Texts of which an image has several in rows of its own, all of them in the first of these."""
    rows: dict[str, list[int]] = {}
    for row, path in enumerate(paths):
        if path:
            rows.setdefault(path, []).append(row)
    repeated = {several[0]: several for several in rows.values() if len(several) > 1}
    found = {}
    for name in table.column_names if repeated else ():
        if kind_of(table[name].type) == "text":
            texts = flat(table[name]).cast(pa.string()).to_pylist()
            each = {first: _different(texts[row] for row in several) for first, several in repeated.items()}
            if any(len(several) > 1 for several in each.values()):
                lists = [each.get(row) or ([text] if text else None) for row, text in enumerate(texts)]
                found[name] = pa.chunked_array([pa.array(lists, pa.list_(pa.string()))])
    return found


def _different(texts) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))


def _issues(table: pa.Table) -> pa.ChunkedArray | None:
    """(n,) list of string: the names of issues that are true, missing where none is; None without such."""
    flags = {
        match["name"]: flat(table[name]).to_pylist()
        for name in table.column_names
        if (match := _ISSUE.match(name)) and pa.types.is_boolean(table[name].type)
    }
    if not flags:
        return None
    values = [[name for name, flag in flags.items() if flag[row]] or None for row in range(table.num_rows)]
    return pa.chunked_array([pa.array(values, pa.list_(pa.string()))])


def _beside(items: pa.Table, beside: pa.Table, places: np.ndarray) -> tuple[pa.Table, list[str]]:
    """The items with columns beside their own, of the images at (k,) places."""
    table, made_text = one_table([items, beside])
    first = np.concatenate([np.arange(items.num_rows), places])
    kept = pa.array(np.arange(items.num_rows))
    columns = {
        name: filled(table[name], first)[0] if name in beside.column_names else table[name].take(kept)
        for name in table.column_names
    }
    return pa.table(columns, table.schema), made_text


def _about_ends(by_end: int, file: Path) -> tuple[str, ...]:
    """Say how many images were told by less than their paths."""
    return (f"{file.name}: by the ends of paths alone: {images(by_end)}.",) if by_end else ()


def _about_rows(
    table: pa.Table, paths: Sequence[str | None] | None, rows: np.ndarray, file: Path
) -> tuple[str, ...]:
    """Say how many rows name no image, and how many images no row."""
    notes = []
    used = {*rows[rows != NONE].tolist()}
    names = {paths[row] for row in used} if paths is not None else set()
    idle = sum(
        row not in used and (paths is None or paths[row] not in names) for row in range(table.num_rows)
    )
    if idle:
        notes.append(f"{file.name}: {counted(idle, 'row')} that {'name' if idle > 1 else 'names'} no image.")
    without = int((rows == NONE).sum())
    if without:
        notes.append(f"{file.name}: no row for {images(without)}.")
    return tuple(notes)
