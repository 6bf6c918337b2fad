"""Answers that are sent while they are made."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from threading import Semaphore

from explorer.cancellation import CancelledError, check_cancelled
from explorer.web.limits.work_pools import GONE, WorkPool

_AHEAD = 4
_LOOK_SECONDS = 0.2
_STALLED_SECONDS = 60


async def stream(pool: WorkPool, pieces: Callable[[], Iterable[bytes]]) -> AsyncIterator[bytes]:
    """Give what a function yields while a thread of a pool goes on making it.

    The thread is at most a few pieces ahead, and makes the next while one is sent. It is held until the last
    piece is made, so that no more streams than threads are made at once; a client that takes none for a
    minute loses it.
    """
    loop = asyncio.get_running_loop()
    made: asyncio.Queue[bytes | None] = asyncio.Queue()
    room = Semaphore(_AHEAD)

    def make() -> None:
        for piece in pieces():
            _wait_for(room)
            loop.call_soon_threadsafe(made.put_nowait, piece)

    making = asyncio.ensure_future(pool.run(make))
    making.add_done_callback(lambda _: made.put_nowait(None))
    try:
        while (piece := await made.get()) is not None:
            room.release()
            yield piece
        await making  # raises what went wrong
    except CancelledError as error:
        if str(error) != GONE:
            raise
    finally:
        making.cancel()


def _wait_for(room: Semaphore) -> None:
    """Wait until there is room for another piece, as long as it is wanted."""
    for _ in range(int(_STALLED_SECONDS / _LOOK_SECONDS)):
        check_cancelled()
        if room.acquire(timeout=_LOOK_SECONDS):
            return
    raise CancelledError("The client takes nothing any more.")
