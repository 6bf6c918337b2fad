"""What is kept of one image file, and how its bytes are read."""

import hashlib
import io
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

from explorer.errors import ImageError
from explorer.images.crops import Crop, Cropped, cut
from explorer.images.decode import BYTES_PER_PIXEL, Picture, read_image
from explorer.images.digests import HASH_DIGITS
from explorer.images.fetched import Fetched, Remote, fetched_or_not
from explorer.images.frames.frame import Frame
from explorer.images.frames.read_frame import read_frame
from explorer.images.parts import Part, read_part
from explorer.images.recognize import check_readable
from explorer.images.thumbnails import Summary
from explorer.options import ImageOptions
from explorer.remote.addresses import public
from explorer.remote.reading import storable

Readable = str | Part | Remote | Fetched | Cropped | Frame
"""What can be read: a file, a part of one, either at an address, fetched or not, a box in any of them, or a
frame of a file that holds many."""
MISSING = "the file is missing"
"""The reason of a file that is not there."""
# Reading a disk image renamed .tif would take all memory.
_BYTES_BESIDE = 1 << 26


@dataclass(frozen=True)
class ReadOptions:
    """How files are read.

    Attributes
    ----------
    image : ImageOptions
    prepare : callable or None
        PIL RGB image to uint8 array, such as `Encoder.preparation`. It must be picklable and live in a module
        that can be imported. None: `ImageRecord.pixels` is None.
    least_side : int or None
        JPEGs may be decoded at a fraction of their size whose shorter side is no less than this, pixels; None
        decodes all in full. Frames, and pictures that boxes are cut out of, always are.
    workers : int or None
        Worker processes; 0 works in this process; None takes one for each core this process may use.
    nice : int
        Added to the workers' niceness (POSIX), so that they do not starve an encoder on the same cores.
    seconds : float
        A file that takes longer to read and decode is given up (POSIX, worker processes only).
    """

    image: ImageOptions = field(default_factory=ImageOptions)
    prepare: Callable[[Image.Image], np.ndarray] | None = None
    least_side: int | None = None
    workers: int | None = None
    nice: int = 5
    seconds: float = 300.0


Thumbnails = list[bytes]
"""Of one image, one for each level."""


@dataclass(frozen=True, slots=True)
class ImageRecord:
    """What is kept of one image file.

    Attributes
    ----------
    position : int
        Place in the files that were given.
    hash : str
        First 32 hexadecimal digits of the SHA-256 of these bytes, and of the box where it is a crop; of a
        frame, that of its pixels.
    bytes : int
        Of the image; of a frame, of its file.
    modified_ns : int
        Time of the last change of its file, nanoseconds since 1970.
    changed_ns : int
        As of `status_changed`.
    width, height : int
        Pixels, upright; 0 where the content was known.
    thumbnails : list of bytes or None
        As of `make_thumbnails`; None where the content was known.
    color : ndarray of uint8, shape (3,), or None
        Mean colour; None where the content was known.
    measures : ndarray of float32, shape (3,), or None
        As of `explorer.images.measures.measure`; None where the content was known.
    pixels : ndarray of uint8, or None
        What `prepare` made; None without one, or where the content was known.
    """

    position: int
    hash: str
    bytes: int
    modified_ns: int
    changed_ns: int
    width: int = 0
    height: int = 0
    thumbnails: Thumbnails | None = None
    color: np.ndarray | None = None
    measures: np.ndarray | None = None
    pixels: np.ndarray | None = None

    @property
    def summary(self) -> Summary | None:
        """What is kept of its picture; None where the content was known."""
        if self.thumbnails is None or self.color is None or self.measures is None:
            return None
        return Summary(self.thumbnails, self.color, self.measures)

    def __reduce__(self) -> tuple:
        """Pickle as the call that makes it: what dataclasses do by themselves costs a small file dearly."""
        file = (self.position, self.hash, self.bytes, self.modified_ns, self.changed_ns)
        color = None if self.color is None else self.color.tobytes()
        measures = None if self.measures is None else self.measures.tobytes()
        picture = (self.width, self.height, self.thumbnails)
        return _unpickled, (file, picture, color, measures, self.pixels)


def _unpickled(
    file: tuple[int, str, int, int, int],
    picture: tuple[int, int, Thumbnails | None],
    color: bytes | None,
    measures: bytes | None,
    pixels: np.ndarray | None,
) -> ImageRecord:
    return ImageRecord(
        *file,
        *picture,
        None if color is None else np.frombuffer(color, np.uint8),
        None if measures is None else np.frombuffer(measures, np.float32),
        pixels,
    )


class Undecoded(NamedTuple):
    """An image that is told from others, and not decoded yet.

    Attributes
    ----------
    digest, bytes, times
        As `hash`, `bytes` and the two times of `ImageRecord`.
    picture : callable
        Decodes it; raises `ImageError`.
    """

    digest: str
    bytes: int
    times: tuple[int, int]
    picture: Callable[[], Picture]


