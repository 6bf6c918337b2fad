"""What lies at an address, to one `Source`: by the kinds of sources that read it on disk."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from explorer.errors import InputError, RemoteError, SourceError
from explorer.images.frames.video_frames import ENDINGS as VIDEOS
from explorer.index.format import BUILDS, MANIFEST
from explorer.natural_order import path_key
from explorer.options import SourceOptions
from explorer.remote.addresses import join, name_of, parent, public
from explorer.remote.listing import Entry, kind_at, list_below
from explorer.remote.reading import ask, read_span
from explorer.sources.archives.members import is_archive
from explorer.sources.kinds import ANNOTATIONS, KINDS, archive, huggingface, imagefolder, objectcolumn, table
from explorer.sources.remote.listed_folder import images_below, open_listed
from explorer.sources.remote.stand_in import WITH_IMAGES, StandInFolder
from explorer.sources.source import Source, SourceKind
from explorer.sources.tables.read_table import ENDINGS, READERS
from explorer.words import listed

FOLDER = "folder"
_ANNOTATIONS = ("annotations", "labels")
_ANNOTATED = (".json", ".yaml", ".yml", ".xml")
_OF_BOXES = (".parquet",)
"""Endings of tables that may be of boxes, and are not told by their beginning."""
_START, _ADDRESS = 1 << 16, b"://"


def open_address(address: str, options: SourceOptions) -> tuple[SourceKind, Source]:
    """Find what is to be indexed at an address.

    Parameters
    ----------
    address : str
        As of `explorer.remote.addresses.check_address`.
    options : SourceOptions

    Returns
    -------
    SourceKind
        What it was taken for.
    Source

    Raises
    ------
    SourceError
        It cannot be had, or cannot be indexed.
    """
    try:
        what = kind_at(address)
        if not what:
            raise SourceError(f"{public(address)}: nothing is there")
        opened = _of_folder(address, options) if what == FOLDER else _of_file(address, options)
    except SourceError:
        raise
    except InputError as error:
        raise SourceError(str(error)) from error
    kind, source = opened
    return kind, replace(source, location=public(address))


def _of_folder(address: str, options: SourceOptions) -> tuple[SourceKind, Source]:
    address = address.rstrip("/")
    entries = sorted(list_below(address), key=lambda entry: path_key(entry.path))
    if not entries:
        raise SourceError(f"{public(address)}: nothing is below it; expected images")
    names = {entry.path for entry in entries}
    if MANIFEST in names and any(name.startswith(f"{BUILDS}/") for name in names):
        raise SourceError(f"{public(address)} is an index; copy it to this machine and serve it from there")
    wanted = options.source
    archives = [entry for entry in entries if "/" not in entry.path and is_archive(entry.path)]
    if wanted == archive.KIND.name or (wanted is None and archives and not images_below(entries)):
        each = [(entry.path, join(address, entry.path), entry.state) for entry in archives]
        return archive.KIND, archive.open_archives(public(address), each, True, options)
    if wanted != FOLDER:
        with TemporaryDirectory(prefix="dendro-") as folder:
            found = _of_annotations(StandInFolder(address, entries, Path(folder).resolve()), None, options)
        if found is not None:
            return found
    if wanted not in (None, FOLDER):
        raise SourceError(f"{public(address)} is not read as {wanted}")
    return _kind(FOLDER), open_listed(address, entries, options)


@contextmanager
def fetched(address: str, kind: SourceKind) -> Iterator[tuple[Path, Callable[[str], str]]]:
    """Fetch what says something of images, as a context.

    It is a file or a folder that the kind accepts, and what gives the path of an image in an index by that of
    the file which stands in for it.

    Raises
    ------
    SourceError
        The kind accepts nothing there.
    RemoteError
        It cannot be had.
    """
    with TemporaryDirectory(prefix="dendro-") as temporary:
        folder, file = Path(temporary).resolve(), None
        if kind_at(address) == FOLDER:
            address = address.rstrip("/")
            stand_in = StandInFolder(address, list_below(address), folder)
        else:
            stand_in, file = _around(address, folder / "a")
        stand_in.fill()
        location = stand_in.folder / (file or "")
        if not kind.accepts(location):
            raise SourceError(f"{public(address)} is not read as {kind.name}")
        yield location, lambda each: each.removeprefix(os.path.join(stand_in.folder, ""))


def _around(address: str, folder: Path, whole: tuple[str, ...] = ()) -> tuple[StandInFolder, str]:
    """The folder of a data set that a file of annotations at an address is of, and its path in that."""
    top = parent(address)
    top = parent(top) if name_of(top).lower() in _ANNOTATIONS else top
    inside = address.split("?")[0].removeprefix(top).strip("/")
    return StandInFolder(top, _beside(address, top, inside), folder, {inside: address}, whole), inside


def _of_annotations(
    stand_in: StandInFolder, file: str | None, options: SourceOptions
) -> tuple[SourceKind, Source] | None:
    """What the kinds say that read annotations and tables with images in them; None where none takes it."""
    if not stand_in.may_say_something:
        return None
    stand_in.fill()
    location = stand_in.folder if file is None else stand_in.folder / file
    # Others open the images, which are elsewhere.
    kinds = [kind for kind in KINDS if kind.marks_objects or kind in (huggingface.KIND, imagefolder.KIND)]
    with stand_in.explained():
        for kind in kinds:
            if options.source in (None, kind.name) and kind.accepts(location):
                return kind, stand_in.back(kind.open(location, options))
    return None


def _of_file(address: str, options: SourceOptions) -> tuple[SourceKind, Source]:
    name, wanted = name_of(address), options.source
    if is_archive(name):
        source = archive.open_archives(public(address), [(name, address, None)], False, options)
        return archive.KIND, replace(source, root=parent(address))
    ending = Path(name).suffix.lower()
    with TemporaryDirectory(prefix="dendro-") as temporary:
        folder = Path(temporary).resolve()
        found = None
        labels = _labels_at(address, folder, wanted) if wanted != table.KIND.name else None
        if labels is not None:
            found = _of_annotations(*labels, options)
        elif ending in WITH_IMAGES and wanted != table.KIND.name:
            stand_in = StandInFolder(
                parent(address), [Entry(name, ask(address))], folder / "b", {name: address}
            )
            found = _of_annotations(stand_in, name, options)
        if found is None and name.lower().endswith(ENDINGS) and wanted in (None, table.KIND.name):
            entries = [Entry(name, ask(address))]
            stand_in = StandInFolder(parent(address), entries, folder / "c", {name: address}, ENDINGS)
            stand_in.fill()
            with stand_in.explained():
                found = table.KIND, table.open_at(stand_in.folder / name, parent(address), options)
    if found is not None:
        return found
    if wanted is not None:
        raise SourceError(f"{public(address)} is not read as {wanted}")
    if ending in VIDEOS:
        raise SourceError(f"{public(address)}: a video is decoded where it lies; copy it to this machine")
    raise SourceError(
        f"{public(address)}: expected a folder of images, a table ({listed(sorted(READERS))}), annotations, "
        "or a .tar or .zip; the address of a folder on the web ends with /"
    )


def _labels_at(address: str, folder: Path, wanted: str | None) -> tuple[StandInFolder, str] | None:
    """What stands in for a file of labels and the images around it; None of what is something else.

    Tables are told by their beginning. One that names its images by addresses stands alone: what lies around
    it need not be listed.
    """
    name = name_of(address)
    ending = Path(name).suffix.lower()
    if ending in _ANNOTATED:
        return _around(address, folder / "a")
    if ending not in (*ANNOTATIONS, *_OF_BOXES):
        return None
    alone = StandInFolder(
        parent(address), [Entry(name, ask(address))], folder / "l", {name: address}, (ending,)
    )
    start = b""
    if ending in _OF_BOXES:
        alone.fill()
    else:
        start = read_span(address, 0, _START)
        whole = start[: start.rfind(b"\n") + 1] if len(start) >= _START else start
        (alone.folder / name).write_bytes(whole or start)
    if not any(
        kind.marks_objects and wanted in (None, kind.name) and kind.accepts(alone.folder / name)
        for kind in KINDS
        if kind is not objectcolumn.KIND
    ):
        return None
    whole = (name.lower(),) if ending in _OF_BOXES else ()
    return (alone, name) if _ADDRESS in start else _around(address, folder / "a", whole)


def _beside(address: str, top: str, inside: str) -> list[Entry]:
    """All that lies where a file of annotations looks for images; where that has no list, the file alone."""
    alone = Entry(inside, ask(address))
    if not address.startswith("http"):
        return list_below(top)
    with suppress(RemoteError):
        return [alone, *(entry for entry in list_below(f"{top}/") if entry.path != inside)]
    return [alone]


def _kind(name: str) -> SourceKind:
    return next(kind for kind in KINDS if kind.name == name)
