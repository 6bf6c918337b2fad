"""The originals of a subset, each opened once and put under a name of its own."""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from errno import EDQUOT, EFBIG, EMFILE, ENFILE, ENOSPC, EROFS
from functools import lru_cache
from pathlib import Path
from posixpath import basename, dirname, join, splitext
from typing import IO

import numpy as np
import pyarrow as pa

from explorer.cancellation import unless_cancelled
from explorer.errors import OriginalError
from explorer.export.earlier_copies import EarlierCopies
from explorer.export.export_format import CLASS, CLUSTER, Subset
from explorer.export.opened_ahead import OpenedAhead
from explorer.export.portable_paths import destinations
from explorer.export.tables import subset_tables, write_csv
from explorer.images.frames.frame import frame_of
from explorer.images.frames.read_frame import file_name
from explorer.index.format import HASH, LABEL, PATH
from explorer.index.item_columns import free_name
from explorer.index.originals import Original
from explorer.index.reader import Index

FAILURES = "failures.csv"
UNLABELLED = "unlabelled"
"""Folder of pictures without a class."""
CLUSTERS = 48
"""Folders of a layout by cluster, as many as the page first shows."""
_AHEAD_AT_MOST = 64
_OF_DISK = (ENOSPC, EDQUOT, EROFS, EFBIG, EMFILE, ENFILE)
_FRAME = "original"
"""Column of what a copied frame was made of: its file and its place in there."""


class Copies:
    """Where the originals of a subset go, and what became of each.

    Parameters
    ----------
    subset : Subset
    names : iterable of str, optional
        Where the original of each row goes, one name for one original; by the subset's layout where absent.

    Attributes
    ----------
    subset
    names : list of str
        Where the original of each row went, as `destinations` has it.
    kept : (m,) bool
        Which of them are there.
    """

    def __init__(self, subset: Subset, names: Iterable[str] | None = None) -> None:
        self.subset, self._index, self._rows = subset, subset.index, subset.rows
        self._given = names
        self._missing = subset.missing
        self._paths = self._index.items.column(PATH).take(pa.array(self._rows)).to_pylist()
        self.names: list[str] = []
        self.kept = np.zeros(len(self._rows), bool)

    def put_each(
        self, put: Callable[[Original, str], Iterator[None]], earlier: EarlierCopies | None = None
    ) -> Generator[int]:
        """Put each original once; `put` yields between the pieces of a large one, which is held nowhere.

        Parameters
        ----------
        put : callable
            Takes an original and its name.
        earlier : EarlierCopies, optional
            Those that need not be put again.

        Yields
        ------
        int
            Images done so far.
        """
        pictures = (called(self._index, path) for path in self._paths)
        names = destinations(pictures, _folders(self.subset)) if self._given is None else self._given
        if earlier is not None and self._index.has_addresses:
            names = list(names)
            there = _there(self._index, self._rows, names, earlier)
        else:
            there = None
        with closing(OpenedAhead(self._index, self._rows, there)) as opened:
            yield from self._put_each(names, _Putting(put, opened, earlier, there))

    def _put_each(self, names: Iterable[str], putting: "_Putting") -> Generator[int]:
        reasons: dict[str, str | None] = {}
        each = zip(self._paths, names, strict=True)
        for place, (path, name) in enumerate(unless_cancelled(each)):
            self.names.append(name)
            if name not in reasons:
                reasons[name] = yield from self._put(putting, name, place)
            self.kept[place] = reasons[name] is None
            if (reason := reasons[name]) is not None:
                self._missing.add(path, reason)
            yield place + 1

    def _put(self, putting: "_Putting", name: str, done: int) -> Generator[int, None, str | None]:
        """Copy one file, and return None or why that did not work."""
        journal, earlier = self.subset.journal, putting.earlier
        if putting.there is not None and putting.there(done):
            journal.there += 1
            return None
        try:
            with putting.opened.open(done) as original:
                if earlier is not None and earlier.holds(original, name):
                    journal.there += 1
                    return None
                if earlier is not None:
                    earlier.remove(name)
                before, given = journal.bytes, original.given
                for _ in putting.put(original, name):
                    journal.bytes = before + original.given - given
                    yield done
                journal.bytes = before + original.given - given
                journal.worth = True
        except (OriginalError, OSError) as error:
            reason = _why_missing(error)
            if earlier is not None:
                earlier.remove(name)
            return reason
        return None

    def tables(self) -> Iterator[tuple[str, Iterator[pa.Table]]]:
        """Give the names and rows of the tables beside the files."""
        yield "items.csv", self._copied()
        if self._missing.paths:
            yield FAILURES, iter([self._missing.table()])

    def _copied(self) -> Iterator[pa.Table]:
        """The items that are there, each `path` the place of the copy."""
        start = 0
        for table in subset_tables(self._index, self._rows, self.subset.places):
            part = slice(start, start := start + table.num_rows)
            place = table.column_names.index("path")
            if self._index.frames:
                name = free_name(_FRAME, table.column_names)
                table = table.add_column(place + 1, name, table.column(place))
            table = table.set_column(place, "path", pa.array(self.names[part], pa.string()))
            yield table.filter(pa.array(self.kept[part]))


