"""How much of the window of a first visit is pictures, counted on the screen."""

import io
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image

from tests.benchmarks.synthetic import synthetic_index
from tests.browser.conftest import serving

IMAGES = 10_000
MAGENTA = (255, 0, 255)
"""What all pictures are of, and nothing else of the page is."""
TINGED = 40
"""Of 255: so much less green than red and blue has what a picture shines through: the ground of a chip."""
LEAST = {(1440, 900): 0.75, (1920, 1080): 0.75, (1024, 700): 0.7, (390, 844): 0.65}
"""Of the window, which a visitor of that size sees."""


@pytest.fixture(scope="module")
def magenta(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the page of an index of images of one colour."""
    index = synthetic_index(tmp_path_factory.mktemp("area") / "images.dendro", IMAGES, color=MAGENTA)
    with serving(index) as url:
        yield url


def share_of_pictures(page) -> float:
    """Return the share of the window's pixels that show a picture, the grounds of chips on it included."""
    red, green, blue = np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("RGB")).astype(int).T
    shown = (np.minimum(red, blue) - green >= TINGED).T
    box = page.locator("#stage").bounding_box()
    x, y = int(box["x"]), int(box["y"])
    inside = shown[y : y + int(box["height"]), x : x + int(box["width"])]
    assert inside.sum() == shown.sum(), "pictures are on the canvas alone"
    return float(shown.mean())


@pytest.mark.parametrize("fingers", [False, True])
def test_a_first_visit_is_mostly_pictures(chromium, magenta, fingers):
    """Letters, gaps, bars and the hint take the rest; on a phone the bars have room for fingers."""
    sizes = [size for size in LEAST if (size[0] < 500) == fingers]
    first = dict(zip(("width", "height"), sizes[0], strict=True))
    context = chromium.new_context(viewport=first, has_touch=fingers, is_mobile=fingers)
    page = context.new_page()
    page.goto(magenta)
    page.wait_for_selector(":root[data-dash=ready]", timeout=30_000)
    found = {}
    for width, height in sizes:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(300)  # until the canvas has heard of it
        page.wait_for_selector("#stage[data-state=settled]")
        found[width, height] = share_of_pictures(page)
    context.close()
    assert all(found[size] >= LEAST[size] for size in sizes), found
