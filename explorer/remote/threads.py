"""Threads that wait for servers. They hold nobody up who wants to end: a server may take its time."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, TypeVar

from explorer.remote.systems import IN_FLIGHT

_Given = TypeVar("_Given")
_Answer = TypeVar("_Answer")


class WaitingThreads:
    """Some threads that make calls, started as they are needed.

    Parameters
    ----------
    most : int
        Calls at one time.
    """

    def __init__(self, most: int = IN_FLIGHT) -> None:
        self._most, self._started = most, 0
        self._calls: SimpleQueue = SimpleQueue()

    def submit(self, call: Callable[..., _Answer], *arguments: Any) -> Future[_Answer]:
        """Have a call made."""
        future: Future = Future()
        self._calls.put((future, call, arguments))
        if self._started < self._most:
            self._started += 1
            Thread(target=self._work, name="dendro-fetch", daemon=True).start()
        return future

    def close(self) -> None:
        """Drop the calls that were not begun, and let the others end when they do."""
        with suppress(Empty):
            while True:
                self._calls.get_nowait()[0].cancel()
        for _ in range(self._started):
            self._calls.put((None, None, ()))

    def _work(self) -> None:
        while True:
            future, call, arguments = self._calls.get()
            if future is None:
                return
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(call(*arguments))
                except BaseException as error:  # noqa: BLE001 - it is raised where the result is taken
                    future.set_exception(error)


def each_at_once(call: Callable[[_Given], _Answer], given: Iterable[_Given]) -> Iterator[_Answer]:
    """Make a call for each of some values, many at a time, and give the answers in order."""
    threads = WaitingThreads()
    try:
        coming = [threads.submit(call, each) for each in given]
        for future in coming:
            yield future.result()
    finally:
        threads.close()
