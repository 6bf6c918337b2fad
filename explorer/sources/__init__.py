"""Anything that can be indexed, to one `Source`; the kinds are in `explorer.sources.kinds`."""

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from explorer.errors import SourceError
from explorer.index.known_by import holds_index, index_around
from explorer.options import SourceOptions
from explorer.remote.addresses import check_address, is_address
from explorer.sources.annotations.annotated import OBJECTS
from explorer.sources.archives.packed import open_annotated
from explorer.sources.classes.settle_classes import settle_classes
from explorer.sources.detections.asked import of_objects
from explorer.sources.kinds import KINDS, archive
from explorer.sources.remote.open_address import open_address
from explorer.sources.several.join import joined, tables_to_join, unless_joined
from explorer.sources.several.patterns import LEFT_OUT, chosen, nothing_left, patterns_of
from explorer.sources.several.unite import unite
from explorer.sources.source import OF_ROWS, Source, SourceKind
from explorer.sources.tables.signatures import beginning, why_no_table
from explorer.words import listed

__all__ = ["Source", "open_source"]


def open_source(location: Path | str | Sequence[Path | str], options: SourceOptions | None = None) -> Source:
    """Find what is to be indexed: in a folder, by a table, or by a file of annotations.

    Parameters
    ----------
    location : Path or str, or sequence of them
        An address, or whatever one of `explorer.sources.kinds.KINDS` accepts; several become one
        (`several.unite`).
    options : SourceOptions, optional
        The kind, names of columns, own embeddings, probabilities and classes.

    Raises
    ------
    SourceError
        It cannot be indexed; one line says what, where, what was expected and what to do.
    """
    options = of_objects(options or SourceOptions())
    tables = tables_to_join(options)
    of_tables, options = options, unless_joined(options, tables)
    given = [location] if isinstance(location, str | Path) else location
    locations = list(dict.fromkeys(map(_located, given)))
    found = [_looked_at(each, options) for each in locations]
    kinds = [kind for kind, _ in found]
    _check_options(kinds, locations, options)
    if len(kinds) > 1 and options.detections:
        raise SourceError(
            f"--detections are of one source of annotations, and there are {len(kinds)} sources: index that "
            "one alone, or leave out --detections"
        )
    patterns = patterns_of(options)
    sources = [chosen(opened(_heeded(options, kind)), patterns) for kind, opened in found]
    if not any(source.files for source in sources) and any(LEFT_OUT in s.passed_over for s in sources):
        raise SourceError(nothing_left(options, sources))
    source = joined(sources[0] if len(sources) == 1 else unite(sources), tables, of_tables)
    return settle_classes(source, options.task)


def _located(location: Path | str) -> Path | str:
    if is_address(location):
        return check_address(str(location))
    return Path(os.path.abspath(Path(location).expanduser()))


def _looked_at(
    location: Path | str, options: SourceOptions
) -> tuple[SourceKind, Callable[[SourceOptions], Source]]:
    """The kind of a place, and what opens it; what lies at an address is open by then."""
    if isinstance(location, Path):
        if (packed := _packed_as_asked(location, options)) is not None:
            return packed
        kind = _kind_at(location, options)
        if kind is archive.KIND:
            return _looked_into(location, options)
        _check_objects(kind, location, options)
        return kind, partial(kind.open, location)
    kind, source = open_address(location, options)
    _check_objects(kind, source.location, options)
    return kind, lambda _options: source


def _packed_as_asked(
    location: Path, options: SourceOptions
) -> tuple[SourceKind, Callable[[SourceOptions], Source]] | None:
    """As `_looked_at`, of archives in which annotations are that were asked for by name."""
    asked = next((kind for kind in KINDS if kind.name == options.source and kind.marks_objects), None)
    if asked is None or not location.exists() or _accepts(asked.accepts_asked or asked.accepts, location):
        return None
    if not _accepts(archive.KIND.accepts, location):
        return None
    found = open_annotated(location, archive.list_archives(location), options)
    return None if found is None else (found[0], lambda _options: found[1])


