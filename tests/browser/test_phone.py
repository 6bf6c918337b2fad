"""A phone: sheets, targets for fingers, and two fingers on the map."""

import pytest

from tests.browser.conftest import ARGUMENTS
from tests.needs import find_chromium

TOO_SMALL = """(selector) => [...document.querySelectorAll(selector)].filter((e) => e.checkVisibility())
  .map((e) => [e.id || e.className, e.getBoundingClientRect()])
  .filter(([, box]) => box.width < 40 || box.height < 40).map(([name]) => name)"""

MISSED = """(selector) => [...document.querySelectorAll(selector)].filter((e) => {
  if (!e.checkVisibility()) return false;
  const box = e.getBoundingClientRect(), [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  return [y - 19, y + 19].some((at) => !e.contains(document.elementFromPoint(x, at)));
}).map((e) => e.textContent)"""


class Fingers:
    """Fingers on the screen, as the browser's own input hears them."""

    def __init__(self, page) -> None:
        self._page = page
        self._session = page.context.new_cdp_session(page)

    def drag(self, selector: str, by: int) -> None:
        """Draw an element down with one finger, slowly."""
        box = self._page.locator(selector).bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self._move([[(x, y + by * step / 8)] for step in range(9)])

    def pinch(self, place: tuple[float, float], before: float, after: float) -> None:
        """Lay two fingers so far apart round a place, and move them."""
        x, y = place
        halves = [(before + (after - before) * step / 10) / 2 for step in range(11)]
        self._move([[(x - half, y), (x + half, y)] for half in halves])

    def _move(self, places: list[list[tuple[float, float]]]) -> None:
        for step, points in enumerate(places):
            self._send("touchMove" if step else "touchStart", points)
            self._page.wait_for_timeout(40)
        self._send("touchEnd", [])

    def _send(self, kind: str, points: list[tuple[float, float]]) -> None:
        touches = [{"x": x, "y": y, "id": finger} for finger, (x, y) in enumerate(points)]
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})


@pytest.fixture
def phone(driver, address):
    """The page on a phone."""
    browser = driver.launch(executable_path=find_chromium(), args=ARGUMENTS)
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("#stage[data-state=settled]")
    page.wait_for_selector(":root[data-dash=ready]", timeout=30_000)
    yield page
    browser.close()


def test_panels_of_a_phone_are_sheets_that_are_drawn_or_tapped_away(phone):
    """The rail is the head of one, behind one button; the map keeps its place."""
    fingers = Fingers(phone)
    before = phone.locator("#stage").bounding_box()
    assert phone.locator(".rail").is_hidden()
    phone.tap("#fold-left")
    phone.get_by_role("tab", name="Findings").tap()
    phone.wait_for_selector("#find:visible")
    sheet = phone.locator("#tabs").bounding_box()
    bar = phone.locator("#bottombar").bounding_box()
    assert sheet["width"] == 390 and sheet["y"] > 200
    assert sheet["y"] + sheet["height"] == bar["y"]
    fingers.drag("#tabs .grip", 30)
    phone.wait_for_timeout(300)
    assert phone.locator("#tabs").bounding_box() == sheet, "it was not meant"
    fingers.drag("#tabs .grip", 200)
    phone.wait_for_selector("#find", state="hidden")
    phone.tap("#fold-left")
    phone.locator("#tabs .grip").tap()
    phone.wait_for_selector("#find", state="hidden")
    assert phone.locator("#stage").bounding_box() == before


def test_targets_are_large_enough_for_fingers(phone):
    """40 px where fingers are what is used: buttons of both bars, tabs, grips."""
    bars = "#topbar button:not(.crumb), #topbar input, #bottombar button:not(.toggle)"
    assert phone.evaluate(TOO_SMALL, bars) == []
    phone.tap("#fold-left")
    assert phone.evaluate(TOO_SMALL, "#tabs > .grip, .rail button, #tabs .mantine-Input-input") == []
    assert phone.evaluate(MISSED, ".tabs.inner [role=tab]") == [], "hit around what is seen of it"


def test_the_way_out_stands_beside_the_title(phone):
    """One step each, in reach of a finger; below the map no word is cut."""
    root = phone.evaluate("dendro.explorer.view.node")
    assert phone.locator("button.crumb:visible").count() == 0
    phone.evaluate(
        "dendro.explorer.zoomTo(dendro.explorer.view.cells.find((c) => !c.leaf && c.count > 20).node)"
    )
    out = phone.locator("button.crumb:visible")
    out.wait_for(timeout=5_000)
    box = out.bounding_box()
    assert box["width"] >= 32 and box["height"] >= 40 and box["y"] >= 0
    says = phone.locator("#counts").evaluate(
        "(e) => [...e.querySelectorAll('.counts-words > span')]"
        ".filter((part) => part.offsetTop < e.offsetTop + 20)"
        ".map((part) => [part.textContent, part.scrollWidth <= e.clientWidth])"
    )
    assert says[0][0].endswith(" of 300") and all(whole for _, whole in says)
    out.tap()
    phone.wait_for_timeout(600)
    assert phone.evaluate("dendro.explorer.view.node") == root


def test_two_fingers_zoom_into_the_cluster_between_them_and_out(phone):
    """One gesture, one step; the browser's own zoom stays as it is, and no image is taken for tapped."""
    fingers = Fingers(phone)
    root = phone.evaluate("dendro.explorer.view.node")
    cell = phone.evaluate(
        "dendro.explorer.view.cells.filter((c) => !c.leaf).sort((a, b) => b.w * b.h - a.w * a.h)[0]"
    )
    box = phone.locator("#stage").bounding_box()
    middle = (box["x"] + cell["x"] + cell["w"] / 2, box["y"] + cell["y"] + cell["h"] / 2)
    fingers.pinch(middle, 40, 160)
    phone.wait_for_selector("#stage[data-state=settled]")
    phone.wait_for_timeout(600)
    assert phone.evaluate("dendro.explorer.view.node") == cell["node"]
    assert phone.evaluate("dendro.explorer.trail.length") == 2
    assert phone.evaluate("[visualViewport.scale, dendro.explorer.state.row]") == [1, None]
    fingers.pinch((200, 400), 300, 60)
    phone.wait_for_timeout(600)
    phone.wait_for_selector("#stage[data-state=settled]")
    assert phone.evaluate("dendro.explorer.view.node") == root
    assert phone.evaluate("visualViewport.scale") == 1
