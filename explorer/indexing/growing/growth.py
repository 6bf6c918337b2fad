"""When a build on the way is worth making: soon, rarely, and at little cost to the whole one."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from explorer.indexing.collect import Collector
from explorer.indexing.growing.spread import spread


@dataclass(frozen=True)
class GrowthPlan:
    """When there are to be builds on the way.

    Attributes
    ----------
    first : int
        Images after which the first build is made at the latest.
    seconds : float
        Of reading, after which it is made with fewer, if these are `fewest` or more.
    fewest : int
    sizes : tuple of int
        Images of further builds, about.
    least_left : float
        Seconds; where everything is read sooner than that, there is no build on the way.
    share : float
        Of all the time, the most that builds on the way may take together, but for the first.
    """

    first: int = 2_000
    seconds: float = 6.0
    fewest: int = 64
    sizes: tuple[int, ...] = (500, 2_000, 10_000, 100_000)
    least_left: float = 20.0
    share: float = 0.06


@dataclass
class Growth:
    """A build in stages, and who is told of them.

    Attributes
    ----------
    plan : GrowthPlan
    begun : callable
        Told, before the first image is read, how many are known already, and how many there are.
    published : callable
        Told of each build that can be opened how many images it has: of the one that is there already where
        there is one, else of each on the way.
    clock : callable
        Seconds.
    """

    plan: GrowthPlan = field(default_factory=GrowthPlan)
    begun: Callable[[int, int], object] = lambda known, of: None
    published: Callable[[int], object] = lambda n: None
    clock: Callable[[], float] = time.monotonic

    def read(self, collector: Collector, todo: np.ndarray, n: int, way: "BuildOnTheWay") -> None:
        """Read all that is to be read, and make builds on the way.

        Parameters
        ----------
        collector : Collector
            As `begin` left it.
        todo : (m,) int64 array
            As `begin` gave it.
        n : int
            Places of the source.
        way : BuildOnTheWay
        """
        order = spread(n)
        left = order[np.isin(order, todo)]
        self.begun(n - len(left), n)
        began = self.clock()
        read = collector.read(left[: self.plan.first], self._until(began))
        pace = (self.clock() - began) / max(read, 1)
        left = left[read:]
        if len(left) * pace >= self.plan.least_left:
            left = self._on_the_way(_Reading(collector, left, n, pace), way)
        # In the order of the listing: files that lie together are read together.
        collector.read(np.sort(left))

    def _on_the_way(self, reading: "_Reading", way: "BuildOnTheWay") -> np.ndarray:
        """Make builds, the first one now; returns what is left to be read."""
        cost = _Cost(self.clock)
        if way.there is not None:
            self.published(way.there)
        else:
            self._make(reading, way, cost)
        for size in self._sizes(reading.have, reading.n):
            whole = self.clock() - cost.began + reading.seconds_left
            if cost.after_first + cost.expected(size) <= self.plan.share * whole:
                reading.up_to(size)
                self._make(reading, way, cost)
        return reading.left

    def _make(self, reading: "_Reading", way: "BuildOnTheWay", cost: "_Cost") -> None:
        made = cost.of(reading.have, way.make)
        if made is not None:
            self.published(made)

    def _until(self, began: float) -> Callable[[], bool]:
        asked = 0

        def go_on() -> bool:
            nonlocal asked
            asked += 1
            return asked <= self.plan.fewest or self.clock() - began < self.plan.seconds

        return go_on

    def _sizes(self, have: int, n: int) -> list[int]:
        """Each at least twice what was there before, and at most half of all."""
        sizes = []
        for size in self.plan.sizes:
            if 2 * (sizes[-1] if sizes else have) <= size and 2 * size <= n:
                sizes.append(size)
        return sizes


@dataclass(frozen=True)
class BuildOnTheWay:
    """How builds on the way are made.

    Attributes
    ----------
    there : int or None
        Images of the whole build that is there already, which is looked at until a larger one is made.
    make : callable
        Makes and publishes one of what was read so far; gives the number of its images, None where none could
        be used so far.
    """

    there: int | None
    make: Callable[[], int | None]


@dataclass
class _Reading:
    """How far the reading is."""

    collector: Collector
    left: np.ndarray
    n: int
    pace: float

    @property
    def have(self) -> int:
        """Places that are known or were read."""
        return self.n - len(self.left)

    @property
    def seconds_left(self) -> float:
        """Of reading."""
        return len(self.left) * self.pace

    def up_to(self, size: int) -> None:
        """Read on, until there are so many."""
        some = self.left[: max(0, size - self.have)]
        self.collector.read(np.sort(some))
        self.left = self.left[len(some) :]


class _Cost:
    """Seconds that builds on the way took, and are likely to take."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._first = True
        self._per_image = 2e-3
        self.began = clock()
        self.after_first = 0.0

    def of(self, size: int, make: Callable[[], int | None]) -> int | None:
        """Make one, and note how long it took."""
        began = self._clock()
        made = make()
        took = self._clock() - began
        if not self._first:  # the first also loads what the others need
            self.after_first += took
            self._per_image = took / max(size, 1)
        self._first = False
        return made

    def expected(self, size: int) -> float:
        """Give seconds for a build of so many images."""
        return self._per_image * size
