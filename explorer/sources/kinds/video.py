"""Videos: a file, or a folder of them; frames at a stride or where scenes begin, decoded where they lie."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa

from explorer.errors import Failure, SourceError
from explorer.extras import is_installed, line_for
from explorer.images.frames.frame import at_time
from explorer.images.frames.video_facts import VideoFacts, video_facts
from explorer.images.frames.video_frames import ABOUT, ENDINGS
from explorer.images.recognize import ByEnding, FileEnding, Recognizer
from explorer.images.stream import ask_files
from explorer.options import SourceOptions
from explorer.sources.annotations.looking import some_files_below
from explorer.sources.folders.passed_over import by_ending, in_words
from explorer.sources.folders.scan_folder import FolderScan
from explorer.sources.frame_items import FrameList, files_at, frame_source
from explorer.sources.source import OF_ROWS, Source, SourceKind
from explorer.words import count, counted

USUAL_STRIDE, USUAL_MOST = 1.0, 1000
"""Seconds between two frames, and frames of a video, where no stride is asked for."""
MOST = 1_000_000
"""Frames of one video: more is a wrong header, or a stride by mistake."""

_SECONDS_TO_LOOK = 6 * 3600.0
_LOOKED_AT = 2000
"""Files of a folder that are looked at to tell whether it holds images."""
_CUT_OFF = 1.0
"""Seconds by which a video ends before its header says."""


def accepts(location: Path) -> bool:
    """Whether this is such a file, or a folder in which a short look finds some, and no image."""
    if not holds_videos(location):
        return False
    recognizer = Recognizer()
    seen = some_files_below(location, "", _LOOKED_AT) if location.is_dir() else []
    return not any(recognizer.by_name(file.name) is FileEnding.IMAGE for file in seen)


def holds_videos(location: Path) -> bool:
    """Whether this is such a file, or a folder in which a short look finds some."""
    if location.is_dir():
        return any(map(_is_video, some_files_below(location, ENDINGS, _LOOKED_AT)))
    return location.is_file() and location.suffix.lower() in ENDINGS and _is_video(location)


def open(location: Path, options: SourceOptions) -> Source:
    """List the frames; see `explorer.sources.open_source`. Only for scenes is anything decoded."""
    if not is_installed("av"):
        raise SourceError(f"{location}: to read videos, install PyAV: {line_for('video')}")
    if options.scenes and options.every is not None:
        raise SourceError(f"{location}: either --every or --scenes, not both")
    scan, files = files_at(location, ByEnding(ENDINGS), options)
    ask = partial(video_facts, scenes=bool(options.scenes))
    found = _Listed(options.every)
    for path, facts in zip(scan.paths, ask_files(files, ask, _SECONDS_TO_LOOK), strict=True):
        found.add(path, facts)
    frames = found.frames
    if not frames.paths:
        raise SourceError(f"{location}: {_nothing(scan, found.failures)}")
    columns = {
        "video": frames.take(pa.array(frames.files, pa.string())),
        "time": pa.array(found.times, pa.float64()),
        "frame": pa.array(found.numbers, pa.int64()),
    }
    return replace(
        frame_source("video", location, frames, columns, options),
        failures=[*scan.failures, *found.failures],
        passed_over=by_ending(scan.passed_over),
        notes=tuple(found.notes()),
        taken_for=f"{counted(len(frames.files), 'video')}: {found.in_words(options)}",
    )


KIND = SourceKind(
    "video",
    "videos",
    "a video, or a folder of them alone: a frame each second (`--every`), or of each scene (`--scenes`)",
    accepts,
    open,
    refuses=OF_ROWS,
    heeds=("every", "scenes"),
    accepts_asked=holds_videos,
    extra="video",
)


class _Listed:
    """Frames of videos, and what is to be said of them."""

    def __init__(self, every: float | None) -> None:
        self._every = every
        self.frames = FrameList()
        self.times: list[float] = []
        self.numbers: list[int] = []
        self.failures: list[Failure] = []
        self._cut_off: list[str] = []
        self._thinned: list[str] = []

    def add(self, path: str, facts: VideoFacts | Failure) -> None:
        """List the frames of a video."""
        if isinstance(facts, Failure):
            self.failures.append(Failure(path, -1, facts.reason))
            return
        times = self._times(path, facts)
        if times is None:
            return
        if facts.said > facts.end + 1 / facts.rate + _CUT_OFF:
            self._cut_off.append(f"{path} at {facts.end:.1f} s of {facts.said:.1f} s")
        for time in times:
            frame = at_time(path, time)
            self.frames.paths.append(frame.name)
            self.times.append(float(frame.at))
            self.numbers.append(int((float(frame.at) + ABOUT) * facts.rate))
            self.frames.of.append(len(self.frames.files))
        self.frames.files.append(path)

    def _times(self, path: str, facts: VideoFacts) -> list[float] | None:
        if facts.scenes is not None:
            return list(facts.scenes)
        stride = self._every or max(USUAL_STRIDE, facts.end / USUAL_MOST)
        number = int((facts.end + ABOUT) / stride) + 1
        if number > MOST:
            reason = f"{count(number)} frames, one each {stride:g} s; at most {count(MOST)} (--every)"
            self.failures.append(Failure(path, -1, reason))
            return None
        if self._every is None and stride > USUAL_STRIDE:
            self._thinned.append(path)
        return (np.arange(number) * stride).tolist()

    def in_words(self, options: SourceOptions) -> str:
        """How many frames there are, and of what."""
        frames = counted(len(self.frames.paths), "frame")
        if options.scenes:
            return f"{frames}, one of each scene"
        return f"{frames}, one each {'second' if self._every in (None, 1) else f'{self._every:g} s'}"

    def notes(self) -> Iterator[str]:
        """What should be known of the videos."""
        if self._thinned:
            yield (
                f"Of {counted(len(self._thinned), 'video')} only {count(USUAL_MOST)} frames each are taken "
                f"({self._thinned[0]}), evenly; --every SECONDS takes as many as you say."
            )
        if self._cut_off:
            many = counted(len(self._cut_off), "video ends", "videos end")
            yield f"{many} before the header says ({self._cut_off[0]})."


def _is_video(file: Path) -> bool:
    """Whether a file is what its ending says: `.ts` is that of TypeScript, too."""
    if file.suffix.lower() != ".ts":
        return True
    with file.open("rb") as stream:
        start = stream.read(189)
    return start[:1] == start[188:] == b"G"


def _nothing(scan: FolderScan, failures: list[Failure]) -> str:
    if failures:
        return f"no video can be read; {failures[0].path}: {failures[0].reason}"
    if scan.failures:
        return f"no video can be read; {scan.failures[0].path}: {scan.failures[0].reason}"
    return f"no video in it, but {in_words(by_ending(scan.passed_over)) or 'nothing else'}"
