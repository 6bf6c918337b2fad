"""Another build is served than the one that the server began with: the page shows what it has."""

import re
from urllib.request import Request, urlopen

import pytest

from tests.browser.conftest import serving
from tests.browser.reworked import rework

MODELS = re.compile("^(prediction|confidence)")


def without(items, *, labels=True, predictions=True):
    """A table of items without its labels, or its predictions, or both."""
    gone = [name for name in items.column_names if predictions and MODELS.match(name)]
    return items.drop_columns(gone + (["label"] if labels else []))


def reload(url: str) -> None:
    """Have the server take the newest build."""
    urlopen(Request(f"{url}api/reload", method="POST")).close()


def has_panels(walker) -> None:
    """All that needs labels and predictions is there, and does what it says."""
    walker.page.locator(".ag-row", has_text="plum").wait_for()
    walker.page.get_by_role("tab", name="Confusion").click()
    walker.page.locator("#confusion-pairs button").first.wait_for()
    walker.page.get_by_role("tab", name="Table", exact=True).click()
    walker.page.locator("#show").get_by_text("outline").click()
    walker.wait_for("dendro.explorer.state.show === 'outline'")
    walker.page.fill("#class-search", "plum")
    walker.page.locator(".ag-row", has_text="plum").click()
    walker.wait_for("dendro.explorer.state.where === \"label = 'plum'\"")
    walker.page.locator(".ag-row-selected", has_text="plum").wait_for()
    walker.page.locator("#filter-count", has_text="match").wait_for(state="attached")


def has_filters(walker) -> None:
    """Without labels the filters work all the same, and nothing stands there that does nothing."""
    walker.page.get_by_text("No labels.").wait_for(state="attached")
    assert walker.page.locator("#show, #class-grid, #class-tabs").count() == 0
    if not walker.page.locator("#filter-text").is_visible():
        walker.page.get_by_role("tab", name="Filters").click()
    walker.page.fill("#filter-text", "split = 'test'")
    walker.page.press("#filter-text", "Enter")
    walker.wait_for("dendro.explorer.view.where !== '' && dendro.explorer.view.matching < 300")
    walker.page.locator("#filter-chips button").first.wait_for()


def test_an_idle_page_learns_of_a_newer_build(open_timed_page, small_index, tmp_path):
    """Within seconds, and without a hand on it."""
    with serving(rework(small_index, tmp_path, small_index.items)) as url:
        walker = open_timed_page(url)
        rework(small_index, tmp_path, without(small_index.items))
        walker.page.clock.fast_forward(10_000)
        offer = walker.page.locator("#stale").get_by_role("button", name="Show the new build")
        offer.wait_for(timeout=20_000)
        walker.close()


@pytest.mark.parametrize("gain", [True, False])
def test_page_shows_what_the_served_build_has(open_page, small_index, tmp_path, gain):
    """Labels and predictions that came, or went, with another build than the server's first."""
    tables = [without(small_index.items), small_index.items]
    before, after = tables if gain else tables[::-1]
    with serving(rework(small_index, tmp_path, before)) as url:
        walker = open_page(url)
        walker.expected = ("409",)
        rework(small_index, tmp_path, after)
        reload(url)
        walker.page.evaluate("dendro.explorer.update({clusters: 9})")
        walker.page.locator("#alert", has_text="was built again").wait_for()
        with walker.page.expect_navigation():
            walker.page.get_by_role("button", name="Show the new build").click()
        walker.settle()
        walker.page.wait_for_selector("#inspector .title", state="attached")
        (has_panels if gain else has_filters)(walker)
        walker.close()
