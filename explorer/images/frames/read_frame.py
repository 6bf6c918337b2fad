"""One picture of a file that holds many: what tells it from others, and its pixels."""

import hashlib
import io
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from PIL import Image

from explorer.errors import ImageError
from explorer.images.digests import HASH_DIGITS
from explorer.images.frames.frame import NUMBER, OF_ARRAY, SLICES, TIME, Frame
from explorer.options import ImageOptions

if TYPE_CHECKING:  # it is loaded for the files that need it
    from explorer.images.frames.video_frames import VideoFile


class Still(NamedTuple):
    """A picture that was found.

    Attributes
    ----------
    content : tuple of bytes
        What tells it from others, in parts.
    image : callable
        Gives the RGB image; it raises `ImageError`.
    """

    content: tuple[bytes, ...]
    image: Callable[[], Image.Image]

    def digest(self) -> str:
        """Return the `hash` of its content."""
        found = hashlib.sha256()
        for part in self.content:
            found.update(part)
        return found.hexdigest()[:HASH_DIGITS]


def read_frame(frame: Frame, options: ImageOptions, file: BinaryIO | None = None) -> Still:
    """Find a picture in its file.

    Parameters
    ----------
    frame : Frame
    options : ImageOptions
    file : binary file, optional
        Its file, open, which is used for this picture only. Without it the file is opened, and kept open for
        the pictures that are asked for next, until they are of another file.

    Raises
    ------
    ImageError
        There is none; the message is a short reason.
    OSError
        The file cannot be read.
    """
    return _READERS[frame.kind](frame, options, file)


def encoded(frame: Frame, image: Image.Image) -> bytes:
    """Return a picture as a file: a JPEG of a video's frame, whose own coding lost more; else a PNG."""
    stream = io.BytesIO()
    if frame.kind == TIME:
        image.save(stream, "JPEG", quality=95, subsampling="4:4:4")
    else:
        image.save(stream, "PNG", compress_level=3)
    return stream.getvalue()


def file_name(frame: Frame) -> str:
    """Return what such a file is called: that of `clip.mp4#t=12.5` is `clip_12.5s.jpg`."""
    stem, ending = os.path.splitext(frame.path)
    stem = os.path.splitext(stem)[0] if ending == ".gz" else stem
    if frame.kind == TIME:
        return f"{stem}_{frame.at}s.jpg"
    return f"{stem}_{frame.kind}{frame.at.replace(',', '-')}.png"


def _of_video(frame: Frame, options: ImageOptions, file: BinaryIO | None) -> Still:
    from explorer.images.frames.video_frames import VideoFile

    if file is None:
        image = _shown(_kept_open(frame.path, options, VideoFile), frame)
    else:
        video = VideoFile(file, options.max_pixels, threads=0)
        try:
            image = _shown(video, frame)
        finally:
            video.close()
    return Still((f"{image.width} {image.height}".encode(), image.tobytes()), lambda: image)


def _shown(video: "VideoFile", frame: Frame) -> Image.Image:
    from explorer.images.frames.video_pixels import frame_image

    found = video.frame_at(float(frame.at))
    try:
        return frame_image(found, video.pixel_ratio)
    except Exception as error:  # a decoder that was given anything hands on what it likes
        raise ImageError(f"a frame of {found.format.name}, which is not read") from error


def _of_dicom(frame: Frame, options: ImageOptions, file: BinaryIO | None) -> Still:
    from explorer.images.frames.dicom_file import DicomFile

    dicom = DicomFile(file) if file is not None else _kept_open(frame.path, options, _dicom_file)
    return Still(dicom.content(frame.at), lambda: dicom.image(frame.at, options))


def _dicom_file(file: BinaryIO, max_pixels: int):
    from explorer.images.frames.dicom_file import DicomFile

    return DicomFile(file)


def _of_nifti(frame: Frame, options: ImageOptions, file: BinaryIO | None) -> Still:
    from explorer.images.frames.nifti_file import NiftiFile

    volume = (
        NiftiFile(file, options.max_pixels)
        if file is not None
        else _kept_open(frame.path, options, NiftiFile)
    )
    content = volume.content(frame.kind, frame.at)
    return Still(content, lambda: volume.image(frame.kind, frame.at, options))


def _of_arrays(frame: Frame, options: ImageOptions, file: BinaryIO | None) -> Still:
    from explorer.images.frames.array_file import ArrayFile

    def make(file: BinaryIO, max_pixels: int) -> ArrayFile:
        return ArrayFile(file, frame.path)

    arrays = make(file, 0) if file is not None else _kept_open(frame.path, options, make)
    return Still(arrays.content(frame.at), lambda: arrays.image(frame.at, options))


def _kept_open(path: str, options: ImageOptions, make: Callable) -> Any:
    """What reads a file, the same as before where it is the same file."""
    state = os.stat(path)
    key = path, state.st_mtime_ns, state.st_size, options.max_pixels
    if _LATEST.get("key") != key:
        if "file" in _LATEST:
            _LATEST.pop("reader").close()
            _LATEST.pop("file").close()
            _LATEST.pop("key")
        file = open(path, "rb")
        try:
            reader = make(file, options.max_pixels)
        except BaseException:
            file.close()
            raise
        _LATEST.update(key=key, file=file, reader=reader)
    return _LATEST["reader"]


_READERS = {TIME: _of_video, NUMBER: _of_dicom, OF_ARRAY: _of_arrays, **dict.fromkeys(SLICES, _of_nifti)}
_LATEST: dict[str, Any] = {}
"""What was read last, open, of this process."""
