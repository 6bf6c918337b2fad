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
import traceback
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
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
from explorer.web.limits.pool_options import PoolOptions
from explorer.web.limits.throttle import Meter

STOPPING = "The server is stopping. Start it again, and ask once more."
LONGEST_REFUSAL_SECONDS = 1.0
"""That a refusal is held back."""
LOOKED_AGAIN_SECONDS = 0.5
"""Whether a client whose work is done took more than its share meanwhile."""
GONE = "Who asked for this has gone."

caller: ContextVar[str] = ContextVar("caller", default="")
"""Address of the client whose request is being answered."""


@dataclass
class _Job:
    """Work of one request. `done` is set from the thread, or when the job is dropped from the queue."""

    work: Callable[[], object]
    cancellation: Cancellation
    caller: str
    done: Future
    greedy: bool = False
    """Whether its client had taken more than a share when it was begun."""


def busy(name: str, retry_after: int = 2) -> BusyError:
    """Return the refusal of what there is no room for."""
    return BusyError(f"The server is busy with {name}; ask again in a few seconds.", retry_after)


def _let_go(error: BaseException | None) -> None:
    """Let go of what the functions held through which an error came; their lines are kept for the log.

    Otherwise what a scan that was given up had made stays until garbage is collected: the frames of
    `concurrent.futures` hold the error that holds them.
    """
    seen = []
    while error is not None and error not in seen:
        traceback.clear_frames(error.__traceback__)
        seen.append(error)
        error = error.__cause__ or error.__context__


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
        self._meter = Meter()

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
        try:
            job = self._submit(function, args, cancellation)
        except BusyError:
            await self._hold_back(caller.get())
            raise
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
        try:
            if job.done.done():
                return job.done.result()
            raise CancelledError(cancellation.reason)
        finally:
            del job  # an error keeps this frame, and a job its error

    async def _hold_back(self, who: str) -> None:
        """Let a client that took more than its share wait for its refusal, lest it ask again at once."""
        if self.options.shares is not None:
            await asyncio.sleep(min(self.options.shares.wait(who), LONGEST_REFUSAL_SECONDS))

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

        def work():
            with within(cancellation):
                check_cancelled()
                return function(*args)

        job = _Job(lambda: context.run(work), cancellation, who, Future())
        with self._changed:
            if self._closed:
                raise CancelledError(STOPPING)
            self._check_room(who)
            self._waiting.setdefault(who, deque()).append(job)
            if self._threads < self.options.threads + self.options.spare:
                self._threads += 1
                Thread(target=self._serve, name=f"work-{self.options.name}", daemon=True).start()
            self._changed.notify()
        return job

    def _check_room(self, who: str) -> None:
        """Refuse where the queue is full, or full of this client's. Called with the lock held."""
        waiting = sum(map(len, self._waiting.values()))
        idle = max(0, self.options.threads - len(self._running))
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
                job.greedy = seconds is not None
                if queue:
                    self._waiting[who] = queue
                self._running.append(job)
                return job
            return None

    def _turn(self) -> tuple[str | None, float | None]:
        """Return whose turn it is, and the seconds until it would be where it took more than a share.

        None and the seconds after which to look again where it is nobody's turn yet; None for unknown.
        """
        shares, full = self.options.shares, len(self._running) >= self.options.threads
        if not self._waiting or (full and (shares is None or not self.options.spare)):
            return None, None
        if shares is None:
            return next(iter(self._waiting)), None
        at_work = Counter(job.caller for job in self._running)
        asking = self._waiting.keys() - at_work if full else self._waiting
        greedy = any(several > 1 or shares.wait(who) for who, several in at_work.items())
        if not asking or (full and not greedy):
            return None, LOOKED_AGAIN_SECONDS
        waits = {who: shares.wait(who) for who in self._waiting if who in asking}
        who = min(waits, key=lambda who: waits[who])  # of equals, the one that came first
        if not waits[who]:
            return who, None
        if full:
            return None, waits[who]
        free = self.options.urgent and not any(job.greedy for job in self._running)
        return (who if free else None), waits[who]

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
            _let_go(error)
            job.done.set_exception(error)
        finally:
            with self._changed:
                self._running.remove(job)
                self._changed.notify_all()
            del job  # as above
            if self.options.afterwards is not None:
                self.options.afterwards()
        return True

    def _charged(self, job: _Job) -> object:
        """Do the work of a job, and charge who asked for it before they hear of it."""
        self._meter.lap()
        try:
            with self._giving_way(job):
                return job.work()
        finally:
            self._charge(job)

    def _charge(self, job: _Job) -> float:
        """Charge who asked for a job for what this thread worked since the last time, and give it."""
        seconds = self._meter.lap()
        if self.options.shares is not None:
            self.options.shares.charge(job.caller, seconds)
        return seconds

    @contextmanager
    def _giving_way(self, job: _Job) -> Iterator[None]:
        """Have the work of a job rest while others wait, where it is to."""
        throttle, shares = self.options.throttle, self.options.shares
        if throttle is None or not (self.options.costly or job.greedy):
            yield
            return

        def rest() -> None:
            seconds = self._charge(job)
            throttle.rest(seconds, shares is not None and shares.wait(job.caller) > 0)

        job.cancellation.give_way = rest
        try:
            yield
        finally:
            job.cancellation.give_way = None
