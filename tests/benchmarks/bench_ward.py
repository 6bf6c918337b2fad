"""`ward_linkage` beside SciPy, fastcluster and scikit-learn: time and memory, each in a process of its own.

Peers that are not installed are left out. With DENDRO_BENCH_LARGE also 100,000 vectors, for which SciPy would
need 40 GB; with DENDRO_BENCH_FEATURES, an `.npy` of real embeddings, these beside SciPy, too.
"""

import importlib.util
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from explorer.cores import available_cores, instructions_for
from tests.benchmarks.table import Table

N, DIM, CLUMPS = 20_000, 512, 100
SLOW_N = 10_000
"""Vectors for peers that take minutes for more."""

WARM_N = 1_024
"""Vectors that make an engine load what it needs: so many that ours does not do without torch."""

REPEATS = 3
SPARE_MIB = 1536
"""What may be held above the input."""

FASTER, FASTER_ON_REAL, FASTER_WITHOUT_AMX = 25, 30, 12
"""Times as fast as SciPy that is wanted, with AMX and without."""

SMALLER = 6
"""Parts of SciPy's memory, one of which is wanted at most."""

SECONDS = {50_000: 45, 100_000: 20}
"""What is wanted at most for so many vectors; the second with AMX."""


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


def _scipy(vectors):
    from scipy.cluster.hierarchy import ward

    return ward(vectors)


def _fastcluster(vectors):
    from fastcluster import linkage_vector

    return linkage_vector(vectors, method="ward")


def _sklearn(vectors):
    from sklearn.cluster import ward_tree

    children, _, _, _, heights = ward_tree(vectors, return_distance=True)
    return np.column_stack([children, heights])


def _ours(vectors):
    from explorer.clustering import ward_linkage

    return ward_linkage(vectors)


ENGINES = {"ours": _ours, "scipy": _scipy, "fastcluster": _fastcluster, "sklearn": _sklearn}
NAMES = {
    "scipy": "SciPy",
    "fastcluster": "fastcluster's linkage_vector",
    "sklearn": "scikit-learn's ward_tree",
}


def measure(which: str, n: int, file: str = "") -> dict:
    """Run one engine in this process; seconds, CPU seconds, MiB above the input, and its Z."""
    engine = ENGINES[which]
    engine(embeddings(WARM_N))  # imports and thread pools are no part of it
    vectors = np.load(file)[:n].astype(np.float32) if file else embeddings(n)
    Path("/proc/self/clear_refs").write_text("5")  # the most held so far, making the input, is forgotten
    before = resident("VmRSS")
    start, busy = time.perf_counter(), time.process_time()
    merges = engine(vectors)
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    peak = resident("VmHWM") - before
    heights = merges[:: max(1, len(merges) // 1000), 2].tolist()
    children = int(merges[:, :2].astype(np.int64) @ [1, 3] @ np.arange(1, len(vectors)) % (1 << 40))
    return {
        "seconds": seconds, "cpu": busy, "mib": peak / 2**20, "heights": heights, "children": children,
        "shape": list(vectors.shape),
    }  # fmt: skip


def resident(which: str) -> int:
    """Bytes that this process holds now (`VmRSS`) or held at most (`VmHWM`).

    Not `ru_maxrss`, in which a process inherits what the one that started it once held.
    """
    lines = Path("/proc/self/status").read_text().splitlines()
    return 1024 * int(next(line for line in lines if line.startswith(which)).split()[1])


def _measured(which: str, n: int, file: str = "") -> dict:
    command = [sys.executable, "-m", "tests.benchmarks.bench_ward", which, str(n), file]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def run(table: Table) -> None:
    """Measure, and add rows to the table."""
    _beside_scipy(table, "", N)
    features = os.environ.get("DENDRO_BENCH_FEATURES")
    if features:
        _beside_scipy(table, features, N)
    for peer in ("fastcluster", "sklearn"):
        if importlib.util.find_spec(peer):
            _beside(table, peer)
    for n, target in SECONDS.items():
        if n > 50_000 and not os.environ.get("DENDRO_BENCH_LARGE"):
            continue
        found = _measured("ours", n)
        seconds, mib = found["seconds"], found["mib"]
        table.add(
            f"ward_linkage: {n:,} vectors", f"{seconds:.0f} s, {mib:.0f} MiB above the input",
            f"< {target} s, < {SPARE_MIB} MiB", seconds < target and mib < SPARE_MIB,
            conditions=f"{n:,} × {DIM} float32, {_cores()} cores, once; {found['cpu']:.0f} s of CPU",
        )  # fmt: skip


def _beside_scipy(table: Table, file: str, n: int) -> None:
    ours, peer = [], []
    for _ in range(REPEATS):  # in turn, so that whatever else the machine does falls on both alike
        peer.append(_measured("scipy", n, file))
        ours.append(_measured("ours", n, file))
    what = "real features" if file else "clustered vectors"
    seconds, other = (statistics.median(m["seconds"] for m in side) for side in (ours, peer))
    mib, much = (max(m["mib"] for m in side) for side in (ours, peer))
    rows, dim = ours[0]["shape"]
    conditions = f"{rows:,} × {dim} float32, {_cores()} cores, median of {REPEATS}"
    judged = rows == N
    amx = instructions_for("bfloat16") == "AMX"
    wanted = FASTER_WITHOUT_AMX if not amx else FASTER_ON_REAL if file else FASTER
    table.add(
        f"ward_linkage, {what}: time", f"{seconds:.2f} s", f"≥ {wanted} times as fast" if judged else "",
        other >= wanted * seconds if judged else None,
        peer=f"SciPy {other:.2f} s", ratio=f"{other / seconds:.1f}", conditions=conditions,
    )  # fmt: skip
    table.add(
        f"ward_linkage, {what}: peak memory above the input", f"{mib:.0f} MiB", f"≤ 1/{SMALLER}",
        mib <= much / SMALLER,
        peer=f"SciPy {much:.0f} MiB", ratio=f"1/{much / mib:.1f}", conditions=conditions,
    )  # fmt: skip
    same = ours[0]["children"] == peer[0]["children"]
    error = np.abs(np.divide(ours[0]["heights"], peer[0]["heights"]) - 1).max()
    table.add(
        f"ward_linkage, {what}: largest relative error of a height", f"{error:.0e}", "≤ 1e-4",
        bool(error <= 1e-4), peer="SciPy", ratio="same merges" if same else "other merges",
        conditions=conditions,
    )  # fmt: skip


def _beside(table: Table, which: str) -> None:
    peer, ours = _measured(which, SLOW_N), _measured("ours", SLOW_N)
    table.add(
        f"ward_linkage beside {NAMES[which]}: time", f"{ours['seconds']:.2f} s",
        peer=f"{NAMES[which]} {peer['seconds']:.1f} s, {peer['mib']:.0f} MiB",
        ratio=f"{peer['seconds'] / ours['seconds']:.1f}",
        conditions=f"{SLOW_N:,} × {DIM} float32, {_cores()} cores, once",
    )  # fmt: skip


def _cores() -> int:
    return available_cores()


if __name__ == "__main__":
    if len(sys.argv) > 2:
        print(json.dumps(measure(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])))
    else:
        collected = Table()
        run(collected)
        print(collected.markdown())
