"""Rests for costly work while people wait for views.

A thread takes its turn at the interpreter at any niceness, so what nobody hurries rests as long as it has
worked. What is done for a client that took more than its share rests longer: all of it takes no more than a
part of a core, however many threads do it.
"""

import threading
import time
from collections.abc import Callable

LATELY_SECONDS = 1.0
"""Since the last urgent request: so long somebody counts as waiting for the next."""
COSTLY_SHARE = 0.5
"""Of a core, that all costly work of clients that took more than their share takes while somebody waits."""
LONGEST_REST_SECONDS = 0.5
"""At a time: who is to stop must hear of it soon."""
MOST_OWED_SECONDS = 2.0
"""Rest that is made up for later: a long stretch without a look is not owed for ever."""


class Throttle:
    """Holds back what is costly while urgent work was asked for lately. Thread-safe.

    Parameters
    ----------
    clock, sleep : callable
        Seconds that have passed, and a rest.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._clock, self._sleep = clock, sleep
        self._urgent_at = -LATELY_SECONDS
        self._of_thread = threading.local()
        self._lock, self._free_at = threading.Lock(), 0.0

    def tell_urgent(self) -> None:
        """Note that somebody waits for something urgent."""
        self._urgent_at = self._clock()

    @property
    def is_urgent(self) -> bool:
        """Whether somebody does, or did a moment ago."""
        return self._clock() - self._urgent_at < LATELY_SECONDS

    def rest(self, worked: float, greedy: bool = False) -> None:
        """Rest for some seconds of work of this thread, longer for a client that took more than its share."""
        owed = self._owed_together(worked) if greedy else self._owed(worked)
        if owed > 0 and self.is_urgent:
            self._sleep(min(owed, LONGEST_REST_SECONDS))

    def _owed(self, worked: float) -> float:
        """Seconds of rest of a thread that rests as long as it works."""
        mine, now = self._of_thread, self._clock()
        free_at = max(getattr(mine, "free_at", 0.0), now) + worked
        mine.free_at = self._remembered(free_at, now)
        return free_at - now

    def _owed_together(self, worked: float) -> float:
        """Seconds of rest of one of the threads that take `COSTLY_SHARE` of a core together."""
        with self._lock:
            now = self._clock()
            free_at = max(self._free_at, now - worked) + worked / COSTLY_SHARE
            self._free_at = self._remembered(free_at, now)
        return free_at - now

    def _remembered(self, free_at: float, now: float) -> float:
        """Until when rest is owed: not for ever, and nothing of what nobody waited for."""
        return min(free_at, now + LONGEST_REST_SECONDS + MOST_OWED_SECONDS) if self.is_urgent else now


class Meter:
    """Tells how long a thread has worked. Thread-safe.

    Parameters
    ----------
    cpu_clock : callable
        Seconds that this thread has worked in all.
    """

    def __init__(self, cpu_clock: Callable[[], float] = time.thread_time) -> None:
        self._cpu_clock, self._of_thread = cpu_clock, threading.local()

    def lap(self) -> float:
        """Seconds that this thread has worked since the last time, or since it was started."""
        now = self._cpu_clock()
        before, self._of_thread.now = getattr(self._of_thread, "now", 0.0), now
        return now - before
