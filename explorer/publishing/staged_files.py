"""Files of a copy, written beside its place and counted."""

import gzip
import json
from pathlib import Path

from explorer.errors import InputError
from explorer.index.write_errors import why_and_what

LEVEL = 6


class StagedFiles:
    """Writes files into a folder.

    Parameters
    ----------
    folder : Path
        It must exist.

    Attributes
    ----------
    bytes : int
        Written so far.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.bytes = 0

    def write(self, name: str, content: bytes) -> None:
        """Write a file, and the folders that it is in.

        Raises
        ------
        InputError
            When that is not possible, as on a disk that is full.
        """
        path = self._folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError as error:
            raise InputError(
                f"cannot write the copy: {why_and_what(error)}; nothing of it is left"
            ) from error
        self.bytes += len(content)


def packed(content: bytes) -> bytes:
    """Compress a file; the page tells by its first bytes. The same content gives the same bytes."""
    return gzip.compress(content, LEVEL, mtime=0)


def packed_json(document: object) -> bytes:
    """Write JSON, compressed."""
    return packed(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode())
