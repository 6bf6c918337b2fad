"""Take the pictures of README and manual, and a film of a zoom: `python -m demo.pictures INDEX`.

INDEX is that of `dendro demo`.

Needs Chromium and the test tools (`make test` installs them).
"""

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import ARGUMENTS, serving
from tests.needs import find_chromium

FOLDER = Path(__file__).parents[1] / "docs" / "images"
QUALITY = 72
"""Of JPEG: a picture of a thousand thumbnails stays below 300 kB."""
SETTLED = "#stage[data-state=settled]"
SIZE = {"width": 1440, "height": 900}
FILM_SIZE = {"width": 960, "height": 600}
FRAME_MS, REST_FRAMES = 30, 33
ZOOM_FRAMES = 18
"""Until all of a zoom, and its last thumbnails, are painted."""


def main(index: Path) -> None:
    """Write `map.jpg`, all, `mistakes.jpg`, a cluster and one of its mistakes, and `zoom.webp`, the film."""
    with sync_playwright() as playwright, serving(index) as address:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        page = browser.new_page(viewport=SIZE, reduced_motion="reduce")
        page.add_init_script("localStorage.setItem('dendro.hint', 'gone')")
        page.goto(address)
        picture(page, "map.jpg")
        node, row = page.evaluate(MOST_MISTAKEN)
        page.goto(f"{address}?node={node}&k=12&size=40&show=outline&row={row}")
        page.wait_for_selector("#inspector img")
        picture(page, "mistakes.jpg")
        film(browser.new_page(viewport=FILM_SIZE), address)
        browser.close()


# Of the top groups the one with the lowest accuracy, and the first of its mistakes that is drawn.
MOST_MISTAKEN = """() => {
  const { cells, frames } = dendro.explorer.view;
  const frame = frames.reduce((a, b) => (b.accuracy < a.accuracy ? b : a));
  const right = frame.x + frame.w, bottom = frame.y + frame.h;
  const inside = ({ x, y }) => frame.x <= x && x < right && frame.y <= y && y < bottom;
  const wrong = ({ thumbs }) => thumbs.rows.filter((_, i) => thumbs.wrong[i] === "1");
  return [frame.node, cells.filter(inside).flatMap(wrong)[0]];
}"""


def picture(page: Page, name: str) -> None:
    """Wait until everything is there, and take the picture."""
    page.wait_for_selector(SETTLED)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)
    page.screenshot(path=FOLDER / name, type="jpeg", quality=QUALITY)


def film(page: Page, address: str) -> None:
    """Write `zoom.webp`: from the whole data set into a cluster, into one of its own, and back."""
    page.add_init_script("localStorage.setItem('dendro.hint', 'gone')")
    page.clock.install()
    page.goto(address)
    page.wait_for_selector(SETTLED)
    page.wait_for_load_state("networkidle")
    page.clock.pause_at(page.evaluate("Date.now()") + 1000)
    frames = [*still(page)]
    for _ in range(2):
        page.mouse.click(*page.evaluate(LARGEST))
        frames += [*moving(page), *still(page)]
    for _ in range(2):
        page.keyboard.press("Escape")
        frames += [*moving(page), *still(page)]
    frames[0].save(
        FOLDER / "zoom.webp", save_all=True, append_images=frames[1:], duration=FRAME_MS, loop=0, quality=60
    )


# The title of the largest cluster, which a click goes into.
LARGEST = """() => {
  const { cells } = dendro.explorer.view;
  const { left, top } = document.querySelector("#stage").getBoundingClientRect();
  const cell = cells.reduce((a, b) => (b.w * b.h > a.w * a.h ? b : a));
  return [left + cell.x + 12, top + cell.y + 8];
}"""


def moving(page: Page) -> list[Image.Image]:
    """The frames of a zoom, each after the time of one."""
    return [frame(page) for _ in range(ZOOM_FRAMES)]


def still(page: Page) -> list[Image.Image]:
    """The view as it stays for a second."""
    return [frame(page)] * REST_FRAMES


def frame(page: Page) -> Image.Image:
    """Let the time of one frame pass, and take a picture."""
    page.clock.run_for(FRAME_MS)
    page.wait_for_timeout(60)  # what comes over the network comes in its own time
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
