"""Pools of threads: turns, bounds, refusals, and work that nobody waits for."""

import asyncio
import gc
import traceback
import weakref
from threading import Event

import pytest

from explorer.cancellation import Cancellation, CancelledError, check_cancelled, within
from explorer.errors import BusyError
from explorer.web.limits.answer_stream import stream
from explorer.web.limits.pool_options import PoolOptions
from explorer.web.limits.pools import Places
from explorer.web.limits.throttle import Throttle
from explorer.web.limits.work_pools import GONE, STOPPING, WorkPool, caller
from tests.event_loop import run

PATIENCE = 10


def pool_of(threads: int = 1, waiting: int = 4) -> WorkPool:
    return WorkPool(PoolOptions("tests", threads, waiting, retry_after=7))


async def until(condition) -> None:
    """Wait for something that threads bring about."""
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.005)


def test_gives_what_the_function_gives_or_raises():
    """In a thread of the pool, with the caller's cancellation."""

    async def scenario():
        pool, cancellation = pool_of(), Cancellation()
        with within(cancellation):
            assert await pool.run(lambda a, b: a + b, 1, 2) == 3
            with pytest.raises(ZeroDivisionError):
                await pool.run(lambda: 1 / 0)

    run(scenario)


def test_a_full_queue_refuses_and_says_when_to_ask_again():
    """One runs and two wait; the fourth is refused at once, and later there is room again."""

    async def scenario():
        pool, go = pool_of(waiting=2), Event()
        asked = []
        for who in ("a", "b", "c"):
            caller.set(who)
            asked.append(asyncio.ensure_future(pool.run(go.wait, PATIENCE)))
            await asyncio.sleep(0.05)
        caller.set("d")
        with pytest.raises(BusyError, match="busy with tests") as refused:
            await pool.run(print)
        assert refused.value.retry_after == 7
        go.set()
        assert await asyncio.gather(*asked) == [True] * 3
        assert await pool.run(lambda: 5) == 5

    run(scenario)


def test_one_client_takes_no_more_than_half_of_the_queue():
    """There is room left for the others."""

    async def scenario():
        pool, go = pool_of(waiting=4), Event()
        caller.set("greedy")
        asked = [asyncio.ensure_future(pool.run(go.wait, PATIENCE)) for _ in range(1)]
        await until(lambda: pool._running)
        asked += [asyncio.ensure_future(pool.run(go.wait, PATIENCE)) for _ in range(2)]
        await asyncio.sleep(0.05)
        with pytest.raises(BusyError):
            await pool.run(print)
        caller.set("other")
        asked.append(asyncio.ensure_future(pool.run(go.wait, PATIENCE)))
        await asyncio.sleep(0.05)
        go.set()
        assert await asyncio.gather(*asked) == [True] * 4

    run(scenario)


def test_clients_take_turns():
    """Whoever came with four jobs does not go before who came with one."""

    async def scenario():
        pool, go, order = pool_of(waiting=20), Event(), []
        first = asyncio.ensure_future(pool.run(go.wait, PATIENCE))
        await until(lambda: pool._running)
        asked = []
        for who, count in (("many", 4), ("one", 1)):
            caller.set(who)
            asked += [asyncio.ensure_future(pool.run(order.append, who)) for _ in range(count)]
            await asyncio.sleep(0.02)
        go.set()
        await asyncio.gather(first, *asked)
        assert order == ["many", "one", "many", "many", "many"]

    run(scenario)


def test_what_nobody_waits_for_is_never_begun():
    """A client leaves while it waits: its place is free at once, and its work is not done."""

    async def scenario():
        pool, go, done = pool_of(waiting=1), Event(), []
        first = asyncio.ensure_future(pool.run(go.wait, PATIENCE))
        await until(lambda: pool._running)
        cancellation = Cancellation()
        with within(cancellation):
            second = asyncio.ensure_future(pool.run(done.append, "left"))
        await asyncio.sleep(0.05)
        cancellation.cancel(GONE)
        with pytest.raises(CancelledError, match="gone"):
            await second
        third = asyncio.ensure_future(pool.run(done.append, "stayed"))
        await asyncio.sleep(0.05)
        go.set()
        await asyncio.gather(first, third)
        assert done == ["stayed"]

    run(scenario)


