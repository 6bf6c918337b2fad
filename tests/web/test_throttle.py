"""How much costly work and large answers may take while people wait for views."""

import pytest

from explorer.web.limits.throttle import LATELY_SECONDS, LONGEST_REST_SECONDS, Throttle


class Clocks:
    """Time as a test lets it pass."""

    def __init__(self) -> None:
        self.now = self.worked = 0.0
        self.rests: list[float] = []
        self.throttle = Throttle(lambda: self.now, lambda: self.worked, self._rest)

    def work(self, seconds: float) -> None:
        self.worked += seconds
        self.now += seconds

    def _rest(self, seconds: float) -> None:
        self.rests.append(seconds)
        self.now += seconds


def test_nobody_rests_while_nobody_waits():
    """Nor is what was worked then owed later."""
    clocks = Clocks()
    clocks.work(10)
    clocks.throttle.rest()
    clocks.throttle.tell_urgent()
    clocks.throttle.rest()
    assert clocks.rests == []


def test_costly_work_rests_as_long_as_it_works():
    """Longer rests would starve those who wait for it."""
    clocks = Clocks()
    for _ in range(200):
        clocks.throttle.tell_urgent()
        clocks.work(0.005)
        clocks.throttle.rest()
    assert clocks.worked / clocks.now == pytest.approx(1 / 2, rel=0.01)


def test_no_rest_is_so_long_that_a_thread_hears_late_that_it_is_to_stop():
    """A long stretch is not made good by one rest, nor for ever."""
    clocks = Clocks()
    clocks.throttle.tell_urgent()
    clocks.work(0.9)
    for _ in range(4):
        clocks.throttle.tell_urgent()
        clocks.throttle.rest()
    assert clocks.rests == [LONGEST_REST_SECONDS] * 2


def test_urgency_passes():
    """A moment after the last view was asked for."""
    clocks = Clocks()
    clocks.throttle.tell_urgent()
    assert clocks.throttle.is_urgent
    clocks.now += LATELY_SECONDS
    assert not clocks.throttle.is_urgent
