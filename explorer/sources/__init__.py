"""Anything that can be indexed, to one `Source`; the kinds are in `explorer.sources.kinds`."""

import os
from pathlib import Path

from explorer.errors import SourceError
from explorer.index.known_by import holds_index, index_around
from explorer.options import SourceOptions
from explorer.sources.annotations.annotated import OBJECTS
from explorer.sources.classes.settle_classes import settle_classes
from explorer.sources.kinds import KINDS
from explorer.sources.several.patterns import LEFT_OUT, chosen, nothing_left, patterns_of
from explorer.sources.source import Source, SourceKind
from explorer.sources.tables.signatures import beginning, why_no_table
from explorer.words import listed

__all__ = ["Source", "open_source"]


def open_source(location: Path | str, options: SourceOptions | None = None) -> Source:
    """Find what is to be indexed: in a folder, by a table, or by a file of annotations.

    Parameters
    ----------
    location : Path
        Whatever one of `explorer.sources.kinds.KINDS` accepts.
    options : SourceOptions, optional
        The kind, names of columns, own embeddings, probabilities and classes.

    Raises
    ------
    SourceError
        It cannot be indexed; one line says what, where, what was expected and what to do.
    """
    options = options or SourceOptions()
    location = Path(os.path.abspath(Path(location).expanduser()))
    try:
        if not location.exists():
            raise SourceError(f"{location}: there is no such file or folder")
        if location.is_dir() and holds_index(location, os.listdir(location)):
            raise SourceError(
                f"{location} is an index already; serve it, or name the folder or table it was made of"
            )
        check_outside(location)
    except OSError as error:
        raise SourceError(f"{location} cannot be read: {error.strerror}") from error
    kind = _kind_of(location, options.source)
    if options.items == OBJECTS and not kind.marks_objects:
        raise SourceError(
            f"{location} was taken for {kind.title}, which marks no objects: leave out --items objects"
        )
    for name in kind.refuses:
        if getattr(options, name) is not None:
            option = name.replace("_", "-")
            raise SourceError(
                f"{location} was taken for {kind.title}, and --{option} belongs to the rows of a table: "
                "name image files in a .csv, .parquet or .jsonl with a column `path`, and index that"
            )
    source = chosen(kind.open(location, options), patterns_of(options))
    if not source.files and LEFT_OUT in source.passed_over:
        raise SourceError(nothing_left(options, [source]))
    return settle_classes(source)


def _kind_of(location: Path, name: str | None) -> SourceKind:
    """The kind that was asked for, else the first that accepts a location."""
    if name is None:
        accepting = next((kind for kind in KINDS if _accepts(kind, location)), None)
        if accepting is None:
            raise SourceError(_neither(location))
        return accepting
    asked = next((kind for kind in KINDS if kind.name == name), None)
    if asked is None:
        raise SourceError(f"There is no source {name!r}; there are {listed(kind.name for kind in KINDS)}")
    if not _accepts(asked, location):
        raise SourceError(f"{location} is not read as {asked.name}, which takes {asked.reads}")
    return asked


def _accepts(kind: SourceKind, location: Path) -> bool:
    """Whether a location is of a kind; where that cannot be looked into, another kind says why."""
    try:
        return kind.accepts(location)
    except OSError:
        return False


def check_outside(location: Path) -> None:
    """Refuse what lies in the folders that an index has of its own: the next build may remove it.

    Raises
    ------
    SourceError
        The sentence names the index.
    """
    index = index_around(location)
    if index is not None:
        raise SourceError(
            f"{location} lies among the files of the index {index}, which the next build of it may remove; "
            "name the folder or table it was made of, or move the images out"
        )


def _neither(location: Path) -> str:
    """Say what a file is that is neither a folder nor a table."""
    expected = "a folder of images or a .csv, .tsv, .parquet or .jsonl table of image paths"
    try:
        reason = why_no_table(location, beginning(location)) if location.is_file() else ""
    except OSError as error:
        return f"{location} cannot be read: {error.strerror}"
    return f"{location} {reason}" if reason else f"{location}: expected {expected}"
