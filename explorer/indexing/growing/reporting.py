"""Progress as events for another process, and the place where a build rests while it is paused."""

import math
import time
from collections.abc import Callable
from threading import Event

_EVERY = 0.25
"""Seconds between two events of one stage."""
_REMEMBERED = 60.0
"""Seconds over which the pace is averaged."""


class Reporting:
    """A `Progress` that sends what it hears.

    Parameters
    ----------
    send : callable
        Takes an event: a name and its values.
    clock : callable
        Seconds.

    Attributes
    ----------
    going : Event
        Cleared while the build is paused: it then rests where it next tells of itself.
    """

    def __init__(self, send: Callable[..., object], clock: Callable[[], float] = time.monotonic) -> None:
        self._send = send
        self._clock = clock
        self.going = Event()
        self.going.set()
        self._reads = False
        self._pace: float | None = None
        self._before: tuple[int, float] | None = None
        self._said = -math.inf

    def stage(self, name: str, total: int | None = None, unit: str = "") -> None:
        """Tell of a stage."""
        self.going.wait()
        self._reads = name.startswith("Reading")
        self._before, self._said = None, -math.inf
        self._send("stage", name, total, unit)

    def update(self, done: int, total: int | None = None) -> None:
        """Tell how far the stage is, not too often; and while images are read, how long that takes still."""
        self._learn(done)
        now = self._clock()
        if now - self._said >= _EVERY or done == total:
            self._said = now
            left = None
            if self._reads and self._pace is not None and total is not None:
                left = round((total - done) * self._pace, 1)
            self._send("update", done, total, self._reads, left)
        if not self.going.is_set():
            self.going.wait()
            self._before = None

    def detail(self, text: str) -> None:
        """Nothing: the page has a row for it."""

    def note(self, text: str) -> None:
        """Pass it on."""
        self._send("note", text)

    def close(self) -> None:
        """Nothing: the end of a stage is the beginning of the next."""

    def _learn(self, done: int) -> None:
        """Average the seconds that an image takes."""
        now = self._clock()
        if self._reads and self._before is not None and done > self._before[0]:
            count, seconds = done - self._before[0], now - self._before[1]
            new = 1 - math.exp(-seconds / _REMEMBERED)
            pace = seconds / count
            self._pace = pace if self._pace is None else (1 - new) * self._pace + new * pace
        self._before = done, now
