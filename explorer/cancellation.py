"""Work that is given up when nobody waits for it any more.

Whoever starts work for somebody runs it `within` a `Cancellation`; long loops go through `unless_cancelled`,
or call `check_cancelled` as they go round. Work that nobody may give up pays for a look at a variable.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import TypeVar

from explorer.errors import ExplorerError

T = TypeVar("T")


class CancelledError(ExplorerError):
    """The work was given up: who asked for it has gone, or the server is stopping."""

    retry_after = 2
    """Seconds after which to ask again: a server that stops may be one that is started again."""


class Cancellation:
    """A wish to stop, told once and heard in any thread.

    Attributes
    ----------
    reason : str
        Why, once it was wished.
    give_way : callable or None
        Called whenever the work looks whether it is still wanted: may wait while more urgent work is done.
    """

    def __init__(self) -> None:
        self._told: Future = Future()
        self.reason = ""
        self.give_way: Callable[[], None] | None = None

    @property
    def cancelled(self) -> bool:
        """Whether to stop."""
        return self._told.done()

    def cancel(self, reason: str) -> None:
        """Wish to stop; the first reason counts."""
        if not self.cancelled:
            self.reason = reason
            with suppress(Exception):  # told by another thread in between
                self._told.set_result(None)

    def call_when_cancelled(self, function: Callable[[], None]) -> None:
        """Call a function when it is wished to stop, at once if it was already."""
        self._told.add_done_callback(lambda _: function())

    def check(self) -> None:
        """Raise `CancelledError` if it was wished to stop; let more urgent work go first."""
        if self.cancelled:
            raise CancelledError(self.reason)
        if self.give_way is not None:
            self.give_way()


_current: ContextVar[Cancellation | None] = ContextVar("cancellation", default=None)


@contextmanager
def within(cancellation: Cancellation) -> Iterator[None]:
    """Make a cancellation the one that `check_cancelled` looks at, in this context."""
    before = _current.set(cancellation)
    try:
        yield
    finally:
        _current.reset(before)


def current_cancellation() -> Cancellation | None:
    """Return the one of this context. Threads that work starts by itself do not know it: hand it on."""
    return _current.get()


def check_cancelled() -> None:
    """Raise `CancelledError` if who asked for this work wants it no more."""
    cancellation = _current.get()
    if cancellation is not None:
        cancellation.check()


def unless_cancelled(items: Iterable[T]) -> Iterator[T]:
    """Give items as they are, checking before each: `for start in unless_cancelled(range(0, n, step))`."""
    for item in items:
        check_cancelled()
        yield item
