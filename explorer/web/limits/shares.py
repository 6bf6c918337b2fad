"""Which clients have had their share of the processor: who takes much is served after the others."""

import math
import time
from collections.abc import Callable
from threading import Lock

from cachetools import LRUCache

from explorer.web.limits.throttle import LATELY_SECONDS

SHARE = 0.25
"""Of a core, that a client may take over the last seconds before others are served first."""
MEMORY_SECONDS = 4.0
"""What was taken is forgotten so fast: to a third in that time."""
LONGEST_WAIT_SECONDS = 3.0
"""However much a client took."""
SHORTEST_WAIT_SECONDS = 1e-3
CLIENTS_KEPT = 4096


class Shares:
    """Keeps account of what each client takes. Thread-safe.

    Parameters
    ----------
    clock : callable
        Seconds that have passed.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        self._taken: LRUCache[str, tuple[float, float]] = LRUCache(CLIENTS_KEPT)
        self._last, self._asked_at, self._other_at = "", -LATELY_SECONDS, -LATELY_SECONDS

    def ask(self, who: str) -> None:
        """Note that a client asks for something."""
        with self._lock:
            if who != self._last:
                self._last, self._other_at = who, self._asked_at
            self._asked_at = self._clock()

    def charge(self, who: str, seconds: float) -> None:
        """Note that a thread worked for a client."""
        most = SHARE * MEMORY_SECONDS * math.exp(LONGEST_WAIT_SECONDS / MEMORY_SECONDS)
        with self._lock:
            self._taken[who] = min(most, self._left(who) + seconds), self._clock()

    def wait(self, who: str) -> float:
        """Return the seconds until a client may be served: 0 where it took little, or nobody else asks."""
        with self._lock:
            other = self._other_at if who == self._last else self._asked_at
            if self._clock() - other >= LATELY_SECONDS:
                return 0.0
            left = self._left(who) / (SHARE * MEMORY_SECONDS)
            seconds = MEMORY_SECONDS * math.log(max(left, 1))
            return seconds if seconds > SHORTEST_WAIT_SECONDS else 0.0

    def _left(self, who: str) -> float:
        taken, at = self._taken.get(who, (0.0, 0.0))
        return taken * math.exp((at - self._clock()) / MEMORY_SECONDS)
