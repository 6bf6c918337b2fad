"""Tables in one object of JSON, as pandas and `datasets` write them: by columns, by rows, or split; by the
names of images; or lists of images by their splits or labels."""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import chain

from explorer.options import SourceOptions
from explorer.sources.columns.column_roles import may_be_path
from explorer.sources.folders.folder_names import FolderKind, kind_of
from explorer.sources.tables.path_values import image_names

_LOOKED_AT = 100
"""Rows whose values are looked at."""


def rows_of_table(value: Mapping, options: SourceOptions) -> list[dict] | None:
    """Return the rows of a table that is one object; None where it is none.

    Parameters
    ----------
    value : mapping
        As `DataFrame.to_json` writes it with any `orient` but `values`, or a list for each column.
    options : SourceOptions
        A table has a column of paths.
    """
    for rows_of in (_by_names, _by_groups, _by_columns, _by_rows, _split):
        rows = rows_of(value)
        if rows and any(map(partial(_may_be_paths, rows, options=options), rows[0])):
            return rows
    return None


def _may_be_paths(rows: Sequence[dict], name: str, options: SourceOptions) -> bool:
    """Whether a column is one of paths by its name, or where none is asked for by what is in it."""
    is_named = may_be_path(name, options)
    looked_at = [row[name] for row in rows[:_LOOKED_AT] if name in row]
    is_in_all = options.path_column is None and len(looked_at) == len(rows[:_LOOKED_AT])
    return is_named or (is_in_all and image_names(looked_at))


def _by_names(value: Mapping) -> list[dict] | None:
    """`{"a.png": {"label": "cat"}, …}`, or with a label alone."""
    if not image_names(list(value)):
        return None
    rows = {name: said if isinstance(said, Mapping) else {"label": said} for name, said in value.items()}
    return [{**said, "path": name} for name, said in rows.items()]


def _by_groups(value: Mapping) -> list[dict] | None:
    """`{"train": ["a.png", …], "test": [...]}`, or by their labels; no image in two of them."""
    groups = list(value.values())
    if not all(isinstance(group, list) and (not group or image_names(group)) for group in groups):
        return None
    if len(set(chain(*groups))) < sum(map(len, groups)):
        return None
    column = "split" if all(kind_of(name) is FolderKind.SPLIT for name in value) else "label"
    return [{"path": path, column: name} for name, group in value.items() for path in group]


def _by_columns(value: Mapping) -> list[dict] | None:
    """`{"path": {"0": "a.png", …}, …}`, or with lists."""
    columns = list(value.values())
    if all(isinstance(column, list) for column in columns) and len({len(each) for each in columns}) == 1:
        return [dict(zip(value, cells, strict=True)) for cells in zip(*columns, strict=True)]
    if not all(isinstance(column, Mapping) for column in columns):
        return None
    numbers = columns[0].keys() if columns else ()
    if any(column.keys() != numbers for column in columns):
        return None
    return [{name: column[number] for name, column in value.items()} for number in numbers]


def _by_rows(value: Mapping) -> list[dict] | None:
    """`{"0": {"path": "a.png", …}, …}`, or beside a `schema`."""
    schema = value.get("schema")
    rows = value.get("data") if schema is not None else list(value.values())
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return None
    # The numbers of rows are no column, unless they have a name of their own.
    key = schema.get("primaryKey") if isinstance(schema, Mapping) else None
    return [{name: row[name] for name in row if [name] != key or name != "index"} for row in rows]


def _split(value: Mapping) -> list[dict] | None:
    """`{"columns": […], "index": […], "data": [[…], …]}`."""
    rows, names = value.get("data"), value.get("columns")
    if not isinstance(names, list) or not isinstance(rows, Sequence):
        return None
    if not all(isinstance(row, list) and len(row) == len(names) for row in rows):
        return None
    return [dict(zip(map(str, names), row, strict=True)) for row in rows]
