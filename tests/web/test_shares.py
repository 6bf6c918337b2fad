"""Whose turn it is where some clients take more than others."""

import asyncio
import time
from threading import Event

import pytest

from explorer.web.limits.shares import (
    LONGEST_WAIT_SECONDS,
    MEMORY_SECONDS,
    SHARE,
    Shares,
)
from explorer.web.limits.throttle import LATELY_SECONDS
from explorer.web.limits.work_pools import PoolOptions, WorkPool, caller
from tests.event_loop import run

PATIENCE = 10


class Clock:
    """Time as a test lets it pass."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_who_is_alone_never_waits():
    """However much it takes; and who asked long ago is not there any more."""
    clock = Clock()
    shares = Shares(clock)
    shares.ask("greedy")
    shares.charge("greedy", 60)
    assert shares.wait("greedy") == 0
    shares.ask("other")
    assert shares.wait("greedy") > 0
    clock.now += LATELY_SECONDS
    shares.ask("greedy")
    shares.charge("greedy", 60)
    assert shares.wait("greedy") == 0


def test_others_count_when_one_asks_again_and_again():
    """The last to ask may have asked many times since another did, and is not another itself."""
    clock = Clock()
    shares = Shares(clock)
    shares.charge("greedy", 60)
    shares.ask("other")
    for _ in range(3):
        shares.ask("greedy")
    assert shares.wait("greedy") > 0
    assert shares.wait("other") == 0
    for _ in range(4):
        clock.now += LATELY_SECONDS / 4
        shares.ask("greedy")
        shares.charge("greedy", 60)
    assert shares.wait("greedy") == 0


def test_a_client_is_held_to_its_share_and_waits_no_longer_than_told():
    """In the long run, whatever its pieces of work cost."""
    clock, taken = Clock(), 0.0
    shares = Shares(clock)
    for _ in range(2000):
        shares.ask("other")
        shares.ask("greedy")
        wait = shares.wait("greedy")
        assert 0 <= wait <= LONGEST_WAIT_SECONDS
        if wait:
            clock.now += wait
            continue
        clock.now += 0.05
        taken += 0.05
        shares.charge("greedy", 0.05)
    assert taken / (clock.now - 100) == pytest.approx(SHARE, rel=0.2)
    clock.now += MEMORY_SECONDS
    shares.ask("other")
    assert shares.wait("greedy") == 0


def order_of(urgent: bool) -> list[str]:
    """In which order the work of two clients is done, the first of which took more than its share."""
    done: list[str] = []

    async def scenario():
        shares, go = Shares(), Event()
        shares.charge("greedy", 60)
        pool = WorkPool(PoolOptions("tests", 1, 8, urgent=urgent, shares=shares))
        caller.set("other")
        running = asyncio.ensure_future(pool.run(go.wait, PATIENCE))
        asked = []
        for who in ("greedy", "greedy", "other", "other"):
            caller.set(who)
            asked.append(asyncio.ensure_future(pool.run(done.append, who)))
            await asyncio.sleep(0.02)
        go.set()
        await asyncio.gather(running, *asked)

    run(scenario)
    return done


@pytest.mark.parametrize("urgent", [True, False])
def test_who_took_more_than_its_share_is_served_last(urgent):
    """Turn by turn it would be greedy, other, greedy, other."""
    assert order_of(urgent) == ["other", "other", "greedy", "greedy"]


@pytest.mark.parametrize(("urgent", "waits"), [(True, False), (False, True)])
def test_only_what_is_not_urgent_waits_where_nobody_else_does(urgent, waits):
    """A thread is not left idle while somebody waits for a view."""

    async def scenario():
        shares = Shares()
        pool = WorkPool(PoolOptions("tests", 1, 8, urgent=urgent, shares=shares))
        shares.ask("other")
        shares.charge("greedy", 60)
        caller.set("greedy")
        expected = shares.wait("greedy")
        begun = time.monotonic()
        await pool.run(int)
        assert (time.monotonic() - begun >= expected / 2) == waits

    run(scenario)


def test_work_is_charged_to_who_asked():
    """By the time that its thread worked."""

    async def scenario():
        shares = Shares()
        pool = WorkPool(PoolOptions("tests", 1, 8, shares=shares))
        caller.set("greedy")
        await pool.run(_work, SHARE * MEMORY_SECONDS * 1.1)
        shares.ask("other")
        assert shares.wait("greedy") > 0

    run(scenario)


def _work(seconds: float) -> None:
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass
