"""Neighbours and projection beside the libraries that find neighbours: time, recall@10, memory.

Each in a process of its own. At 100,000 vectors a build searches exactly; the search by cells, which takes
over beyond, is forced. PyNNDescent comes with umap-learn; usearch and faiss are measured where they are
installed. With DENDRO_BENCH_LARGE also 1,000,000 vectors, neighbours and projection; with
DENDRO_BENCH_FEATURES, an `.npy` of real embeddings, these, too.
"""

import importlib.util
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from explorer.cores import available_cores
from tests.benchmarks.bench_ward import embeddings, resident
from tests.benchmarks.table import Table

N, DIM, LARGE = 100_000, 512, 1_000_000
K, JUDGED, SAMPLE = 15, 10, 1000
RECALL = 0.95
NAMES = {"pynndescent": "PyNNDescent", "usearch": "usearch", "faiss": "faiss IVF"}


def _exact(vectors: np.ndarray) -> np.ndarray:
    from explorer.clustering.neighbors.search import SearchLimits, nearest_neighbors

    return nearest_neighbors(vectors, K, limits=SearchLimits(exact=len(vectors))).rows


def _cells(vectors: np.ndarray) -> np.ndarray:
    from explorer.clustering.neighbors.search import SearchLimits, nearest_neighbors

    found = nearest_neighbors(vectors, K, limits=SearchLimits(exact=K + 1))
    print(f"stated recall {found.recall:.4f}", file=sys.stderr)
    return found.rows


def _pynndescent(vectors: np.ndarray) -> np.ndarray:
    from pynndescent import NNDescent

    # With longer lists than wanted it finds more of the nearest, and takes longer.
    return NNDescent(vectors, n_neighbors=30, random_state=0).neighbor_graph[0]


def _usearch(vectors: np.ndarray) -> np.ndarray:
    from usearch.index import Index

    index = Index(
        ndim=vectors.shape[1],
        metric="l2sq",
        dtype="f32",
        connectivity=16,
        expansion_add=128,
        expansion_search=32,
    )  # fmt: skip
    index.add(np.arange(len(vectors)), vectors, threads=available_cores())
    return index.search(vectors, K + 1, threads=available_cores()).keys.astype(np.int64)


