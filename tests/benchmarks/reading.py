"""One build up to the end of its reading pass, in a process of its own, and what that cost.

`python -m tests.benchmarks.reading SOURCE INDEX [--own FILE] [--kill SHARE] [--finish]` prints one line of
JSON. The tree and what follows from it are not measured here: the build stops before them, or with `--finish`
goes on with a tree made up at random, so that an index is written.
"""

import argparse
import json
import os
import resource
import signal
import sys
import threading
import time
from pathlib import Path

import numpy as np

from explorer.clustering.neighbors.types import Neighbors
from explorer.indexing import build_index
from explorer.indexing.assemble import Derived
from explorer.options import BuildOptions, SourceOptions
from explorer.progress import SilentProgress
from tests.benchmarks.synthetic import random_merges
from tests.index.fakes import FakeEncoder


class EndOfReadingError(Exception):
    """All has been read that is measured."""


class Stages(SilentProgress):
    """Notes when each stage began, and when the images of the pass were half and all done.

    Parameters
    ----------
    kill : float
        Share of the images after which this process is killed; over 1 for never.
    """

    def __init__(self, kill: float) -> None:
        self.began: dict[str, float] = {}
        self.total = self.done = 0
        self._kill = kill

    def stage(self, name: str, total: int | None = None, unit: str = "") -> None:
        """Note it; stop where the tree would be built."""
        self.began[name.split()[0]] = time.perf_counter()
        if name.startswith("Reading"):
            self.total = total
        if name.startswith("Building the tree"):
            raise EndOfReadingError

    def update(self, done: int, total: int | None = None) -> None:
        """Note it; be killed where that was asked for."""
        if "Reading" in self.began:
            self.done = done
            if done >= self._kill * total:
                print(json.dumps({"done": done}), flush=True)
                os.kill(os.getpid(), signal.SIGKILL)


class Watch(threading.Thread):
    """Looks at the memory of this process's children now and then: what they took at most, together."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most = 0

    def run(self) -> None:
        """Look until the process ends."""
        while True:
            self.most = max(self.most, sum(_resident(child) for child in _children()))
            time.sleep(0.2)


def _children() -> list[str]:
    tasks = Path("/proc/self/task").iterdir()
    return [child for task in tasks for child in (task / "children").read_text().split()]


def _resident(process: str) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * resource.getpagesize()
    except (OSError, IndexError):
        return 0


def _made_up(source, collected, previous, options, device, progress) -> Derived:
    """A tree over the images as they come, in no time."""
    progress.began["Deriving"] = time.perf_counter()
    n = len(collected.positions)
    rng = np.random.default_rng(0)
    vectors = collected.pool.vectors(collected.slots)
    near = ((np.arange(n)[:, None] + np.arange(1, 6)) % n).astype(np.int32)
    neighbors = Neighbors(rows=near, distances=np.zeros(near.shape, np.float32))
    merges = random_merges(n, rng)
    progress.began["Derived"] = time.perf_counter()
    return Derived(np.arange(n), vectors, merges, neighbors, np.zeros((n, 2), np.float32))


def main(arguments: list[str]) -> None:
    """Build, and say what it cost."""
    parser = argparse.ArgumentParser()
    parser.add_argument("source")
    parser.add_argument("index")
    parser.add_argument("--own")
    parser.add_argument("--kill", type=float, default=2.0)
    parser.add_argument("--finish", action="store_true")
    asked = parser.parse_args(arguments)
    if asked.finish and not Path(asked.index, "manifest.json").exists():
        build_index.derive = _made_up
    stages, encoder, watch = Stages(asked.kill), FakeEncoder(), Watch()
    options = BuildOptions(
        source=SourceOptions(embeddings=Path(asked.own) if asked.own else None), neighbors=5
    )
    before = Path("/proc/self/statm").read_text().split()[1]
    watch.start()
    began, used, idle = time.perf_counter(), _used(), _idle()
    try:
        build_index.build_index(asked.source, asked.index, options, stages, None if asked.own else encoder)
    except EndOfReadingError:
        pass
    end = time.perf_counter()
    began_reading = stages.began.get("Reading", end)
    read = stages.began.get("Deriving", stages.began.get("Building", end))
    answer = {
        "seconds": end - began,
        "scan": stages.began.get("Loading", began_reading) - stages.began["Scanning"],
        "reading": read - began_reading,
        "writing": end - stages.began["Derived"] if "Derived" in stages.began else 0.0,
        "cpu": [after - before for after, before in zip(_used(), used, strict=True)],
        "idle": _idle() - idle,
        "images": stages.total,
        "encoded": encoder.seen,
        "grown": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        - int(before) * resource.getpagesize(),
        "workers": watch.most,
    }
    print(json.dumps(answer), flush=True)


def _idle() -> float:
    """Seconds that the machine's cores, together, had nothing to do for anybody."""
    fields = Path("/proc/stat").read_text().split()
    return (int(fields[4]) + int(fields[5])) / os.sysconf("SC_CLK_TCK")


def _used() -> tuple[float, float]:
    """CPU seconds of this process, and of its children that have ended."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return tuple(usage.ru_utime + usage.ru_stime for usage in both)


if __name__ == "__main__":
    main(sys.argv[1:])
