"""The names of the columns of a text table, where its first line does not say all of them."""

from collections.abc import Sequence

import pyarrow as pa

from explorer.options import SourceOptions
from explorer.sources.classes.class_keys import numeric
from explorer.sources.columns.column_roles import may_be_path
from explorer.sources.tables.path_values import image_names
from explorer.words import listed

_NO_NAMES = b"dendro.no_names"
"""In the metadata of a table whose columns we have named."""
_SIDES = ("xmin", "ymin", "xmax", "ymax")
_SETS = frozenset(("train", "validation", "val", "test", "unassigned"))
_PATH, _TEXT, _NUMBER, _SET, _EMPTY = "path", "text", "number", "split", "empty"
_LABEL = "label"
_CORNERS = (_NUMBER,) * len(_SIDES)
_FORMS = {
    # MakeSense.
    (_TEXT, *_CORNERS, _PATH, _NUMBER, _NUMBER): (
        *(_LABEL, "x", "y", "w", "h", _PATH, "image_width", "image_height"),
    ),
    # SKU-110K.
    (_PATH, *_CORNERS, _TEXT, _NUMBER, _NUMBER): (_PATH, *_SIDES, _LABEL, "image_width", "image_height"),
    # Vertex AI and AutoML of Google, with two corners of four.
    (_SET, _PATH, _TEXT): (_SET, _PATH, _LABEL),
    (_SET, _PATH, _TEXT, _NUMBER, _NUMBER, _EMPTY, _EMPTY, _NUMBER, _NUMBER, _EMPTY, _EMPTY): (
        *(_SET, _PATH, _LABEL, *_SIDES[:2], "column_6", "column_7", *_SIDES[2:], "column_10", "column_11"),
    ),
}
"""What columns hold in tables that programs write so, and what these are called where they have names."""


def has_no_names(rows: Sequence[Sequence[str]], options: SourceOptions) -> bool:
    """Whether the first row is an image already: a cell of it is one, and so are those below.

    Parameters
    ----------
    rows : sequence of sequence of str
        The first of a table, the one that may have the names with them.
    options : SourceOptions
        A column of paths that is named there has a name.
    """
    if any(may_be_path(name.strip(), options) for name in rows[0]):
        return False
    return _place_of_paths(rows) is not None


def names_for(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return names for the columns of a table that has none: `path`, `label` or `text`, and `column_3`.

    Of six columns with four numbers after the path, as keras-retinanet has them, the corners of a box; those
    that MakeSense and Vertex AI write are what they are there.
    """
    path = _place_of_paths(rows)
    kinds = [_kind_of(cells) for cells in zip(*_whole(rows), strict=True)]
    form = next((form for form in _FORMS if _fits(kinds, form)), None)
    if form is not None:
        return list(_FORMS[form])
    names = [f"column_{place}" for place in range(1, len(rows[0]) + 1)]
    names[path or 0] = "path"
    if path == 0 and len(names) == len(_SIDES) + 2 and all(_are_numbers_or_none(row[1:5]) for row in rows):
        return ["path", *_SIDES, "label"]
    if len(names) == 2:
        others = [row[1 - (path or 0)] for row in rows]
        names[1 - (path or 0)] = "label" if _are_labels(others) else "text"
    return names


def names_of_longer_rows(rows: Sequence[Sequence[str]], options: SourceOptions) -> list[str]:
    """Return the names in the first row, with one more where all others have a cell more than it.

    R leaves out the name of the rows, which stand first, and others end each row with a separator. Where a
    column of paths is named, it tells which of them it is.
    """
    names, *others = map(list, rows)
    path = next((i for i, name in enumerate(names) if may_be_path(name.strip(), options)), None)
    if path is None or not others or any(len(row) != len(names) + 1 for row in others):
        return names
    here, one_further = (image_names([row[place] for row in others]) for place in (path, path + 1))
    if here and not any(row[-1] for row in others):
        return [*names, ""]
    return ["", *names] if one_further and not here else names


def marked_nameless(table: pa.Table) -> pa.Table:
    """Return a table that says that it came without names."""
    return table.replace_schema_metadata({**(table.schema.metadata or {}), _NO_NAMES: b""})


def about_names(table: pa.Table, options: SourceOptions) -> tuple[str, ...]:
    """Say in a sentence what the columns of a table were named that came without names."""
    if _NO_NAMES not in (table.schema.metadata or {}):
        return ()
    names, advice = table.column_names, ""
    if len(names) > 2 and "label" not in names and options.label_column is None:
        other = next(name for name in names if name != "path")
        advice = f"; `--label-column {other}` says in which the labels are"
    called = listed(f"`{name}`" for name in names)
    return (
        f"The table has no line of names, its first line is an image: columns were named {called}{advice}.",
    )


def _place_of_paths(rows: Sequence[Sequence[str]]) -> int | None:
    """The first column in which all rows have the name of an image."""
    return next((i for i, cells in enumerate(zip(*_whole(rows), strict=True)) if image_names(cells)), None)


def _whole(rows: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The rows that have as many cells as the first."""
    return [row for row in rows if len(row) == len(rows[0])]


def _fits(kinds: Sequence[str], form: Sequence[str]) -> bool:
    """Whether columns hold what a form has; where all cells are empty, anything."""
    return len(kinds) == len(form) and all(
        kind in (own, _EMPTY) for kind, own in zip(kinds, form, strict=True)
    )


def _kind_of(cells: Sequence[str]) -> str:
    """What a column holds."""
    given = [cell.strip() for cell in cells if cell.strip()]
    if not given:
        return _EMPTY
    if image_names(given):
        return _PATH
    if all(cell.lower() in _SETS for cell in given):
        return _SET
    return _NUMBER if _are_numbers_or_none(given) else _TEXT


def _are_labels(cells: Sequence[str]) -> bool:
    """Whether cells are classes: single words, or such as come again; captions are all different."""
    return not any(" " in cell.strip() for cell in cells) or len(set(cells)) <= len(cells) / 2


def _are_numbers_or_none(cells: Sequence[str]) -> bool:
    return all(not cell.strip() or numeric(cell) is not None for cell in cells)
