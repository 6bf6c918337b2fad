"""DICOM: a file, or a folder of them with an ending or without; of several frames each is an image."""

import os
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path

import pyarrow as pa

from explorer.errors import Failure, SourceError
from explorer.extras import is_installed, line_for
from explorer.images.formats.dicom import begins
from explorer.images.formats.readers import START
from explorer.images.frames.dicom_facts import DicomFacts, dicom_facts
from explorer.images.frames.frame import NUMBER, Frame
from explorer.images.recognize import ByEnding, FileEnding, Recognizer, ending_of
from explorer.images.stream import ask_files
from explorer.options import SourceOptions
from explorer.sources.annotations.looking import some_files_below
from explorer.sources.folders.passed_over import by_ending
from explorer.sources.frame_items import FrameList, files_at, frame_source
from explorer.sources.source import OF_ROWS, Source, SourceKind
from explorer.words import counted, images

ENDINGS = (".dcm", ".dicom", ".ima")
_NO_PICTURE = "DICOM without a picture"
_LOOKED_AT, _LOOKED_INTO = 2000, 20
_KINDS = {"slice_thickness": pa.float64(), "instance": pa.int64(), "frame": pa.int64()}


def accepts(location: Path) -> bool:
    """Whether this is such a file, or a folder in which a short look finds some, and no other image."""
    if not location.is_dir():
        return location.is_file() and _may_be(location.name) and _is_one(os.fspath(location))
    seen = some_files_below(location, "", _LOOKED_AT)
    recognizer = Recognizer()
    return holds_dicom(location) and not any(
        recognizer.by_name(file.name) is FileEnding.IMAGE and not _may_be(file.name) for file in seen
    )


def holds_dicom(location: Path) -> bool:
    """Whether this is such a file, or a folder in which a short look finds some."""
    if not location.is_dir():
        return accepts(location)
    candidates = (file for file in some_files_below(location, "", _LOOKED_AT) if _may_be(file.name))
    return any(_is_one(os.fspath(file)) for file in islice(candidates, _LOOKED_INTO))


def open(location: Path, options: SourceOptions) -> Source:
    """List the pictures by the headers of files; see `explorer.sources.open_source`."""
    if not is_installed("pydicom"):
        raise SourceError(f"{location}: to read DICOM, install pydicom: {line_for('medical')}")
    scan, files = files_at(location, ByEnding(ENDINGS, _is_one), options)
    found = _Listed(scan.passed_over)
    for path, facts in zip(
        scan.paths, ask_files(files, partial(dicom_facts, patients=bool(options.patients))), strict=True
    ):
        found.add(path, facts)
    frames = found.frames
    if not frames.paths:
        first = found.failures[0] if found.failures else None
        instead = f"{first.path}: {first.reason}" if first else "reports, plans and the like only"
        raise SourceError(f"{location}: no DICOM picture in it; {instead}")
    return replace(
        frame_source("dicom", location, frames, found.columns(), options),
        failures=[*scan.failures, *found.failures],
        passed_over=by_ending(found.passed_over),
        notes=found.notes(),
        taken_for=f"DICOM: {counted(len(frames.files), 'file')}, {images(len(frames.paths))}",
    )


KIND = SourceKind(
    "dicom",
    "DICOM",
    "a `.dcm`, or a folder of them alone, with an ending or without; by their own window or `--window`",
    accepts,
    open,
    refuses=OF_ROWS,
    heeds=("patients",),
    accepts_asked=holds_dicom,
    extra="medical",
)


@dataclass
class _Listed:
    """Pictures of files, and what their headers say."""

    passed_over: Counter[str]
    frames: FrameList = field(default_factory=FrameList)
    failures: list[Failure] = field(default_factory=list)
    _numbers: list[int | None] = field(default_factory=list)
    _values: list[dict] = field(default_factory=list)
    _burned_in: int = 0

    def add(self, path: str, facts: DicomFacts | Failure) -> None:
        """List the pictures of a file."""
        if isinstance(facts, Failure):
            self.failures.append(Failure(path, -1, facts.reason))
            return
        if not facts.frames:
            self.passed_over[_NO_PICTURE] += 1
            return
        self._burned_in += facts.burned_in
        for number in range(1, facts.frames + 1) if facts.frames > 1 else [None]:
            self.frames.paths.append(path if number is None else Frame(path, NUMBER, str(number)).name)
            self._numbers.append(number)
            self.frames.of.append(len(self.frames.files))
        self.frames.files.append(path)
        self._values.append(facts.values)

    def columns(self) -> dict[str, pa.Array]:
        """What headers say, a column each where any says it."""
        found = {
            name: self.frames.take(
                pa.array([each[name] for each in self._values], _KINDS.get(name, pa.string()))
            )
            for name in self._values[0]
        }
        found["frame"] = pa.array(self._numbers, _KINDS["frame"])
        return {name: column for name, column in found.items() if column.null_count < len(column)}

    def notes(self) -> tuple[str, ...]:
        """What should be known of the pictures."""
        if not self._burned_in:
            return ()
        many = counted(self._burned_in, "file says", "files say")
        return (f"{many} that text is drawn into the pictures, which may name a patient.",)


def _may_be(name: str) -> bool:
    return ending_of(name) in (*ENDINGS, "") and not name.startswith(".")


def _is_one(path: str) -> bool:
    """Whether a file begins as DICOM."""
    with Path(path).open("rb") as file:
        return begins(file.read(START))
