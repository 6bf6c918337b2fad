"""Where the images of an index lie in the archives that it was made of."""

from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from explorer.images.parts import PACKINGS, WHOLE, Part
from explorer.index.item_columns import locate

FILE, OFFSET, LENGTH, PACKING = "file", "offset", "length", "packing"
_NUMBERS = {OFFSET: pa.int64(), LENGTH: pa.int64(), PACKING: pa.int8()}
COLUMNS = {FILE: pa.dictionary(pa.int32(), pa.string()), **_NUMBERS}


def part_table(files: Iterable[str], offset: np.ndarray, length: np.ndarray, packing: np.ndarray) -> pa.Table:
    """Return the table that an index keeps of its parts, a row an image.

    Parameters
    ----------
    files : iterable of str
        The archive of each, posix, relative to the root of the source where inside it, else absolute.
    offset, length, packing : (n,) array
        As in `explorer.images.parts.Part`; `packing` counts in `PACKINGS`.
    """
    names = pa.array(files, pa.string()).dictionary_encode().cast(COLUMNS[FILE])
    arrays = [names, pa.array(offset, pa.int64()), pa.array(length, pa.int64()), pa.array(packing, pa.int8())]
    return pa.table(arrays, schema=pa.schema(COLUMNS))


def sound_parts(table: pa.Table, n: int) -> bool:
    """Whether a table is one of `part_table`, of n images, with no number that leads nowhere."""
    if table.num_rows != n or table.schema.names != list(COLUMNS) or any(c.null_count for c in table.columns):
        return False
    if any(table.schema.field(name).type != kind for name, kind in _NUMBERS.items()):
        return False
    numbers = {name: table[name].to_numpy() for name in _NUMBERS}
    return all((each >= 0).all() for each in numbers.values()) and bool(
        (numbers[PACKING] < len(PACKINGS)).all()
    )


def is_part(table: pa.Table, row: int) -> bool:
    """Whether the image of a row is not all of its file."""
    return PACKINGS[table[PACKING][row].as_py()] != WHOLE


def part_of(table: pa.Table, row: int, root: str) -> Part | None:
    """Return where the image of a row lies; None where its archive would be outside of `root`."""
    path = locate(root, table[FILE][row].as_py())
    return None if path is None else part_at(table, row, path)


def part_at(table: pa.Table, row: int, place: str) -> Part:
    """Return where the image of a row lies in its archive, which is at a path or an address."""
    offset, length, packing = (table[name][row].as_py() for name in _NUMBERS)
    return Part(place, offset, length, PACKINGS[packing])
