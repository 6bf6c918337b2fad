"""Rests for costly work while people wait for views.

A thread takes its turn at the interpreter at any niceness, so one that nobody hurries rests as long as it has
worked.
"""

import threading
import time
from collections.abc import Callable

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
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        cpu_clock: Callable[[], float] = time.thread_time,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._clock, self._cpu_clock, self._sleep = clock, cpu_clock, sleep
        self._urgent_at = -LATELY_SECONDS
        self._of_thread = threading.local()

    def tell_urgent(self) -> None:
        """Note that somebody waits for something urgent."""
        self._urgent_at = self._clock()

    @property
    def is_urgent(self) -> bool:
        """Whether somebody does, or did a moment ago."""
        return self._clock() - self._urgent_at < LATELY_SECONDS

    def rest(self) -> None:
        """Rest as long as this thread has worked since it last did."""
        mine, worked = self._of_thread, self._cpu_clock()
        owed = getattr(mine, "owed", 0.0) + (worked - getattr(mine, "worked", 0.0))
        mine.worked, mine.owed = worked, 0.0
        if owed and self.is_urgent:
            pause = min(owed, LONGEST_REST_SECONDS)
            mine.owed = min(owed - pause, LONGEST_REST_SECONDS)
            self._sleep(pause)
