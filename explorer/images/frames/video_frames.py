"""A video that is open: its frames by time, decoded on where the next one is near."""

from __future__ import annotations

import errno
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from explorer.errors import ImageError
from explorer.extras import line_for
from explorer.images.decode import check_size
from explorer.options import ImageOptions

if TYPE_CHECKING:  # it is loaded for the files that need it
    from av import VideoFrame
    from av.container import InputContainer
    from av.video.stream import VideoStream

ENDINGS = tuple(
    ".3g2 .3gp .asf .avi .divx .f4v .flv .m2ts .m2v .m4v .mkv .mov .mp4 .mpeg .mpg .mts .mxf .ogm .ogv .ts "
    ".vob .webm .wmv".split()
)
"""Of files that are taken for videos."""
ABOUT = 0.0005
"""Seconds: names of frames are to a millisecond."""

_CONTAINERS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpeg,mpegts,mpegvideo,m4v,h264,hevc,asf,flv,ogg,mxf,nut,ivf"
)
"""What may be in such a file: nothing that names other files or addresses, as playlists do."""
_USUAL_RATE = 25.0
_EARLIER = (0.0, 2.0, 10.0, 60.0, math.inf)
"""Seconds before the wanted time that are sought, one after another: some containers are sought by guess."""


class VideoFile:
    """An open video; the first stream that is no cover picture.

    Parameters
    ----------
    file : binary file
        It stays the caller's.
    max_pixels : int
        Of a frame.
    threads : int
        Of the decoder; 0 is as many as there are cores.

    Attributes
    ----------
    duration : float
        Seconds, as its header says; 0 where it does not.
    rate : float
        Frames a second, the mean of all.

    Raises
    ------
    ImageError
        It is no video that is read.
    """

    def __init__(self, file: BinaryIO, max_pixels: int, threads: int = 1) -> None:
        av, errors = _library()
        try:
            options = {"format_whitelist": _CONTAINERS}
            self._container: InputContainer = av.open(file, "r", options=options, metadata_errors="ignore")
        except (errors.FFmpegError, OSError, ValueError) as error:
            if isinstance(error, OSError) and error.errno == errno.EIO:
                raise
            raise ImageError("no video that is read, or its index is cut off") from error
        self._errors = errors.FFmpegError
        self._stream = _stream_of(self._container)
        self._stream.codec_context.thread_count = threads
        self._base = float(self._stream.time_base or 0)
        self._start = (self._stream.start_time or 0) * self._base
        self.rate = float(self._stream.average_rate or self._stream.guessed_rate or _USUAL_RATE)
        own = self._stream.duration
        self.duration = own * self._base if own else (self._container.duration or 0) / av.time_base
        _check_size(self._stream, max_pixels)
        self._decoded = self._decode()
        self._shown: VideoFrame | None = None
        self._ahead: VideoFrame | None = None
        self._time = self._shown_time = -math.inf
        # Of key frames that follow each other the longest time that was seen.
        self._between, self._key = 1.0, -math.inf

    def close(self) -> None:
        """Let go of the decoder."""
        self._container.close()

    @property
    def pixel_ratio(self):
        """Width of a pixel over its height."""
        return self._stream.sample_aspect_ratio

    def last_time(self) -> float:
        """Return when the last frame is shown, in seconds, below 0 where none is; nothing is decoded."""
        found = -math.inf
        if self.duration > 0:
            self._seek(max(self.duration - ABOUT, 0.0))
            found = max(self._packet_times(), default=-math.inf)
        if found < 0:
            self._seek(0.0)
            found = max(self._packet_times(), default=-math.inf)
        self._seek(0.0)
        return found

    def frame_at(self, seconds: float) -> VideoFrame:
        """Return the frame that stands at a time: the last that is not later, or the first of all.

        Raises
        ------
        ImageError
            There is none, or the video ends before.
        """
        back = seconds + ABOUT < self._shown_time
        if self._shown is None or back or seconds - self._shown_time > self._between:
            self._go_to(seconds)
        while self._ahead is not None and (
            self._shown is None or self._time_of(self._ahead) <= seconds + ABOUT
        ):
            self._shown, self._shown_time = self._ahead, self._time_of(self._ahead)
            self._ahead = next(self._decoded, None)
        if self._shown is None:
            raise ImageError("no picture in it can be decoded")
        if self._ahead is None and seconds > self._shown_time + 1 / self.rate + ABOUT:
            raise ImageError(f"the video ends at {self._shown_time:.3f} s (cut off or damaged)")
        return self._shown

    def key_frames(self, apart: float) -> Iterator[tuple[float, VideoFrame]]:
        """Decode key frames only, and of these none that is less than so many seconds after the last one."""
        self._seek(0.0)
        last = -math.inf
        for packet in self._packets():
            at = self._packet_time(packet)
            if packet.size and not (packet.is_keyframe and at >= last + apart - ABOUT):
                continue
            last = at if packet.size else last
            try:
                for frame in packet.decode():
                    yield self._time_of(frame), frame
            except self._errors:
                continue  # one that is damaged does not hide those behind it

    def _go_to(self, seconds: float) -> None:
        """Decode from a key frame that is not later."""
        before = self._shown_time
        for earlier in _EARLIER:
            begin = max(seconds - earlier, 0.0)
            self._seek(begin)
            self._ahead = next(self._decoded, None)
            if begin == 0 or (self._ahead is not None and self._time_of(self._ahead) <= seconds + ABOUT):
                break
        if self._ahead is not None and self._time_of(self._ahead) <= before < seconds:
            # Decoding on would have been as near: there is no key frame between.
            self._between = max(self._between, seconds - self._time_of(self._ahead))

    def _seek(self, seconds: float) -> None:
        self._shown = self._ahead = None
        self._time = self._shown_time = self._key = -math.inf
        try:
            place = math.floor((seconds + self._start) / self._base) if self._base else 0
            if seconds <= 0:
                place = min(place, 0)
            self._container.seek(place, stream=self._stream, backward=True)
        except self._errors:  # what cannot be sought is read on
            pass
        self._decoded = self._decode(only_after_key=seconds > 0)

    def _decode(self, only_after_key: bool = False) -> Iterator[VideoFrame]:
        """Frames in the order in which they are shown; what is damaged is left out."""
        waits = only_after_key
        for packet in self._packets():
            try:
                frames = packet.decode()
            except self._errors:
                continue
            for frame in frames:
                waits = waits and not frame.key_frame
                if not waits:
                    self._keep_time(frame)
                    yield frame

    def _packets(self) -> Iterator:
        """What the decoder is given, to the end of the file or of what can be read of it."""
        try:
            yield from self._container.demux(self._stream)
        except (self._errors, OSError, IndexError):  # the last of a stream that the header does not name
            return

    def _keep_time(self, frame: VideoFrame) -> None:
        """Count on where a frame does not say its time; learn how far key frames are apart."""
        if frame.pts is None:
            frame.pts = round((max(self._time, -1 / self.rate) + 1 / self.rate + self._start) / self._base)
        self._time = self._time_of(frame)
        if frame.key_frame:
            if self._key > -math.inf:
                self._between = max(self._between, self._time - self._key)
            self._key = self._time

    def _time_of(self, frame: VideoFrame) -> float:
        return (frame.pts or 0) * self._base - self._start

    def _packet_time(self, packet) -> float:
        pts = packet.pts if packet.pts is not None else packet.dts
        return -math.inf if pts is None else pts * self._base - self._start

    def _packet_times(self) -> Iterator[float]:
        return (self._packet_time(packet) for packet in self._packets() if packet.size)


def _library():
    try:
        import av
        import av.error
    except ImportError as error:
        raise ImageError(f"a video, which needs PyAV ({line_for('video')})") from error
    return av, av.error


def _stream_of(container: InputContainer) -> VideoStream:
    from av.stream import Disposition

    streams = container.streams.video
    moving = [each for each in streams if not each.disposition & Disposition.attached_pic]
    if not moving:
        what = (
            "a cover picture" if streams else "sound" if container.streams.audio else "nothing that is shown"
        )
        raise ImageError(f"a video without pictures (it has {what} only)")
    if moving[0].codec_context is None:
        raise ImageError("a video that is coded in a way that is not read")
    return moving[0]


def _check_size(stream: VideoStream, max_pixels: int) -> None:
    width, height = stream.codec_context.width, stream.codec_context.height
    check_size((width, height), ImageOptions(max_pixels=max_pixels))
