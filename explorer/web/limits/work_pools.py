"""Threads that answer requests: a few for each kind of work, each with a short queue.

Every kind has its own, so that costly requests wait for each other and for nobody else. Clients take turns, a
queue that is full refuses, and what nobody waits for any more is given up. The threads of costly work yield
to the others, and none of them keeps the process from ending. (AnyIO's pool, in which frameworks run what
blocks, has one queue without end, in the order of arrival, and its threads are waited for at the end.)
"""

import asyncio
import math
import os
import sys
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from contextvars import ContextVar, copy_context
from dataclasses import dataclass
from functools import wraps
from threading import Condition, Thread

from explorer.cancellation import (
    Cancellation,
    CancelledError,
    check_cancelled,
    current_cancellation,
    within,
)
from explorer.errors import BusyError
from explorer.web.limits.shares import Shares
from explorer.web.limits.throttle import Throttle

STOPPING = "The server is stopping. Start it again, and ask once more."
GONE = "Who asked for this has gone."

caller: ContextVar[str] = ContextVar("caller", default="")
"""Address of the client whose request is being answered."""


@dataclass(frozen=True)
class PoolOptions:
    """How much of one kind of work is done at once.

    Attributes
    ----------
    name : str
        What the work is, for a sentence such as "… are being worked on".
    threads : int
        Done at once.
    waiting : int
        Requests that may wait for a thread; a client may have half of them.
    retry_after : int
        Seconds after which to ask again where there is no room.
    nice : int
        Added to the threads' niceness, where threads have one (Linux).
    throttle : Throttle or None
        Told of requests where this work is urgent; else this pool's work rests wherever it looks whether it
        is still wanted.
    urgent : bool
        Whether people wait for this work at every step.
    shares : Shares or None
        Account of what clients take. Who took more than a share is served after the others; where the work is
        not urgent, a moment later even if there are none.
    """

    name: str
    threads: int
    waiting: int
    retry_after: int = 2
    nice: int = 0
    throttle: Throttle | None = None
    urgent: bool = False
    shares: Shares | None = None


@dataclass
class _Job:
    """Work of one request. `done` is set from the thread, or when the job is dropped from the queue."""

    work: Callable[[], object]
    cancellation: Cancellation
    caller: str
    done: Future


def busy(name: str, retry_after: int = 2) -> BusyError:
    """Return the refusal of what there is no room for."""
    return BusyError(f"The server is busy with {name}; ask again in a few seconds.", retry_after)


