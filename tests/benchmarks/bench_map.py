"""The map at ten thousand images and at a million: tiles of a pan, names, polygons, and frames without a GPU.

Indexes are those of `synthetic.py`, with a plane of islands in the order of the tree, as a projection is.
"""

import json
import os
import tempfile
import time
from contextlib import ExitStack
from math import ceil
from pathlib import Path
from urllib.parse import quote

import numpy as np

from tests.benchmarks.large import index_folder
from tests.benchmarks.server import ask, ask_json, serving
from tests.benchmarks.synthetic import synthetic_index

SIZES = (10_000, 1_000_000)
BASE, MILLION = SIZES
PANS = 40
"""At each level."""
NEW_TILES, FIRST, LASSO = 0.050, 0.400, 0.500
LARGEST = 64_000
"""Bytes of a tile."""
FRAMES = 30
FILTERS = ("confidence > 0.5", "label = 'class 3'", "confidence < 0.9 and label <> 'class 1'")
ROUND = [[0.5 + 0.3 * np.cos(a), 0.5 + 0.2 * np.sin(a) * np.cos(3 * a)] for a in np.linspace(0, 6.28, 300)]

PAN = """async () => {
  const box = document.querySelector('.map-view').getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const times = [];
  const point = (type, dx, dy) => document.querySelector('.map-view').dispatchEvent(new PointerEvent(type,
    { bubbles: true, pointerId: 1, button: 0, buttons: 1, clientX: x + dx, clientY: y + dy }));
  HTMLElement.prototype.setPointerCapture = () => {};
  point('pointerdown', 0, 0);
  await new Promise((done) => {
    const step = (time) => {
      times.push(time);
      const turn = times.length / 30;
      point('pointermove', 500 * Math.sin(turn), 300 * Math.sin(1.3 * turn));
      if (times.length < 240) requestAnimationFrame(step);
      else done();
    };
    requestAnimationFrame(step);
  });
  point('pointerup', 0, 0);
  return times;
}"""
"""Drags the map around for 240 frames; gives when each began."""


def run(table) -> None:
    """Measure, and add rows to the table."""
    with index_folder() as folder, ExitStack() as servers:
        running = {n: servers.enter_context(serving(_index(folder, n))) for n in SIZES}
        connections = {n: server.connect() for n, server in running.items()}
        depths = {n: ask_json(connections[n], "/api/map")[1]["depth"] for n in SIZES}
        for connection in connections.values():
            _tiles(connection, [(0, 0, 0)])
        report = _Report(table)
        for what, color in (("", ""), (", coloured by class", "&color=class")):
            before = {n: _processor(server.pid) for n, server in running.items()}
            walks = {n: _pans(connections[n], depths[n], color) for n in SIZES}
            own = {n: (_processor(running[n].pid) - before[n]) / len(walks[n]) for n in SIZES}
            report.pans(what, {n: [seconds for seconds, _ in walk] for n, walk in walks.items()}, own)
            if not color:
                report.bytes_({n: max(largest for _, largest in walk) for n, walk in walks.items()})
        report.firsts({n: [_first(connections[n], where) for where in FILTERS] for n in SIZES})
        report.names({n: [_names(connections[n], level) for level in range(8)] for n in SIZES})
        report.lassos({n: [_lasso(server.connect()) for _ in range(6)][1:] for n, server in running.items()})
        report.frames({n: _frames(running[n].url) for n in SIZES})


def _index(folder: Path, n: int) -> Path:
    path = folder / f"map-{n}.dendro"
    if not (path / "manifest.json").exists():
        synthetic_index(path, n, plane=islands(n))
    return path


