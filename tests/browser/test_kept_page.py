"""The page that tests share: brought back to what it was, or not lent again."""


def test_what_is_back_is_lent_again_and_nothing_else(kept_page):
    """What a person did is taken back; what nobody can take back ends the page."""
    walker = kept_page.lend()
    page, state, width = walker.page, walker.state, walker.box()["width"]
    page.fill("#class-search", "plum")
    page.locator(".ag-center-cols-container .ag-row").nth(1).wait_for(state="detached")
    page.get_by_role("tab", name="Confusion").click()
    page.locator("#confusion .heatmaplayer").wait_for()
    page.get_by_role("button", name="Export…").click()
    page.evaluate("dendro.explorer.complain('This was said.')")
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    page.get_by_role("tab", name="Filters").click()
    page.keyboard.press("]")
    page.evaluate("dendro.explorer.update({where: \"label = 'plum'\", selection: [1, 2], view: 'grid'})")
    walker.wait_for("dendro.explorer.view.matching < 300")
    again = kept_page.lend()
    assert again.page is page
    assert (again.state, again.view["matching"], again.box()["width"]) == (state, 300, width)
    page.evaluate("document.getElementById('counts').append('left behind')")
    assert kept_page.lend().page is not page
