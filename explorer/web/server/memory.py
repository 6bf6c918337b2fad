"""Memory of a server: what an answer took goes back to the system when it was sent."""

import ctypes
import gc
import importlib

import pyarrow as pa

BLOCK_BYTES = 2**20
"""From here on, what is freed goes back at once; what is smaller is kept for the next answer."""
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8  # mallopt(3)
_ARENAS = 2


def give_memory_back() -> bool:
    """Let the allocator keep little of what is freed; False where it is not that of the GNU C library.

    By itself it keeps an arena for every thread, and up to 32 MiB of each size that was freed once: after
    some large answers a server of a dozen threads holds a hundred megabytes that nobody uses. For a process
    that is to serve, before it starts its threads.
    """
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
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