def _kind_at(location: Path, options: SourceOptions) -> SourceKind:
    """The kind of a place that can be indexed."""
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
    return _kind_of(location, options.source)


def _looked_into(
    location: Path, options: SourceOptions
) -> tuple[SourceKind, Callable[[SourceOptions], Source]]:
    """As `_looked_at`, of archives: an annotated data set may be packed in them."""
    listed = archive.list_archives(location)
    found = open_annotated(location, listed, options) if options.source is None else None
    kind = archive.KIND if found is None else found[0]
    _check_objects(kind, location, options)
    if found is not None:
        return kind, lambda _options: found[1]
    return kind, partial(archive.open_listed, location, listed)


def _check_objects(kind: SourceKind, location: Path | str, options: SourceOptions) -> None:
    """Refuse objects as items where none are known."""
    if options.items == OBJECTS and not kind.marks_objects:
        option = "--detections" if options.detections else "--items objects"
        raise SourceError(
            f"{location} was taken for {kind.title}, which marks no objects: leave out {option}"
        )


def _check_options(
    kinds: Sequence[SourceKind], locations: Sequence[Path | str], options: SourceOptions
) -> None:
    """Refuse options that no source can heed, or files of rows of a table of several."""
    for name in sorted({name for kind in KINDS for name in kind.heeds}):
        if getattr(options, name) is not None and not any(name in kind.heeds for kind in kinds):
            of = listed(kind.name for kind in KINDS if name in kind.heeds)
            raise SourceError(
                f"{locations[0]} was taken for {kinds[0].title}, and --{name} is of --source {of} alone: "
                "name that, or leave it out"
            )
    for name in OF_ROWS:
        value = getattr(options, name)
        option = name.replace("_", "-")
        if value is not None and all(name in kind.refuses for kind in kinds):
            raise SourceError(
                f"{locations[0]} was taken for {kinds[0].title}, and --{option} belongs to the rows of a "
                "table: name image files in a .csv, .parquet or .jsonl with a column `path`, and index that"
            )
        if len(kinds) > 1 and isinstance(value, Path):
            raise SourceError(
                f"--{option} {value} has a row for each row of one table, and there are {len(kinds)} sources"
                ": index that table apart, or have them as a column of every table"
            )


def _heeded(options: SourceOptions, kind: SourceKind) -> SourceOptions:
    """The options without those that another of several sources is meant to heed."""
    return replace(options, **dict.fromkeys(kind.refuses))


def _kind_of(location: Path, name: str | None) -> SourceKind:
    """The kind that was asked for, else the first that accepts a location."""
    if name is None:
        accepting = next((kind for kind in KINDS if _accepts(kind.accepts, location)), None)
        if accepting is None:
            raise SourceError(_neither(location))
        return accepting
    asked = next((kind for kind in KINDS if kind.name == name), None)
    if asked is None:
        raise SourceError(f"There is no source {name!r}; there are {listed(kind.name for kind in KINDS)}")
    if not _accepts(asked.accepts_asked or asked.accepts, location):
        raise SourceError(f"{location} is not read as {asked.name}, which takes {asked.reads}")
    return asked


def _accepts(accepts: Callable[[Path], bool], location: Path) -> bool:
    """Whether a location is of a kind; where that cannot be looked into, another kind says why."""
    try:
        return accepts(location)
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
    expected = "a folder of images or a .csv, .tsv, .parquet or .jsonl table or .txt list of image paths"
    try:
        if location.is_file() and not location.stat().st_size:
            return f"{location} is empty (0 bytes); was it copied or downloaded to its end?"
        reason = why_no_table(location, beginning(location)) if location.is_file() else ""
    except OSError as error:
        return f"{location} cannot be read: {error.strerror}"
    return f"{location} {reason}" if reason else f"{location}: expected {expected}"
