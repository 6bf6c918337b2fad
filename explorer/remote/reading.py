"""Read what lies at an address: all of it, a span, or only what state it is in."""

import hashlib
import io
import os
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import Any, NamedTuple

from explorer.errors import ImageError, RemoteError
from explorer.remote.addresses import is_address
from explorer.remote.retries import BUILDING, Patience, attempt
from explorer.remote.systems import opened

_PIECE = 1 << 16
_AHEAD = 1 << 22
"""Bytes that are read at a time of a file that is gone through."""
_PARTIAL = 206
_LATEST = (1 << 63) - 1
"""Nanoseconds since 1970 that 64 bits hold."""


class State(NamedTuple):
    """In what state something is, as its server says.

    Attributes
    ----------
    size : int
        Bytes; -1 where it does not say.
    modified : int
        Time of the last change, nanoseconds since 1970; 0 where it does not say.
    changed : int
        A number for its entity tag, another one for any other content; 0 where there is none.
    """

    size: int = -1
    modified: int = 0
    changed: int = 0

    @property
    def tells(self) -> bool:
        """Whether another content would have another state."""
        return self.size >= 0 and bool(self.modified or self.changed)


def read_all(address: str, most: int, patience: Patience = BUILDING) -> tuple[bytes, State]:
    """Return the content of what lies at an address, and its state.

    Parameters
    ----------
    address : str
        As of `explorer.remote.addresses.check_address`.
    most : int
        Bytes; of more, no more is read.
    patience : Patience

    Raises
    ------
    RemoteError
        It cannot be had.
    ImageError
        It is larger.
    """
    fs, path = opened(address)
    if address.startswith("http"):
        return attempt(lambda: _by_web(fs, address, 0, most + 1, most), address, patience)
    state = ask(address, patience)
    if state.size > most:
        raise _too_large(state.size)
    return attempt(lambda: fs.cat_file(path), address, patience), state


def read_span(address: str, start: int, end: int, patience: Patience = BUILDING) -> bytes:
    """Return the bytes [start, end) of what lies at an address, fewer where it ends before.

    Errors are those of `read_all`.
    """
    fs, path = opened(address)
    if end <= start:
        return b""
    if address.startswith("http"):
        return attempt(lambda: _by_web(fs, address, start, end)[0], address, patience)
    return attempt(lambda: fs.cat_file(path, start=start, end=end), address, patience)


def ask(address: str, patience: Patience = BUILDING) -> State:
    """Return the state of what lies at an address, without reading it; errors are those of `read_all`.

    Servers of the web are asked for a first byte: many answer no other way of asking for what is signed.
    """
    fs, path = opened(address)
    if address.startswith("http"):
        return attempt(lambda: _by_web(fs, address, 0, 1)[1], address, patience)
    return state_of(attempt(lambda: fs.info(path), address, patience))


def state_of(info: dict[str, Any]) -> State:
    """Return the state that an entry of a list of fsspec tells."""
    size = info.get("size")
    tag = info.get("ETag") or info.get("etag") or info.get("blob_id") or ""
    names = ("LastModified", "last_modified", "mtime", "updated", "created")
    times = (info.get(name) for name in names)
    modified = next((found for time in times if (found := _nanoseconds(time))), 0)
    return State(-1 if size is None else int(size), modified, _number_of(str(tag)))


class RemoteFile(io.RawIOBase):
    """Something at an address as a file that is gone back and forth in, read in large pieces.

    Parameters
    ----------
    address : str
    size : int
        Bytes.
    """

    def __init__(self, address: str, size: int) -> None:
        self._address, self._size = address, size
        self._place, self._start, self._piece = 0, 0, b""

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """Where the next byte is read."""
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go there."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise OSError("a place before the first byte")
        self._place = base + offset
        return self._place

    def readinto(self, buffer: Any) -> int:
        """Read some bytes, none at the end."""
        wanted = min(len(buffer), self._size - self._place)
        if wanted <= 0:
            return 0
        within = self._place - self._start
        if not 0 <= within < len(self._piece):
            end = min(self._size, self._place + max(wanted, _AHEAD))
            try:
                self._piece = read_span(self._address, self._place, end)
            except RemoteError as error:
                raise OSError(error.reason) from error
            self._start, within = self._place, 0
        part = self._piece[within : within + wanted]
        buffer[: len(part)] = part
        self._place += len(part)
        return len(part)


def open_binary(place: str | os.PathLike) -> io.RawIOBase | io.BufferedReader:
    """Open a file of this machine, or what lies at an address, unbuffered.

    Raises
    ------
    OSError
        It cannot be read.
    """
    if not is_address(place):
        return open(place, "rb", buffering=0)
    address = str(place)
    try:
        return RemoteFile(address, ask(address).size)
    except RemoteError as error:
        raise OSError(error.reason) from error


def _by_web(fs: Any, address: str, start: int, end: int, most: int | None = None) -> tuple[bytes, State]:
    from fsspec.asyn import sync

    # What is long comes in time as long as something comes (the settings of the client).
    return sync(fs.loop, _answer, fs, address, (start, end, most))


async def _answer(fs: Any, address: str, span: tuple[int, int, int | None]) -> tuple[bytes, State]:
    from yarl import URL

    start, end, most = span
    headers = {"Accept-Encoding": "identity"}
    if most is None:
        headers["Range"] = f"bytes={start}-{end - 1}"
    session = await fs.set_session()
    # What is quoted already stays as it is: a signature is one of the very letters.
    url = URL(address, encoded=address.isascii() and " " not in address)
    async with session.get(url, headers=headers) as answer:
        answer.raise_for_status()
        found = bytearray()
        skipped = start if answer.status != _PARTIAL else 0
        async for piece in answer.content.iter_chunked(_PIECE):
            found += piece
            if most is not None and len(found) > most:
                raise _too_large(int(answer.headers.get("Content-Length", len(found))))
            if len(found) - skipped >= end - start:
                break
        return bytes(found[skipped : skipped + end - start]), _state_of_answer(answer, most, len(found))


def _state_of_answer(answer: Any, most: int | None, read: int) -> State:
    said = answer.headers
    size = read if most is not None else int(said.get("Content-Length", -1))
    if answer.status == _PARTIAL:
        total = said.get("Content-Range", "").rpartition("/")[2]
        size = int(total) if total.isdecimal() else -1
    try:
        modified = _nanoseconds(parsedate_to_datetime(said.get("Last-Modified", "")))
    except (TypeError, ValueError):
        modified = 0
    return State(size, modified, _number_of(said.get("ETag", "")))


def storable(nanoseconds: int) -> int:
    """Return a time as an index has it, of years up to 2262; clocks and archives tell later ones."""
    return max(-_LATEST, min(nanoseconds, _LATEST))


def _nanoseconds(time: object) -> int:
    if isinstance(time, str):
        try:
            time = datetime.fromisoformat(time)
        except ValueError:
            return 0
    if isinstance(time, datetime):
        aware = time if time.tzinfo else time.replace(tzinfo=UTC)
        return storable(int(aware.timestamp() * 1_000_000) * 1000)
    if not isinstance(time, int | float) or not isfinite(time):
        return 0
    return storable(int(time * 1_000_000) * 1000)


def _number_of(tag: str) -> int:
    tag = tag.removeprefix("W/").strip('"')
    digest = hashlib.blake2b(tag.encode(), digest_size=8).digest()
    return (int.from_bytes(digest, "little") >> 1) or 1 if tag else 0


def _too_large(size: int) -> ImageError:
    return ImageError(f"too large for an image ({size:,} bytes)")