def test_running_work_is_told_that_its_client_has_left():
    """By way of `check_cancelled`, wherever in it that is called."""

    async def scenario():
        pool, ended = pool_of(), Event()

        def work():
            try:
                while True:
                    check_cancelled()
            finally:
                ended.set()

        asked = asyncio.ensure_future(pool.run(work))
        await until(lambda: pool._running)
        asked.cancel()
        await until(ended.is_set)
        assert await pool.run(lambda: 3) == 3

    run(scenario)


def test_closing_ends_waiting_even_for_work_that_does_not_listen():
    """Those who wait are told at once; later ones, too."""

    async def scenario():
        pool, go = pool_of(), Event()
        asked = [asyncio.ensure_future(pool.run(go.wait, PATIENCE)) for _ in range(2)]
        await until(lambda: pool._running)
        pool.close()
        async with asyncio.timeout(PATIENCE / 2):
            answers = await asyncio.gather(*asked, return_exceptions=True)
        assert [str(answer) for answer in answers] == [STOPPING] * 2
        with pytest.raises(CancelledError):
            await pool.run(print)
        go.set()

    run(scenario)


def test_costly_work_rests_while_somebody_waits_for_urgent_work():
    """Wherever it looks whether it is still wanted; urgent work never does."""

    async def scenario():
        rests, throttle = [], Throttle()
        urgent = WorkPool(PoolOptions("urgent", 1, 4, throttle=throttle, urgent=True))
        costly = WorkPool(PoolOptions("costly", 1, 4, throttle=throttle, costly=True))
        throttle.rest = lambda *_worked: rests.append(1)
        await urgent.run(check_cancelled)
        assert not rests
        await costly.run(check_cancelled)
        assert rests == [1, 1]
        assert throttle.is_urgent

    run(scenario)


def test_places_without_a_queue():
    """As many as there are, and again when one was left."""
    places = Places("uploads", 1)
    with places.place(), pytest.raises(BusyError, match="uploads"), places.place():
        pass
    with places.place():
        pass


def test_one_client_holds_half_of_the_places():
    """The others are for whoever comes, however slowly that client sends."""
    places = Places("uploads", 4)
    caller.set("slow")
    with places.place(), places.place():
        with pytest.raises(BusyError), places.place():
            pass
        caller.set("other")
        with places.place(), places.place(), pytest.raises(BusyError), places.place():
            pass
    caller.set("slow")
    with places.place():
        pass


def test_a_stream_comes_in_order_and_is_not_far_ahead():
    """Its maker waits while nobody takes."""

    async def scenario():
        made = []

        def pieces():
            for i in range(100):
                made.append(i)
                yield b"%d," % i

        taken = stream(pool_of(), pieces)
        assert await anext(taken) == b"0,"
        await asyncio.sleep(0.1)
        assert len(made) < 10
        assert b"".join([piece async for piece in taken]) == b"".join(b"%d," % i for i in range(1, 100))

    run(scenario)


def test_a_stream_that_is_left_ends_its_maker():
    """Within a moment, though it was waiting to be taken from."""

    async def scenario():
        pool, ended = pool_of(), Event()

        def pieces():
            try:
                while True:
                    yield b"x"
            finally:
                ended.set()

        taken = stream(pool, pieces)
        await anext(taken)
        await taken.aclose()
        await until(ended.is_set)
        assert await pool.run(lambda: 1) == 1

    run(scenario)


def test_a_stream_raises_what_its_maker_raises():
    """Before the first piece, when an answer can still say so, and in the middle."""

    async def scenario():
        def pieces():
            yield b"x"
            raise OSError("disk")

        taken = stream(pool_of(), pieces)
        assert await anext(taken) == b"x"
        with pytest.raises(OSError, match="disk"):
            await anext(taken)

    run(scenario)


def test_what_is_given_up_is_let_go_at_once():
    """Without the collector of garbage; where an error came from is still known."""

    class Held:
        pass

    held = []

    def work():
        table = Held()
        held.append(weakref.ref(table))
        try:
            raise KeyError
        except KeyError:
            raise CancelledError("gone") from None

    async def scenario():
        pool = pool_of()
        with pytest.raises(CancelledError) as raised:
            await pool.run(work)
        return traceback.extract_tb(raised.value.__traceback__)[-1].name

    gc.collect()
    gc.disable()
    try:
        assert run(scenario) == "work"
        assert held[0]() is None
    finally:
        gc.enable()
