"""What the page does when answers come late, not at all, or say no."""

import json
import re
from contextlib import suppress

import pytest

VIEW = re.compile("/api/view")
EVERYTHING = re.compile("/api/|/_dash-update-component")
FITS = (
    "(({width, height, clientWidth, clientHeight}, stage) => clientWidth === stage.clientWidth"
    " && clientHeight === stage.clientHeight && width === clientWidth * devicePixelRatio"
    " && height === clientHeight * devicePixelRatio)(document.querySelector('.dendro-canvas'), "
    "document.getElementById('stage'))"
)
"""The picture is as large as the stage, pixel by pixel."""


class Held:
    """Requests that are answered when the test says so."""

    def __init__(self, page, pattern: re.Pattern) -> None:
        self.page, self.pattern, self.routes = page, pattern, []
        page.route(pattern, lambda route: self.routes.append(route))

    def release(self) -> None:
        """Let them go, and all that follow."""
        self.page.unroute(self.pattern)
        for route in self.routes:
            with suppress(Exception):  # the page may have given it up
                route.continue_()


def test_map_fits_after_fold_and_unfold_while_a_view_is_on_its_way(new_walker):
    """What was asked for first comes last, and is not shown."""
    walker = new_walker
    before = walker.box()
    held = Held(walker.page, VIEW)
    walker.page.keyboard.press("]")
    walker.wait_for("document.getElementById('stage').dataset.state === 'loading'")
    walker.page.wait_for_timeout(300)
    assert held.routes
    assert walker.page.locator(".dendro-canvas").bounding_box() == before, "it stays as it was drawn"
    walker.page.keyboard.press("]")
    walker.wait_for(f"document.getElementById('stage').clientWidth === {int(before['width'])}")
    walker.page.wait_for_timeout(300)
    held.release()
    walker.settle()
    walker.page.wait_for_timeout(300)
    walker.wait_for(FITS)
    assert walker.box() == before


def test_map_fits_after_resizes_while_views_are_on_their_way(new_walker):
    """The size that was last is the one drawn."""
    walker = new_walker
    held = Held(walker.page, VIEW)
    for width in (1100, 1300, 1440, 1350):
        walker.page.set_viewport_size({"width": width, "height": 900})
        walker.page.wait_for_timeout(250)
    held.release()
    walker.settle()
    walker.wait_for(FITS)


def test_page_recovers_by_itself_when_the_server_is_back(new_walker):
    """Map, search, inspector, classes and findings wait, say so, and go on: nobody has to do anything."""
    walker = new_walker
    walker.expected = ("ERR_CONNECTION_REFUSED",)
    walker.page.route(EVERYTHING, lambda route: route.abort("connectionrefused"))
    cell = walker.big_cell()
    row = cell["thumbs"]["rows"][0]
    walker.page.mouse.click(*walker.place_of(cell))
    walker.page.wait_for_selector("#alert:visible")
    assert "does not answer" in walker.text("#alert")
    walker.page.fill("#search", "plum")
    walker.page.press("#search", "Enter")
    walker.page.get_by_role("tab", name="Findings").click()
    walker.page.evaluate("dendro.explorer.update({clusters: 9})")
    walker.page.wait_for_timeout(500)
    walker.page.unroute(EVERYTHING)
    walker.page.wait_for_selector("#alert", state="hidden")
    walker.page.wait_for_selector(f"[data-picture='{row}']")
    walker.page.wait_for_selector("#strip-items .gallery-item img[src]")
    walker.page.wait_for_selector("#found-cards .card img[src]")
    walker.wait_for("dendro.explorer.view.cells.length === 9")
    assert walker.page.locator(".gallery p, .card-pictures p, .strip-items p").count() == 0


def test_busy_server_is_asked_again_when_it_said(new_walker):
    """503 with Retry-After is no error: the page waits, and then is where it was going."""
    walker = new_walker
    walker.expected = ("503",)
    busy = {"status": 503, "headers": {"Retry-After": "1"}, "body": json.dumps({"error": "Busy."})}
    walker.page.route(EVERYTHING, lambda route: route.fulfill(**busy))
    cell = walker.big_cell()
    walker.click_title(cell)
    walker.page.wait_for_selector("#alert:visible")
    assert "busy" in walker.text("#alert")
    walker.page.unroute(EVERYTHING)
    walker.wait_for_node(cell["node"])
    walker.page.wait_for_selector("#alert", state="hidden")


