"""Answers that are sent while they are made."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress

from explorer.cancellation import CancelledError, check_cancelled
from explorer.web.work_pools import GONE, WorkPool

_AHEAD = 4
_LOOK_SECONDS = 0.2
_STALLED_SECONDS = 60


async def stream(pool: WorkPool, pieces: Callable[[], Iterable[bytes]]) -> AsyncIterator[bytes]:
    """Give what a function yields while a thread of a pool goes on making it.

    The thread is at most a few pieces ahead. It is held until the last piece is made, so that no more
    streams than threads are made at once; a client that takes none for a minute loses it.
    """
    loop, made = asyncio.get_running_loop(), asyncio.Queue(_AHEAD)

    def put(piece: bytes | None) -> None:
        sent = asyncio.run_coroutine_threadsafe(made.put(piece), loop)
        for _ in range(int(_STALLED_SECONDS / _LOOK_SECONDS)):
            with suppress(TimeoutError):
                return sent.result(_LOOK_SECONDS)
            check_cancelled()
        raise CancelledError("The client takes nothing any more.")

    def make() -> None:
        for piece in pieces():
            check_cancelled()
            put(piece)
        put(None)

    making = asyncio.ensure_future(pool.run(make))
    making.add_done_callback(lambda task: task.cancelled() or task.exception())
    try:
        while True:
            taking = asyncio.ensure_future(made.get())
            await asyncio.wait({making, taking}, return_when=asyncio.FIRST_COMPLETED)
            if not taking.done() and made.empty():
                taking.cancel()
                try:
                    await making  # raises what went wrong
                except CancelledError as error:
                    if str(error) == GONE:
                        return
                    raise
            piece = await taking
            if piece is None:
                return
            yield piece
    finally:
        making.cancel()
