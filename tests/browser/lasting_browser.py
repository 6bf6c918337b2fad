"""Browsers that are ended where a test hangs, and started again for the next.

Playwright waits without end for an answer of a page (`evaluate`, `screenshot`, `close`) that never comes, and
once a signal has interrupted it there, it answers nobody any more. With its browser gone it raises.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psutil


class LastingBrowser:
    """A browser, or a profile on disk, started when a page is first asked for, and again where it was ended.

    Parameters
    ----------
    start : callable
        Gives a `Browser` or a `BrowserContext` of Playwright.
    """

    def __init__(self, start: Callable[[], Any]) -> None:
        self._start = start
        self._there: Any = None

    def new_page(self) -> Any:
        """Open a page."""
        return self._started().new_page()

    def new_context(self, **options: Any) -> Any:
        """Make a profile of its own in a browser."""
        return self._started().new_context(**options)

    def close(self) -> None:
        """End it."""
        if self._there is not None:
            self._there.close()

    def _started(self) -> Any:
        if self._there is None:
            self._there = self._start()
            for told in ("close", "disconnected"):  # a profile tells the one, a browser the other
                self._there.on(told, self._forget)
        return self._there

    def _forget(self, _ended: Any) -> None:
        self._there = None


@contextmanager
def ended_after(seconds: float) -> Iterator[None]:
    """End every browser that this process has started, once so many seconds have passed."""
    timer = threading.Timer(seconds, end_browsers)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def end_browsers() -> None:
    """End every browser that this process has started: whoever waits for one of them hears an error."""
    for process in psutil.Process().children(recursive=True):
        try:
            if "--headless" in " ".join(process.cmdline()):
                process.kill()
        except psutil.NoSuchProcess:
            continue
