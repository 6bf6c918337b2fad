"""The service: views, packs of thumbnails and its start, over HTTP to a server in a process of its own."""

import json
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from tests.benchmarks.server import ask, serving
from tests.benchmarks.synthetic import synthetic_index

SIZES = (10_000, 100_000)
REQUESTS = 200
PACKS = 40
PACK = 2_000
VIEW = "/api/view?clusters=48&width=1600&height=900&thumb=24&node={}"


def run(table) -> None:
    """Measure, and add rows to the table."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as servers:
        indexes = {n: synthetic_index(Path(folder) / f"n{n}.dendro", n) for n in SIZES}
        with serving(indexes[SIZES[0]]):
            pass  # the disk is warm from here on
        found = {n: servers.enter_context(serving(indexes[n])) for n in SIZES}
        started = found[SIZES[0]].started
        connections = {n: server.connect() for n, server in found.items()}
        views = _alternate(connections, _view, REQUESTS)
        packs = _alternate(connections, _pack, PACKS)
    table.add("start to first answer, 10,000 images", f"{started:.2f} s", "≤ 3 s", started <= 3)
    heavy = _loaded_modules()
    table.add("torch or umap imported when serving", heavy or "no", "no", not heavy)
    _report(table, "/api/view, K = 48, 1600×900, 24 px", views, 0.015)
    _report(table, f"a pack of {PACK:,} thumbnails", packs, 0.060)


def _report(table, what: str, measured: dict[int, list[float]], target: float) -> None:
    p95 = {n: float(np.quantile(seconds, 0.95)) for n, seconds in measured.items()}
    for n in SIZES:
        said = f"{1000 * p95[n]:.1f} ms (median {1000 * np.median(measured[n]):.1f})"
        judged = n == SIZES[0]
        aim = f"< {1000 * target:.0f} ms" if judged else ""
        table.add(f"{what}: p95 at {n:,} images", said, aim, p95[n] < target if judged else None)
    ratio = p95[SIZES[1]] / p95[SIZES[0]]
    table.add(f"{what}: p95 at 100,000 over 10,000", f"{ratio:.2f}", "≤ 1.5", ratio <= 1.5)


def _alternate(connections: dict, ask, times: int) -> dict[int, list[float]]:
    """Ask the servers in turn, so that whatever else the machine does falls on both alike."""
    measured = {n: [] for n in connections}
    for n, connection in connections.items():
        ask(connection, n, times)
    for i in range(times):
        for n, connection in connections.items():
            measured[n].append(ask(connection, n, i))
    return measured


def _view(connection, n: int, i: int) -> float:
    """Seconds of a view of one of the highest clusters, the root first; each is asked for once."""
    return ask(connection, "GET", VIEW.format(2 * n - 2 - i))[0]


def _pack(connection, n: int, i: int) -> float:
    rows = np.sort(np.random.default_rng(i).integers(0, n, PACK))
    return ask(connection, "POST", "/api/thumbs?size=48", rows.astype("<u4").tobytes())[0]


def _loaded_modules() -> str:
    """Names of heavy modules that are imported when an application is made."""
    loaded = "explorer.web.app, explorer.web.server.serve"
    code = f"import json, sys, {loaded}; print(json.dumps(sorted(sys.modules)))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    return ", ".join(sorted({"torch", "umap", "numba", "open_clip"} & set(json.loads(shown))))
