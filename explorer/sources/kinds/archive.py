"""Tar and zip files: WebDataset shards, or folders that were packed; read in place, never unpacked."""

import os
from collections import Counter
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa

from explorer.errors import Failure, SourceError
from explorer.images.parts import PACKINGS
from explorer.images.recognize import Recognizer
from explorer.natural_order import path_key
from explorer.options import SourceOptions
from explorer.sources.archives.members import Member, is_archive, members
from explorer.sources.archives.samples import sort_out
from explorer.sources.columns.arrays import read_classes
from explorer.sources.columns.table_columns import arrange
from explorer.sources.folders.class_folders import class_folder_columns
from explorer.sources.folders.passed_over import by_ending, in_words
from explorer.sources.source import Parts, Source, SourceKind
from explorer.sources.tables.json_rows import table_of
from explorer.words import counted, images

_PATH = "path"
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
    return any(map(is_archive, names)) and not any(recognizer.by_name(name).name == "IMAGE" for name in names)


def open(location: Path, options: SourceOptions) -> Source:
    """List what is in the archives, without reading an image; see `explorer.sources.open_source`."""
    for name in ("embeddings", "probabilities"):
        if getattr(options, name) is not None:
            raise SourceError(
                f"{location} was taken for an archive, and --{name} belongs to the rows of a table: "
                "unpack it, and write a .csv, .parquet or .jsonl with a column `path`"
            )
    archives = _archives(location)
    several = location.is_dir()
    recognizer, passed_over = Recognizer(), Counter[str]()
    found: list[Member] = []
    rows: list[dict[str, object]] = []
    failures: list[Failure] = []
    replaced = 0
    for archive in archives:
        try:
            sorted_out = sort_out(archive, members(archive), recognizer)
        except SourceError as error:
            if not several:
                raise
            failures.append(Failure(archive.name, -1, str(error).removeprefix(f"{archive} ")))
            continue
        prefix = f"{archive.name}/" if several else ""
        # Of two of one name the last counts, as for whoever unpacks them.
        last = {member.name: place for place, member in enumerate(sorted_out.images)}
        replaced += len(sorted_out.images) - len(last)
        for place in sorted(last.values()):
            member, said = sorted_out.images[place], sorted_out.rows[place]
            if member.problem:
                failures.append(Failure(prefix + member.name, -1, member.problem))
                continue
            found.append(member)
            rows.append({f"{_PATH}_source" if name == _PATH else name: each for name, each in said.items()})
            rows[-1][_PATH] = prefix + member.name
        failures += [Failure(prefix + each.path, -1, each.reason) for each in sorted_out.failures]
        passed_over += sorted_out.passed_over
    if replaced:
        passed_over[_REPLACED] = replaced
    if not found:
        others = in_words(by_ending(passed_over)) or "nothing else"
        reason = f"; {failures[0].path}: {failures[0].reason}" if failures else ""
        raise SourceError(
            f"{location}: no image in {counted(len(archives), 'archive')}, but {others}{reason}"
        )
    return _source(location, options, found, rows, failures, by_ending(passed_over), len(archives))


KIND = SourceKind(
    "archive",
    "an archive",
    "a `.tar` or `.zip`, or a folder of them (WebDataset shards), read in place",
    accepts,
    open,
)


def _archives(location: Path) -> list[Path]:
    if not location.is_dir():
        return [location]
    return sorted(
        (each for each in location.iterdir() if is_archive(each.name)), key=lambda each: path_key(each.name)
    )


def _source(location, options, found, rows, failures, passed_over, count) -> Source:
    arranged = arrange(table_of(rows), location, options)
    items = arranged.items
    if "label" not in items.column_names:
        inner = [member.name for member in found]
        for name, values in class_folder_columns(inner).items():
            if name not in items.column_names:
                items = items.append_column(name, pa.array(values, pa.string()))
    parts = [member.part for member in found]
    sizes = [member.size for member in found]
    return Source(
        kind="archive",
        location=location,
        root=location if location.is_dir() else location.parent,
        items=items,
        files=[part.path for part in parts],
        failures=failures,
        passed_over=passed_over,
        classes=read_classes(options.classes) if options.classes else None,
        written=arranged.written,
        notes=arranged.notes,
        taken_for=f"{counted(count, 'archive')}: {images(len(found))}",
        parts=Parts(
            np.array([part.offset for part in parts], np.int64),
            np.array([part.length for part in parts], np.int64),
            np.array([PACKINGS.index(part.packing) for part in parts], np.int8),
            np.array(sizes, np.int64),
        ),
    )
