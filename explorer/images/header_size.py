"""How large a picture is, from the beginning of its file."""

from contextlib import suppress
from typing import BinaryIO, NamedTuple

from explorer.images.formats.file_formats import HEADER, readers
from explorer.images.formats.rasters import ON_ITS_SIDE, orientation_of


class StoredSize(NamedTuple):
    """A picture as it is stored.

    Attributes
    ----------
    width, height : int
        Pixels.
    orientation : int
        As of EXIF: how it is turned to be shown.
    """

    width: int
    height: int
    orientation: int = 1

    @property
    def upright(self) -> tuple[int, int]:
        """Width and height as it is shown."""
        lies = self.orientation in ON_ITS_SIDE
        return (self.height, self.width) if lies else (self.width, self.height)


def size_of(file: BinaryIO) -> tuple[int, int] | None:
    """Return width and height of an image file that stands upright; None where they cannot be told.

    The file is open at its start.
    """
    stored = stored_size_of(file)
    return None if stored is None else stored.upright


def stored_size(path: str) -> StoredSize | None:
    """Return the size of an image file; None where it cannot be told.

    Nothing is decoded, so this is what the file says of itself.
    """
    try:
        with open(path, "rb") as file:
            return stored_size_of(file)
    except (OSError, ValueError):
        return None


def stored_size_of(file: BinaryIO) -> StoredSize | None:
    """Return the same of a file that is open at its start."""
    for _, factory, _ in readers(file.read(HEADER)):
        file.seek(0)
        # A reader given foreign bytes raises what it likes.
        with suppress(Exception):
            image = factory(file, "")
            width, height = image.size
            if width > 0 and height > 0:
                return StoredSize(width, height, orientation_of(image))
    return None
