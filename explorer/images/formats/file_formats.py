"""Which formats are read, and what to call bytes that are none of them."""

import io
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from typing import BinaryIO

from PIL import Image

from explorer.errors import ImageError
from explorer.images.formats.plugins import register_readers
from explorer.images.formats.readers import READERS, reader_of
from explorer.images.formats.unread import A_DRAWING, A_PROGRAM, why_unread

# EPS is a program: Pillow hands it to Ghostscript, and files of strangers are not to be run.
PROGRAMS = frozenset({"EPS"})
# Pillow knows these by name only and has no decoder for them.
NAMES_ONLY = frozenset({"BUFR", "GRIB", "HDF5", "MPEG"})
_REFUSED = PROGRAMS | NAMES_ONLY
HEADER = 16
"""Bytes that readers are told apart by."""
# Bytes that tell text from all else.
_START = 512

_MARKS = (
    (b"version https://git-lfs", "a Git LFS pointer, not the image itself (run `git lfs pull`)"),
    (b"%!PS", A_PROGRAM),
    (b"\xc5\xd0\xd3\xc6", A_PROGRAM),
    (b"%PDF", "not an image (it is a PDF)"),
    (b"PK\x03\x04", "not an image (it is a ZIP archive)"),
    (b"\x1f\x8b", "not an image (it is gzip data)"),
    (b"\x00\x00\x01\xba", "not an image (it is an MPEG video)"),
    (b"\x00\x00\x01\xb3", "not an image (it is an MPEG video)"),
    (b"\x1aE\xdf\xa3", "not an image (it is a video)"),
)
_STILLS = {
    b"heic": "HEIC",
    b"heix": "HEIC",
    b"hevc": "HEIC",
    b"mif1": "HEIF",
    b"msf1": "HEIF",
    b"avif": "AVIF",
    b"avis": "AVIF",
}


@cache
def readable_extensions() -> frozenset[str]:
    """Return the file extensions taken for images: lower case, with the dot."""
    register_readers()
    known = Image.registered_extensions()
    names = set(Image.OPEN) - _REFUSED
    # MPO is registered for writing only: its reader is the one of JPEG.
    pillow = {ext.lower() for ext, name in known.items() if name in names or name == "MPO"}
    return frozenset(pillow.union(*(reader.endings for reader in READERS if not reader.why_unread)))


def candidates(data: bytes) -> Iterator[tuple[str, Image.Image | Exception, bool]]:
    """Try the readers that accept the first bytes, one after another.

    `Image.open` is not used because it warns of large images through process-wide settings; here the
    caller compares `size` with its own limit before anything is decoded.

    Yields
    ------
    name : str
        Format, as Pillow calls it.
    image : Image or Exception
        Opened from the header only, or why that failed.
    sure : bool
        Whether the first bytes are a mark of that format, rather than the reader taking anything.
    """
    for name, factory, accept in readers(data[:HEADER]):
        try:
            yield name, factory(io.BytesIO(data), ""), accept is not None
        except Exception as error:  # noqa: BLE001 - a reader given foreign bytes raises what it likes
            yield name, error, accept is not None


def begins_as_image(file: BinaryIO) -> bool:
    """Whether a file that is open at its start bears the mark of an image, whatever its name is.

    Readers that take anything have no say, and text is an image only where its header can be read: words that
    begin with P1 are more frequent than pictures that do.
    """
    start = file.read(_START)
    if reader_of(file) is not None:
        return True
    accepting = [factory for _, factory, accept in readers(start[:HEADER]) if accept is not None]
    if not accepting or not _is_text(start):
        return bool(accepting)
    for factory in accepting:
        file.seek(0)
        # A reader given foreign bytes raises what it likes.
        with suppress(Exception):
            factory(file, "")
            return True
    return False


def readers(start: bytes) -> Iterator[tuple[str, Callable, Callable | None]]:
    """Give name, factory and test of each reader that accepts the first `HEADER` bytes of a file.

    Those that know their files by these bytes come first; others have to open a file to tell.
    """
    register_readers()
    known = [(name, *Image.OPEN[name]) for name in tuple(Image.ID) if name not in _REFUSED]
    yield from (each for each in known if each[2] is not None and _accepts(each[2], start))
    yield from (each for each in known if each[2] is None)


def _accepts(accept: Callable[[bytes], bool | str], start: bytes) -> bool:
    """Whether a reader takes a file that starts so; it answers with text when it is not installed."""
    try:
        return accept(start) in (True, 1)
    except Exception:  # noqa: BLE001 - some look at bytes that a very short file does not have
        return False


def not_an_image(data: bytes) -> ImageError:
    """Say what bytes are that no reader took."""
    if not data:
        return ImageError("0 bytes")
    for mark, reason in _MARKS:
        if data.startswith(mark):
            return ImageError(reason)
    if data[4:8] == b"ftyp":
        still = _STILLS.get(data[8:12])
        return ImageError(why_unread(f".{still.lower()}") if still else "a video or damaged")
    start = data[:_START]
    if not start.strip(b"\0"):
        return ImageError("not an image (it is all zero bytes)")
    if b"<svg" in start:
        return ImageError(A_DRAWING)
    if _is_text(start):
        return ImageError("not an image (it is text)")
    return ImageError("not an image that can be read")


def _is_text(start: bytes) -> bool:
    return all(byte >= 32 or byte in b"\t\r\n\f" for byte in start)
