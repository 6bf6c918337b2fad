"""`coarse_linkage` beside exact `ward_linkage`: variance explained, agreement of the trees, time.

At 50,000 vectors twice: as it is, and with micro-clusters of as many points as there are at a million. Real
vectors are measured too when DENDRO_BENCH_FEATURES names an (n, d) `.npy` of them, and a million made-up
ones, in a process of their own with its peak memory, when DENDRO_BENCH_LARGE is set.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from explorer.clustering import Tree, build_tree, dendrogram_order, relabel, ward_linkage
from explorer.clustering.coarse.coarse_linkage import CoarsePlan, coarse_linkage
from explorer.cores import available_cores
from tests.benchmarks.bench_ward import embeddings, resident
from tests.benchmarks.table import Table

N, DIM, LARGE = 50_000, 512, 1_000_000
CUTS = (8, 32, 128, 512, 2048)
PAIRS = 200_000
MOST_LOST = 0.01
MOST_SECONDS, MOST_BYTES = 360, 8 << 30


def explained(vectors: np.ndarray, merges: np.ndarray) -> np.ndarray:
    """Share of the variance that lies between the clusters of each of the `CUTS`, from the vectors alone."""
    tree, order = _laid_out(merges)
    rows = vectors[order].astype(np.float64)
    rows -= rows.mean(axis=0)
    shares = []
    for k in CUTS:
        nodes = tree.cut(k)
        sums = np.add.reduceat(rows, tree.lo[nodes], axis=0)
        shares.append((sums**2).sum(axis=1) @ (1 / (tree.hi - tree.lo)[nodes]))
    return np.array(shares) / (rows**2).sum()


def cophenetic(merges: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """Height at which each pair of vectors comes together."""
    tree, order = _laid_out(merges)
    row = np.argsort(order)
    first, last = np.sort(row[pairs], axis=1).T
    return np.array(
        [
            tree.height[tree.divider[a + 1 : b + 1].max()]
            for a, b in zip(first.tolist(), last.tolist(), strict=True)
        ]
    )


def _laid_out(merges: np.ndarray) -> tuple[Tree, np.ndarray]:
    order = dendrogram_order(merges)
    return build_tree(relabel(merges, order)), order


def compare(vectors: np.ndarray, plans: dict[str, CoarsePlan]) -> dict[str, dict]:
    """Losses at each cut, correlation of cophenetic distances, and seconds, against the exact tree."""
    start = time.perf_counter()
    exact = ward_linkage(vectors)
    exact_seconds = time.perf_counter() - start
    pairs = np.random.default_rng(0).integers(len(vectors), size=(PAIRS, 2))
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    shares, heights = explained(vectors, exact), cophenetic(exact, pairs)
    found = {}
    for name, plan in plans.items():
        start = time.perf_counter()
        merges = coarse_linkage(vectors, plan)
        seconds = time.perf_counter() - start
        found[name] = {
            "lost": 1 - explained(vectors, merges) / shares,
            "exact": shares,
            "agreement": float(np.corrcoef(heights, cophenetic(merges, pairs))[0, 1]),
            "seconds": seconds,
            "exact_seconds": exact_seconds,
        }
    return found


def plans_for(n: int) -> dict[str, CoarsePlan]:
    """The default plan, where it bounds anything, and one as coarse for n as the default is for a million."""
    plan = CoarsePlan()
    micro = round(n * plan.micro / LARGE)
    plans = {"as at a million": CoarsePlan(part=plan.part, micro=micro)}
    return {"default": plan, **plans} if n > plan.micro else plans


def measure_large(n: int) -> dict:
    """Seconds, and bytes held at most with the input, of n vectors in this process."""
    coarse_linkage(embeddings(64, 8))  # imports are no part of it
    vectors = embeddings(n)
    Path("/proc/self/clear_refs").write_text("5")
    start = time.perf_counter()
    merges = coarse_linkage(vectors)
    return {"seconds": time.perf_counter() - start, "bytes": resident("VmHWM"), "merges": len(merges)}


def _add(table: Table, what: str, vectors: np.ndarray) -> None:
    n, dim = vectors.shape
    for name, found in compare(vectors, plans_for(n)).items():
        conditions = f"{what}, {n:,} × {dim}, {name}, {available_cores()} cores, once"
        for k, lost, share in zip(CUTS, found["lost"], found["exact"], strict=True):
            table.add(
                f"coarse tree: variance explained lost at {k} clusters", f"{100 * lost:.2f}%", "≤ 1%",
                bool(lost <= MOST_LOST), peer=f"exact: {100 * share:.1f}% explained", conditions=conditions,
            )  # fmt: skip
        table.add(
            "coarse tree: cophenetic agreement with the exact one", f"{found['agreement']:.2f}",
            conditions=f"correlation over {PAIRS:,} pairs; {conditions}",
        )  # fmt: skip
        table.add(
            "coarse tree: time", f"{found['seconds']:.1f} s", peer=f"exact {found['exact_seconds']:.1f} s",
            ratio=f"{found['exact_seconds'] / found['seconds']:.1f}", conditions=conditions,
        )  # fmt: skip


def run(table: Table) -> None:
    """Measure, and add rows to the table."""
    _add(table, "made up", embeddings(N, DIM))
    if path := os.environ.get("DENDRO_BENCH_FEATURES"):
        _add(table, "real", np.ascontiguousarray(np.load(path), np.float32))
    if os.environ.get("DENDRO_BENCH_LARGE"):
        command = [sys.executable, "-m", "tests.benchmarks.bench_coarse", str(LARGE)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        large = json.loads(done.stdout.splitlines()[-1])
        conditions = f"{LARGE:,} × {DIM} float32, {available_cores()} cores, once"
        table.add(
            "coarse tree: time", f"{large['seconds']:.0f} s", "≤ 6 minutes",
            large["seconds"] <= MOST_SECONDS, conditions=conditions,
        )  # fmt: skip
        table.add(
            "coarse tree: peak memory, input included", f"{large['bytes'] / 2**30:.1f} GiB", "≤ 8 GB",
            large["bytes"] <= MOST_BYTES, conditions=conditions,
        )  # fmt: skip


if __name__ == "__main__":
    if len(sys.argv) == 2:
        print(json.dumps(measure_large(int(sys.argv[1]))))
    else:
        collected = Table()
        run(collected)
        print(collected.markdown())
