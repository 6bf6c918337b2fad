"""Images in what is compressed as a whole, read one after another by one thread for all that decode them."""

import os
from threading import Lock
from typing import BinaryIO

from explorer.errors import ImageError
from explorer.images.fetched import Fetched
from explorer.images.gzipped import GzipReader
from explorer.images.parts import Part, read_part
from explorer.images.read_file import status_changed, status_modified, why_unreadable


class GzippedParts:
    """Reads parts, and goes on in the file of the last one: in their order each file is unpacked once.

    Parameters
    ----------
    most : int
        Bytes of one image.
    """

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, Lock()
        self._open: tuple[str, BinaryIO, GzipReader] | None = None

    def read(self, part: Part) -> Fetched:
        """Return the content of a part, or why it cannot be had."""
        try:
            with self._lock:
                file, reader = self._opened(part.path)
                status = os.fstat(file.fileno())
                data = read_part(reader, part, self._most)
        except OSError as error:
            return Fetched(part.path, problem=why_unreadable(part.path, error))
        except ImageError as error:
            return Fetched(part.path, problem=str(error))
        return Fetched(part.path, data, None, status_modified(status), status_changed(status))

    def close(self) -> None:
        """Let go of the file; what is read now is read first."""
        with self._lock:
            self._let_go()

    def _opened(self, path: str) -> tuple[BinaryIO, GzipReader]:
        if self._open is None or self._open[0] != path:
            self._let_go()
            file = open(path, "rb", buffering=0)
            self._open = path, file, GzipReader(file)
        return self._open[1:]

    def _let_go(self) -> None:
        if self._open is not None:
            self._open[1].close()
            self._open = None
