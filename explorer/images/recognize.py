"""Which files are taken for images: by their ending, and where that tells nothing by their first bytes."""

import io
import mimetypes
import os
from collections.abc import Callable, Collection
from enum import Enum
from typing import BinaryIO

from explorer.errors import ImageError
from explorer.images.formats.file_formats import begins_as_image, readable_extensions
from explorer.images.formats.readers import RAW_ENDINGS, UNREAD_RAW, reader_of
from explorer.images.formats.unread import why_unread

_ANYTHING = "application/octet-stream"
_USUAL = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")
_WEBP = (b"RIFF", b"WEBP")


class FileEnding(Enum):
    """What the ending of a file's name says of it."""

    IMAGE = "an image, or a picture of a format that is not read"
    OTHER = "something else"
    UNTOLD = "nothing: there is none, or nobody knows it"


def ending_of(name: str) -> str:
    """Return the ending of a file's name: lower case, with the dot; empty where there is none."""
    return os.path.splitext(name)[1].lower()


class Recognizer:
    """Tells images from other files. Endings of other files are those that Python's `mimetypes` knows."""

    def __init__(self) -> None:
        # Its own table, not the machine's: the same folder is read in the same way everywhere.
        known = {**mimetypes.MimeTypes(filenames=()).types_map[True]}
        self._others = {
            end for end, kind in known.items() if not kind.startswith("image/") and kind != _ANYTHING
        }
        self._readable = readable_extensions()

    def by_name(self, name: str) -> FileEnding:
        """What the ending of a name says."""
        ending = ending_of(name)
        if ending in self._readable or why_unread(ending):
            return FileEnding.IMAGE
        return FileEnding.OTHER if ending in self._others else FileEnding.UNTOLD

    def by_content(self, path: str) -> bool:
        """As `is_image_by_content`."""
        return is_image_by_content(path)


class ByEnding:
    """Tells files of some endings from all others, as `Recognizer` tells images."""

    def __init__(self, endings: Collection[str], is_one: Callable[[str], bool] | None = None) -> None:
        """Take lower case endings with the dot, and what tells files without an ending by their content."""
        self._endings = tuple(endings)
        self._is_one = is_one

    def by_name(self, name: str) -> FileEnding:
        """What the ending of a name says."""
        if name.lower().endswith(self._endings):
            return FileEnding.IMAGE
        return FileEnding.OTHER if ending_of(name) or self._is_one is None else FileEnding.UNTOLD

    def by_content(self, path: str) -> bool:
        """Whether a file without an ending is one; `OSError` where it cannot be read."""
        return self._is_one is not None and self._is_one(path)


class ByName(ByEnding):
    """Tells files by their whole names, without their folders."""

    def __init__(self, is_one: Callable[[str], object]) -> None:
        super().__init__(())
        self._is_one_named = is_one

    def by_name(self, name: str) -> FileEnding:
        """What a name says, with its folders or without."""
        return FileEnding.IMAGE if self._is_one_named(name.rpartition("/")[2]) else FileEnding.OTHER


def is_image_by_content(path: str) -> bool:
    """Whether a regular file begins as an image.

    Raises
    ------
    OSError
        It cannot be read.
    """
    with _opened(path) as file:
        return begins_as_image(file)


def check_readable(path: str, data: bytes | None = None) -> None:
    """Refuse a picture whose ending is that of a format that is not read, unless its bytes say it is another.

    Parameters
    ----------
    path : str
    data : bytes, optional
        Its content, where that is known already.

    Raises
    ------
    ImageError
        Its message says what to do.
    """
    ending = ending_of(path)
    reason = "" if ending in readable_extensions() else why_unread(ending)
    if ending in RAW_ENDINGS and not reason and not _is_read(path, data):
        reason = UNREAD_RAW
    if reason and not (_is_usual_picture(path) if data is None else _begins_usual(data)):
        raise ImageError(reason)


def _is_read(path: str, data: bytes | None) -> bool:
    """Whether a RAW file has what a sensor saw, and not only a small copy of it."""
    try:
        with _opened(path) if data is None else io.BytesIO(data) as file:
            return reader_of(file) is not None
    except (OSError, ValueError):  # reading it in full says why
        return True


def _is_usual_picture(path: str) -> bool:
    """Whether a file begins as no camera's RAW does: many of those begin as a TIFF."""
    try:
        with _opened(path) as file:
            start = file.read(len(_WEBP[0]) + 4 + len(_WEBP[1]))
    except (OSError, ValueError):  # reading it in full says why
        return False
    return _begins_usual(start)


def _begins_usual(data: bytes) -> bool:
    webp = data.startswith(_WEBP[0]) and data[len(_WEBP[0]) + 4 :].startswith(_WEBP[1])
    return data.startswith(_USUAL) or webp


def _opened(path: str) -> BinaryIO:
    """Open a regular file; what became a pipe since it was looked at is not waited for."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    return open(handle, "rb", buffering=0)
