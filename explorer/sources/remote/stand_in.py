"""A folder of this machine that stands in for one at an address, for as long as its annotations are read.

Kinds of sources find images by their names and never open one, so what stands for an image there says where
that lies (`explorer.images.stored_sizes`). What says something of images is fetched whole. Thus a data set in
a bucket is read by the code that reads it on disk.
"""

import os
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from explorer.errors import Failure, SourceError
from explorer.images.recognize import FileEnding, Recognizer, ending_of
from explorer.images.stored_sizes import stand_in
from explorer.remote.addresses import is_address, join, public
from explorer.remote.listing import Entry
from explorer.remote.reading import State, read_span
from explorer.remote.threads import each_at_once
from explorer.sources.annotations.text_lists import TEXT_LISTS, has_text_lists
from explorer.sources.kinds import ANNOTATIONS
from explorer.sources.source import Source
from explorer.sources.tables.image_columns import ARROW_ENDINGS
from explorer.sources.tables.tf_examples import ENDINGS as OF_RECORDS

_TABLES = (".csv", ".tsv")
_METADATA = ("metadata.csv", "metadata.jsonl", "metadata.parquet")
WITH_IMAGES = (".parquet", *ARROW_ENDINGS, *OF_RECORDS)
"""Endings of files that hold images, which are read where they lie once they were fetched to be listed."""
_PIECE = 1 << 24
_MOST = 1 << 33
"""Bytes that are fetched to be read as a whole."""
_MOST_OF_TABLES = 1 << 28
"""Bytes of tables in text, which may be labels, and of anything else."""


class StandInFolder:
    """One such folder.

    Parameters
    ----------
    address : str
        Of the folder that it stands in for.
    entries : sequence of Entry
        What is below that.
    folder : Path
        Empty, by no link; made where it is not there.
    addresses : mapping of str to str
        By their paths, of those entries that are asked for in another way than by their place.
    whole : tuple of str
        Endings of further files to be fetched.
    """

    def __init__(
        self,
        address: str,
        entries: Sequence[Entry],
        folder: Path,
        addresses: Mapping[str, str] | None = None,
        whole: tuple[str, ...] = (),
    ) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self._address, self._addresses = address, addresses or {}
        self._entries = [entry for entry in entries if _is_possible(entry.path)]
        self._impossible = [entry.path for entry in entries if not _is_possible(entry.path)]
        self._whole = whole or self._telling()

    @property
    def may_say_something(self) -> bool:
        """Whether anything in it can be annotations, or a table with images in it."""
        return (
            any(entry.path.lower().endswith(self._whole) for entry in self._entries) if self._whole else False
        )

    def fill(self) -> None:
        """Fetch what says something, and make a file that stands for all else.

        Raises
        ------
        SourceError
            There is more of it than is fetched.
        RemoteError
            Something cannot be had.
        """
        whole = [entry for entry in self._entries if entry.path.lower().endswith(self._whole)]
        size = sum(max(entry.state.size, 0) for entry in whole)
        if size > _MOST:
            raise SourceError(
                f"{public(self._address)}: {size / 1e9:.1f} GB of annotations or tables would have to be "
                "fetched to be read; copy it to this machine, or name one file of it"
            )
        fetched = {entry.path for entry in whole}
        for entry in self._entries:
            path = self.folder / entry.path
            path.parent.mkdir(parents=True, exist_ok=True)
            if entry.path not in fetched:
                path.write_bytes(stand_in(self._address_of(entry.path)))
        for _ in each_at_once(self._fetch, whole):
            pass

    def back(self, source: Source) -> Source:
        """Return a source that was found in the folder as one of what is at the address.

        Raises
        ------
        SourceError
            It names files of this machine, which nothing that lies elsewhere may have read.
        """
        inside = os.path.join(self.folder, "")
        states = {entry.path: entry.state for entry in self._entries}
        below = [file.removeprefix(inside) if file.startswith(inside) else None for file in source.files]
        self._check_elsewhere(file for file, path in zip(source.files, below, strict=True) if path is None)
        found = [State() if path is None else states.get(path, State()) for path in below]
        kept = zip(source.files, below, strict=True)
        paths = [self._said(path) for path in source.items["path"].to_pylist()]
        place = source.items.schema.get_field_index("path")
        root = os.fspath(source.root)
        return replace(
            source,
            root=public(
                self._address if root == str(self.folder) else self._address_of(root.removeprefix(inside))
            ),
            items=source.items.set_column(place, "path", pa.array(paths, pa.string())),
            files=[file if path is None else self._address_of(path) for file, path in kept],
            states=np.array(found, np.int64).reshape(-1, 3),
            failures=[
                *(replace(f, path=self._said(f.path), reason=self._said(f.reason)) for f in source.failures),
                *(Failure(path, -1, "a key that no file can have (rename it)") for path in self._impossible),
            ],
            notes=tuple(map(self._said, source.notes)),
            doubts=tuple(map(self._said, source.doubts)),
            taken_for=self._said(source.taken_for),
        )

    def _check_elsewhere(self, files: Iterable[str]) -> None:
        here = next((file for file in files if not is_address(file)), None)
        if here is not None:
            raise SourceError(
                f"{public(self._address)}: {here} is a path of one machine in what lies elsewhere (write its "
                "address)"
            )

    @contextmanager
    def explained(self) -> Iterator[None]:
        """An error inside speaks of the address, not of this folder."""
        try:
            yield
        except SourceError as error:
            raise SourceError(self._said(str(error))) from None

    def _said(self, text: str) -> str:
        return text.replace(str(self.folder), public(self._address))

    def _address_of(self, path: str) -> str:
        return self._addresses.get(path) or join(self._address, path)

    def _fetch(self, entry: Entry) -> None:
        address, start = self._address_of(entry.path), 0
        with open(self.folder / entry.path, "wb") as file:
            while piece := read_span(address, start, _end(start, entry.state.size)):
                file.write(piece)
                start += len(piece)

    def _telling(self) -> tuple[str, ...]:
        """Endings of what may say something of images, or hold them where there are no others."""
        recognizer = Recognizer()
        paths = [entry.path for entry in self._entries]
        endings = {ending_of(path) for path in paths}
        told = tuple(ending for ending in ANNOTATIONS if ending in endings and ending not in _TABLES)
        told += tuple({name for name in _METADATA for path in paths if path.lower().endswith(name)})
        if not told and not has_text_lists(paths):
            has_images = any(recognizer.by_name(path) is FileEnding.IMAGE for path in paths)
            if has_images:
                return self._tables(endings)
            return tuple(ending for ending in WITH_IMAGES if ending in endings)
        return told + tuple(ending for ending in TEXT_LISTS if ending in endings) + self._tables(endings)

    def _tables(self, endings: Container[str]) -> tuple[str, ...]:
        """The endings of tables in text, where they are no more than labels may be."""
        sizes = (entry.state.size for entry in self._entries if ending_of(entry.path) in _TABLES)
        if sum(max(size, 0) for size in sizes) > _MOST_OF_TABLES:
            return ()
        return tuple(ending for ending in _TABLES if ending in endings)


def _end(start: int, size: int) -> int:
    return start + _PIECE if size < 0 else min(size, start + _PIECE)


def _is_possible(path: str) -> bool:
    """Whether a file of this machine can have this path below a folder."""
    parts = path.split("/")
    return "\0" not in path and all(
        part not in ("", ".", "..") and len(part.encode("utf-8", "surrogateescape")) < 256 for part in parts
    )
