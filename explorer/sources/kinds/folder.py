"""A folder of images, any depth, with labels from class folders."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from explorer.errors import SourceError
from explorer.images.recognize import ending_of
from explorer.index.format import LABEL
from explorer.options import SourceOptions
from explorer.sources.columns.class_files import read_classes
from explorer.sources.folders.class_folders import class_folder_columns
from explorer.sources.folders.class_list_files import lists_in_folder
from explorer.sources.folders.named_codes import name_codes
from explorer.sources.folders.passed_over import about_arrays, about_videos, by_ending, in_words
from explorer.sources.folders.scan_folder import FolderScan, scan_folder
from explorer.sources.folders.split_lists import read_split_lists
from explorer.sources.folders.unread_labels import about_unread
from explorer.sources.refresh_options import RefreshOptions
from explorer.sources.several.patterns import chosen_in_folder, patterns_of
from explorer.sources.source import OF_ROWS, Source, SourceKind
from explorer.words import images

_SPLIT = "split"


def accepts(location: Path) -> bool:
    """Whether this is a folder."""
    return location.is_dir()


def open(location: Path, options: SourceOptions) -> Source:
    """Scan a folder; see `explorer.sources.open_source`."""
    source = scanned(location, options)
    paths = source.items["path"].to_pylist()
    listed = None if _SPLIT in source.items.column_names else read_split_lists(location, paths)
    items, notes, read = source.items, source.notes, tuple(options.join or ())
    if listed is not None:
        items = items.append_column(_SPLIT, pa.array(listed.splits, pa.string()))
        notes, read = (*notes, listed.note), (*read, *listed.files)
    return replace(source, items=items, notes=(*notes, *about_unread(location, paths, read)))


def scanned(location: Path, options: SourceOptions) -> Source:
    """Scan a folder, whatever beside its images says something of them.

    Raises
    ------
    SourceError
        There is no image in it.
    """
    before = options.indexed_below if isinstance(options, RefreshOptions) else None
    scan = scan_folder(location, indexed_below=before)
    if not scan.paths:
        raise SourceError(_nothing_found(location, scan))
    scan = chosen_in_folder(scan, patterns_of(options))
    said = class_folder_columns(scan.paths)
    passed_over, notes = scan.passed_over, ()
    if LABEL in said and not options.classes:
        pictures = {path.rpartition("/")[2] for path in scan.paths}
        said[LABEL], names, notes = name_codes(lists_in_folder(location, scan.paths), said[LABEL], pictures)
        passed_over = passed_over - Counter([ending_of(names.name)] if names and not names.is_outside else ())
    columns = {
        "path": pa.array(scan.paths, pa.string()),
        "source_row": pa.array(range(len(scan.paths)), pa.int64()),
        **{name: pa.array(values, pa.string()) for name, values in said.items()},
    }
    root = str(location)
    return Source(
        kind="folder",
        location=location,
        root=location,
        items=pa.table(columns),
        files=[f"{root}/{path}" for path in scan.paths],
        failures=scan.failures,
        passed_over=by_ending(passed_over),
        classes=read_classes(options.classes) if options.classes else None,
        notes=(*notes, *about_videos(scan.passed_over, "--source video takes their frames")),
        taken_for=f"folder: {images(len(scan.paths))}",
    )


KIND = SourceKind("folder", "a folder", "every image in it, at any depth", accepts, open, refuses=OF_ROWS)


def _nothing_found(location: Path, scan: FolderScan) -> str:
    """Say why there is nothing to index."""
    if scan.failures:
        return f"{location}: no image can be read in it; {scan.failures[0].path}: {scan.failures[0].reason}"
    if scan.passed_over:
        counts = by_ending(scan.passed_over)
        return (
            f"{location}: no image in it or its sub-folders; it has other files only: {in_words(counts)}"
            f"{about_arrays(counts)}"
        )
    return f"{location}: an empty folder; expected images in it or its sub-folders"
