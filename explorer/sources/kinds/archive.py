"""Tar and zip files: WebDataset shards, or folders that were packed; read in place, never unpacked."""

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import compress, islice
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, cast

import numpy as np
import pyarrow as pa

from explorer.errors import Failure, SourceError
from explorer.images.frames.video_frames import ENDINGS as VIDEOS
from explorer.images.parts import PACKINGS, Part, read_part, reader_of
from explorer.images.recognize import FileEnding, Recognizer, ending_of
from explorer.index.format import LABEL
from explorer.natural_order import path_key
from explorer.options import SourceOptions
from explorer.remote.addresses import is_address, public
from explorer.remote.reading import State, ask, open_binary
from explorer.remote.threads import each_at_once
from explorer.sources.annotations.splits import split_in_words
from explorer.sources.archives.members import Member, is_archive, members
from explorer.sources.archives.samples import Samples, sort_out
from explorer.sources.columns.class_files import read_classes
from explorer.sources.columns.table_columns import arrange
from explorer.sources.folders.class_folders import class_folder_columns
from explorer.sources.folders.class_list_files import lists_among
from explorer.sources.folders.named_codes import name_codes
from explorer.sources.folders.passed_over import about_videos, by_ending, in_words
from explorer.sources.folders.scan_folder import scan_folder
from explorer.sources.several.patterns import LEFT_OUT, Patterns, patterns_of
from explorer.sources.source import OF_VECTORS, PartArrays, Source, SourceKind
from explorer.sources.tables.json_rows import table_of
from explorer.words import counted, images

Listed = list[Member] | SourceError
"""What is in an archive, or why that cannot be told."""
UNPACK = "videos are read from files of this machine: unpack them"
_PATH, _SPLIT, _FEWEST = "path", "split", 2
_REPLACED = "replaced by a later one of the same name"
_LOOKED_AT = 1000
"""Entries of a folder that are looked at to tell whether it holds archives and no images."""


def accepts(location: Path) -> bool:
    """Whether this is such a file, or a folder that has such files and no image beside them."""
    if not location.is_dir():
        return location.is_file() and is_archive(location.name)
    recognizer = Recognizer()
    with os.scandir(location) as entries:
        names = [entry.name for entry in islice(entries, _LOOKED_AT) if entry.is_file(follow_symlinks=False)]
    return any(map(is_archive, names)) and not any(
        recognizer.by_name(name) is FileEnding.IMAGE for name in names
    )


def open(location: Path, options: SourceOptions) -> Source:
    """List what is in the archives, without reading an image; see `explorer.sources.open_source`."""
    return open_listed(location, list_archives(location), options)


def list_archives(location: Path) -> dict[str, Listed]:
    """Return what is in an archive, or in each of a folder, by their paths."""
    return {str(path): _list(str(path)) for path in paths(location)}


def open_listed(location: Path, listed: Mapping[str, Listed], options: SourceOptions) -> Source:
    """As `open`, of what `list_archives` found."""
    archives = [(os.path.basename(path), path, None) for path in listed]
    is_folder = location.is_dir()
    source = open_archives(str(location), archives, is_folder, options, listed)
    if is_folder:
        passed_over = Counter(source.passed_over) + _beside(location, listed)
        source = replace(source, passed_over=by_ending(passed_over))
    return replace(source, location=location, root=location if is_folder else location.parent)


def open_archives(
    location: str,
    archives: Sequence[tuple[str, str, State | None]],
    is_folder: bool,
    options: SourceOptions,
    known: Mapping[str, Listed] = MappingProxyType({}),
) -> Source:
    """As `open`, of archives by name, path or address, and state of what lies at an address.

    Parameters
    ----------
    location : str
        Path or address of what was named, as people read it.
    archives : sequence of (str, str, State or None)
    is_folder : bool
        Whether it is a folder, so that paths begin with the names of its archives.
    options : SourceOptions
    known : mapping of str to list of Member or SourceError
        What is in those that are listed already, by their paths.
    """
    found, places = _Found(), [place for _, place, _ in archives]
    remote = any(map(is_address, places))
    sort = partial(_sorted_out, known)
    for (name, place, _), listed in zip(
        archives, (each_at_once if remote else map)(sort, places), strict=True
    ):
        if isinstance(listed, Samples):
            found.add(listed, f"{name}/" if is_folder else "")
        elif is_folder:
            found.failures.append(Failure(name, -1, str(listed).removeprefix(f"{public(place)} ")))
        else:
            raise listed
    many = counted(len(archives), "archive")
    if not found.members:
        raise SourceError(f"{location}: no image in {many}, but {found.instead()}")
    found.choose(patterns_of(options))
    arranged = arrange(table_of(found.rows), location, options)
    items, said = _with_class_folders(arranged.items, found, not options.classes)
    items = _with_splits(items, [name for name, *_ in archives]) if is_folder else items
    parts = [member.part for member in found.members]
    return Source(
        kind="archive",
        location=location,
        root=location,
        items=items,
        files=[part.path for part in parts],
        states=_states(archives, parts) if remote else None,
        failures=found.failures,
        passed_over=by_ending(found.passed_over),
        classes=read_classes(options.classes) if options.classes else None,
        written=arranged.written,
        notes=(*arranged.notes, *said, *about_videos(found.passed_over, UNPACK)),
        taken_for=f"{many}: {images(len(parts))}",
        parts=PartArrays(
            np.array([part.offset for part in parts], np.int64),
            np.array([part.length for part in parts], np.int64),
            np.array([PACKINGS.index(part.packing) for part in parts], np.int8),
            np.array([member.size for member in found.members], np.int64),
        ),
    )


