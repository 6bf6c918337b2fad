"""Blocks of work side by side, one thread each.

Left to itself torch splits every operation over all cores and waits for the slowest, thousands of times a
second; on a busy machine each wait costs a time slice. Here a core takes a whole block of rows through all
its operations instead, and waits for nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import torch

from explorer.errors import InputError


@dataclass(frozen=True)
class Workers:
    """Where blocks are worked on.

    Attributes
    ----------
    device : torch.device
    count : int
        How many blocks are worked on at a time.
    block : int
        Numbers in a block: on a CPU what its caches like, on a GPU enough to keep it busy.
    pool : ThreadPoolExecutor or None
        None works on one block after the other.
    """

    device: torch.device
    count: int
    block: int
    pool: ThreadPoolExecutor | None = None

    def run(self, work: Callable[[int], None], starts: Sequence[int]) -> Iterator[int]:
        """Call `work(start)` for each block; give each start, in order, when its block is done."""
        apart = self.pool if len(starts) > 1 else None
        results = map(work, starts) if apart is None else apart.map(work, starts)
        for start, _ in zip(starts, results, strict=True):
            yield start

    def finish(self, work: Callable[[int], None], starts: Sequence[int], together: int = 1) -> None:
        """Call `work(start)` for each block and return when all are done.

        Small blocks are handed out so many `together`; fewer than that are not worth waking another thread.
        """

        def work_on(first: int) -> None:
            for start in starts[first : first + together]:
                work(start)

        for _ in self.run(work_on, range(0, len(starts), together)):
            pass


@contextmanager
def open_workers(device: str) -> Iterator[Workers]:
    """Give the workers of a device: as many as torch has threads on a CPU, one on a GPU.

    Raises
    ------
    InputError
        When this machine, or this torch, has no such device.
    """
    try:
        place = torch.empty(0, device=device).device
    except (RuntimeError, AssertionError) as error:
        reason = str(error).partition("\n")[0]
        raise InputError(f"device: {device!r} cannot be used ({reason}); use 'cpu'") from error
    if place.type != "cpu":
        yield Workers(place, count=1, block=1 << 26)
        return
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # for this thread and those it starts
    pool = ThreadPoolExecutor(threads)
    try:
        yield Workers(place, count=threads, block=1 << 20, pool=pool)
    finally:
        pool.shutdown(cancel_futures=True)
        torch.set_num_threads(threads)
