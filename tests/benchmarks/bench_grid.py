"""A million images in the grid: orders never asked for before, and the longest pause while it is scrolled.

Indexes come from `large.py` (`DENDRO_BENCH_DIR`). Orders are asked for over HTTP. What is scrolled
is Chromium without a GPU: by steps of a wheel, by a screen at each frame, and by its bar from end to end.
"""

import os
from urllib.parse import quote

import numpy as np

from tests.benchmarks.large import index_folder, large_index
from tests.benchmarks.server import ask_json, serving

IMAGES = 1_000_000
NUMBERS = ("sharpness", "bytes", "confidence:small", "confidence:large", "modified", "source_row", "width")
TEXTS = ("label", "camera", "path")
NEW, AGAIN, PAUSE = 0.300, 0.100, 0.100
SIZES = ((24, 1440, 900), (12, 1920, 1080), (120, 390, 844))
SECONDS = 6
SETTLED = ".grid-view[data-state=settled]"
SCROLL = """async ([how, seconds]) => {
  const scroller = document.querySelector('.grid-scroll');
  const length = scroller.scrollHeight - scroller.clientHeight;
  const steps = {
    wheel: () => { scroller.scrollTop += 100; },
    screens: () => { scroller.scrollTop += scroller.clientHeight; },
    bar: (share) => { scroller.scrollTop = Math.abs(Math.sin(9 * share)) * length; },
  };
  const gaps = [];
  const begun = performance.now();
  let last = begun;
  await new Promise((done) => requestAnimationFrame(function step(now) {
    gaps.push(now - last);
    last = now;
    steps[how]((now - begun) / 1000 / seconds);
    if (now - begun < 1000 * seconds) requestAnimationFrame(step);
    else done();
  }));
  return gaps.slice(2);
}"""


def run(table) -> None:
    """Measure, and add rows to the table."""
    with index_folder() as folder, serving(large_index(folder, IMAGES)) as server:
        connection = server.connect()
        root = ask_json(connection, "/api/index")[1]["n"] * 2 - 2
        _windows(connection, root, "tree")
        numbers = [_windows(connection, root, f"column:{name}") for name in NUMBERS]
        _seconds(table, "a new order by a number, either way", [first for first, _ in numbers], NEW)
        _seconds(table, "another part of an order", [part for _, parts in numbers for part in parts], AGAIN)
        for name in TEXTS:
            first, _ = _windows(connection, root, f"column:{name}")
            _seconds(table, f"a new order by the text {name}, either way", [first], None)
        _pauses(table, server)


def _windows(connection, root: int, sort: str) -> tuple[float, list[float]]:
    """Seconds of the slower of both directions, each for the first time, and of parts of them afterwards."""
    first, parts = [], []
    for descending in ("false", "true"):
        asked = f"/api/nodes/{root}/images?sort={quote(sort)}&descending={descending}&limit=2000&offset="
        first.append(ask_json(connection, f"{asked}0")[0])
        parts += [ask_json(connection, f"{asked}{offset}")[0] for offset in range(1000, IMAGES, 199_000)]
    return max(first), parts


def _seconds(table, what: str, seconds: list[float], target: float | None) -> None:
    slowest = max(seconds)
    table.add(
        f"{what}, {IMAGES:,} images: slowest of {len(seconds)}",
        f"{1000 * slowest:.0f} ms (median {1000 * np.median(seconds):.0f})",
        f"≤ {1000 * target:.0f} ms" if target else "",
        slowest <= target if target else None,
        conditions=f"over HTTP, load {os.getloadavg()[0]:.1f}",
    )


def _pauses(table, server) -> None:
    """The longest time between two frames, for each size and each way of scrolling."""
    from tests.browser.conftest import ARGUMENTS
    from tests.needs import find_chromium

    path = find_chromium()
    if path is None:
        table.add("longest pause of a scrolled grid", "no Chromium installed", f"≤ {1000 * PAUSE:.0f} ms")
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        for side, width, height in SIZES:
            for how, gaps in _scrolled(browser, f"{server.url}?view=grid&size={side}", width, height).items():
                _pause(table, f"{side} px in {width}×{height}", how, gaps)
        browser.close()


def _scrolled(browser, url: str, width: int, height: int) -> dict[str, list[float]]:
    """Milliseconds between frames, by the way of scrolling."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.add_init_script("localStorage.setItem('dendro.hint', 'gone')")
    page.set_default_timeout(120_000)
    page.goto(url)
    gaps = {}
    for how in ("wheel", "screens", "bar"):
        page.wait_for_selector(SETTLED)
        page.wait_for_timeout(1500)
        gaps[how] = page.evaluate(SCROLL, [how, SECONDS])
    page.close()
    return gaps


def _pause(table, what: str, how: str, gaps: list[float]) -> None:
    longest, p95 = max(gaps), float(np.quantile(gaps, 0.95))
    table.add(
        f"longest pause of a grid of {IMAGES:,} images, {what}, scrolled by {how}",
        f"{longest:.0f} ms (p95 {p95:.0f}, {len(gaps) / SECONDS:.0f} frames a second)",
        f"≤ {1000 * PAUSE:.0f} ms",
        longest <= 1000 * PAUSE,
        conditions=f"headless Chromium without a GPU, server beside it, load {os.getloadavg()[0]:.1f}",
    )
