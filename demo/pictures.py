"""Take the pictures of README and manual: `python -m demo.pictures INDEX`, with the index of `dendro demo`.

Needs Chromium and the test tools (`make test` installs them).
"""

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import ARGUMENTS, serving
from tests.needs import find_chromium

FOLDER = Path(__file__).parents[1] / "docs" / "images"
QUALITY = 72
"""Of JPEG: a picture of a thousand thumbnails stays below 300 kB."""
SETTLED = "#stage[data-state=settled]"
SIZE = {"width": 1440, "height": 900}


def main(index: Path) -> None:
    """Write `map.jpg`, the whole data set, and `mistakes.jpg`, a cluster and one of its mistakes."""
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


if __name__ == "__main__":
    main(Path(sys.argv[1]))
