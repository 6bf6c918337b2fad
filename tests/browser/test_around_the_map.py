"""What stands around the map: how much of the window it leaves, that nothing moves, the rail, the bars."""

from itertools import pairwise

import pytest

SHARES = {(1920, 1080): 0.88, (1440, 900): 0.88, (1024, 700): 0.84, (390, 844): 0.8}

SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
  const names = entry.sources.map(({ node }) => node && (node.id || node.className || node.nodeName));
  shifts.push([entry.value, ...names]);
})).observe({ type: "layout-shift", buffered: true });
"""
"""What moves without having been touched, from the first paint on."""


@pytest.mark.parametrize("size", list(SHARES))
def test_the_window_belongs_to_the_map_and_nothing_moves(chromium, address, size):
    """On a first visit, panels folded: the canvas' share, and no layout shift while data and Dash arrive."""
    narrow = size[0] < 500
    context = chromium.new_context(
        viewport={"width": size[0], "height": size[1]}, has_touch=narrow, is_mobile=narrow
    )
    page = context.new_page()
    page.add_init_script(SHIFTS)
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/api/view" in request.url else None)
    page.goto(address)
    page.wait_for_selector("#stage[data-state=settled]")
    before = page.locator("#stage").bounding_box()
    page.wait_for_selector(":root[data-dash=ready]", timeout=30_000)
    page.wait_for_load_state("networkidle")
    assert page.locator("#stage").bounding_box() == before
    assert page.locator("#hint").is_visible()
    assert before["width"] * before["height"] / (size[0] * size[1]) >= SHARES[size]
    assert page.evaluate(
        "[document.documentElement.dataset.left, document.documentElement.dataset.right]"
    ) == [
        "folded",
        "folded",
    ]
    bar = page.locator("#bottombar").bounding_box()
    assert (page.locator("#topbar").bounding_box()["height"], bar["height"]) == (44, 44 if narrow else 36)
    assert page.evaluate("shifts") == []
    assert len(asked) == 1
    context.close()


@pytest.mark.parametrize(("scheme", "stored", "theme"), [
    ("light", None, "light"), ("dark", None, "dark"), ("light", "dark", "dark"), ("dark", "light", "light"),
])  # fmt: skip
def test_the_system_chooses_the_theme_until_a_person_does(chromium, address, scheme, stored, theme):
    """From the first frame, and when the system turns while the page is open."""
    context = chromium.new_context(color_scheme=scheme)
    page = context.new_page()
    if stored:
        page.add_init_script(f"localStorage.setItem('dendro.theme', '{stored}')")
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => window.early = document.documentElement.dataset.theme)"
    )
    page.goto(address)
    page.wait_for_selector("#stage[data-state=settled]")
    assert page.evaluate("[early, dendro.explorer.state.theme]") == [theme, theme]
    other = {"dark": "light", "light": "dark"}[scheme]
    page.emulate_media(color_scheme=other)
    page.wait_for_timeout(100)
    assert page.evaluate("document.documentElement.dataset.theme") == (stored or other)
    context.close()


def test_an_icon_of_the_rail_opens_its_panel_and_closes_it(open_page, address):
    """320 px beside the map; another icon changes it, the same one folds it; words come on hover."""
    walker = open_page(address, first=True)
    tab = walker.page.get_by_role("tab", name="Filters")
    assert tab.locator("[title]").get_attribute("title") == "Filters"
    tab.click()
    walker.page.wait_for_selector("#filter-text")
    assert walker.page.locator("#left").bounding_box()["width"] == 320
    walker.wait_for("document.getElementById('stage').clientWidth === 1080")
    walker.page.wait_for_selector(".rail [aria-selected=true][aria-expanded=true]")
    walker.page.get_by_role("tab", name="Findings").click()
    walker.page.wait_for_selector("#find")
    assert walker.page.locator("#filter-text").is_hidden()
    walker.page.get_by_role("tab", name="Findings").click()
    walker.page.wait_for_selector("#left", state="hidden")
    walker.page.keyboard.press("[")
    walker.page.wait_for_selector("#find")
    walker.page.get_by_role("button", name="Close the panel ( [ )").click()
    walker.page.wait_for_selector("#left", state="hidden")
    walker.wait_for("document.getElementById('stage').clientWidth === 1400")


def test_the_inspector_comes_and_goes_with_an_image(open_page, address):
    """Unless it was opened for itself; a link to an image shows it."""
    walker = open_page(address, first=True)
    walker.page.mouse.click(*walker.place_of(walker.big_cell()))
    walker.page.wait_for_selector("#inspector [data-picture]:visible")
    assert walker.page.locator("#hint").is_hidden(), "something was clicked"
    walker.open(f"?{walker.page.url.split('?')[1]}")
    walker.page.wait_for_selector("#inspector [data-picture]:visible")
    walker.page.keyboard.press("Escape")
    walker.page.wait_for_selector("#right", state="hidden")
    walker.open()
    assert walker.page.locator("#right").is_hidden()
    walker.page.keyboard.press("]")
    walker.settle()
    walker.page.evaluate("dendro.explorer.inspect(3)")
    walker.page.keyboard.press("Escape")
    walker.wait_for("dendro.explorer.state.row === null")
    assert walker.page.locator("#right").is_visible()


def test_a_link_about_findings_opens_their_panel(open_page, address):
    """On a first visit, too."""
    walker = open_page(f"{address}?findings=errors", first=True)
    walker.page.wait_for_selector("#found-cards [data-finding]:visible")


@pytest.mark.parametrize(("width", "behind"), [(1440, 0), (1024, 2), (700, 4)])
def test_what_the_bottom_bar_has_no_room_for_is_behind_one_button(walker, width, behind):
    """It works there, a choice in it leaves it open, Escape or a click elsewhere closes it."""
    walker.page.set_viewport_size({"width": width, "height": 800})
    bar = {0: "whole", 2: "some", 4: "few"}[behind]
    walker.wait_for(f"document.documentElement.dataset.bar === '{bar}'")
    more = walker.page.get_by_role("button", name="More")
    assert more.is_visible() is (behind > 0)
    assert walker.page.locator(".extra:visible").count() == 4 - behind
    if not behind:
        return
    more.click()
    assert walker.page.locator(".extra:visible").count() == 4
    boxes = [part.bounding_box() for part in walker.page.locator(".extra").all()[-behind:]]
    tops = [box["y"] for box in boxes]
    assert tops == sorted(tops) and boxes[-1]["y"] + boxes[-1]["height"] <= 800 - 36
    assert all(low["y"] == high["y"] + high["height"] for high, low in pairwise(boxes))
    walker.page.get_by_role("textbox", name="Model").click()
    walker.page.get_by_role("option", name="b", exact=True).click()
    walker.wait_for("dendro.explorer.state.model === 'b'")
    assert walker.page.locator(".extra:visible").count() == 4
    walker.page.keyboard.press("Escape")
    walker.wait_for("document.documentElement.dataset.more === 'closed'")
    assert more.get_attribute("aria-expanded") == "false"
    more.click()
    walker.page.mouse.click(*walker.place_of(walker.big_cell()))
    walker.wait_for("document.documentElement.dataset.more === 'closed'")
