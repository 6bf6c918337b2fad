"""NIfTI: a volume, or a folder of them; some slices of each."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from explorer.errors import Failure, SourceError
from explorer.extras import is_installed, line_for
from explorer.images.formats.nifti import AXES
from explorer.images.frames.frame import Frame
from explorer.images.frames.nifti_facts import nifti_facts
from explorer.images.recognize import ByEnding, FileEnding, Recognizer
from explorer.images.stream import ask_files
from explorer.options import SourceOptions
from explorer.sources.annotations.looking import some_files_below
from explorer.sources.folders.passed_over import by_ending
from explorer.sources.frame_items import FrameList, files_at, frame_source
from explorer.sources.source import OF_ROWS, Source, SourceKind
from explorer.words import counted

ENDINGS = (".nii", ".nii.gz")
USUAL_SLICES, USUAL_AXIS = 3, "axial"
_LOOKED_AT = 2000


def accepts(location: Path) -> bool:
    """Whether this is such a file, or a folder in which a short look finds some, and no other image."""
    if not holds_volumes(location):
        return False
    recognizer = Recognizer()
    seen = some_files_below(location, "", _LOOKED_AT) if location.is_dir() else []
    return not any(
        recognizer.by_name(file.name) is FileEnding.IMAGE and not _is_one(file.name) for file in seen
    )


def holds_volumes(location: Path) -> bool:
    """Whether this is such a file, or a folder in which a short look finds some."""
    if location.is_dir():
        return bool(some_files_below(location, ENDINGS, 1))
    return location.is_file() and _is_one(location.name)


def open(location: Path, options: SourceOptions) -> Source:
    """List slices by the headers of files; see `explorer.sources.open_source`."""
    if not is_installed("nibabel"):
        raise SourceError(f"{location}: to read NIfTI, install nibabel: {line_for('medical')}")
    scan, files = files_at(location, ByEnding(ENDINGS), options)
    axis = options.axis or USUAL_AXIS
    many = options.slices or USUAL_SLICES
    frames, numbers = FrameList(), []
    failures = list(scan.failures)
    for path, facts in zip(scan.paths, ask_files(files, nifti_facts), strict=True):
        if isinstance(facts, Failure):
            failures.append(Failure(path, -1, facts.reason))
            continue
        for number in slices_of(facts.shape[AXES.index(axis)], many):
            frames.paths.append(Frame(path, axis, str(number)).name)
            frames.of.append(len(frames.files))
            numbers.append(number)
        frames.files.append(path)
    if not frames.paths:
        instead = f"{failures[0].path}: {failures[0].reason}" if failures else "nothing else"
        raise SourceError(f"{location}: no volume can be read; {instead}")
    columns = {
        "volume": frames.take(pa.array(frames.files, pa.string())),
        "axis": pa.array([axis] * len(numbers), pa.string()),
        "slice": pa.array(numbers, pa.int64()),
    }
    volumes, slices = counted(len(frames.files), "volume"), counted(len(numbers), f"{axis} slice")
    return replace(
        frame_source("nifti", location, frames, columns, options),
        failures=failures,
        passed_over=by_ending(scan.passed_over),
        taken_for=f"NIfTI: {volumes}, {slices}",
    )


def slices_of(depth: int, many: int) -> list[int]:
    """Which of so many slices are taken: evenly spread between the two ends, all where there are no more."""
    if many >= depth:
        return list(range(depth))
    places = np.arange(1, many + 1) / (many + 1) * (depth - 1)
    return sorted({round(place) for place in places.tolist()})


KIND = SourceKind(
    "nifti",
    "NIfTI",
    "a `.nii` or `.nii.gz`, or a folder of them alone: three axial slices each, or `--slices`, `--axis`",
    accepts,
    open,
    refuses=OF_ROWS,
    heeds=("slices", "axis"),
    accepts_asked=holds_volumes,
    extra="medical",
)


def _is_one(name: str) -> bool:
    return name.lower().endswith(ENDINGS)
