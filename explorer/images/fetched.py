"""Images that lie at addresses: before they were fetched, and after."""

from threading import Lock
from typing import NamedTuple

from explorer.errors import ImageError, RemoteError
from explorer.images.parts import HEADERS, OF_TABLES, ZIPPED, Part, length_of_header, table_value
from explorer.remote.addresses import public
from explorer.remote.reading import State, read_all, read_span
from explorer.remote.retries import BUILDING, Patience


class Remote(NamedTuple):
    """An image at an address, or a part of what lies there.

    Attributes
    ----------
    address : str
        With what it is asked for, which may be a secret.
    part : Part or None
        Where it lies in what is there.
    state : State or None
        As a list told it; None where that is asked for with the content.
    """

    address: str
    part: Part | None = None
    state: State | None = None


class Fetched(NamedTuple):
    """The content of an image that was fetched, or why it was not.

    Attributes
    ----------
    path : str
        Its address without secrets.
    data : bytes
        What lies there: with a `part`, what that begins with.
    part : Part or None
        Where the image lies in `data`.
    modified, changed : int
        As of `explorer.remote.reading.State`.
    problem : str
        Why it could not be fetched; empty where it was.
    """

    path: str
    data: bytes = b""
    part: Part | None = None
    modified: int = 0
    changed: int = 0
    problem: str = ""


def fetch(wanted: Remote, most: int, patience: Patience = BUILDING) -> Fetched:
    """Return an image that lies at an address.

    Parameters
    ----------
    wanted : Remote
    most : int
        Bytes; of more, no more is read.
    patience : Patience

    Raises
    ------
    RemoteError
        It cannot be had.
    ImageError
        It is larger, or is not where its archive said.
    """
    shown, state = public(wanted.address), wanted.state
    if wanted.part is None:
        if state is not None and state.size > most:
            raise ImageError(f"too large for an image ({state.size:,} bytes)")
        if state is not None and state.size >= 0 and not wanted.address.startswith("http"):
            # Of an empty file no span can be asked for.
            data = read_span(wanted.address, 0, state.size, patience)
        else:
            data, found = read_all(wanted.address, most, patience)
            state = state or found
        return Fetched(shown, data, None, state.modified, state.changed)
    part = wanted.part
    times = (state.modified, state.changed) if state is not None else (0, 0)
    if part.packing in OF_TABLES:
        return Fetched(shown, value_at(wanted.address, part), None, *times)
    if part.length > most:
        raise ImageError(f"too large for an image ({part.length:,} bytes)")
    return Fetched(
        shown, _stored(wanted.address, part, patience), part._replace(path=shown, offset=0), *times
    )


def fetched_or_not(wanted: Remote, most: int) -> Fetched:
    """As `fetch`, with the reason in the place of an error."""
    try:
        return fetch(wanted, most)
    except RemoteError as error:
        return Fetched(public(wanted.address), problem=error.reason)
    except ImageError as error:
        return Fetched(public(wanted.address), problem=str(error))


def value_at(address: str, part: Part) -> bytes:
    """Return a value of a table; one at a time, for its group is kept for those beside it."""
    with _ONE_AT_A_TIME:
        try:
            return table_value(part._replace(path=address))
        except OSError as error:
            raise ImageError(str(error)) from error


_ONE_AT_A_TIME = Lock()


def _stored(address: str, part: Part, patience: Patience) -> bytes:
    """The bytes of a part; of an entry of a zip file, with the header that is before it."""
    if part.packing != ZIPPED:
        return read_span(address, part.offset, part.offset + part.length, patience)
    data = b""
    for header in HEADERS:
        end = part.offset + header + part.length
        data = read_span(address, part.offset, end, patience)
        if length_of_header(data) <= header:
            break
    return data
