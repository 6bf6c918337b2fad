"""A static copy of ten thousand images: seconds to write it, its size, and its first view in a browser."""

import tempfile
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np

from explorer.dataset import open_index
from explorer.publishing import publish
from tests.benchmarks.synthetic import synthetic_index

N = 10_000
VISITS = 5
SETTLED = "#stage[data-state=settled]"
SHOWN = "performance.getEntriesByName('dendro:painted')[0].startTime"


def run(table) -> None:
    """Measure, and add rows to the table."""
    with tempfile.TemporaryDirectory() as folder:
        with open_index(synthetic_index(Path(folder) / "images.dendro", N)) as index:
            begun = time.perf_counter()
            report = publish(index, Path(folder) / "site")
            seconds = time.perf_counter() - begun
        size = report.bytes / 1e6
        table.add(f"{N:,} images published", f"{seconds:.1f} s", "≤ 30 s", seconds <= 30)
        table.add(f"{N:,} images published: all files", f"{size:.1f} MB", "≤ 60 MB", size <= 60)
        firsts = _visits(report.out)
    if not firsts:
        table.add("first view of the copy", "no Chromium installed", "≤ 1.5 s", None)
        return
    first = float(np.median(firsts))
    table.add("first view of the copy, with all its thumbnails", f"{first:.2f} s", "≤ 1.5 s", first <= 1.5)


def _visits(folder: Path) -> list[float]:
    """Seconds to the first whole view, each time with an empty cache; none without a browser."""
    from tests.browser.conftest import ARGUMENTS
    from tests.needs import find_chromium

    path = find_chromium()
    if path is None:
        return []
    from playwright.sync_api import sync_playwright

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        firsts = [_visit(browser, f"http://127.0.0.1:{server.server_port}/") for _ in range(VISITS)]
        browser.close()
    server.shutdown()
    server.server_close()
    return firsts


def _visit(browser, url: str) -> float:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(url)
    page.wait_for_selector(SETTLED)
    seconds = page.evaluate(SHOWN) / 1000
    context.close()
    return seconds


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""