@dataclass(frozen=True)
class _Putting:
    """How originals are put: as `Copies.put_each` has it; `there` says of a place that it is done."""

    put: Callable[[Original, str], Iterator[None]]
    opened: OpenedAhead
    earlier: EarlierCopies | None
    there: Callable[[int], bool] | None


def _there(index: Index, rows: np.ndarray, names: list[str], earlier: EarlierCopies) -> Callable[[int], bool]:
    """Return what tells of a place among the rows whether what was indexed is there already."""
    hashes = index.items[HASH]

    @lru_cache(_AHEAD_AT_MOST)
    def there(place: int) -> bool:
        return earlier.holds_content(names[place], hashes[int(rows[place])].as_py())

    return there


def _why_missing(error: OriginalError | OSError) -> str:
    """Say why an original could not be had; an error that names no file, or is of the disk, is of the export,
    and goes on.
    """
    if isinstance(error, OriginalError):
        return error.reason
    if not error.filename or error.errno in _OF_DISK:
        raise error
    return error.strerror or str(error)


def called(index: Index, path: str) -> str:
    """Return the path of what is copied of an item: of a box its picture, of a frame a picture of its own."""
    frame = frame_of(path) if index.frames else None
    return index.file_of(path) if frame is None else file_name(frame)


def unlike(names: Iterable[str]) -> Iterator[str]:
    """Number names that differ in their endings alone; at their ends is no space, which lists lose."""
    stems: dict[str, str] = {}
    for name in names:
        stem, ending = splitext(name)
        stem = join(dirname(stem), basename(stem).strip() or "_")
        number, free = 1, stem
        while stems.setdefault(free.lower(), name) != name:
            number += 1
            free = f"{stem}-{number}"
        yield f"{free}{ending}"


def each_original(subset: Subset) -> Iterator[bytes | None]:
    """Give the whole picture of each row, None where it cannot be read, which is noted."""
    journal = subset.journal
    paths = subset.index.items.column(PATH)
    with closing(OpenedAhead(subset.index, subset.rows)) as opened:
        for place, row in enumerate(unless_cancelled(subset.rows.tolist())):
            try:
                with opened.open(place) as original:
                    data = original.read()
                    journal.bytes += len(data)
            except (OriginalError, OSError) as error:
                subset.missing.add(paths[row].as_py(), _why_missing(error))
                data = None
            yield data


def write_failures(subset: Subset, folder: Path) -> None:
    """Write `failures.csv` into a folder where any original is missing; else none is there."""
    (folder / FAILURES).unlink(missing_ok=True)
    if subset.missing.paths:
        with open(folder / FAILURES, "wb") as out:
            for _ in write_csv([subset.missing.table()], out):
                pass


def _folders(subset: Subset) -> list[str] | None:
    """Folder of each picture in the layout of a subset, any text; None where they lie as they lay."""
    index = subset.index
    if subset.layout == CLASS:
        names = index.items[LABEL].take(pa.array(subset.rows)).to_pylist() if index.has_labels else []
        return [name or UNLABELLED for name in names] or [UNLABELLED] * len(subset.rows)
    if subset.layout == CLUSTER:
        nodes = index.tree.cut(CLUSTERS, subset.chosen.node)  # from left to right
        of_row = nodes[np.searchsorted(index.tree.lo[nodes], subset.rows, side="right") - 1]
        return [f"cluster-{node}" for node in of_row.tolist()]
    return None


def write_pieces(original: Original, out: IO[bytes]) -> Iterator[None]:
    """Copy a file, yielding between its pieces."""
    for number, piece in enumerate(original.pieces()):
        if number:
            yield
        out.write(piece)
