"""Memory of a server: what an answer took goes back to the system when it was sent."""

import ctypes
import gc
import importlib
import threading
import time
from collections.abc import Callable

import pyarrow as pa

BLOCK_BYTES = 2**20
"""From here on, what is freed goes back at once; what is smaller is kept for the next answer."""
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8  # mallopt(3)
_ARENAS = 2
TRIM_SECONDS = 1.0
"""At least, from one time that pages are given back to the next."""


def give_memory_back() -> bool:
    """Let the allocator keep little of what is freed; False where it is not that of the GNU C library.

    By itself it keeps an arena for every thread, and up to 32 MiB of each size that was freed once: after
    some large answers a server of a dozen threads holds a hundred megabytes that nobody uses. For a process
    that is to serve, before it starts its threads.
    """
    pa.set_memory_pool(pa.system_memory_pool())
    mallopt = _of_allocator("mallopt")
    if mallopt is None:
        return False
    wanted = ((_ARENA_MAX, _ARENAS), (_MMAP_THRESHOLD, BLOCK_BYTES), (_TRIM_THRESHOLD, BLOCK_BYTES))
    return all([mallopt(option, value) for option, value in wanted])


def hold_loaded_modules() -> None:
    """Load what the page needs, and have the collector of garbage look through none of it again.

    Two hundred thousand objects are in the modules alone. To look through them takes a sixth of a second, in
    which no thread answers; it happens whenever a quarter as many came up since. For a process that is to
    serve, before it opens an index: what is held so is never let go.
    """
    importlib.import_module("explorer.web.app")
    gc.collect()
    gc.freeze()


class Trimming:
    """Gives back the pages that lie free between what is still held. Thread-safe.

    The allocator gives back by itself what is free at the end of an arena. After a scan of thousands of
    permutations tens of megabytes are free before it.
    """

    def __init__(self) -> None:
        self._lock, self._at = threading.Lock(), -TRIM_SECONDS
        self._trim = _of_allocator("malloc_trim")

    def __call__(self) -> None:
        """Do it, unless it was done a moment ago: it takes some milliseconds."""
        if self._trim is None or not self._lock.acquire(blocking=False):
            return
        try:
            if time.monotonic() - self._at >= TRIM_SECONDS:
                self._trim(0)
                self._at = time.monotonic()
        finally:
            self._lock.release()


def _of_allocator(name: str) -> Callable[..., int] | None:
    """Return a function of the GNU C library's allocator; None where it is another's."""
    try:
        return getattr(ctypes.CDLL(None), name)
    except (AttributeError, OSError, TypeError):
        return None
