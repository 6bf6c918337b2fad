"""The user's image files, opened again after they were indexed. Nothing else opens them."""

import hashlib
import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from functools import lru_cache
from types import TracebackType
from typing import BinaryIO

from explorer.errors import ImageError, OriginalError
from explorer.images.frames.frame import frame_of
from explorer.images.frames.read_frame import encoded, read_frame
from explorer.images.parts import Part, part_pieces
from explorer.images.read_file import status_changed, status_modified
from explorer.index.item_columns import locate
from explorer.index.remote_originals import FetchedFile
from explorer.options import ImageOptions

PIECE = 1 << 20
_NEXT = 4096
"""Bytes that are asked for where the end is expected."""
# A file that was replaced by a pipe or a terminal must not be waited for.
_HOW = os.O_RDONLY | sum(getattr(os, flag, 0) for flag in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY"))


class Original:
    """An image file that is open, so that it stays the one that was looked at; use it with `with`.

    Attributes
    ----------
    path : str
        Of the file; of an archive where the image is a part of one.
    recorded : str
        Path of the item.
    state : os.stat_result
        Of that file.
    part : Part or None
        Where the image lies in it; None where it is all of it.
    given : int
        Bytes of it that were read.
    picture : callable or None
        Makes the image out of that file, open, which holds many; it raises `ImageError`.
    """

    def __init__(self, path: str, recorded: str, descriptor: int, part: Part | None = None) -> None:
        self.path = path
        self.part = part
        self.picture: Callable[[BinaryIO], bytes] | None = None
        self.recorded = recorded
        self.given = 0
        self._content: bytes | None = None
        self.state = os.fstat(descriptor)
        self._file = os.fdopen(descriptor, "rb", buffering=0)

    def __enter__(self) -> "Original":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close it."""
        self._file.close()

    def real_path(self) -> str:
        """Return where the open file lies, by no link; empty where that cannot be told."""
        if sys.platform == "linux":
            # In one call, and of what was opened: not of what was put there since.
            with suppress(OSError):
                return os.readlink(f"/proc/self/fd/{self._file.fileno()}")
        with suppress(OSError):
            real = os.path.realpath(self.path, strict=True)
            if os.path.samestat(self.state, os.stat(real, follow_symlinks=False)):
                return real
        return ""

    def pieces(self) -> Iterator[bytes]:
        """Read the image from its start, some bytes at a time.

        Raises
        ------
        OriginalError
            When it cannot be read to its end.
        """
        for piece in self._read():
            self.given += len(piece)
            yield piece

    def _read(self) -> Iterator[bytes]:
        if self._content is not None:
            yield self._content
            return
        try:
            if self.picture is not None:
                self._content = self.picture(self._file)
                yield self._content
                return
            if self.part is not None:
                yield from part_pieces(self._file, self.part)
                return
            self._file.seek(0)
            # What is asked for is allocated: no more than one byte over what is there, to see the end.
            piece_size = min(self.state.st_size + 1, PIECE)
            while piece := self._file.read(piece_size):
                yield piece
                if len(piece) < piece_size:
                    piece_size = _NEXT
        except ImageError as error:
            raise OriginalError(self.recorded, str(error)) from None
        except OSError as error:
            raise OriginalError(self.recorded, error.strerror or str(error)) from None

    def digest(self) -> str:
        """Return the SHA-256 of the image, in hexadecimal digits; a small one is kept, and not read again."""
        found, kept = hashlib.sha256(), b""
        for number, piece in enumerate(self.pieces()):
            found.update(piece)
            kept = piece if number == 0 else b""
        if kept:
            self._content = kept
        return found.hexdigest()

    @property
    def place(self) -> str:
        """Where in its file the image is; empty where it is all of it."""
        if self.picture is not None:
            return self.recorded
        return "" if self.part is None else str(self.part.offset)

    @property
    def stored(self) -> int:
        """Bytes that the image takes where it lies, 0 where it is made out of them."""
        if self.picture is not None:
            return 0
        return self.state.st_size if self.part is None else self.part.length

    def read(self) -> bytes:
        """Return all of it; errors are those of `pieces`."""
        return b"".join(self.pieces())


def open_original(source: dict, recorded: str, digest: str) -> Original:
    """Open the file that an item names, wherever links lead from there by now.

    Parameters
    ----------
    source : dict
        `kind`, `root` and `location` of what was indexed, as the manifest has them.
    recorded : str
        `path` of the item.
    digest : str
        `hash` of the item.

    Raises
    ------
    OriginalError
        When there is no such file any more, or a link stands in its place that leads out of the source. The
        images of a table may lie behind links, then with the content that was indexed.
    """
    root = source.get("root", "")
    path = locate(root, recorded)
    if path is None:
        raise OriginalError(recorded, "it lies outside the source")
    with ExitStack() as on_failure:
        original = on_failure.enter_context(_opened(path, recorded))
        if not _lies_where_recorded(original, root, recorded):
            if source.get("kind") == "folder":
                raise OriginalError(recorded, "a link that leads out of the source (not followed)")
            if original.digest()[: len(digest)] != digest:
                raise OriginalError(recorded, "a link to another file than the one that was indexed")
        on_failure.pop_all()
    return original


def open_part(part: Part | None, recorded: str, digest: str, when: tuple[int, int] | None = None) -> Original:
    """Open the archive that an item is a part of.

    Parameters
    ----------
    part : Part or None
        None where its archive would lie outside of the source.
    recorded, digest : str
        As of `open_original`.
    when : (int, int), optional
        When the archive and its status last changed, nanoseconds since 1970, as it was indexed: of one that
        is the same file still, the image is not read to be compared.

    Raises
    ------
    OriginalError
        When the archive is not there any more, or another image or none lies there by now.
    """
    if part is None:
        raise OriginalError(recorded, "its archive lies outside the source")
    with ExitStack() as on_failure:
        original = on_failure.enter_context(_opened(part.path, recorded, part))
        now = status_modified(original.state), status_changed(original.state)
        is_same = bool(now[1]) and when == now  # without the second nothing is known
        if not is_same and original.digest()[: len(digest)] != digest:
            raise OriginalError(recorded, "its archive is cut off or has changed")
        on_failure.pop_all()
    return original


def open_frame(source: dict, recorded: str, digest: str, limits: ImageOptions) -> Original:
    """Open the file that a frame is in; what is read is the frame as a picture of its own.

    Parameters
    ----------
    source, recorded, digest
        As of `open_original`.
    limits : ImageOptions
        Those that the index was built with.

    Raises
    ------
    OriginalError
        When the file is not there any more; and in reading it, when it has changed.
    """
    frame = frame_of(recorded)
    if frame is None:
        raise OriginalError(recorded, "no name of a frame")
    original = open_original(source, frame.path, "")

    def picture(file: BinaryIO) -> bytes:
        still = read_frame(frame._replace(path=original.path), limits, file)
        if still.digest() != digest:
            raise ImageError("its file has changed")
        return encoded(frame, still.image())

    original.recorded = recorded
    original.picture = picture
    return original


def open_fetched(fetched: FetchedFile, recorded: str, digest: str) -> Original:
    """Open what was fetched from an address.

    Parameters
    ----------
    fetched : FetchedFile
    recorded, digest : str
        As of `open_original`; what lies in an archive must be what was indexed.

    Raises
    ------
    OriginalError
        When the archive has changed.
    """
    with ExitStack() as on_failure:
        original = Original(fetched.address, recorded, fetched.descriptor, fetched.part)
        on_failure.enter_context(original)
        if fetched.of_archive and original.digest()[: len(digest)] != digest:
            raise OriginalError(recorded, "its archive is cut off or has changed")
        on_failure.pop_all()
    return original


def _opened(path: str, recorded: str, part: Part | None = None) -> Original:
    try:
        descriptor = os.open(path, _HOW)
    except FileNotFoundError:
        raise OriginalError(recorded, "it is not there") from None
    except (OSError, ValueError) as error:  # ValueError: no file can have this path
        raise OriginalError(recorded, getattr(error, "strerror", None) or str(error)) from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OriginalError(recorded, "it is not a file")
    return Original(path, recorded, descriptor, part)


def _lies_where_recorded(original: Original, root: str, recorded: str) -> bool:
    """Tell whether the open file is in the root, or exactly where an absolute path says, by no link."""
    real = original.real_path()
    if os.path.isabs(recorded):
        return real == original.path
    return real.startswith(os.path.join(_real_folder(root, int(time.monotonic())), ""))


@lru_cache(64)
def _real_folder(folder: str, _second: int) -> str:
    """Return where a folder is by links, looked up once a second at most."""
    return os.path.realpath(folder)
