"""Everything after embedding, through the real build code: tree, neighbours, projection, writing.

For 50,000 vectors, and for a million where DENDRO_BENCH_LARGE is set; that index is left for `bench_million`
where DENDRO_BENCH_DIR says.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

from explorer.cores import available_cores
from explorer.progress import SilentProgress
from tests.benchmarks.bench_ward import resident
from tests.benchmarks.large import index_folder, large_index, make_index, whole_chain
from tests.benchmarks.table import Table

SECONDS, GIB = 240, 7


class StageTimes(SilentProgress):
    """Notes when each stage began, and what the build had to say."""

    def __init__(self) -> None:
        self.began: list[tuple[str, float]] = []
        self.notes: list[str] = []

    def stage(self, name: str, total: int | None = None, unit: str = "") -> None:
        """A stage begins."""
        self.began.append((name, time.perf_counter()))

    def note(self, text: str) -> None:
        """Something to know."""
        self.notes.append(text)

    def seconds(self) -> dict[str, float]:
        """How long each stage took; the last until now."""
        ends = [at for _, at in self.began[1:]] + [time.perf_counter()]
        return {name: end - at for (name, at), end in zip(self.began, ends, strict=True)}


def measure(path: str, n: int) -> dict:
    """Make an index in this process: seconds of its stages, peak GiB, and how its parts were made."""
    from explorer import open_index

    times = StageTimes()
    make_index(Path(path), n, 0, True, times)
    stages = times.seconds()
    peak = resident("VmHWM") / 2**30
    with open_index(path) as index:
        neighbors = index.neighbors
        how = f"tree {index.manifest.tree['method']}, neighbours {neighbors.method}"
        how += f" with recall@10 {neighbors.recall:.3f}"
    return {"stages": stages, "gib": peak, "how": how}


def run(table: Table) -> None:
    """Measure, and add rows to the table."""
    n = 1_000_000 if whole_chain() else 50_000
    with index_folder() as folder:
        path = folder / f"chain-{n}.dendro"
        command = [sys.executable, "-m", "tests.benchmarks.bench_chain", str(path), str(n)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found = json.loads(done.stdout.splitlines()[-1])
        if whole_chain():
            kept = large_index(folder, n, make=False)
            if not kept.exists():
                path.rename(kept)
    seconds = sum(found["stages"].values())
    each = ", ".join(f"{name.lower()} {took:.0f} s" for name, took in found["stages"].items())
    judged = n == 1_000_000
    table.add(
        f"everything after embedding, {n:,} vectors: time", f"{seconds:.0f} s",
        f"≤ {SECONDS} s" if judged else "", seconds <= SECONDS if judged else None,
        conditions=f"{n:,} × 512 float32, {available_cores()} cores, once; {each}; {found['how']}",
    )  # fmt: skip
    table.add(
        f"everything after embedding, {n:,} vectors: peak memory", f"{found['gib']:.1f} GiB",
        f"≤ {GIB} GiB" if judged else "", found["gib"] <= GIB if judged else None,
        conditions="VmHWM of the process, the vectors and the pages of mapped files included",
    )  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))
