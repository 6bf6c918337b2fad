"""A static copy in a browser: walked, hovered and inspected, from a plain server of files, below a folder."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from explorer.dataset import open_index
from explorer.publishing import publish

SETTLED = "document.getElementById('stage').dataset.state === 'settled'"


class Quiet(SimpleHTTPRequestHandler):
    """What `python -m http.server` answers with, without its log."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def copy_address(small_index_path: Path, tmp_path_factory: pytest.TempPathFactory):
    """Address of a copy of the small index, below another folder."""
    folder = tmp_path_factory.mktemp("served")
    with open_index(small_index_path) as index:
        publish(index, folder / "site")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/site/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(chromium, copy_address: str):
    """A page that keeps what is said on its console, and what it asks others for."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.said = []
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.on("response", lambda got: page.said.append(got.url) if got.status >= 400 else None)
    page.on(
        "request", lambda asked: None if _is_own(asked.url, copy_address) else page.said.append(asked.url)
    )
    yield page
    context.close()


def _is_own(url: str, address: str) -> bool:
    return url.startswith((address, f"blob:{address[: address.index('/site')]}", "data:"))


def test_a_copy_is_walked_without_a_server(page, copy_address: str):
    """Over an image and into the inspector, into a cluster and out, to map and grid: and no complaint."""
    page.goto(copy_address)
    page.wait_for_function(SETTLED)
    view = page.evaluate("dendro.explorer.view")
    box = page.locator("#stage").bounding_box()
    cell = next(cell for cell in view["cells"] if cell["band"] and cell["count"] > 12)

    thumb = cell["thumbs"]
    page.mouse.move(box["x"] + thumb["x"] + thumb["w"] - 6, box["y"] + thumb["y"] + thumb["h"] - 6)
    page.wait_for_selector(".dendro-preview:not([hidden])")
    page.mouse.down()
    page.mouse.up()
    page.wait_for_selector("#inspector [data-picture][src^='blob:']")
    assert "Nearest neighbours" in page.locator("#inspector").inner_text()
    page.keyboard.press("Escape")

    page.mouse.click(box["x"] + cell["x"] + 12, box["y"] + cell["y"] + 8)
    page.wait_for_function(f"dendro.explorer.view.node === {cell['node']} && {SETTLED}")
    assert f"node={cell['node']}" in page.url
    page.keyboard.press("Escape")
    page.wait_for_function(f"dendro.explorer.view.node === {view['node']} && {SETTLED}")

    page.click("#view-choice [data-view=map]")
    page.wait_for_selector("#stage[data-view=map]")
    page.click("#view-choice [data-view=grid]")
    page.wait_for_selector("#stage[data-view=grid]")
    page.wait_for_timeout(300)
    assert page.evaluate("document.getElementById('alert').hidden")
    assert page.locator("#search, #choose-image, [data-action=export], [data-decide]").count() == 0
    assert page.said == []
