"""`ward_linkage` beside SciPy's `ward`: time and memory, each in a process of its own, in turn.

Also the same at 100,000 images, where SciPy would need 40 GB, when DENDRO_BENCH_LARGE is set.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from tests.benchmarks.table import Table

N, DIM, CLUMPS = 10_000, 512, 100
REPEATS = 3


def embeddings(n: int, dim: int = DIM, clumps: int = CLUMPS) -> np.ndarray:
    """(n, dim) float32 unit vectors in clumps whose directions vary unevenly, as embeddings' do."""
    rng = np.random.default_rng(0)
    centres = rng.normal(size=(clumps, dim))
    vectors = np.empty((n, dim), np.float32)
    scale = 0.8 * np.linspace(1.5, 0.2, dim)
    for i in range(0, n, 256):
        part = vectors[i : i + 256]
        part[:] = centres[rng.integers(clumps, size=len(part))] + scale * rng.normal(size=part.shape)
        part /= np.linalg.norm(part, axis=1, keepdims=True)
    return vectors


def measure(which: str, n: int) -> dict:
    """Run one engine in this process; seconds, CPU seconds, MiB above the input, and its Z."""
    if which == "scipy":
        from scipy.cluster.hierarchy import ward as engine
    else:
        from explorer.clustering import ward_linkage as engine
    engine(embeddings(64, 8))  # imports and thread pools are no part of it
    vectors = embeddings(n)
    Path("/proc/self/clear_refs").write_text("5")  # the most held so far, making the input, is forgotten
    before = resident("VmRSS")
    start, busy = time.perf_counter(), time.process_time()
    merges = engine(vectors)
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    peak = resident("VmHWM") - before
    heights = merges[:: max(1, n // 1000), 2].tolist()
    children = int(merges[:, :2].astype(np.int64) @ [1, 3] @ np.arange(1, n) % (1 << 40))
    return {"seconds": seconds, "cpu": busy, "mib": peak / 2**20, "heights": heights, "children": children}


def resident(which: str) -> int:
    """Bytes that this process holds now (`VmRSS`) or held at most (`VmHWM`).

    Not `ru_maxrss`, in which a process inherits what the one that started it once held.
    """
    lines = Path("/proc/self/status").read_text().splitlines()
    return 1024 * int(next(line for line in lines if line.startswith(which)).split()[1])


def _measured(which: str, n: int) -> dict:
    command = [sys.executable, "-m", "tests.benchmarks.bench_ward", which, str(n)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def run(table: Table) -> None:
    """Measure, and add rows to the table."""
    ours, peer = [], []
    for _ in range(REPEATS):  # in turn, so that whatever else the machine does falls on both alike
        peer.append(_measured("scipy", N))
        ours.append(_measured("ours", N))
    seconds, other = (statistics.median(m["seconds"] for m in side) for side in (ours, peer))
    mib, much = (max(m["mib"] for m in side) for side in (ours, peer))
    conditions = f"{N:,} × {DIM} float32, {os.cpu_count()} cores, median of {REPEATS}"
    table.add(
        "ward_linkage: time", f"{seconds:.2f} s", "≥ 6 times as fast", other >= 6 * seconds,
        peer=f"SciPy {other:.2f} s", ratio=f"{other / seconds:.1f}", conditions=conditions,
    )  # fmt: skip
    table.add(
        "ward_linkage: peak memory above the input", f"{mib:.0f} MiB", "< 1/5", mib < much / 5,
        peer=f"SciPy {much:.0f} MiB", ratio=f"1/{much / mib:.1f}", conditions=conditions,
    )  # fmt: skip
    same = ours[0]["children"] == peer[0]["children"]
    error = np.abs(np.divide(ours[0]["heights"], peer[0]["heights"]) - 1).max()
    table.add(
        "ward_linkage: largest relative error of a height", f"{error:.0e}", "≤ 1e-4", bool(error <= 1e-4),
        peer="SciPy", ratio="same merges" if same else "other merges", conditions=conditions,
    )  # fmt: skip
    if os.environ.get("DENDRO_BENCH_LARGE"):
        large = _measured("ours", 100_000)
        table.add(
            "ward_linkage: 100,000 images", f"{large['seconds']:.0f} s, {large['mib']:.0f} MiB",
            conditions=f"100,000 × {DIM} float32, {os.cpu_count()} cores, once",
        )  # fmt: skip


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))
    else:
        collected = Table()
        run(collected)
        print(collected.markdown())
