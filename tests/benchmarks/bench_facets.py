"""Facets of a million images over HTTP: under filters never seen before, and seen again; beside 10,000.

Indexes come from `large.py` (`DENDRO_BENCH_DIR`). All their 15 columns that have facets are counted.
"""

import os
from contextlib import ExitStack
from urllib.parse import quote

import numpy as np

from tests.benchmarks.large import index_folder, large_index
from tests.benchmarks.server import ask_json, serving
from tests.benchmarks.walking import FILTERS

SIZES = (10_000, 1_000_000)
NEW, SEEN = 0.150, 0.020
ROUNDS = 6
MARK = '"prediction:small" <> label'


def run(table) -> None:
    """Measure, and add rows to the table."""
    with index_folder() as folder, ExitStack() as servers:
        connections = {n: servers.enter_context(serving(large_index(folder, n))).connect() for n in SIZES}
        for connection in connections.values():
            for mark in ("", MARK):  # columns are prepared, and what is marked is known, from here on
                _facets(connection, "", mark)
        for mark, said in (("", ""), (MARK, ", beside 23% that are marked")):
            measured = {n: [] for n in SIZES}
            for turn in range(ROUNDS):
                for where in FILTERS:
                    for n, connection in connections.items():
                        measured[n].append(_twice(connection, f"{where} and sharpness > {turn}.25", mark))
            for n, seconds in measured.items():
                _report(table, n, said, np.array(seconds))


def _twice(connection, where: str, mark: str) -> tuple[float, float]:
    """Seconds of an answer that was never asked for, and of the same again."""
    return _facets(connection, where, mark), _facets(connection, where, mark)


def _facets(connection, where: str, mark: str) -> float:
    seconds, answer = ask_json(connection, f"/api/facets?where={quote(where)}&mark={quote(mark)}")
    if len(answer["facets"]) != 15 or (answer["marked"] is None) == bool(mark):
        raise RuntimeError(f"{len(answer['facets'])} facets, {answer['marked']} marked")
    return seconds


def _report(table, n: int, said: str, seconds: np.ndarray) -> None:
    judged = n == SIZES[-1]
    for what, column, target in (("a new filter", 0, NEW), ("seen before", 1, SEEN)):
        p95, median = np.quantile(seconds[:, column], (0.95, 0.5))
        table.add(
            f"15 facets of {n:,} images, {what}{said}: p95",
            f"{1000 * p95:.1f} ms (median {1000 * median:.1f})",
            f"≤ {1000 * target:.0f} ms" if judged else "",
            bool(p95 <= target) if judged else None,
            conditions=f"{len(seconds)} filters of up to three clauses, load {os.getloadavg()[0]:.1f}",
        )
