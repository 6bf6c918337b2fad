"""Copies that an interrupted export has made: which of them are whole, and still like their originals."""

import hashlib
import os
import stat
from contextlib import suppress
from pathlib import Path

from explorer.export.export_format import COPY, HARD
from explorer.index.originals import PIECE, Original


class EarlierCopies:
    """Those in a folder.

    A copy gets the time of its original once it is whole, so that one of the same size and time is taken for
    the same, as `rsync` does.

    Parameters
    ----------
    folder : Path
    links : str
        How they were put there, as in `Subset`.
    """

    def __init__(self, folder: Path, links: str) -> None:
        self._folder, self._links = folder, links

    def holds(self, original: Original, name: str) -> bool:
        """Tell whether an original is there under a name, whole."""
        target = self._folder / name
        with suppress(OSError):
            there = os.lstat(target)
            if stat.S_ISLNK(there.st_mode):
                return os.readlink(target) == (original.real_path() or original.path)
            if self._links == HARD and os.path.samestat(there, original.state):
                return True
            whole = stat.S_ISREG(there.st_mode) and there.st_mtime_ns == original.state.st_mtime_ns
            return whole and original.stored in (0, there.st_size)
        return False

    def holds_content(self, name: str, digest: str) -> bool:
        """Tell whether a file is there under a name with the content that a digest was made of: what lies at
        an address has no time, and is not fetched to be compared.
        """
        found = hashlib.sha256()
        with suppress(OSError), open(self._folder / name, "rb") as file:
            while piece := file.read(PIECE):
                found.update(piece)
            return bool(digest) and self._links == COPY and found.hexdigest()[: len(digest)] == digest
        return False

    def remove(self, name: str) -> None:
        """Remove what is there under a name: half a copy, or one of what is another by now."""
        with suppress(FileNotFoundError):
            (self._folder / name).unlink()
