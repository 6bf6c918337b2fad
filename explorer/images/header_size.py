"""How large a picture is, from the beginning of its file."""

from contextlib import suppress

from explorer.images.formats.file_formats import HEADER, readers
from explorer.images.formats.rasters import orientation_of

_ON_ITS_SIDE = (5, 6, 7, 8)


def header_size(path: str) -> tuple[int, int] | None:
    """Return width and height of an image file that stands upright; None where they cannot be told.

    Nothing is decoded, so this is what the file says of itself.
    """
    try:
        with open(path, "rb") as file:
            for _, factory, _ in readers(file.read(HEADER)):
                file.seek(0)
                # A reader given foreign bytes raises what it likes.
                with suppress(Exception):
                    image = factory(file, path)
                    width, height = image.size
                    if width > 0 and height > 0:
                        turned = orientation_of(image) in _ON_ITS_SIDE
                        return (height, width) if turned else (width, height)
    except (OSError, ValueError):
        return None
    return None
