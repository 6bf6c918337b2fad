"""What is compressed with gzip as a whole, as a `.tar.gz`: read from any place and never unpacked to disk.

A stream of deflate is read from its start only, or from where a state of the decompressor was kept: the
32 kB before, and its tables (the idea of zran.c, among zlib's examples). States are kept in this process
while a file is read on, so that whatever lies near one of them needs no other pass.
"""

import io
import os
import zlib
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock
from typing import Any, BinaryIO

MARK = b"\x1f\x8b"
"""What such a file begins with (RFC 1952, 2.3.1)."""
_GZIP = 16 + zlib.MAX_WBITS
_PIECE = 1 << 15
_APART, _MOST = 1 << 20, 512
"""Bytes, unpacked, between two states that are kept at first; and states of one file, some 40 kB each."""
_FILES = 4


@dataclass
class _States:
    """States of the decompressor of one file, in their order: where in the plain and in the packed bytes."""

    apart: int
    kept: list[tuple[int, int, Any]] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def before(self, place: int) -> tuple[int, int, Any]:
        """Return the nearest; the start of the file where there is none."""
        with self.lock:
            number = bisect_right(self.kept, place, key=lambda state: state[0])
            return self.kept[number - 1] if number else (0, 0, None)

    def keep(self, plain: int, packed: int, inner: Any) -> None:
        """Keep a state that lies far enough behind the last; of too many every second."""
        with self.lock:
            if plain < self.apart + (self.kept[-1][0] if self.kept else 0):
                return
            self.kept.append((plain, packed, inner.copy()))
            if len(self.kept) > _MOST:
                self.kept, self.apart = self.kept[1::2], 2 * self.apart


class GzipReader(io.RawIOBase):
    """What a gzip file unpacks to, as a file that is gone back and forth in.

    Members behind each other are one (RFC 1952, 2.2); what stands behind them and begins none is not
    looked at, as by `gzip`. Where the file is cut off or damaged, `EOFError`.

    Parameters
    ----------
    file : binary file
        Open; it stays the caller's.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._states = file, _states_of(file)
        self._place = 0
        self._begin((0, 0, None))

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is; what lies between is unpacked when it is read."""
        return True

    def tell(self) -> int:
        """Where the next byte is read."""
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go there; where the end is nobody knows."""
        if whence == os.SEEK_END:
            raise io.UnsupportedOperation("the end of what is compressed is not known")
        self._place = offset + (self._place if whence == os.SEEK_CUR else 0)
        return self._place

    def readinto(self, buffer: Any) -> int:
        """Read some bytes, none at the end."""
        if not self._reach(self._place):
            return 0
        view = memoryview(buffer)
        within = self._place - self._start
        part = self._piece[within : within + len(view)]
        view[: len(part)] = part
        self._place += len(part)
        return len(part)

    def _begin(self, state: tuple[int, int, Any]) -> None:
        """Begin at a state that was kept."""
        self._start, packed, inner = state
        self._file.seek(packed)
        self._inner = zlib.decompressobj(_GZIP) if inner is None else inner.copy()
        self._piece = self._waiting = b""

    def _reach(self, place: int) -> bool:
        """Unpack on to a place; False where it lies behind the end."""
        nearest = self._states.before(place)
        if place < self._start or nearest[0] > self._start + len(self._piece):
            self._begin(nearest)
        while place >= self._start + len(self._piece):
            self._start += len(self._piece)
            self._piece = b""
            if not self._unpack():
                return False
        return True

    def _unpack(self) -> bool:
        """Unpack some bytes, or none; False at the end."""
        if self._inner.eof:
            self._waiting = self._inner.unused_data
            while len(self._waiting) < len(MARK) and (more := self._file.read(_PIECE)):
                self._waiting += more
            if not self._waiting.startswith(MARK):
                return False
            self._inner = zlib.decompressobj(_GZIP)
        elif not self._waiting:
            self._states.keep(self._start, self._file.tell(), self._inner)
        packed, self._waiting = self._waiting or self._file.read(_PIECE), b""
        if not packed:
            raise EOFError("what was compressed ends before its end")
        try:
            self._piece = self._inner.decompress(packed)
        except zlib.error as error:
            raise EOFError(f"what was compressed is damaged: {error}") from error
        return True


def _states_of(file: BinaryIO) -> _States:
    """The states of a file, the same for whoever reads the same bytes."""
    try:
        status = os.fstat(file.fileno())
    except OSError:  # in memory
        return _States(_APART)
    return _known_states(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


@lru_cache(_FILES)
def _known_states(_device: int, _inode: int, _size: int, _modified: int) -> _States:
    return _States(_APART)
