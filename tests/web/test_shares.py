"""Whose turn it is where some clients take more than others."""

import asyncio
import time
from threading import Event

import pytest

from explorer.cancellation import check_cancelled
from explorer.errors import BusyError
from explorer.web.limits.pool_options import PoolOptions
from explorer.web.limits.shares import (
    LONGEST_WAIT_SECONDS,
    MEMORY_SECONDS,
    SHARE,
    Shares,
)
from explorer.web.limits.throttle import LATELY_SECONDS, Throttle
from explorer.web.limits.work_pools import WorkPool, caller
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


def test_who_took_more_than_its_share_holds_one_thread_of_what_is_urgent():
    """The other is free for whoever comes, though nobody is there."""

    async def scenario():
        shares, go = Shares(), Event()
        pool = WorkPool(PoolOptions("tests", 2, 8, urgent=True, shares=shares))
        shares.charge("greedy", 60)
        shares.ask("other")
        caller.set("greedy")
        held = [asyncio.ensure_future(pool.run(go.wait, PATIENCE)) for _ in range(2)]
        await asyncio.sleep(0.05)
        assert len(pool._running) == 1
        caller.set("other")
        assert await pool.run(int) == 0
        go.set()
        await asyncio.gather(*held)

    run(scenario)


def test_nobody_waits_for_the_long_work_of_who_took_more_than_its_share():
    """One thread beyond is for the others: one of them at a time, and never for that client itself."""

    async def scenario():
        shares, go, first = Shares(), Event(), Event()
        pool = WorkPool(PoolOptions("tests", 1, 8, shares=shares, spare=1))

        async def until_at_work(*callers: str) -> None:
            async with asyncio.timeout(PATIENCE):
                while [job.caller for job in pool._running] != list(callers):
                    assert len(pool._running) <= 2
                    shares.charge("greedy", 60)  # it works on
                    shares.ask("other")  # and is not alone
                    await asyncio.sleep(0.02)

        asked = []
        for who, end in (("greedy", go), ("greedy", go), ("other", first), ("third", go)):
            caller.set(who)
            asked.append(asyncio.ensure_future(pool.run(end.wait, PATIENCE)))
            await asyncio.sleep(0.05)
        assert len(pool._running) == 1  # so far it took no more than a share
        await until_at_work("greedy", "other")
        first.set()
        await until_at_work("greedy", "third")
        go.set()
        await asyncio.gather(*asked)

    run(scenario)


def test_a_client_with_all_threads_of_costly_work_leaves_one_for_another():
    """It may take what is made for it as slowly as it is let, and so take no share of the processor."""

    async def scenario():
        go, held = Event(), []
        pool = WorkPool(PoolOptions("tests", 2, 8, shares=Shares(), spare=1))
        for who in ("slow", "slow", "slow", "other"):
            caller.set(who)
            held.append(asyncio.ensure_future(pool.run(go.wait, PATIENCE)))
            await asyncio.sleep(0.05)
        assert [job.caller for job in pool._running] == ["slow", "slow", "other"]
        go.set()
        assert all(await asyncio.gather(*held))

    run(scenario)


def test_urgent_work_rests_for_who_took_more_than_its_share():
    """As costly work does for everybody: a view may be a costly one."""

    async def scenario():
        rests, throttle, shares = [], Throttle(), Shares()
        throttle.rest = lambda *_worked: rests.append(caller.get())
        pool = WorkPool(PoolOptions("tests", 1, 8, urgent=True, throttle=throttle, shares=shares))
        shares.charge("greedy", 60)
        for who in ("other", "greedy"):
            caller.set(who)
            await pool.run(check_cancelled)
        assert set(rests) == {"greedy"}

    run(scenario)


def test_refusals_of_who_took_more_than_its_share_are_held_back():
    """A client that does not wait as long as it is told would take a core by being refused."""

    async def seconds_of(who: str, shares: Shares, pool: WorkPool) -> float:
        caller.set(who)
        begun = time.monotonic()
        with pytest.raises(BusyError):
            await pool.run(int)
        return time.monotonic() - begun

    async def scenario():
        shares, go = Shares(), Event()
        pool = WorkPool(PoolOptions("tests", 1, 0, shares=shares))
        caller.set("other")
        running = asyncio.ensure_future(pool.run(go.wait, PATIENCE))
        await asyncio.sleep(0.05)
        shares.charge("greedy", SHARE * MEMORY_SECONDS * 1.1)
        wait = shares.wait("greedy")
        assert await seconds_of("greedy", shares, pool) >= wait / 2 > 0.1
        go.set()
        await running

    run(scenario)


def test_long_work_is_charged_while_it_goes_on():
    """Whoever asks for one long thing after the other is no better off than who asks for many short ones."""

    async def scenario():
        shares, waits = Shares(), []

        def long():
            _work(SHARE * MEMORY_SECONDS * 1.1)
            shares.ask("other")
            check_cancelled()
            waits.append(shares.wait("greedy"))

        pool = WorkPool(PoolOptions("tests", 1, 8, costly=True, throttle=Throttle(), shares=shares))
        caller.set("greedy")
        await pool.run(long)
        assert waits[0] > 0

    run(scenario)


def _work(seconds: float) -> None:
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass
