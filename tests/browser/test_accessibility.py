"""What axe finds in the states of the page, in both themes, on a desk and on a phone: nothing."""

from pathlib import Path

import pytest


def axe() -> str:
    """The engine's script, which a package brings along."""
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


COLORS = ["color-contrast", "link-in-text-block"]
"""The rules that another theme can break."""


class Auditor:
    """Looks at a page of which no person chose the theme, in one state after another."""

    def __init__(self, page) -> None:
        self._page = page
        self._page.evaluate(axe())
        self.found: list[tuple[str, str, str, list]] = []

    def look(self, state: str) -> None:
        """Note what is wrong in a state, once it stands; then in the other theme's colours, which stay."""
        self._note(state)
        other = {"light": "dark", "dark": "light"}[self._theme]
        self._page.emulate_media(color_scheme=other)
        self._page.wait_for_selector(f":root[data-theme={other}][data-mantine-color-scheme={other}]")
        self._note(state, COLORS)

    @property
    def _theme(self) -> str:
        return self._page.evaluate("document.documentElement.dataset.theme")

    def _note(self, state: str, rules: list[str] | None = None) -> None:
        how = {"resultTypes": ["violations"]} | ({"runOnly": rules} if rules else {})
        wrong = self._violations(how)
        if wrong:  # what is on its way is half as strong: a chart is drawn anew for another theme
            self._page.wait_for_timeout(500)
            wrong = self._violations(how)
        for violation in wrong:
            places = [node["target"] for node in violation["nodes"]]
            self.found.append((state, self._theme, violation["id"], places))

    def _violations(self, how: dict) -> list[dict]:
        self._page.wait_for_load_state("networkidle")
        self._page.wait_for_selector(".busy", state="detached")
        return self._page.evaluate("(how) => axe.run(document, how)", how)["violations"]


@pytest.fixture(params=[("dark", 1440), ("light", 390)])
def auditor(chromium, address, request):
    """The page of a first visit."""
    theme, width = request.param
    phone = width < 500
    context = chromium.new_context(
        viewport={"width": width, "height": 844}, color_scheme=theme, has_touch=phone, is_mobile=phone
    )
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("#stage[data-state=settled]")
    page.wait_for_selector(":root[data-dash=ready]", timeout=30_000)
    yield Auditor(page), page, phone
    context.close()


def test_nothing_of_any_level_is_found(auditor):
    """First visit, what the bar has no room for, panels, an image, a search with colours, views, keys."""
    audit, page, phone = auditor
    audit.look("first visit")
    if phone:
        page.click("#more")
        audit.look("more")
        page.keyboard.press("Escape")
        page.click("#fold-left")
    for panel in ("Findings", "Filters", "Views", "Classes"):
        page.get_by_role("tab", name=panel).click()
        page.wait_for_selector("#found-cards [data-finding]", state="attached")
        audit.look(panel)
        if panel == "Filters":
            page.get_by_role("group", name="label", exact=True).wait_for()
    page.get_by_role("grid", name="Classes", exact=True).wait_for()
    for part in ("Confusion", "Fairness"):
        page.get_by_role("tab", name=part).click()
        audit.look(part)
    page.evaluate("dendro.explorer.inspect(5)")
    page.wait_for_selector("#inspector [data-picture]")
    audit.look("image")
    page.evaluate("dendro.explorer.update({color: 'accuracy', selection: [1, 2, 3], row: null})")
    page.evaluate("dendro.explorer.focus()")
    page.keyboard.press("t")
    page.locator(".tag-box").wait_for()
    audit.look("tag box")
    page.keyboard.press("Escape")
    page.fill("#search", "plum")
    page.press("#search", "Enter")
    page.wait_for_selector("#strip-items .gallery-item")
    audit.look("search")
    page.evaluate("document.activeElement.blur()")
    page.evaluate("dendro.explorer.update({view: 'grid', size: 100})")
    page.wait_for_selector(".grid-view[data-state=settled]")
    page.wait_for_selector("[role=gridcell]", state="attached")
    audit.look("grid")
    page.evaluate("dendro.explorer.update({view: 'map', row: 7})")
    page.wait_for_selector(".map-view[data-state=settled]")
    page.get_by_role("main", name="Map of the images").wait_for()
    audit.look("map")
    page.evaluate("dendro.explorer.update({view: 'tree'})")
    page.keyboard.press("?")
    page.get_by_role("dialog").wait_for()
    audit.look("keys")
    assert audit.found == []


def test_icons_and_sliders_are_seen_in_forced_colours(walker):
    """They are grounds alone, which high contrast would take away."""
    grounds = "names => names.map(name => getComputedStyle(document.querySelector(name)).backgroundColor)"
    walker.page.emulate_media(forced_colors="active")
    page, *parts = walker.page.evaluate(
        grounds, ["body", ".icon", ".mantine-Slider-bar", ".mantine-Slider-thumb"]
    )
    walker.page.emulate_media(forced_colors="none")
    assert page not in parts and "rgba(0, 0, 0, 0)" not in parts
