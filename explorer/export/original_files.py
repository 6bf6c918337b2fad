"""A subset as image files: a folder, or a zip archive with the same content."""

import os
import zipfile
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO

import numpy as np
import pyarrow as pa

from explorer.cancellation import unless_cancelled
from explorer.errors import OriginalError
from explorer.export.portable_paths import destinations
from explorer.export.tables import subset_tables, write_csv
from explorer.images.frames.frame import frame_of
from explorer.images.frames.read_frame import file_name
from explorer.index.format import PATH
from explorer.index.item_columns import free_name
from explorer.index.originals import PIECE, Original
from explorer.index.reader import Index

_FRAME = "original"
"""Column of what a copied frame was made of: its file and its place in there."""
FIRST_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip archive can say; the same subset gives the same bytes."""


@dataclass(frozen=True)
class Missing:
    """Originals that could not be copied: parallel lists of paths and reasons."""

    paths: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)


def copy_folder(index: Index, rows: np.ndarray, folder: Path, missing: Missing) -> Iterator[int]:
    """Copy originals into a new folder, with `items.csv` and, where any are missing, `failures.csv`.

    The relative paths are kept, and so are the times of the files.

    Yields
    ------
    int
        Images done so far.
    """
    folder.mkdir()

    def put(original: Original, name: str) -> Iterator[None]:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with open(target, "xb") as out:
                yield from _write_pieces(original, out)
        except (OSError, OriginalError):
            target.unlink(missing_ok=True)
            raise
        os.utime(target, ns=(original.state.st_atime_ns, original.state.st_mtime_ns))

    copies = _Copies(index, rows, missing)
    yield from copies.put_each(put)
    for name, tables in copies.tables():
        with open(folder / name, "wb") as out:
            for _ in write_csv(tables, out):
                pass


def write_zip(
    index: Index, rows: np.ndarray, out: IO[bytes], missing: Missing, places: bool = True
) -> Iterator[int]:
    """Write originals, `items.csv` and, where any are missing, `failures.csv` as an archive.

    Images are stored, not compressed: they are already. `out` is never gone back in, so that it may lead to
    another machine.

    Yields
    ------
    int
        Images done so far.
    """
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        copies = _Copies(index, rows, missing, places)
        yield from copies.put_each(partial(_put_entry, archive))
        for name, tables in copies.tables():
            with archive.open(_entry(name), "w", force_zip64=True) as entry:
                for _ in write_csv(tables, entry):
                    yield len(rows)


class _Copies:
    """Where the originals of some rows go, and what became of each."""

    def __init__(self, index: Index, rows: np.ndarray, missing: Missing, places: bool = True) -> None:
        self._index, self._rows, self._missing = index, rows, missing
        self._places = places
        self._paths = index.items.column(PATH).take(pa.array(rows)).to_pylist()
        self._names: list[str] = []
        self._kept = np.zeros(len(rows), bool)

    def put_each(self, put: Callable[[Original, str], Iterator[None]]) -> Iterator[int]:
        """Put each original once; `put` yields between the pieces of a large one, which is held nowhere."""
        reasons: dict[str, str | None] = {}
        each = zip(self._paths, destinations(map(self._called, self._paths)), strict=True)
        for place, (path, name) in enumerate(unless_cancelled(each)):
            self._names.append(name)
            if name not in reasons:
                reasons[name] = yield from self._put(put, int(self._rows[place]), name, place)
            self._kept[place] = reasons[name] is None
            if (reason := reasons[name]) is not None:
                self._missing.paths.append(path)
                self._missing.reasons.append(reason)
            yield place + 1

    def _called(self, path: str) -> str:
        """Path of what is copied: of a box its picture, of a frame a picture of its own."""
        frame = frame_of(path) if self._index.frames else None
        return self._index.file_of(path) if frame is None else file_name(frame)

    def _put(
        self, put: Callable[[Original, str], Iterator[None]], row: int, name: str, done: int
    ) -> Generator[int, None, str | None]:
        """Copy one file, and return None or why that did not work."""
        try:
            with self._index.open_image(row) as original:
                for _ in put(original, name):
                    yield done
        except OriginalError as error:
            return error.reason
        except OSError as error:
            if not error.filename:
                raise
            return error.strerror or str(error)
        return None

    def tables(self) -> Iterator[tuple[str, Iterator[pa.Table]]]:
        """Give the names and rows of the tables beside the files."""
        yield "items.csv", self._copied()
        if self._missing.paths:
            yield (
                "failures.csv",
                iter([pa.table({"path": self._missing.paths, "reason": self._missing.reasons})]),
            )

    def _copied(self) -> Iterator[pa.Table]:
        """The items that are there, each `path` the place of the copy."""
        start = 0
        for table in subset_tables(self._index, self._rows, self._places):
            part = slice(start, start := start + table.num_rows)
            place = table.column_names.index("path")
            if self._index.frames:
                name = free_name(_FRAME, table.column_names)
                table = table.add_column(place + 1, name, table.column(place))
            table = table.set_column(place, "path", pa.array(self._names[part], pa.string()))
            yield table.filter(pa.array(self._kept[part]))


def _put_entry(archive: zipfile.ZipFile, original: Original, name: str) -> Iterator[None]:
    """Store one original; of one that turns out to be unreadable after its first bytes, those remain."""
    if original.stored <= PIECE:
        archive.writestr(_entry(name), original.read())
        return
    with archive.open(_entry(name), "w", force_zip64=True) as entry:
        yield from _write_pieces(original, entry)


def _write_pieces(original: Original, out: IO[bytes]) -> Iterator[None]:
    """Copy a file, yielding between its pieces."""
    for number, piece in enumerate(original.pieces()):
        if number:
            yield
        out.write(piece)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, FIRST_TIME)
    entry.external_attr = 0o100644 << 16
    return entry
