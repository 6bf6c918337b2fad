"""A million images on screen: what a person meets, beside the same at 10,000 and at 100,000.

Indexes come from `large.py` (`DENDRO_BENCH_DIR`, `DENDRO_BENCH_LARGE`). The servers run side by side, and are
asked in turn, so that whatever else the machine does falls on all alike.
"""

from contextlib import ExitStack
from math import log

import numpy as np

from tests.benchmarks.large import index_folder, large_index, whole_chain
from tests.benchmarks.server import serving
from tests.benchmarks.walking import FILTERS, Visitor

SIZES = (10_000, 100_000, 1_000_000)
BASE, MILLION = SIZES[0], SIZES[-1]
VIEWS = 200
QUERIES = 60
STARTS = 3
WALKED = FILTERS[0]


def run(table) -> None:
    """Measure, and add rows to the table."""
    with index_folder() as folder, ExitStack() as servers:
        indexes = {n: large_index(folder, n) for n in SIZES}
        report = _Report(table)
        report.starts({n: _starts(indexes[n]) for n in SIZES})
        running = {n: servers.enter_context(serving(indexes[n])) for n in SIZES}
        visitors = {n: Visitor(server) for n, server in running.items()}
        report.first({n: visitor.first for n, visitor in visitors.items()})
        report.walks(_walk(visitors))
        memory = {n: server.memory() for n, server in running.items()}
        report.filters(_first_uses(visitors), _walk(visitors, WALKED))
        report.neighbours(
            _in_turn(visitors, Visitor.item, QUERIES),
            _in_turn(visitors, Visitor.search, QUERIES),
            _in_turn(visitors, Visitor.search_inside, QUERIES),
        )
        report.memory(memory, {n: server.memory() for n, server in running.items()})
        report.clicks({n: _clicks(running[n]) for n in (BASE, MILLION)})


def _starts(index) -> list[float]:
    """Seconds to the first answer, the files being in the page cache from the second time on."""
    seconds = []
    for _ in range(STARTS):
        with serving(index) as server:
            seconds.append(server.started)
    return seconds[1:]


def _in_turn(visitors: dict[int, Visitor], question, times: int) -> dict[int, list[float]]:
    """Seconds of every answer but the first of each server."""
    seconds = {n: [] for n in visitors}
    for i in range(times + 1):
        for n, visitor in visitors.items():
            taken = question(visitor)
            if i:
                seconds[n].append(taken)
    return seconds


def _walk(visitors: dict[int, Visitor], where: str = "") -> dict[str, dict[int, list[float]]]:
    """Seconds of views, each seen for the first time, and of what belongs to them: see `Visitor.walk`."""
    seconds = {part: {n: [] for n in visitors} for part in ("view", "thumbs", "cluster")}
    walks = {n: visitor.walk(where) for n, visitor in visitors.items()}
    for _ in range(VIEWS):
        for n, walk in walks.items():
            for part, taken in next(walk).items():
                seconds[part][n].append(taken)
    return seconds


def _first_uses(visitors: dict[int, Visitor]) -> dict[int, list[float]]:
    """Seconds of the root under filters that were never used before."""
    return {n: [visitor.root(where) for where in FILTERS] for n, visitor in visitors.items()}


def _clicks(server) -> list[float]:
    from tests.benchmarks.bench_browser import walk
    from tests.browser.conftest import ARGUMENTS
    from tests.needs import find_chromium

    path = find_chromium()
    if path is None:
        return []
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        seconds = walk(browser, server.url)
        browser.close()
    return seconds


def _milliseconds(seconds: list[float]) -> str:
    p95, median, most = 1000 * np.quantile(seconds, [0.95, 0.5, 1.0])
    return f"{p95:.1f} ms (median {median:.1f}, slowest {most:.1f})"


