"""Annotated data sets that were packed: read by the kinds of sources that read them unpacked.

Kinds find images by their names and never open one, so what stands for an image in a temporary folder says
where that lies (`explorer.images.stored_sizes`). Only what says something of images is unpacked.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, cast

import numpy as np
import pyarrow as pa

from explorer.errors import Failure, ImageError, SourceError
from explorer.images.parts import PACKINGS, read_part, reader_of
from explorer.images.recognize import FileEnding, Recognizer, ending_of
from explorer.images.stored_sizes import stand_in
from explorer.options import SourceOptions
from explorer.remote.reading import open_binary
from explorer.sources.annotations.text_lists import TEXT_LISTS, has_text_lists
from explorer.sources.archives.members import Member
from explorer.sources.archives.samples import is_junk, key_of
from explorer.sources.kinds import ANNOTATIONS, KINDS
from explorer.sources.kinds.archive import Listed
from explorer.sources.source import PartArrays, Source, SourceKind
from explorer.words import counted

_BESIDE = {".json": b'"shapes"', ".xml": b"<annotation"}
"""What stands in annotations that have the name of their image: others of that name are of a WebDataset."""
_LOOKED_INTO = 3
_MOST = 1 << 33
"""Bytes of annotations that are unpacked."""
_DEPTH = 4
ONLY_INSIDE = "its picture is in the file of its annotations, in an archive (unpack that)"


def open_annotated(
    location: Path, listed: Mapping[str, Listed], options: SourceOptions
) -> tuple[SourceKind, Source] | None:
    """Open an archive, or a folder of them, as the annotated data set in it; None where it is none.

    Parameters
    ----------
    location : Path
    listed : mapping
        As of `archive.list_archives`.
    options : SourceOptions

    Raises
    ------
    SourceError
        As by the kind that takes it.
    """
    kinds = [kind for kind in KINDS if kind.marks_objects and options.source in (None, kind.name)]
    packed = _packed(location, listed)
    telling = packed.telling() if kinds else []
    if not telling:
        return None
    with TemporaryDirectory(prefix="dendro-") as temporary:
        folder = Path(temporary).resolve()
        failures = packed.unpack(telling, folder)
        for inner in _levels(folder):
            for kind in kinds:
                if kind.accepts(inner):
                    source = _opened(kind, inner, options, location, folder)
                    found = packed.back(source, folder)
                    taken = f"{counted(len(listed), 'archive')}: {source.taken_for}"
                    return kind, replace(found, taken_for=taken, failures=[*found.failures, *failures])
    return None


@contextmanager
def unpacked(
    location: Path, listed: Mapping[str, Listed], kind: SourceKind
) -> Iterator[tuple[Path, Callable[[str], str]]]:
    """Unpack what says something of images, as a context.

    It is a folder that the kind accepts, and what gives the path of an image in an index by that of the file
    which stands in for it.

    Raises
    ------
    SourceError
        The kind accepts nothing in it.
    """
    packed = _packed(location, listed)
    with TemporaryDirectory(prefix="dendro-") as temporary:
        folder = Path(temporary).resolve()
        packed.unpack(packed.telling(), folder)
        inner = next((each for each in _levels(folder) if kind.accepts(each)), None)
        if inner is None:
            raise SourceError(f"{location} is not read as {kind.name}")
        yield inner, lambda file: packed.shown(file.removeprefix(os.path.join(folder, "")))


def _packed(location: Path, listed: Mapping[str, Listed]) -> "_Packed":
    there = [each for each in listed.values() if not isinstance(each, SourceError)]
    return _Packed(location, {m.name: m for each in there for m in each if _is_usable(m)})


def _is_usable(member: Member) -> bool:
    """Whether a file of a folder can have its name."""
    fits = all(len(os.fsencode(part)) < 256 for part in member.name.split("/"))
    return fits and not (member.problem or "\0" in member.name or is_junk(member.name))


def _levels(folder: Path) -> Iterator[Path]:
    """A folder, and the only one in it, and so on: data sets are packed with their own folder or without."""
    for _ in range(_DEPTH):
        yield folder
        entries = list(os.scandir(folder))
        if len(entries) != 1 or not entries[0].is_dir(follow_symlinks=False):
            return
        folder = Path(entries[0].path)


def _opened(kind: SourceKind, inner: Path, options: SourceOptions, location: Path, folder: Path) -> Source:
    try:
        return kind.open(inner, options)
    except SourceError as error:  # it speaks of the archive, not of a folder that is gone by then
        raise SourceError(str(error).replace(str(folder), str(location))) from None


@dataclass(frozen=True)
class _Packed:
    """The members of all archives by their names: of two of one name the last, as when unpacked."""

    location: Path
    members: dict[str, Member]

    def telling(self) -> list[Member]:
        """Those that say something of images; none where no annotations are among them."""
        recognizer = Recognizer()
        images = {key_of(name)[0] for name in self.members if _is_image(recognizer, name)}
        annotations = [name for name in self.members if ending_of(name) in ANNOTATIONS]
        apart = [name for name in annotations if key_of(name)[0] not in images]
        beside = [name for name in annotations if key_of(name)[0] in images and ending_of(name) in _BESIDE]
        if beside and not any(self._is_annotation(name) for name in beside[:_LOOKED_INTO]):
            beside = []
        told = [*apart, *beside]
        if has_text_lists(self.members) or any(ending_of(name) in (".yaml", ".yml") for name in apart):
            told += [name for name in self.members if ending_of(name) in TEXT_LISTS]
        size = sum(self.members[name].size for name in told)
        if size > _MOST:
            raise SourceError(
                f"{self.location}: {size / 1e9:.1f} GB of annotations would have to be unpacked to be read; "
                "unpack it, or take its images alone with --source archive"
            )
        return [self.members[name] for name in told] if images else []

    def unpack(self, telling: Iterable[Member], folder: Path) -> list[Failure]:
        """Unpack these into a folder, with what stands in for each image; what cannot be is a failure."""
        recognizer, failures = Recognizer(), []
        for name, member in self.members.items():
            if _is_image(recognizer, name):
                # A name may be that of a folder, or below that of a file.
                with suppress(FileExistsError, NotADirectoryError, IsADirectoryError):
                    _made(folder, name).write_bytes(stand_in(member.part))
        for member, content in _contents(telling):
            try:
                _made(folder, member.name).write_bytes(content())
            except (ImageError, FileExistsError, NotADirectoryError) as error:
                failures.append(Failure(member.name, -1, str(error)))
        return failures

    def back(self, source: Source, folder: Path) -> Source:
        """Return a source that was found in the folder as one of what lies in the archives."""
        inside, several = os.path.join(folder, ""), self.location.is_dir()
        names = [file.removeprefix(inside) for file in source.files]
        kept = [i for i in range(len(names)) if not source.is_part(i) and names[i] in self.members]
        lost = sorted({names[i] for i in range(len(names))} - {names[i] for i in kept})
        members = [self.members[names[i]] for i in kept]
        items = source.items.take(pa.array(kept, pa.int64()))
        for column in {"path", "image"} & set(items.column_names):
            ends = [str(text) for text in items[column].to_pylist()]
            fragments = [
                f"#{end.rpartition('#')[2]}" if source.crops and column == "path" else "" for end in ends
            ]
            shown = [self.shown(member.name) + end for member, end in zip(members, fragments, strict=True)]
            place = items.column_names.index(column)
            items = items.set_column(place, column, pa.array(shown, pa.string()))
        said = [replace(f, reason=f.reason.replace(inside, "")) for f in source.failures]
        parts = [member.part for member in members]
        return replace(
            source,
            location=self.location,
            root=self.location if several else self.location.parent,
            items=items,
            files=[part.path for part in parts],
            failures=[*said, *(Failure(name, -1, ONLY_INSIDE) for name in lost)],
            parts=PartArrays(
                np.array([part.offset for part in parts], np.int64),
                np.array([part.length for part in parts], np.int64),
                np.array([PACKINGS.index(part.packing) for part in parts], np.int8),
                np.array([member.size for member in members], np.int64),
            ),
        )

    def shown(self, name: str) -> str:
        """Return what an index calls a member: of several archives with the name of its own."""
        archive = self.members[name].part.path if name in self.members else ""
        return f"{os.path.basename(archive)}/{name}" if self.location.is_dir() else name

    def _is_annotation(self, name: str) -> bool:
        member = self.members[name]
        try:
            with open_binary(member.part.path) as file:
                return _BESIDE[ending_of(name)] in read_part(cast(BinaryIO, file), member.part, member.size)
        except (ImageError, OSError):
            return False


def _contents(members: Iterable[Member]) -> Iterator[tuple[Member, Callable[[], bytes]]]:
    """Give members with what reads each, in the order in which they lie.

    What is compressed as a whole is unpacked once.
    """
    order = sorted(members, key=lambda member: (member.part.path, member.part.offset))
    for path, own in groupby(order, lambda member: member.part.path):
        first = next(own)
        with open_binary(path) as file:
            reader = reader_of(cast(BinaryIO, file), [first.part])
            for member in chain([first], own):
                yield member, partial(read_part, reader, member.part, member.size)


def _is_image(recognizer: Recognizer, name: str) -> bool:
    return recognizer.by_name(name) is FileEnding.IMAGE


def _made(folder: Path, name: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
