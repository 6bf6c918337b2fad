"""The page in Chromium: from a click on a cluster to all its thumbnails, and frames while things move."""

import tempfile
from pathlib import Path

import numpy as np

from tests.benchmarks.server import serving
from tests.benchmarks.synthetic import synthetic_index

IMAGES = 10_000
CLICKS = 40
TARGET = 0.100
VISITS, FIRST = 5, 1.0
DRAGS = 3
STEPS = 60
FRAME = 0.050
SETTLED = "#stage[data-state=settled]"
FRAMES = """() => {
  const frames = (globalThis.benchFrames = []);
  const tick = (now) => frames === globalThis.benchFrames && frames.push(now) && requestAnimationFrame(tick);
  requestAnimationFrame(tick);
}"""
MARKS = "['click', 'painted'].map(name => performance.getEntriesByName(`dendro:${name}`).at(-1)?.startTime)"


def run(table) -> None:
    """Measure, and add rows to the table; a notice where there is no browser."""
    from tests.browser.conftest import ARGUMENTS
    from tests.needs import find_chromium

    path = find_chromium()
    if path is None:
        table.add("click to painted in Chromium", "no Chromium installed", f"< {1000 * TARGET:.0f} ms", None)
        return
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        with serving(synthetic_index(Path(folder) / "images.dendro", IMAGES)) as server:
            browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
            first = first_visits(browser, server.url)
            bare = first_visits(browser, server.url, without="**/_dash*")
            seconds = walk(browser, server.url)
            dragged, zoomed = slide(browser, server.url), zoom(browser, server.url)
            browser.close()
    middle = float(np.median(first))
    said = f"{middle:.2f} s ({min(first):.2f} to {max(first):.2f}; without Dash {np.median(bare):.2f} s)"
    what = f"first visit to the full picture, {IMAGES:,} images: median of {VISITS}"
    table.add(what, said, f"≤ {FIRST:.0f} s", middle <= FIRST)
    _p95(table, f"click to painted, {IMAGES:,} images", seconds, TARGET)
    _p95(table, f"a frame while the number of clusters is dragged, {IMAGES:,} images", dragged, FRAME)
    _p95(table, f"a frame of a zoom, {IMAGES:,} images", zoomed, FRAME)


def _p95(table, what: str, seconds: list[float], target: float) -> None:
    p95, median, most = np.quantile(seconds, [0.95, 0.5, 1])
    said = f"{1000 * p95:.0f} ms (median {1000 * median:.0f}, longest {1000 * most:.0f})"
    table.add(f"{what}: p95", said, f"< {1000 * target:.0f} ms", bool(p95 < target))


def first_visits(browser, url: str, without: str = "") -> list[float]:
    """Open the page as one who was never there; gives the seconds until all thumbnails of the map are drawn.

    `without` is what of the page is not answered. The very first visit, for which the server has most to
    load, is left out.
    """
    seconds = []
    for _ in range(1 + VISITS):
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        if without:
            page.route(without, lambda route: route.abort())
        page.goto(url, wait_until="commit")
        page.wait_for_selector(SETTLED)
        seconds.append(page.evaluate("performance.getEntriesByName('dendro:painted')[0].startTime") / 1000)
        context.close()
    return seconds[1:]


def walk(browser, url: str) -> list[float]:
    """Go into one cluster after another and out again; gives the seconds from click to all thumbnails."""
    page = _open(browser, url)
    seconds = []
    for i in range(CLICKS):
        titled = {title["node"] for title in page.evaluate("dendro.explorer.titles")}
        view = page.evaluate("dendro.explorer.view.cells")
        cells = [cell for cell in view if not cell["leaf"] and cell["node"] in titled]
        cell = cells[(7 * i) % len(cells)]
        box = page.locator("#stage").bounding_box()
        # As a person does: the pointer comes to rest before it presses.
        title = next(t for t in page.evaluate("dendro.explorer.titles") if t["node"] == cell["node"])
        page.mouse.move(box["x"] + title["x"] + title["w"] / 2, box["y"] + title["y"] + title["h"] / 2)
        page.wait_for_timeout(150)
        page.mouse.down()
        page.mouse.up()
        while page.evaluate("dendro.explorer.view.node") != cell["node"]:
            page.wait_for_timeout(10)
        page.wait_for_selector(SETTLED)
        clicked, painted = page.evaluate(MARKS)
        seconds.append((painted - clicked) / 1000)
        page.keyboard.press("Escape")
        while page.evaluate("dendro.explorer.view.node") == cell["node"]:
            page.wait_for_timeout(10)
        page.wait_for_selector(SETTLED)
    page.close()
    return seconds


def slide(browser, url: str) -> list[float]:
    """Drag the number of clusters there and back; gives the seconds of each frame."""
    page = _open(browser, url)
    box = page.locator("#clusters").bounding_box()
    x, y = box["x"] + 0.2 * box["width"], box["y"] + box["height"] / 2
    seconds = []
    for _ in range(DRAGS):
        page.mouse.move(x, y)
        page.mouse.down()
        page.evaluate(FRAMES)
        for step in range(STEPS):
            page.mouse.move(x + 0.6 * box["width"] * (1 - abs(1 - 2 * step / STEPS)), y)
            page.wait_for_timeout(20)
        seconds += _frames(page)
        page.mouse.up()
        page.wait_for_timeout(300)
        page.wait_for_selector(SETTLED)
    page.close()
    return seconds


def zoom(browser, url: str) -> list[float]:
    """Zoom into one large cluster after another and out again; gives the seconds of each frame on the way."""
    page = _open(browser, url)
    seconds = []
    for cell in sorted(page.evaluate("dendro.explorer.view.cells"), key=lambda c: -c["count"])[:DRAGS]:
        page.evaluate("(node) => dendro.explorer.prepare(node)", cell["node"])
        page.wait_for_timeout(600)
        for go in (f"dendro.explorer.zoomTo({cell['node']})", "dendro.explorer.zoomOut()"):
            node = page.evaluate("dendro.explorer.view.node")
            page.evaluate(FRAMES)
            page.evaluate(go)
            while page.evaluate("dendro.explorer.view.node") == node:
                page.wait_for_timeout(10)
            page.wait_for_selector(SETTLED)
            seconds += _frames(page)
    page.close()
    return seconds


def _open(browser, url: str):
    """The page with its panels, settled."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.add_init_script("localStorage.setItem('dendro.hint', 'gone')")
    page.goto(url)
    page.wait_for_selector(SETTLED)
    page.wait_for_selector("#inspector .title", state="attached")
    page.wait_for_load_state("networkidle")
    return page


def _frames(page) -> list[float]:
    """Seconds between the frames since they are counted, which ends."""
    times = page.evaluate("benchFrames.splice(0)")
    page.evaluate("globalThis.benchFrames = null")
    return (np.diff(times) / 1000).tolist()