def islands(n: int, seed: int = 0) -> np.ndarray:
    """Return (n, 2) float32 places: neighbours in the order of the tree lie on islands of uneven size."""
    rng = np.random.default_rng(seed)
    middles = np.cumsum(rng.normal(size=(400, 2)), axis=0)
    island = np.minimum(400 * np.arange(n) // n, 399)
    spread = rng.gamma(2.0, 0.25, 400)[island, None]
    return (middles[island] + spread * rng.standard_normal((n, 2))).astype(np.float32)


def _tiles(connection, tiles: list[tuple[int, int, int]], more: str = "") -> tuple[float, bytes]:
    named = ",".join("/".join(map(str, tile)) for tile in tiles)
    return ask(connection, "GET", f"/api/map/tiles?tiles={named}{more}")


def _pans(connection, depth: int, color: str) -> list[tuple[float, float]]:
    """Seconds of the tiles that come into view with each pan, and bytes of the largest tile of each answer.

    A window of 1440 × 900 has 4 × 3 tiles; a pan by a tile brings a column of new ones, and one goes to
    another place for each.
    """
    rng, found = np.random.default_rng(1), []
    for z in range(2, depth + 2):
        many, seen = 1 << z, set()
        for _ in range(min(PANS, ceil(many * many / 4))):
            x, y = (int(v) for v in rng.integers(0, many, 2))
            column = [(z, x, (y + i) % many) for i in range(min(4, many))]
            new = [tile for tile in column if tile not in seen]
            if not new:
                continue
            seen.update(new)
            seconds, data = _tiles(connection, new, color)
            sizes = [len(json.dumps(tile, separators=(",", ":"))) for tile in json.loads(data)["tiles"]]
            found.append((seconds, max(sizes)))
    return found


def _processor(pid: int) -> float:
    """Seconds of processor that a process has taken (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _first(connection, where: str) -> float:
    """Seconds of the first tiles under a filter that was never used."""
    tiles = [(1, x, y) for x in range(2) for y in range(2)]
    return _tiles(connection, tiles, f"&where={quote(where)}")[0]


def _names(connection, level: int) -> float:
    return ask_json(connection, f"/api/map/names?level={level}")[0]


def _lasso(connection) -> float:
    body = json.dumps({"polygon": ROUND}).encode()
    begun = time.perf_counter()
    connection.request("POST", "/api/map/rows", body=body, headers={"Content-Type": "application/json"})
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"/api/map/rows: status {answer.status}")
    return time.perf_counter() - begun


def _frames(url: str) -> list[float]:
    """Seconds of each frame while the map is dragged in Chromium, 1440 × 900."""
    from tests.browser.conftest import ARGUMENTS
    from tests.needs import find_chromium

    path = find_chromium()
    if path is None:
        return []
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as profile:
        size = {"width": 1440, "height": 900}
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=path, args=ARGUMENTS, viewport=size
        )
        page = context.new_page()
        page.goto(f"{url}?view=map")
        page.wait_for_selector(".map-view[data-state=settled]", timeout=60_000)
        for _ in range(3):
            page.keyboard.press("+")
        page.wait_for_timeout(1500)
        times = page.evaluate(PAN)
        context.close()
    return (np.diff(times) / 1000).tolist()


class _Report:
    """Turns measurements into rows."""

    def __init__(self, table) -> None:
        self.table = table

    def pans(self, what: str, seconds: dict[int, list[float]], own: dict[int, float]) -> None:
        said = {n: f"; {1000 * taken:.1f} ms of processor each" for n, taken in own.items()}
        self._p95(f"new tiles of a pan{what}", seconds, NEW_TILES, said)

    def bytes_(self, largest: dict[int, float]) -> None:
        for n in SIZES:
            said = f"{largest[n] / 1000:.1f} kB"
            met = largest[n] <= LARGEST
            self.table.add(f"largest tile, {n:,} images", said, f"≤ {LARGEST / 1000:.0f} kB", met)

    def firsts(self, seconds: dict[int, list[float]]) -> None:
        self._p95("first tiles under a new filter", seconds, FIRST)

    def names(self, seconds: dict[int, list[float]]) -> None:
        self._p95("names of a level, for the first time", seconds, None)

    def lassos(self, seconds: dict[int, list[float]]) -> None:
        self._p95("rows within a polygon of 300 corners", seconds, LASSO)

    def frames(self, seconds: dict[int, list[float]]) -> None:
        for n, taken in seconds.items():
            if not taken:
                self.table.add("frames of a pan", "no Chromium installed", f"≥ {FRAMES} a second")
                continue
            rate = len(taken) / sum(taken)
            self.table.add(
                f"frames of a pan without a GPU, {n:,} images",
                f"{rate:.0f} a second (95% within {1000 * np.quantile(taken, 0.95):.0f} ms)",
                f"≥ {FRAMES} a second",
                rate >= FRAMES,
                conditions=f"{len(taken)} frames, 1440 × 900, load {os.getloadavg()[0]:.1f}",
            )

    def _p95(self, what: str, seconds: dict, target: float | None, said: dict | None = None) -> None:
        for n, taken in seconds.items():
            p95, median = np.quantile(taken, [0.95, 0.5])
            judged = n == MILLION and target is not None
            self.table.add(
                f"{what}: p95 at {n:,} images",
                f"{1000 * p95:.1f} ms (median {1000 * median:.1f})",
                f"≤ {1000 * target:.0f} ms" if judged else "",
                bool(p95 <= target) if judged else None,
                conditions=f"{len(taken)} answers over HTTP, load {os.getloadavg()[0]:.1f}"
                + (said[n] if said else ""),
            )
