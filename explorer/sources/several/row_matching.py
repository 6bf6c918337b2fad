"""Which row of a table each image of a source has, by its path or by its number."""

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from explorer.errors import SourceError
from explorer.images.formats.file_formats import readable_extensions
from explorer.images.recognize import ending_of
from explorer.sources.columns.arrow_types import flat, is_text
from explorer.sources.source import Source

OF_ROWS = ("table", "huggingface")
"""Kinds of sources of which an image has a row of a table, and `source_row` is its number."""
NONE = -1


class ByPath(NamedTuple):
    """Rows that name images.

    Attributes
    ----------
    rows : (n,) int64 array
        For each image the first row that names it, -1 where none does.
    by_end : int
        How many images were told by the ends of their paths alone.
    """

    rows: np.ndarray
    by_end: int


def rows_by_path(source: Source, paths: Sequence[str | None], folder: Path) -> ByPath:
    """Find the row of each image.

    A path names an image that has it in the index, or whose file it is, from the folder of the table or
    absolute; else, as where files have moved, the image that shares most of the last parts with it, the name
    of its file at least, with its ending or without, where that is one alone on both sides. Of objects and
    frames the picture counts.

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
    spelt = [_spelt(path) for path in paths]
    for row, path in enumerate(spelt):
        if path:
            place.setdefault(path, row)
            place.setdefault(os.path.normpath(folder / path), row)
    names = [source.file_of(path) for path in source.items["path"].to_pylist()]
    found = np.full(len(names), NONE, np.int64)
    for number, name in enumerate(names):
        exact = place.get(name)
        if exact is None and not source.is_part(number):
            exact = place.get(source.files[number])
        if exact is not None:
            found[number] = exact
    without = np.flatnonzero(found == NONE).tolist()
    idle = {*spelt} - {spelt[row] for row in found[found != NONE].tolist()} - {""}
    chosen = _by_end({names[number] for number in without}, idle)
    # Ids of pictures are often the names of their files without the ending.
    unended = _unended({names[number] for number in without} - chosen.keys())
    ids = {path for path in idle - set(chosen.values()) if ending_of(path) not in readable_extensions()}
    by_name = _by_end(set(unended), ids)
    chosen |= {unended[name]: path for name, path in by_name.items()}
    for number in without:
        if (path := chosen.get(names[number])) is not None:
            found[number] = place[path]
    return ByPath(found, sum(names[number] in chosen for number in without))


def column_of_ids(source: Source, table: pa.Table) -> tuple[str | None, list[str | None]]:
    """Find a column that names images where none is called as one of paths, such as `id`.

    Returns
    -------
    name : str or None
        The first of texts or whole numbers all different, half of which or more name images of the source,
        with their endings or without.
    values : list of (str or None)
        Of that column, as text.
    """
    files = {os.path.basename(source.file_of(path)) for path in source.items["path"].to_pylist()}
    known = files | {os.path.splitext(name)[0] for name in files}
    for name in table.column_names:
        column = flat(table[name])
        if is_text(column.type) or pa.types.is_integer(column.type):
            values = column.cast(pa.string()).to_pylist()
            found = {*values} - {None}
            if len(found) == len(values) and 2 * len({*map(_last, found)} & known) >= len(found) > 0:
                return name, values
    return None, []


def _last(path: str) -> str:
    return _spelt(path).rpartition("/")[2]


def _unended(names: set[str]) -> dict[str, str]:
    """Names without their endings, to the names; those that several have are left out."""
    counts = Counter(os.path.splitext(name)[0] for name in names)
    return {stem: name for name in names if counts[stem := os.path.splitext(name)[0]] == 1}


def _spelt(path: str | None) -> str:
    return "" if path is None or "\0" in path else path.strip().replace("\\", "/").removeprefix("./")


def _by_end(names: set[str], paths: set[str]) -> dict[str, str]:
    """Of names of images the path that ends most alike, where that is one alone on both sides."""
    left = {name: name.strip("/").split("/") for name in names}, {p: p.strip("/").split("/") for p in paths}
    chosen: dict[str, str] = {}
    deepest = min(max(map(len, side.values()), default=0) for side in left)
    for depth in range(deepest, 0, -1):
        images, rows = (_grouped(side, depth) for side in left)
        for end in images.keys() & rows.keys():
            if len(images[end]) == len(rows[end]) == 1:
                chosen[images[end][0]] = rows[end][0]
            for side, alike in zip(left, (images[end], rows[end]), strict=True):
                for each in alike:
                    del side[each]
    return chosen


def _grouped(parts: dict[str, list[str]], depth: int) -> dict[tuple[str, ...], list[str]]:
    """Paths by their last parts, of those that have as many."""
    found: dict[tuple[str, ...], list[str]] = {}
    for path, each in parts.items():
        if len(each) >= depth:
            found.setdefault(tuple(each[-depth:]), []).append(path)
    return found


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
