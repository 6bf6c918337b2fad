"""The formats of an export: one description each, which the command line, the API and downloads read."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO

import numpy as np

from explorer.export.original_files import Missing, copy_folder, write_zip
from explorer.export.tables import subset_tables, write_csv, write_jsonl, write_parquet
from explorer.index.reader import Index


@dataclass(frozen=True)
class Subset:
    """What is written.

    Attributes
    ----------
    index : Index
    rows : (m,) int64
        m at least 1, in the order in which they are written.
    places : bool
        Whether tables say where the originals are on this machine.
    missing : Missing
        Filled with the originals that could not be copied.
    """

    index: Index
    rows: np.ndarray
    places: bool = True
    missing: Missing = field(default_factory=Missing)


@dataclass(frozen=True)
class Format:
    """A format of an export.

    Attributes
    ----------
    name : str
        As `--format` and the API have it, and the ending of a file.
    write : callable
        Takes a `Subset` and a binary file of any kind, which is never gone back in; yields how many images
        are done. Of a format without `media_type` it takes the path of a folder to make.
    writes : str
        What is written, for the table of `dendro formats`.
    media_type : str or None
        Of what a server sends; None for a folder, which cannot be sent.
    """

    name: str
    write: Callable[[Subset, Any], Iterator[int]]
    writes: str
    media_type: str | None = None

    def write_at(self, subset: Subset, place: Path) -> Iterator[int]:
        """Write a subset where nothing is yet, yielding how many images are done."""
        if self.media_type is None:
            yield from self.write(subset, place)
            return
        with open(place, "xb") as out:
            yield from self.write(subset, out)


def _table(write: Callable) -> Callable[[Subset, BinaryIO], Iterator[int]]:
    """Write the item table's rows by a writer of `explorer.export.tables`."""
    return lambda subset, out: write(subset_tables(subset.index, subset.rows, subset.places), out)


def _zip(subset: Subset, out: BinaryIO) -> Iterator[int]:
    return write_zip(subset.index, subset.rows, out, subset.missing, subset.places)


def _folder(subset: Subset, place: Path) -> Iterator[int]:
    return copy_folder(subset.index, subset.rows, place, subset.missing)


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        each.name: each
        for each in (
            Format("csv", _table(write_csv), "a table of all columns", "text/csv; charset=utf-8"),
            Format(
                "parquet", _table(write_parquet), "the same, with its types", "application/vnd.apache.parquet"
            ),
            Format("jsonl", _table(write_jsonl), "the same, a line an image", "application/x-ndjson"),
            Format("folder", _folder, "copies of the originals, with a table"),
            Format("zip", _zip, "the same as one file", "application/zip"),
        )
    }
)
"""By name, in the order in which they are offered; a new one is a line here and its writer."""

SENT = {name: each.media_type for name, each in FORMATS.items() if each.media_type is not None}
"""Those that a server sends, and as what."""
