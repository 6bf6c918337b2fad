"""Rests for costly work while people wait for views.

A thread takes its turn at the interpreter at any niceness, so what nobody hurries rests as long as it has
worked. What is done for a client that took more than its share rests longer, the more is done at once: all of
it takes no more than a part of a core, however many threads there are.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

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
        self._lock, self._at_work = threading.Lock(), 0

    def tell_urgent(self) -> None:
        """Note that somebody waits for something urgent."""
        self._urgent_at = self._clock()

    @property
    def is_urgent(self) -> bool:
        """Whether somebody does, or did a moment ago."""
        return self._clock() - self._urgent_at < LATELY_SECONDS

    @contextmanager
    def costly(self) -> Iterator[None]:
        """Do costly work: what rests, and of which there is the more the longer each rests."""
        with self._lock:
            self._at_work += 1
        try:
            yield
        finally:
            with self._lock:
                self._at_work -= 1

    def rest(self, worked: float, greedy: bool = False) -> None:
        """Rest for some seconds of work of this thread, longer for a client that took more than its share."""
        mine = self._of_thread
        each = max(self._at_work, 1) / COSTLY_SHARE - 1 if greedy else 1
        owed = getattr(mine, "owed", 0.0) + worked * each
        mine.owed = 0.0
        if owed and self.is_urgent:
            pause = min(owed, LONGEST_REST_SECONDS)
            mine.owed = min(owed - pause, MOST_OWED_SECONDS)
            self._sleep(pause)


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
