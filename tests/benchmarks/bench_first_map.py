"""`dendro open` of a folder never seen: seconds to the first map, and how much later the whole one is.

20,000 photographs, 6,000 of them for the whole; 100,000 and 20,000 where DENDRO_BENCH_LARGE is set. With the
packaged encoder, on a machine that has run it before.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import numpy as np

from explorer.cores import available_cores
from tests.benchmarks.pictures import photograph
from tests.benchmarks.table import Table
from tests.index.drawing import picture_bytes

_DIFFERENT = 64
_TARGET, _LATER = 15.0, 1.1


def run(table: Table) -> None:
    """Open a folder, and look at it; then wait for all of a smaller one, in both ways."""
    large = bool(os.environ.get("DENDRO_BENCH_LARGE"))
    n, whole = (100_000, 20_000) if large else (20_000, 6_000)
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        write_photographs(where / "all", n)
        write_photographs(where / "some", whole)
        _measure_whole(table, where, whole)
        _measure_first(table, where, n)


def _measure_first(table: Table, where: Path, n: int) -> None:
    with opened(where / "all", where / "first.dendro") as (url, began):
        wait_for(url, lambda build: build["build"] is not None)
        view = json.load(urlopen(f"{url}api/view", timeout=60))
        seconds = time.monotonic() - began
    table.add(
        "a folder never seen: seconds to the first map",
        f"{seconds:.1f} s, of {view['count']:,} images",
        f"≤ {_TARGET:.0f} s",
        seconds <= _TARGET,
        conditions=f"{n:,} photographs of 320×240; packaged encoder; {available_cores()} cores",
    )


def _measure_whole(table: Table, where: Path, n: int) -> None:
    source = where / "some"
    began = time.monotonic()
    command = [sys.executable, "-m", "explorer", "index", str(source), "-o", str(where / "waited.dendro")]
    subprocess.run([*command, "--encoder", "packaged"], check=True, capture_output=True)
    waited = time.monotonic() - began
    with opened(source, where / "grown.dendro") as (url, began):
        wait_for(url, lambda build: build["state"] == "done")
        grown = time.monotonic() - began
    table.add(
        "a folder never seen: the whole map, with a first one before",
        f"{grown:.0f} s",
        f"≤ {_LATER} times",
        grown <= _LATER * waited,
        peer=f"{waited:.0f} s: dendro index, as with --wait",
        ratio=f"{grown / waited:.2f}",
        conditions=f"{n:,} photographs of 320×240; packaged encoder; {available_cores()} cores",
    )


def wait_for(url: str, reached: Callable[[dict], bool]) -> None:
    """Ask where the build stands until it is so far."""
    while not reached(build := json.load(urlopen(f"{url}api/build", timeout=60))):
        if build["state"] == "failed":
            raise RuntimeError(build["error"])
        time.sleep(0.1)


@contextmanager
def opened(source: Path, index: Path):
    """Open a folder as a person does; gives the address, and when the command was given."""
    command = [sys.executable, "-m", "explorer", "open", str(source), "-o", str(index), "--no-browser"]
    began = time.monotonic()
    with subprocess.Popen(
        [*command, "--port", "0", "--encoder", "packaged"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield process.stdout.readline().decode().strip(), began
        finally:
            process.send_signal(signal.SIGINT)


def write_photographs(folder: Path, count: int) -> None:
    """Every file another: a few pictures are made, and bytes that no decoder reads follow each."""
    rng = np.random.default_rng(0)
    kinds = [picture_bytes(photograph(rng, 320, 240), "JPEG") for _ in range(_DIFFERENT)]
    for i in range(count):
        path = folder / f"{i // 500:04}" / f"{i:06}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(kinds[i % _DIFFERENT] + i.to_bytes(8, "big"))