class WorkPool:
    """Threads and a queue for one kind of work. Threads are started when they are first needed.

    Parameters
    ----------
    options : PoolOptions
    """

    def __init__(self, options: PoolOptions) -> None:
        self.options = options
        self._changed = Condition()
        self._waiting: OrderedDict[str, deque[_Job]] = OrderedDict()
        self._running: list[_Job] = []
        self._threads = 0
        self._closed = False

    async def run(self, function: Callable, *args):
        """Call a function in a thread and give what it gives.

        Raises
        ------
        BusyError
            When there is no room in the queue.
        CancelledError
            When the client has gone or the server is stopping. The function is told by its cancellation; a
            thread that does not listen is left to itself, and holds its place until it ends.
        """
        cancellation = current_cancellation() or Cancellation()
        cancellation.check()
        job = self._submit(function, args, cancellation)
        loop, ready = asyncio.get_running_loop(), asyncio.Event()

        def wake() -> None:
            with suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(ready.set)

        job.done.add_done_callback(lambda _: wake())
        cancellation.call_when_cancelled(wake)
        try:
            await ready.wait()
        except asyncio.CancelledError:
            cancellation.cancel(GONE)
            raise
        finally:
            if cancellation.cancelled:
                self._drop(job)
        if job.done.done():
            return job.done.result()
        raise CancelledError(cancellation.reason)

    def runs(self, function: Callable) -> Callable:
        """Decorate a route: a coroutine with the same parameters, whose body runs in this pool."""

        @wraps(function)
        async def route(*args, **kwargs):
            return await self.run(lambda: function(*args, **kwargs))

        return route

    def close(self) -> None:
        """Give up everything that runs or waits."""
        with self._changed:
            self._closed = True
            jobs = [*self._running, *(job for queue in self._waiting.values() for job in queue)]
            self._changed.notify_all()
        for job in jobs:
            job.cancellation.cancel(STOPPING)

    def _submit(self, function: Callable, args: tuple, cancellation: Cancellation) -> _Job:
        context, who = copy_context(), caller.get()
        throttle, shares = self.options.throttle, self.options.shares
        if shares is not None:
            shares.ask(who)
        if throttle is not None and self.options.urgent:
            throttle.tell_urgent()
        rest = None if throttle is None or self.options.urgent else throttle.rest

        def work():
            cancellation.give_way = rest
            with within(cancellation):
                check_cancelled()
                return function(*args)

        job = _Job(lambda: context.run(work), cancellation, who, Future())
        with self._changed:
            if self._closed:
                raise CancelledError(STOPPING)
            self._check_room(who)
            self._waiting.setdefault(who, deque()).append(job)
            if self._threads < self.options.threads:
                self._threads += 1
                Thread(target=self._serve, name=f"work-{self.options.name}", daemon=True).start()
            self._changed.notify()
        return job

    def _check_room(self, who: str) -> None:
        """Refuse where the queue is full, or full of this client's. Called with the lock held."""
        waiting = sum(map(len, self._waiting.values()))
        idle = self.options.threads - len(self._running)
        mine = len(self._waiting.get(who, ()))
        if waiting >= self.options.waiting + idle or mine >= math.ceil(self.options.waiting / 2) + idle:
            raise busy(self.options.name, self.options.retry_after)

    def _drop(self, job: _Job) -> None:
        """Take a job that nobody waits for out of the queue."""
        with self._changed:
            queue = self._waiting.get(job.caller)
            if queue and job in queue:
                queue.remove(job)
                if not queue:
                    del self._waiting[job.caller]

    def _next(self) -> _Job | None:
        """Wait for work; the clients take turns. None when the pool is closed."""
        with self._changed:
            while not self._closed:
                who, seconds = self._turn()
                if who is None:
                    self._changed.wait(seconds)
                    continue
                queue = self._waiting.pop(who)
                job = queue.popleft()
                if queue:
                    self._waiting[who] = queue
                self._running.append(job)
                return job
            return None

    def _turn(self) -> tuple[str | None, float | None]:
        """Return whose turn it is, or None and the seconds until it is somebody's; None for unknown."""
        shares = self.options.shares
        if shares is None or not self._waiting:
            return next(iter(self._waiting), None), None
        waits = {who: shares.wait(who) for who in self._waiting}
        who = min(waits, key=lambda who: waits[who])  # of equals, the one that came first
        return (who, None) if self.options.urgent or not waits[who] else (None, waits[who])

    def _serve(self) -> None:
        """Work until the pool is closed: what one of the daemon threads does."""
        if sys.platform == "linux":  # elsewhere niceness is the whole process's
            os.setpriority(os.PRIO_PROCESS, 0, self.options.nice)
        while self._serve_one():
            pass

    def _serve_one(self) -> bool:
        """Do one job; nothing of it is held while the next is waited for."""
        job = self._next()
        if job is None:
            return False
        try:
            job.done.set_result(self._charged(job))
        except BaseException as error:  # noqa: BLE001 - whatever it is belongs to who asked
            job.done.set_exception(error)
        finally:
            with self._changed:
                self._running.remove(job)
                self._changed.notify_all()
        return True

    def _charged(self, job: _Job) -> object:
        """Do the work of a job, and charge who asked for it before they hear of it."""
        begun = time.thread_time()
        try:
            return job.work()
        finally:
            if self.options.shares is not None:
                self.options.shares.charge(job.caller, time.thread_time() - begun)
