"""Which row of a table each image of a source has, by its path or by its number."""

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from explorer.errors import SourceError
from explorer.sources.source import Source

OF_ROWS = ("table", "huggingface")
"""Kinds of sources of which an image has a row of a table, and `source_row` is its number."""
NONE = -1


def rows_by_path(source: Source, paths: Sequence[str | None], folder: Path) -> np.ndarray:
    """(n,) int64: for each image the first row that names it, -1 where none does.

    A path names an image that has it in the index, or whose file it is, from the folder of the table or
    absolute; else the only image whose path it ends with, or which ends with it, as where files have moved.
    Of objects and frames it is that of the picture.

    Parameters
    ----------
    source : Source
        Of n images.
    paths : sequence of (str or None)
        Of each row.
    folder : Path
        Where the table lies.
    """
    place: dict[str, int] = {}
    by_name: dict[str, list[str]] = {}
    for row, path in enumerate(paths):
        if path and path.strip():
            spelt = path.strip().replace("\\", "/").removeprefix("./")
            place.setdefault(spelt, row)
            place.setdefault(os.path.normpath(folder / spelt), row)
            by_name.setdefault(spelt.rsplit("/", 1)[-1], []).append(spelt)
    names = [source.file_of(path) for path in source.items["path"].to_pylist()]
    found = np.full(len(names), NONE, np.int64)
    for number, name in enumerate(names):
        exact = place.get(name)
        if exact is None and not source.is_part(number):
            exact = place.get(source.files[number])
        if exact is not None:
            found[number] = exact
    _by_end(names, found, place, by_name)
    return found


def _by_end(names: Sequence[str], found: np.ndarray, place: dict[str, int], by_name: dict) -> None:
    """Find rows for images that have none by the ends of paths, where one fits alone on both sides."""
    fitting: dict[str, set[str]] = {}
    chosen: dict[str, str] = {}
    for name in {names[number] for number in np.flatnonzero(found == NONE).tolist()}:
        fits = {path for path in by_name.get(name.rsplit("/", 1)[-1], ()) if _ends_alike(path, name)}
        if len(fits) == 1:
            (chosen[name],) = fits
            fitting.setdefault(chosen[name], set()).add(name)
    for number in np.flatnonzero(found == NONE).tolist():
        path = chosen.get(names[number])
        if path is not None and len(fitting[path]) == 1:
            found[number] = place[path]


def rows_by_number(source: Source, numbers: Sequence[object], total: int, table: Path) -> np.ndarray:
    """(n,) int64: for each image the row with the number of its row in the source, -1 where there is none.

    Parameters
    ----------
    source : Source
        A table.
    numbers : sequence
        Of each row.
    total : int
        Rows of the source.
    table : Path
        Which is to be joined.

    Raises
    ------
    SourceError
        The source has no rows, or another number of them.
    """
    if source.kind not in OF_ROWS or len(numbers) != total:
        have = f"{total} rows" if source.kind in OF_ROWS else "no rows of a table"
        raise SourceError(
            f"{table} has {len(numbers)} rows and no column of paths, and {source.location} has {have}: join "
            "a table with a column `path`, or one with a row for each row of the source"
        )
    place = {number: row for row, number in enumerate(numbers)}
    rows = source.items["source_row"].to_pylist()
    return np.array([place.get(row, NONE) for row in rows], np.int64)


def _ends_alike(one: str, other: str) -> bool:
    return f"/{one}".endswith(f"/{other}") or f"/{other}".endswith(f"/{one.lstrip('/')}")
