"""What axe finds in the states of the page, in both themes, on a desk and on a phone: nothing."""

from pathlib import Path

import pytest


def axe() -> str:
    """The engine's script, which a package brings along."""
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


class Auditor:
    """Looks at a page in one state after another."""

    def __init__(self, page) -> None:
        self._page = page
        self._page.evaluate(axe())
        self.found: list[tuple[str, str, list]] = []

    def look(self, state: str) -> None:
        """Note what is wrong in a state, once it stands."""
        self._page.wait_for_load_state("networkidle")
        self._page.wait_for_selector(".busy", state="detached")  # what is on its way is half as strong
        told = self._page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        for violation in told["violations"]:
            self.found.append((state, violation["id"], [node["target"] for node in violation["nodes"]]))


@pytest.fixture(params=[("dark", 1440), ("light", 1440), ("light", 390), ("dark", 390)])
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
    """First visit, what the bar has no room for, each panel, an image, a search with colours, keys."""
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
    page.evaluate("dendro.explorer.update({view: 'tree'})")
    page.keyboard.press("?")
    page.get_by_role("dialog").wait_for()
    audit.look("keys")
    assert audit.found == []
