"""The pools of a server: what is costly waits for its like only."""

import math
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from explorer.web.limits.memory import Trimming
from explorer.web.limits.pool_options import PoolOptions
from explorer.web.limits.shares import Shares
from explorer.web.limits.throttle import Throttle
from explorer.web.limits.work_pools import WorkPool, busy, caller


class Places:
    """So many at once and no more: what is held while it happens, without a thread.

    Parameters
    ----------
    name : str
        As of `PoolOptions`.
    places : int
        One client may hold half of them: it may send an image as slowly as it is let.
    """

    def __init__(self, name: str, places: int) -> None:
        self._name, self._places = name, places
        self._held: Counter[str] = Counter()

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place for the caller, or raise `BusyError` where none is free. For one event loop."""
        who = caller.get()
        if self._held.total() >= self._places or self._held[who] >= math.ceil(self._places / 2):
            raise busy(self._name)
        self._held[who] += 1
        try:
            yield
        finally:
            self._held[who] -= 1
            if not self._held[who]:
                del self._held[who]


class Pools:
    """One for each kind of work. Those of costly work have a thread more, for who comes to a greedy client.

    Attributes
    ----------
    views : WorkPool
        What people wait for at every step, and what costs little: cells, thumbnails, one image.
    panels : WorkPool
        Statistics of a cluster, and what else stands beside the map.
    lookups : WorkPool
        What looks at every image: search, a new filter or colouring.
    pictures : WorkPool
        Decoding whole images.
    findings : WorkPool
        One at a time, since each takes all cores for itself.
    evaluations : WorkPool
        One at a time: of each model thousands of others are drawn.
    exports : WorkPool
        Each is held until its last byte is made.
    """

    def __init__(self) -> None:
        options = partial(PoolOptions, shares=Shares(), throttle=Throttle())
        costly = partial(options, costly=True, spare=1, afterwards=Trimming())
        self.views = WorkPool(options("views", 2, 256, urgent=True))
        self.panels = WorkPool(options("panels", 2, 128, nice=5))
        self.lookups = WorkPool(costly("searches and filters", 2, 32, nice=7))
        self.pictures = WorkPool(costly("pictures", 2, 32, nice=5))
        self.findings = WorkPool(costly("findings", 1, 8, retry_after=5, nice=10))
        self.evaluations = WorkPool(costly("evaluations", 1, 8, retry_after=5, nice=10))
        self.exports = WorkPool(costly("exports", 2, 2, retry_after=10, nice=10))

    def close(self) -> None:
        """Give up everything that runs or waits, for the server is stopping."""
        for pool in vars(self).values():
            pool.close()
