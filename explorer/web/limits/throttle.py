"""How much costly work may take of the interpreter while people wait for views: a share of it, together.

A thread takes its turn at the interpreter at any niceness, so threads that nobody hurries are held back here:
after a stretch of work each rests, the longer the more of them are at work.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SHARE = 1 / 3
"""Of one core, for all costly work together; but no thread rests longer than it has worked."""
LATELY_SECONDS = 1.0
"""Since the last urgent request: so long somebody counts as waiting for the next."""
LONGEST_REST_SECONDS = 0.25
"""At a time: who is to stop must hear of it soon."""


class Throttle:
    """Holds back what is costly while urgent work was asked for lately. Thread-safe.

    Parameters
    ----------
    clock, cpu_clock, sleep : callable
        Seconds that have passed, seconds that this thread has worked, and a rest.

    Attributes
    ----------
    threads : int
        At costly work now.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        cpu_clock: Callable[[], float] = time.thread_time,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._clock, self._cpu_clock, self._sleep = clock, cpu_clock, sleep
        self._urgent_at = -LATELY_SECONDS
        self._lock = threading.Lock()
        self.threads = 0
        self._of_thread = threading.local()

    def tell_urgent(self) -> None:
        """Note that somebody waits for something urgent."""
        self._urgent_at = self._clock()

    @property
    def is_urgent(self) -> bool:
        """Whether somebody does, or did a moment ago."""
        return self._clock() - self._urgent_at < LATELY_SECONDS

    @contextmanager
    def working(self) -> Iterator[None]:
        """Count a thread as one of those that share, and let it rest for what it has done."""
        with self._lock:
            self.threads += 1
        try:
            yield
        finally:
            with self._lock:
                self.threads -= 1

    def rest(self) -> None:
        """Rest for what this thread has worked since it last did. Called within `working`."""
        mine = self._of_thread
        worked, mine.worked = self._cpu_clock() - getattr(mine, "worked", 0.0), self._cpu_clock()
        if not self.is_urgent:
            mine.owed = 0.0
            return
        owed = getattr(mine, "owed", 0.0) + worked * min(self.threads / SHARE - 1, 1)
        pause = min(owed, LONGEST_REST_SECONDS)
        mine.owed = min(owed - pause, LONGEST_REST_SECONDS)
        if pause > 0:
            self._sleep(pause)
