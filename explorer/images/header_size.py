"""How large a picture is, from the beginning of its file."""

from contextlib import suppress
from struct import pack
from typing import BinaryIO

from explorer.images.formats.file_formats import HEADER, readers
from explorer.images.formats.rasters import ON_ITS_SIDE, orientation_of


def header_size(path: str) -> tuple[int, int] | None:
    """Return width and height of an image file that stands upright; None where they cannot be told.

    Nothing is decoded, so this is what the file says of itself.
    """
    try:
        with open(path, "rb") as file:
            return size_of(file)
    except (OSError, ValueError):
        return None


def size_of(file: BinaryIO) -> tuple[int, int] | None:
    """Return the same of a file that is open at its start."""
    stored = _stored(file)
    if stored is None:
        return None
    width, height, orientation = stored
    return (height, width) if orientation in ON_ITS_SIDE else (width, height)


def stored_size(path: str) -> tuple[int, int, int] | None:
    """Return width and height as they are stored, and the orientation of EXIF that turns them upright."""
    try:
        with open(path, "rb") as file:
            return _stored(file)
    except (OSError, ValueError):
        return None


def _stored(file: BinaryIO) -> tuple[int, int, int] | None:
    for _, factory, _ in readers(file.read(HEADER)):
        file.seek(0)
        # A reader given foreign bytes raises what it likes.
        with suppress(Exception):
            image = factory(file, "")
            width, height = image.size
            if width > 0 and height > 0:
                return width, height, orientation_of(image)
    return None


def header_alone(width: int, height: int) -> bytes:
    """Return a bitmap (BMP) of this size without pixels, to stand for a picture that is elsewhere."""
    start = 54
    return (
        b"BM" + pack("<IHHI", start, 0, 0, start) + pack("<IiiHHIIiiII", 40, width, height, 1, 24, *[0] * 6)
    )
