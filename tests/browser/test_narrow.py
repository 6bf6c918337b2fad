"""Windows with little room, down to a phone: nothing moves, nothing is covered, nothing is lost."""

import pytest


@pytest.mark.parametrize("width", [1279, 780, 390])
def test_first_visit_lays_out_once(open_page, address, width):
    """The bars, the hint and the folded panels have their room before the first view is asked for."""
    walker = open_page(address, size=(width, 844), first=True)
    walker.page.wait_for_load_state("networkidle")
    assert len(walker.asked("/api/view")) == 1
    if width == 390:
        walker.page.evaluate("dendro.explorer.update({view: 'map'})")
        walker.page.locator(".map-tools").wait_for()
        tools, hint = (walker.page.locator(one).bounding_box() for one in (".map-tools", "#hint"))
        assert tools["y"] + tools["height"] <= hint["y"], "the hint leaves the buttons of the map"


def narrowed(walker, width: int, height: int = 844):
    """The same page, once its window has another size."""
    walker.page.set_viewport_size({"width": width, "height": height})
    walker.wait_for("innerWidth === $width", width=width)
    walker.settle()
    return walker


def test_in_a_window_of_some_room_one_panel_stands_beside_the_map(walker):
    """The inspected image is seen; the other panel takes the place of the first."""
    narrowed(walker, 1024, 700)
    walker.page.evaluate("dendro.explorer.inspect(3)")
    right = walker.page.locator("#right")
    right.wait_for()
    walker.settle()
    assert walker.box()["x"] + walker.box()["width"] == right.bounding_box()["x"]
    walker.page.get_by_role("tab", name="Filters", exact=True).click()
    right.wait_for(state="hidden")
    left = walker.page.locator("#left").bounding_box()
    assert walker.box()["x"] == left["x"] + left["width"]


def test_on_a_phone_the_inspector_is_a_sheet_above_the_results(open_page, address):
    """A result opens it, the results stay in reach, and its grip closes it."""
    walker = open_page(address, size=(390, 844))
    walker.page.fill("#search", "plum")
    walker.page.press("#search", "Enter")
    walker.page.wait_for_selector("#strip-items img[src]")
    walker.page.locator("#strip-items button[data-action=inspect]").first.click()
    walker.page.wait_for_selector("#inspector [data-picture]")
    sheet, strip = walker.page.locator("#right").bounding_box(), walker.page.locator("#strip").bounding_box()
    assert sheet["y"] + sheet["height"] <= strip["y"] + 1
    assert sheet["y"] > walker.box()["y"] + 100, "some of the map is seen above it"
    walker.page.locator("#strip-items button[data-action=inspect]").nth(1).click()
    walker.page.get_by_role("button", name="Close the inspector").click()
    walker.page.locator("#right").wait_for(state="hidden")


def test_legend_loses_no_entry(walker):
    """What the row has no room for is counted on a button, and stands behind it with the title in full."""
    narrowed(walker, 320)
    walker.page.evaluate("dendro.explorer.update({color: 'column:place'})")
    walker.wait_for("dendro.explorer.view.legend")
    walker.page.locator(".legend-more:visible").wait_for()
    steps = len(walker.view["legend"]["steps"])
    seen = walker.page.locator("#legend .legend-step:visible")
    beyond = int(walker.text(".legend-more").removeprefix("+"))
    assert seen.count() >= 1
    assert seen.count() + beyond == walker.page.locator("#legend .legend-step").count() >= steps
    right = [seen.nth(i).bounding_box() for i in range(seen.count())]
    assert all(box["x"] + box["width"] <= 320 for box in right)
    walker.page.locator(".legend-more").click()
    assert walker.page.locator("#bubble .legend-step:visible").count() >= steps
    assert walker.text(".legend-head") == walker.view["legend"]["title"]
    walker.page.keyboard.press("Escape")
    walker.page.locator("#bubble").wait_for(state="hidden")


@pytest.mark.parametrize("width", [390, 1280])
def test_note_is_whole_or_behind_its_sign(walker, width):
    """It is never cut to a few letters."""
    narrowed(walker, width, 800)
    walker.page.evaluate("dendro.explorer.update({clusters: 200, thumb: 160, where: \"label = 'plum'\"})")
    walker.wait_for("dendro.explorer.view.note")
    walker.page.locator(".note-sign").click()
    assert walker.text("#bubble") == walker.view["note"]
    words, bar = walker.page.locator(".note").bounding_box(), walker.page.locator("#counts").bounding_box()
    assert words["y"] >= bar["y"] + bar["height"] or words["width"] >= 150
