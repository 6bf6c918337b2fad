"""The page in Chromium: from a click on a cluster to the first frame with all its thumbnails."""

import tempfile
from pathlib import Path

import numpy as np

from tests.benchmarks.server import serving
from tests.benchmarks.synthetic import synthetic_index

IMAGES = 10_000
CLICKS = 40
TARGET = 0.150
SETTLED = "#stage[data-state=settled]"
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
            seconds = walk(browser, server.url)
            browser.close()
    p95 = float(np.quantile(seconds, 0.95))
    said = f"{1000 * p95:.0f} ms (median {1000 * np.median(seconds):.0f})"
    table.add(f"click to painted, {IMAGES:,} images: p95", said, f"< {1000 * TARGET:.0f} ms", p95 < TARGET)


def walk(browser, url: str) -> list[float]:
    """Go into one cluster after another and out again; gives the seconds from click to all thumbnails."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.add_init_script("localStorage.setItem('dendro.hint', 'gone')")
    page.goto(url)
    page.wait_for_selector(SETTLED)
    page.wait_for_selector("#inspector .title")
    seconds = []
    for i in range(CLICKS):
        cells = [c for c in page.evaluate("dendro.explorer.view.cells") if not c["leaf"] and c["band"]]
        cell = cells[(7 * i) % len(cells)]
        box = page.locator("#stage").bounding_box()
        # As a person does: the pointer comes to rest before it presses.
        page.mouse.move(box["x"] + cell["x"] + cell["w"] / 2, box["y"] + cell["y"] + 6)
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
