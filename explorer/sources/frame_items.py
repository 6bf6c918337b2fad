"""Items that are frames of files: of videos, of DICOM, of volumes."""

import os
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from explorer.images.recognize import ByEnding
from explorer.options import SourceOptions
from explorer.sources.columns.class_files import read_classes
from explorer.sources.folders.class_folders import class_folder_columns
from explorer.sources.folders.scan_folder import FolderScan, scan_folder
from explorer.sources.several.patterns import chosen_in_folder, patterns_of
from explorer.sources.source import Source


@dataclass
class FrameList:
    """Frames of files as they are listed.

    Attributes
    ----------
    paths : list of str
        Of each frame, as an index has it (`explorer.images.frames.frame`).
    of : list of int
        Parallel to `paths`: the place of its file in `files`.
    files : list of str
        Relative to their folder, posix.
    """

    paths: list[str] = field(default_factory=list)
    of: list[int] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    def take(self, column: pa.Array) -> pa.Array:
        """Return what is known of each file as a column of the frames."""
        return column.take(pa.array(self.of))


def files_at(location: Path, recognizer: ByEnding, options: SourceOptions) -> tuple[FolderScan, list[str]]:
    """Return what is chosen of a file or a folder of files, and where each of these is."""
    folder = location if location.is_dir() else location.parent
    scan = scan_folder(location, recognizer) if location.is_dir() else FolderScan([location.name])
    scan = chosen_in_folder(scan, patterns_of(options))
    return scan, [os.path.join(folder, path) for path in scan.paths]


def frame_source(
    kind: str, location: Path, frames: FrameList, columns: dict[str, pa.Array], options: SourceOptions
) -> Source:
    """Make a source of frames.

    Parameters
    ----------
    kind, location
        As of `Source`.
    frames : FrameList
        At least one frame.
    columns : dict
        Further columns, each parallel to `frames.paths`; what folders say of classes and splits counts first.
    options : SourceOptions
        `classes`.
    """
    folder = location if location.is_dir() else location.parent
    first = {
        "path": pa.array(frames.paths, pa.string()),
        "source_row": pa.array(range(len(frames.paths)), pa.int64()),
    }
    for name, values in class_folder_columns(frames.files).items():
        first[name] = frames.take(pa.array(values, pa.string()))
    return Source(
        kind=kind,
        location=location,
        root=folder,
        items=pa.table(first | {name: each for name, each in columns.items() if name not in first}),
        files=[os.path.join(folder, frames.files[place]) for place in frames.of],
        classes=read_classes(options.classes) if options.classes else None,
        frames=True,
    )
