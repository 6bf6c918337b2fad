"""Pictures that are in the JSON of their annotations, as text in base 64, and in no file of their own."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from explorer.images.parts import PACKINGS, TEXT, WHOLE
from explorer.sources.source import PartArrays, Source

_TEXT = re.compile(rb'"imageData"\s*:\s*"((?:[A-Za-z0-9+/=]|\\n|\\/)+)"')
"""A quote in a text of JSON has a backslash before it, so that no label can be taken for this."""


class Embedded(NamedTuple):
    """Where a picture lies in a file of JSON.

    Attributes
    ----------
    path : str
        What it is called in the index: the file, and the name of the picture.
    offset, length : int
        Bytes of its text.
    """

    path: str
    offset: int
    length: int


def embedded_picture(file: Path, shown: str, name: str) -> Embedded | None:
    """Find the picture in a file; None where there is none.

    Parameters
    ----------
    file : Path
    shown : str
        Its path in the index.
    name : str
        Of the picture, as the file has it.
    """
    found = _TEXT.search(file.read_bytes())
    if found is None:
        return None
    own = name.replace("\\", "/").rsplit("/", 1)[-1] or f"{file.stem}.jpg"
    return Embedded(f"{shown}/{own}", found.start(1), found.end(1) - found.start(1))


def with_embedded(source: Source, inside: Mapping[str, Embedded]) -> Source:
    """Return a source in which some pictures are read out of the files that annotate them.

    Parameters
    ----------
    source : Source
        Of which these files are the pictures' own.
    inside : mapping
        Of such a file, by its absolute path, what lies in it.
    """
    n = len(source.files)
    offset, length, size = np.zeros((3, n), np.int64)
    packing = np.full(n, PACKINGS.index(WHOLE), np.int8)
    columns = {
        name: source.items[name].to_pylist()
        for name in ("path", "image")
        if name in source.items.column_names
    }
    for place, file in enumerate(source.files):
        if (found := inside.get(file)) is None:
            continue
        offset[place], length[place], size[place] = found.offset, found.length, found.length * 3 // 4
        packing[place] = PACKINGS.index(TEXT)
        before = found.path.rsplit("/", 1)[0]
        for values in columns.values():
            values[place] = found.path + values[place].removeprefix(before)
    items = source.items
    for name, values in columns.items():
        items = items.set_column(items.column_names.index(name), name, pa.array(values, pa.string()))
    return replace(source, items=items, parts=PartArrays(offset, length, packing, size))