class _Report:
    """Turns measurements into rows."""

    def __init__(self, table) -> None:
        self.table = table
        self.conditions = (
            f"{len(SIZES)} servers asked in turn over HTTP; 512 dimensions; "
            f"{'tree, neighbours and projection computed' if whole_chain() else 'a random tree'}"
        )

    def starts(self, seconds: dict[int, list[float]]) -> None:
        for n in (BASE, MILLION):
            most = max(seconds[n])
            judged = ("≤ 3 s", most <= 3) if n == MILLION else ("", None)
            self.table.add(
                f"dendro serve to first answer, {n:,} images",
                f"{most:.2f} s",
                *judged,
                conditions=f"slowest of {len(seconds[n])} with files in the page cache",
            )

    def first(self, seconds: dict[int, float]) -> None:
        for n in (BASE, MILLION):
            conditions = f"while {len(SIZES)} servers read in the background what later requests need"
            said = f"{1000 * seconds[n]:.0f} ms"
            self.table.add(f"first view after the start, {n:,} images", said, conditions=conditions)

    def walks(self, seconds) -> None:
        self._p95("/api/view, K = 48", seconds["view"], 0.025)
        self._p95("thumbnails of a view", seconds["thumbs"], 0.080)
        self._p95("/api/nodes, for the panels beside a view", seconds["cluster"], None)
        self._curve(seconds["view"])

    def filters(self, first: dict[int, list[float]], seconds) -> None:
        for n in (BASE, MILLION):
            most = max(first[n])
            judged = ("≤ 400 ms", most <= 0.4) if n == MILLION else ("", None)
            self.table.add(
                f"first use of a new filter, {n:,} images: slowest of {len(first[n])}",
                f"{1000 * most:.0f} ms (median {1000 * np.median(first[n]):.0f})",
                *judged,
            )
        self._p95(f"/api/view, K = 48, where {WALKED}", seconds["view"], 0.025)

    def neighbours(self, items, everywhere, inside) -> None:
        self._p95("/api/items, neighbours of an image", items, 0.060)
        self._p95("/api/search by an image over all", everywhere, 0.060)
        self._p95("/api/search in a cluster of about 10,000", inside, 0.010)

    def memory(self, walked: dict, searched: dict) -> None:
        for n in (BASE, MILLION):
            for when, found in (
                ("after 200 views", walked[n]),
                ("after filters and searches too", searched[n]),
            ):
                judged = n == MILLION and when == "after 200 views"
                self.table.add(
                    f"resident memory of the server {when}, {n:,} images",
                    f"{found.resident / 2**20:,.0f} MiB",
                    "≤ 1.5 GB" if judged else "",
                    found.resident <= 1.5e9 if judged else None,
                    conditions=f"VmRSS; {found.mapped / 2**20:,.0f} MiB of it pages of mapped files, "
                    "which the kernel takes back when it needs room",
                )

    def clicks(self, seconds: dict[int, list[float]]) -> None:
        if not seconds[MILLION]:
            self.table.add("click to painted, 1,000,000 images", "no Chromium installed", "≤ 200 ms")
            return
        self._p95("click to painted in Chromium", seconds, 0.200)

    def _p95(self, what: str, seconds: dict[int, list[float]], target: float | None) -> None:
        for n, taken in seconds.items():
            p95 = float(np.quantile(taken, 0.95))
            judged = n == MILLION and target is not None
            self.table.add(
                f"{what}: p95 at {n:,} images",
                _milliseconds(taken),
                f"≤ {1000 * target:.0f} ms" if judged else "",
                p95 <= target if judged else None,
                conditions=f"{len(taken)} answers; {self.conditions}",
            )

    def _curve(self, seconds: dict[int, list[float]]) -> None:
        """One row for each size: the mean cost of a view, and how it grew beside log n."""
        base = float(np.mean(seconds[BASE]))
        for n, taken in seconds.items():
            mean, allowed = float(np.mean(taken)), log(n) / log(BASE)
            self.table.add(
                f"cost of a view at {n:,} images",
                f"{1000 * mean:.2f} ms, {mean / base:.2f} times that at {BASE:,}",
                f"≤ {allowed:.2f} times, as log n grows" if n > BASE else "",
                mean / base <= allowed if n > BASE else None,
                conditions=f"mean of {len(taken)} views; {self.conditions}",
            )
