"""How much costly work and large answers may take while people wait for views."""

from concurrent.futures import ThreadPoolExecutor
from heapq import heapreplace
from threading import current_thread, main_thread

import pytest

from explorer.web.limits.throttle import (
    COSTLY_SHARE,
    LATELY_SECONDS,
    LONGEST_REST_SECONDS,
    MOST_OWED_SECONDS,
    Meter,
    Throttle,
)


class Clocks:
    """Time as a test lets it pass."""

    def __init__(self) -> None:
        self.now = self.worked = 0.0
        self.rests: list[float] = []
        self.throttle = Throttle(lambda: self.now, self._rest)

    def work(self, seconds: float, greedy: bool = False) -> None:
        self.worked += seconds
        self.now += seconds
        self.throttle.rest(seconds, greedy)

    def _rest(self, seconds: float) -> None:
        self.rests.append(seconds)
        self.now += seconds


def test_nobody_rests_while_nobody_waits():
    """Nor is what was worked then owed later."""
    clocks = Clocks()
    clocks.work(10)
    clocks.throttle.tell_urgent()
    clocks.work(0)
    assert clocks.rests == []


def test_costly_work_rests_as_long_as_it_works():
    """Longer rests would starve those who wait for it, whatever else is at work."""
    clocks = Clocks()
    for _ in range(200):
        clocks.throttle.tell_urgent()
        clocks.work(0.005)
    assert clocks.worked / clocks.now == pytest.approx(1 / 2, rel=0.01)


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_all_that_is_done_for_the_greedy_takes_one_share(threads):
    """However many threads it has, also those that one request starts."""
    clocks, begun = Clocks(), [0.0] * threads
    for _ in range(400):
        clocks.now = begun[0]  # of the thread that goes on first
        clocks.throttle.tell_urgent()
        clocks.work(0.005, greedy=True)
        heapreplace(begun, clocks.now)
    assert clocks.worked / max(begun) == pytest.approx(COSTLY_SHARE, rel=0.02)


@pytest.mark.parametrize("greedy", [False, True])
def test_no_rest_is_so_long_that_a_thread_hears_late_that_it_is_to_stop(greedy):
    """A long stretch is not made good by one rest, nor for ever."""
    clocks = Clocks()
    clocks.throttle.tell_urgent()
    clocks.throttle.rest(60, greedy)
    for _ in range(10):
        clocks.throttle.tell_urgent()
        clocks.work(0, greedy)
    assert max(clocks.rests) == LONGEST_REST_SECONDS
    assert sum(clocks.rests) == pytest.approx(LONGEST_REST_SECONDS + MOST_OWED_SECONDS)


def test_work_is_metered_by_thread():
    """A thread that was not asked before says what it worked since it was started."""
    worked = {"main": 5.0, "other": 2.0}
    meter = Meter(lambda: worked["main" if current_thread() is main_thread() else "other"])
    assert meter.lap() == 5
    worked["main"] = 7.5
    assert meter.lap() == 2.5
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(meter.lap).result() == 2


def test_urgency_passes():
    """A moment after the last view was asked for."""
    clocks = Clocks()
    clocks.throttle.tell_urgent()
    assert clocks.throttle.is_urgent
    clocks.now += LATELY_SECONDS
    assert not clocks.throttle.is_urgent