def _faiss(vectors: np.ndarray) -> np.ndarray:
    import faiss

    cells = int(4 * len(vectors) ** 0.5)
    index = faiss.IndexIVFFlat(faiss.IndexFlatL2(vectors.shape[1]), vectors.shape[1], cells)
    index.cp.min_points_per_centroid = 1
    index.train(vectors[:: max(1, len(vectors) // (cells * 32))])
    index.add(vectors)
    index.nprobe = 32
    return index.search(vectors, K + 1)[1]


ENGINES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "exact": _exact, "cells": _cells, "pynndescent": _pynndescent, "usearch": _usearch, "faiss": _faiss
}  # fmt: skip


def recall(vectors: np.ndarray, found: np.ndarray) -> float:
    """Share of the ten nearest of an even stride of rows that come first in their lists."""
    sample = np.linspace(0, len(vectors) - 1, SAMPLE).astype(np.int64)
    lengths = np.einsum("ij,ij->i", vectors, vectors)
    shares = []
    for rows in np.array_split(sample, 50):  # at most 20 rows against all at a time
        squared = lengths - 2 * (vectors[rows] @ vectors.T)
        squared[np.arange(len(rows)), rows] = np.inf
        true = np.argpartition(squared, JUDGED, axis=1)[:, :JUDGED]
        for row, ten in zip(rows, true, strict=True):
            listed = found[row][found[row] != row][:JUDGED]
            shares.append(np.isin(ten, listed).mean())
    return float(np.mean(shares))


def measure(which: str, n: int, file: str = "") -> dict:
    """Run one engine, or the projection, in this process; seconds, MiB held at most, and the recall."""
    vectors = np.load(file).astype(np.float32) if file else embeddings(n)
    if which == "projection":
        return _projection(vectors)
    engine = ENGINES[which]
    engine(vectors[:500].copy())  # imports, compilation and thread pools are no part of it
    Path("/proc/self/clear_refs").write_text("5")
    start = time.perf_counter()
    found = engine(vectors)
    seconds = time.perf_counter() - start
    peak = resident("VmHWM")
    return {"seconds": seconds, "mib": peak / 2**20, "recall": recall(vectors, found)}


def _projection(vectors: np.ndarray) -> dict:
    from explorer.clustering.neighbors.types import Neighbors
    from explorer.clustering.projection.umap_layout import FITTED, project

    # Of the neighbours of more rows than it lays out it needs no more than their number.
    none = Neighbors(np.zeros((len(vectors), K), np.int32), np.zeros((len(vectors), K), np.float32))
    assert len(vectors) > FITTED
    Path("/proc/self/clear_refs").write_text("5")
    start = time.perf_counter()
    project(vectors, none)
    return {"seconds": time.perf_counter() - start, "mib": resident("VmHWM") / 2**20}


def _measured(which: str, n: int, file: str = "") -> dict:
    command = [
        sys.executable,
        "-m",
        "tests.benchmarks.bench_neighbors",
        which,
        str(n),
        *([file] if file else []),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def run(table: Table) -> None:
    """Measure, and add rows to the table."""
    _beside_peers(table, N, f"{N:,} × {DIM} float32, clustered, {available_cores()} cores, once")
    features = os.environ.get("DENDRO_BENCH_FEATURES")
    if features:
        shape = np.load(features, mmap_mode="r").shape
        conditions = f"{shape[0]:,} × {shape[1]} real features, {available_cores()} cores, once"
        _beside_peers(table, shape[0], conditions, features)
    projected = _measured("projection", N)
    table.add(
        "projection: 100,000 vectors", f"{projected['seconds']:.0f} s",
        conditions=f"{N:,} × {DIM} float32, UMAP on a sample of 50,000, once",
    )  # fmt: skip
    if os.environ.get("DENDRO_BENCH_LARGE"):
        _million(table)


def _beside_peers(table: Table, n: int, conditions: str, file: str = "") -> None:
    exact = _measured("exact", n, file)
    table.add("neighbours, exact: time", f"{exact['seconds']:.1f} s", conditions=conditions)
    ours = _measured("cells", n, file)
    found = f"{ours['seconds']:.1f} s, recall {ours['recall']:.3f}"
    peers = [name for name in NAMES if importlib.util.find_spec(name)]
    for name in peers:
        other = _measured(name, n, file)
        table.add(
            "neighbours by cells: time", found, "recall ≥ 0.95", ours["recall"] >= RECALL,
            peer=f"{NAMES[name]} {other['seconds']:.1f} s, recall {other['recall']:.3f}",
            ratio=f"{other['seconds'] / ours['seconds']:.1f}", conditions=conditions,
        )  # fmt: skip


def _million(table: Table) -> None:
    conditions = f"{LARGE:,} × {DIM} float32, clustered, {available_cores()} cores, once"
    found, projected = _measured("cells", LARGE), _measured("projection", LARGE)
    table.add(
        "neighbours of a million: time", f"{found['seconds']:.0f} s", "≤ 300 s", found["seconds"] <= 300,
        conditions=conditions,
    )  # fmt: skip
    table.add(
        "neighbours of a million: recall@10", f"{found['recall']:.3f}", "≥ 0.95", found["recall"] >= RECALL,
        conditions=f"{conditions}; {SAMPLE} rows against exact",
    )  # fmt: skip
    table.add(
        "projection of a million: time", f"{projected['seconds']:.0f} s", "≤ 180 s",
        projected["seconds"] <= 180, conditions=conditions,
    )  # fmt: skip
    peak = max(found["mib"], projected["mib"])
    table.add(
        "neighbours and projection of a million: peak resident", f"{peak / 1024:.1f} GiB", "≤ 8 GB",
        peak <= 8e9 / 2**20, conditions=f"{conditions}; the input of 2 GB included",
    )  # fmt: skip


if __name__ == "__main__":
    if len(sys.argv) > 2:
        print(json.dumps(measure(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])))
    else:
        collected = Table()
        run(collected)
        print(collected.markdown())
