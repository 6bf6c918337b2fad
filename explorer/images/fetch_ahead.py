"""Fetch images that lie at addresses, many at a time, ahead of whoever decodes them.

What lies in a `.tar.gz` comes in the same way: it is unpacked once, for all who decode.
"""

from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import Future
from threading import Lock
from typing import NamedTuple, TypeVar

from explorer.errors import ImageError, RemoteError
from explorer.images.crops import Cropped
from explorer.images.fetched import Fetched, Remote, fetch
from explorer.images.gzipped_parts import GzippedParts
from explorer.images.parts import GZIPPED, OF_TABLES, Part
from explorer.images.read_file import Readable
from explorer.remote.addresses import public
from explorer.remote.retries import Silence, SilentError
from explorer.remote.systems import IN_FLIGHT
from explorer.remote.threads import WaitingThreads

_WAITING = 1 << 28
"""Bytes that were fetched and are not taken yet, from which on no more are asked for."""

_Given = TypeVar("_Given")
Item = tuple[int, Readable]
"""An image by its place among all that are read."""


class _Asked(NamedTuple):
    """An item whose content comes, or that needs none."""

    position: int
    wanted: Readable
    coming: Future[Fetched] | None


def fetched_ahead(
    items: Iterable[Item], most: int, in_flight: int = IN_FLIGHT
) -> Generator[Item, None, None]:
    """Give the same items in the same order, what lies at addresses or in a `.tar.gz` as `Fetched`.

    Parameters
    ----------
    items : iterable of (int, Readable)
        Taken as they are needed. Of images in succession that are cut out of one picture, it is fetched once.
    most : int
        Bytes of one image.
    in_flight : int
        Requests at one time.

    Raises
    ------
    SilentError
        The only host there is does not answer any more.

    Notes
    -----
    Where nothing lies there no thread is started. Closing the generator leaves requests that are on
    their way to themselves.
    """
    fetching = _Fetching(most, in_flight)
    waiting: deque[_Asked] = deque()
    source, more = iter(items), True
    try:
        while True:
            while more and len(waiting) < 2 * in_flight and (not waiting or fetching.has_room):
                item = next(source, None)
                if item is None:
                    more = False
                else:
                    waiting.append(fetching.ask(*item))
                    if waiting[-1].coming is None and len(waiting) == 1:
                        break
            if not waiting:
                return
            yield fetching.take(waiting.popleft())
    finally:
        fetching.close()


def until_silent(items: Iterable[_Given], caught: list[SilentError]) -> Generator[_Given, None, None]:
    """Give items until the only host there is falls silent, and put that error in a list.

    Whoever takes them does with what there is as at their end, and raises the error after that.
    """
    try:
        yield from items
    except SilentError as error:
        caught.append(error)


class _Fetching:
    """The requests that are on their way."""

    def __init__(self, most: int, in_flight: int) -> None:
        self._most = most
        self._silence, self._threads = Silence(), WaitingThreads(in_flight)
        # Values of a table in their order: each group of them is read once for all of its images.
        self._in_turn = WaitingThreads(1)
        self._held, self._lock = 0, Lock()
        self._unpacked = GzippedParts(most)
        self._latest: tuple[Remote | Part, Future[Fetched]] | None = None

    @property
    def has_room(self) -> bool:
        """Whether little enough waits to be taken."""
        return self._held < _WAITING

    def ask(self, position: int, wanted: Readable) -> _Asked:
        """Ask for the content of an item, if it lies at an address."""
        inner = wanted.image if isinstance(wanted, Cropped) else wanted
        if not isinstance(inner, Remote | Part) or (isinstance(inner, Part) and inner.packing != GZIPPED):
            return _Asked(position, wanted, None)
        if self._latest is None or self._latest[0] != inner:
            self._latest = inner, self._asked(inner)
        return _Asked(position, wanted, self._latest[1])

    def _asked(self, wanted: Remote | Part) -> Future[Fetched]:
        if isinstance(wanted, Part):
            return self._in_turn.submit(self._unpack, wanted)
        in_turn = wanted.part is not None and wanted.part.packing in OF_TABLES
        return (self._in_turn if in_turn else self._threads).submit(self._fetch, wanted)

    def take(self, asked: _Asked) -> Item:
        """Return an item with its content, once that is there."""
        if asked.coming is None:
            return asked.position, asked.wanted
        fetched = asked.coming.result()
        with self._lock:
            self._held = max(0, self._held - len(fetched.data))
        if isinstance(asked.wanted, Cropped):
            return asked.position, asked.wanted._replace(image=fetched)
        return asked.position, fetched

    def close(self) -> None:
        """Ask for no more."""
        self._threads.close()
        self._in_turn.close()
        self._unpacked.close()

    def _fetch(self, remote: Remote) -> Fetched:
        shown = public(remote.address)
        try:
            self._silence.check(remote.address)
            fetched = fetch(remote, self._most)
        except SilentError:
            raise
        except RemoteError as error:
            self._silence.heard(remote.address, error)
            return Fetched(shown, problem=error.reason)
        except ImageError as error:
            return Fetched(shown, problem=str(error))
        self._silence.heard(remote.address, None)
        return self._held_now(fetched)

    def _unpack(self, part: Part) -> Fetched:
        return self._held_now(self._unpacked.read(part))

    def _held_now(self, fetched: Fetched) -> Fetched:
        with self._lock:
            self._held += len(fetched.data)
        return fetched