def test_link_whose_filter_does_not_hold_shows_the_map_and_how_to_mend_it(open_page, address):
    """A column that is gone must not hide the images; what is left out is said."""
    link = "?where=colour%20%3D%20'red'&model=gone&color=column%3Agone&row=99999"
    walker = open_page(address + link, expected=("400",))
    assert walker.view["matching"] == 300
    walker.page.wait_for_selector("#alert:visible")
    assert "colour" in walker.text("#alert")
    walker.page.wait_for_selector("#inspector .actions")
    walker.page.locator(".ag-row", has_text="plum").wait_for()
    walker.page.get_by_role("button", name="Clear the filter").click()
    walker.page.locator("#alert", has_text="model=gone, color=column:gone, row=99999").wait_for()
    assert walker.query == {}
    walker.page.get_by_role("button", name="Close", exact=True).click()
    walker.page.wait_for_selector("#alert", state="hidden")


@pytest.mark.parametrize(
    "query",
    ["?q=%3F%3F%3F", "?q=%F0%9F%90%88&where=label%20%3D%20'plum'", "?q=" + "a+" * 1500],
)
def test_link_with_words_that_cannot_be_looked_up_shows_the_map(open_page, address, small_index, query):
    """The strip says why; neither the map nor the filter pays for it."""
    walker = open_page(address + query, expected=("400",))
    plums = small_index.items["label"].to_pylist().count("plum")
    assert walker.view["matching"] == (plums if "where" in query else small_index.n)
    walker.page.locator("#strip-title", has_text=re.compile("no word|at most")).wait_for()
    assert walker.page.locator("#alert").is_hidden()


@pytest.mark.parametrize(("theme", "ground"), [("light", (246, 247, 249)), ("dark", (15, 17, 20))])
def test_stage_is_the_ground_until_the_first_view_and_where_it_fails(open_page, address, theme, ground):
    """No black rectangle, in either theme."""
    from io import BytesIO

    from PIL import Image

    walker = open_page(address, theme=theme)
    walker.expected = ("500",)
    held = Held(walker.page, VIEW)
    walker.page.goto(walker.url)
    walker.page.wait_for_selector("#inspector", state="attached")

    def middle() -> tuple[int, ...]:
        picture = Image.open(BytesIO(walker.page.locator("#stage").screenshot()))
        return picture.getpixel((picture.width // 2, picture.height // 2))[:3]

    assert middle() == ground
    for route in held.routes:
        route.fulfill(status=500, body=json.dumps({"error": "The disk is gone."}))
    walker.page.wait_for_selector("#stage[data-state=failed]")
    assert "The disk is gone." in walker.text("#alert")
    assert middle() == ground


def test_panel_says_what_went_wrong_and_asks_again(new_walker, monkeypatch):
    """An error in a panel, and one of the server itself, are told in a sentence with a way on."""
    walker = new_walker
    from explorer.errors import InputError
    from explorer.web.page.findings import callbacks as findings

    whole = findings._found
    monkeypatch.setattr(findings, "_found", lambda *_: (_ for _ in ()).throw(InputError("the disk is gone.")))
    walker.page.get_by_role("tab", name="Findings").click()
    walker.page.locator("#found-cards", has_text="The disk is gone.").wait_for()
    walker.expected = ("500",)
    monkeypatch.setattr(findings, "_found", lambda *_: 1 / 0)
    walker.page.locator("#found-cards").get_by_role("button", name="Try again").click()
    walker.page.locator("#alert", has_text="its log says what").wait_for()
    monkeypatch.setattr(findings, "_found", whole)
    walker.page.locator("#alert").get_by_role("button", name="Try again").click()
    walker.page.locator("#alert").wait_for(state="hidden")
    walker.page.wait_for_selector("#found-cards .card")
