"""How long work takes, and how much memory that is its own."""

import time
from collections.abc import Callable
from threading import Thread

from tests.benchmarks.bench_ward import resident

_LOOK_SECONDS = 0.02


def watched(work: Callable[[], object]) -> tuple[float, float]:
    """Return seconds, and the peak of MiB that are no pages of files, above what was held before."""
    before = resident("RssAnon")
    peak, stop = [before], []

    def watch() -> None:
        while not stop:
            peak.append(max(peak.pop(), resident("RssAnon")))
            time.sleep(_LOOK_SECONDS)

    thread = Thread(target=watch)
    thread.start()
    started = time.perf_counter()
    work()
    seconds = time.perf_counter() - started
    stop.append(True)
    thread.join()
    return seconds, (peak[0] - before) / 2**20
