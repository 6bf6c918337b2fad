"""Facets of a million images over HTTP, and suggestions while words are typed; beside the same of 10,000.

Indexes come from `large.py` (`DENDRO_BENCH_DIR`). All their 15 columns that have facets are counted.
"""

import os
import time
from contextlib import ExitStack
from urllib.parse import quote

import numpy as np

from tests.benchmarks.large import index_folder, large_index
from tests.benchmarks.server import ask_json, serving
from tests.benchmarks.walking import FILTERS

SIZES = (10_000, 1_000_000)
NEW, SEEN, TYPED = 0.150, 0.020, 0.030
ROUNDS = 6
MARK = '"prediction:small" <> label'
WORDS = ("class 412", "img 0412", "dog", "pixel", "img 0999999 jpg")


def run(table) -> None:
    """Measure, and add rows to the table."""
    with index_folder() as folder, ExitStack() as servers:
        connections = {n: servers.enter_context(serving(large_index(folder, n))).connect() for n in SIZES}
        for connection in connections.values():
            for mark in ("", MARK):  # columns are prepared, and what is marked is known, from here on
                _facets(connection, "", mark)
        _suggestions(table, connections)
        for mark, said in (("", ""), (MARK, ", beside 23% that are marked")):
            measured = {n: [] for n in SIZES}
            for turn in range(ROUNDS):
                for where in FILTERS:
                    for n, connection in connections.items():
                        measured[n].append(_twice(connection, f"{where} and sharpness > {turn}.25", mark))
            for n, seconds in measured.items():
                _report(table, n, said, np.array(seconds))


def _suggestions(table, connections: dict) -> None:
    """Letter by letter, once the columns are read."""
    typed = [word[:end] for word in WORDS for end in range(1, len(word) + 1)]
    for n, connection in connections.items():
        for _ in range(600):
            if ask_json(connection, "/api/suggestions?text=class")[1]["groups"]:
                break
            time.sleep(0.1)
        seconds = [ask_json(connection, f"/api/suggestions?text={quote(text)}")[0] for text in typed]
        p95, median = np.quantile(seconds, (0.95, 0.5))
        judged = n == SIZES[-1]
        table.add(
            f"suggestions as words are typed, {n:,} images: p95",
            f"{1000 * p95:.1f} ms (median {1000 * median:.1f})",
            f"≤ {1000 * TYPED:.0f} ms" if judged else "",
            bool(p95 <= TYPED) if judged else None,
            conditions=f"{len(typed)} texts of growing length, load {os.getloadavg()[0]:.1f}",
        )


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