KIND = SourceKind(
    "archive",
    "an archive",
    "a `.tar`, `.tar.gz` or `.zip`, or a folder of them (WebDataset shards), read in place; annotated or not",
    accepts,
    open,
    refuses=OF_VECTORS,
)


def paths(location: Path) -> list[Path]:
    if not location.is_dir():
        return [location]
    return sorted(
        (each for each in location.iterdir() if is_archive(each.name)), key=lambda each: path_key(each.name)
    )


def _beside(folder: Path, archives: Iterable[str]) -> Counter[str]:
    """What lies in a folder beside its archives, at any depth: images in folders within, other files."""
    scan = scan_folder(folder)
    others = Counter(scan.passed_over)
    others.update(ending_of(path) for path in scan.paths)
    others.subtract(ending_of(path) for path in archives)
    return +others


def _list(place: str) -> Listed:
    """The members of an archive, or why they cannot be told."""
    try:
        return list(members(place))
    except SourceError as error:
        return error


def _sorted_out(known: Mapping[str, Listed], place: str) -> Samples | SourceError:
    listed = known[place] if place in known else _list(place)
    return listed if isinstance(listed, SourceError) else sort_out(place, listed, Recognizer())


def _states(archives: Sequence[tuple[str, str, State | None]], parts: Sequence[Part]) -> np.ndarray:
    """(m, 3) The states of the archives that parts are in."""
    states = {place: state or ask(place) for _, place, state in archives}
    return np.array([states[part.path] for part in parts], np.int64).reshape(-1, 3)


def _with_class_folders(items: pa.Table, found: "_Found", named: bool) -> tuple[pa.Table, tuple[str, ...]]:
    """The items with what folders in an archive say, where nothing beside images says a label; and notes.

    `named` is whether codes are to be named.
    """
    if LABEL in items.column_names:
        return items, ()
    names = [member.name for member in found.members]
    said, notes = class_folder_columns(names), ()
    if LABEL in said and named:
        lists = {member.name: member for member in found.lists}
        levels = lists_among(
            {name: m.size for name, m in lists.items()}, names, lambda name: _read(lists[name])
        )
        pictures = {name.rpartition("/")[2] for name in names}
        said[LABEL], file, notes = name_codes(levels, said[LABEL], pictures)
        found.passed_over.subtract([ending_of(file.name)] if file else ())
    for name, values in said.items():
        if name not in items.column_names:
            items = items.append_column(name, pa.array(values, pa.string()))
    return items, notes


def _with_splits(items: pa.Table, archives: Sequence[str]) -> pa.Table:
    """The items with the splits that archives are called as (`x-train-000000.tar`), where none are said."""
    splits = {name: split_in_words(name) for name in archives}
    if _SPLIT in items.column_names or len(set(splits.values()) - {None}) < _FEWEST:
        return items
    of = [splits.get(path.partition("/")[0]) for path in items[_PATH].to_pylist()]
    return items.append_column(_SPLIT, pa.array(of, pa.string()))


def _read(member: Member) -> bytes:
    with open_binary(member.part.path) as file:
        return read_part(reader_of(cast(BinaryIO, file), [member.part]), member.part, member.size)


@dataclass
class _Found:
    """What is in the archives: images, what is said of each, and all else."""

    members: list[Member] = field(default_factory=list)
    rows: list[dict[str, object]] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)
    lists: list[Member] = field(default_factory=list)

    def add(self, sorted_out: Samples, prefix: str) -> None:
        """Take what is in one; paths begin with `prefix`."""
        # Of two of one name the last counts, as for whoever unpacks them.
        last = {member.name: place for place, member in enumerate(sorted_out.images)}
        for place, (member, said) in enumerate(zip(sorted_out.images, sorted_out.rows, strict=True)):
            if last[member.name] != place:
                self.passed_over[_REPLACED] += 1
            elif member.problem:
                self.failures.append(Failure(prefix + member.name, -1, member.problem))
            else:
                self.members.append(member)
                own = {f"{_PATH}_source" if name == _PATH else name: each for name, each in said.items()}
                self.rows.append({**own, _PATH: prefix + member.name})
        self.failures += [Failure(prefix + each.path, -1, each.reason) for each in sorted_out.failures]
        self.passed_over += sorted_out.passed_over
        self.lists += sorted_out.lists

    def choose(self, patterns: Patterns | None) -> None:
        """Keep what patterns take, where that is anything: what they leave out is no class, and no column."""
        keep = [patterns is None or patterns.take(str(row[_PATH])) for row in self.rows]
        if any(keep) and not all(keep):
            self.passed_over[LEFT_OUT] += keep.count(False)
            self.members = list(compress(self.members, keep))
            self.rows = list(compress(self.rows, keep))

    def instead(self) -> str:
        """Say what there is where there is no image."""
        videos = set(self.passed_over) & set(VIDEOS)
        unpack = f"; {UNPACK}" if videos else ""
        others = in_words(by_ending(self.passed_over)) or "nothing else"
        return (
            others
            + unpack
            + (f"; {self.failures[0].path}: {self.failures[0].reason}" if self.failures else "")
        )
