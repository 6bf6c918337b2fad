"""Data sets of Lance with the images in them, and folders of them, such as a database of LanceDB."""

import os
from contextlib import suppress
from itertools import islice
from pathlib import Path

from explorer.errors import SourceError
from explorer.extras import is_installed, line_for
from explorer.images.recognize import FileEnding, Recognizer
from explorer.natural_order import path_key
from explorer.options import SourceOptions
from explorer.sources.annotations.looking import some_files_below
from explorer.sources.kinds.huggingface import ImageFile, source_of
from explorer.sources.source import Source, SourceKind, refuse_vectors
from explorer.sources.tables.lance_images import lance_images

_VERSIONS, _ENDING = "_versions", ".manifest"
_ENTRIES, _LOOKED_AT = 1000, 500


def accepts(location: Path) -> bool:
    """Whether this is such a data set, or a folder of some in which a short look finds no other image."""
    if not accepts_asked(location):
        return False
    recognizer = Recognizer()
    return _is_one(location) or not any(
        recognizer.by_name(file.name) is FileEnding.IMAGE
        for file in some_files_below(location, "", _LOOKED_AT)
    )


def accepts_asked(location: Path) -> bool:
    """Whether this is a data set, or a folder of some."""
    return bool(data_sets(location))


def open(location: Path, options: SourceOptions) -> Source:
    """Read all columns but the images, and find where each of these lies."""
    if not is_installed("lance"):
        raise SourceError(f"{location}: to read Lance, install pylance: {line_for('lance')}")
    refuse_vectors(location, options)
    root = location.parent if _is_one(location) else location
    read = [
        ImageFile(folder, root, found)
        for folder in data_sets(location)
        if (found := lance_images(folder, options.path_column)) is not None
    ]
    if not read:
        raise SourceError(f"{location}: no column of Lance has images; expected bytes, or blobs")
    return source_of(KIND.name, "Lance", location, read, options)


KIND = SourceKind(
    "lance",
    "Lance",
    "a data set of Lance (`….lance`) with the images in a column of bytes or blobs, or a folder of such",
    accepts,
    open,
    refuses=("embeddings", "probabilities"),
    accepts_asked=accepts_asked,
    extra="lance",
)


def data_sets(location: Path) -> list[Path]:
    """Return the data sets that a folder is or has, right in it or in folders of it."""
    if _is_one(location):
        return [location]
    within = _folders_in(location)
    return [each for each in within if _is_one(each)] or [
        each for folder in within for each in _folders_in(folder) if _is_one(each)
    ]


def _folders_in(folder: Path) -> list[Path]:
    with suppress(OSError), os.scandir(folder) as entries:
        found = [each.path for each in islice(entries, _ENTRIES) if each.is_dir(follow_symlinks=False)]
        return [Path(path) for path in sorted(found, key=path_key)]
    return []


def _is_one(location: Path) -> bool:
    """Whether a folder has versions as Lance writes them."""
    with suppress(OSError), os.scandir(location / _VERSIONS) as entries:
        return any(each.name.endswith(_ENDING) for each in entries)
    return False