def find_image(wanted: Readable, options: ReadOptions) -> Undecoded:
    """Read the bytes of an image, or raise `ImageError`."""
    return _frame(wanted, options.image) if isinstance(wanted, Frame) else _found(wanted, options)


def _found(wanted: str | Part | Remote | Fetched | Cropped, work: ReadOptions) -> Undecoded:
    options = work.image
    source, crop = (wanted.image, wanted.crop) if isinstance(wanted, Cropped) else (wanted, None)
    most = most_bytes(options)
    if isinstance(source, Remote):
        source = fetched_or_not(source, most)
    data, *times = _unpacked(source, most) if isinstance(source, Fetched) else _read(source, most)

    def decoded() -> Picture:
        if crop is None:
            return read_image(data, options, work.least_side)
        return Picture.whole(cut(_decoded_lately(source, data, options), crop))

    return Undecoded(_digest(data, crop), len(data), (times[0], times[1]), decoded)


def _frame(wanted: Frame, options: ImageOptions) -> Undecoded:
    try:
        status = os.stat(wanted.path)
        if not stat.S_ISREG(status.st_mode):
            raise ImageError("not a regular file")
        still = read_frame(wanted, options)
    except OSError as error:
        raise ImageError(why_unreadable(wanted.path, error)) from error
    times = status_modified(status), status_changed(status)
    return Undecoded(still.digest(), status.st_size, times, lambda: Picture.whole(still.image()))


def path_of(wanted: Readable) -> str:
    """Return the file that an image is read from."""
    source = wanted.image if isinstance(wanted, Cropped) else wanted
    if isinstance(source, Remote):
        return public(source.address)
    return source if isinstance(source, str) else source.path


def most_bytes(options: ImageOptions) -> int:
    """Return how large a file may be to be read at all."""
    return BYTES_PER_PIXEL * options.max_pixels + _BYTES_BESIDE


def _digest(data: bytes, crop: Crop | None) -> str:
    digest = hashlib.sha256(data)
    if crop is not None:
        digest.update(crop.fragment().encode())
    return digest.hexdigest()[:HASH_DIGITS]


def _decoded_lately(source: str | Part | Fetched, data: bytes, options: ImageOptions) -> Image.Image:
    """Decode a picture and keep it until there is another: more boxes are likely to be cut out of it next."""
    key = source, len(data), hash(data), options
    if _LATEST.get("key") != key:
        _LATEST.update(key=None, image=None)  # never two in memory
        _LATEST.update(key=key, image=read_image(data, options).image)
    return _LATEST["image"]


_LATEST: dict[str, Any] = {}
"""The picture that was decoded last to be cut, of this process."""


def status_changed(status: os.stat_result) -> int:
    """Return when a file's content, name or rights last changed, which no tool sets back as it does `mtime`.

    Nanoseconds since 1970; 0 where the system does not tell: Windows has the time of its making there.
    """
    return 0 if os.name == "nt" else storable(status.st_ctime_ns)


def status_modified(status: os.stat_result) -> int:
    """Return when a file's content last changed, as it says; nanoseconds since 1970."""
    return storable(status.st_mtime_ns)


def _unpacked(image: Fetched, most: int) -> tuple[bytes, int, int]:
    """As `_read`, of what was fetched."""
    if image.problem:
        raise ImageError(image.problem)
    data = image.data
    if image.part is not None:
        data = read_part(io.BytesIO(data), image.part, most)
    else:
        check_readable(image.path, data)
    return data, image.modified, image.changed


def _read(image: str | Part, most: int) -> tuple[bytes, int, int]:
    """Return the content of an image, and the times of last change of its file and of that file's status."""
    path = path_of(image)
    if isinstance(image, str):
        check_readable(path)
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            raise ImageError("a folder, not a file")
        if not stat.S_ISREG(status.st_mode):
            raise ImageError("not a regular file")
        if isinstance(image, str) and status.st_size > most:
            raise ImageError(f"too large for an image ({status.st_size:,} bytes)")
        with open(path, "rb", buffering=0) as file:
            data = file.readall() if isinstance(image, str) else read_part(file, image, most)
            return data, status_modified(status), status_changed(status)
    except OSError as error:
        raise ImageError(why_unreadable(path, error)) from error
    except ValueError as error:
        if isinstance(error, ImageError):
            raise
        raise ImageError("not a possible path") from error


def why_unreadable(path: str, error: OSError) -> str:
    """Return the reason of a file that cannot be read."""
    if "://" in path:
        return "an address of a kind that is not read (see `dendro formats`)"
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return MISSING
    if isinstance(error, PermissionError):
        return "no permission to read it"
    return f"cannot be read ({error.strerror or error})"


def prepared(image: Image.Image, prepare: Callable[[Image.Image], np.ndarray] | None) -> np.ndarray | None:
    """Return what an encoder takes of a picture, or raise `ImageError`."""
    if prepare is None:
        return None
    try:
        return prepare(image)
    except Exception as error:
        raise ImageError(
            f"could not be prepared for the encoder ({type(error).__name__}: {error})"
        ) from error
