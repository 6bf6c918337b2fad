"""The panel of filters: facets that are clicked, drawn over and worked by keys; the line that completes."""

import pytest


@pytest.fixture
def filters(walker):
    """The page with its filters open."""
    return open_filters(walker)


def open_filters(walker):
    """Wait for the values of the first column."""
    walker.page.get_by_role("tab", name="Filters").click()
    walker.page.locator(".facet-value").first.wait_for()
    return walker


def facet(walker, column):
    """Of a column, opened."""
    found = walker.page.locator("details.facet").filter(
        has=walker.page.locator(".facet-title", has_text=column)
    )
    if found.first.get_attribute("open") is None:
        found.first.locator("summary").click()
    return found.first


def until_filtered(walker, clause):
    """Until the filter holds just that."""
    walker.wait_for(f"dendro.explorer.state.where === {clause!r}")
    walker.wait_for("document.getElementById('filter-text').value === dendro.explorer.state.where")


def until_held(page, routes):
    """Until a request stands that is let go later."""
    while not routes:
        page.wait_for_timeout(10)


def test_values_are_taken_and_left_by_pointer_and_by_key(filters):
    """Counts of the facet stay, those of others follow; the line and the chips say the same clauses."""
    page = filters.page
    label = facet(filters, "label")
    plum = label.get_by_role("checkbox", name="plum")
    before = plum.inner_text()
    plum.click()
    until_filtered(filters, "label = 'plum'")
    label.get_by_role("checkbox", name="plum", checked=True).wait_for()
    assert label.get_by_role("checkbox", name="plum").inner_text() == before
    assert page.locator(".chip").inner_text() == "label = 'plum'"
    split = facet(filters, "split")
    split.get_by_role("checkbox").first.wait_for()
    filters.wait_for(
        "[...document.querySelectorAll('details.facet')].find((d) => d.innerText.startsWith('split'))"
        ".innerText.match(/\\d+/g).slice(1).reduce((a, b) => a + +b, 0) === dendro.explorer.view.matching"
    )
    label.get_by_role("checkbox", name="plum").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Space")
    filters.wait_for("dendro.explorer.state.where.startsWith('label in (')")
    page.keyboard.press("Space")
    until_filtered(filters, "label = 'plum'")
    label.get_by_role("checkbox", name="no value").click()
    until_filtered(filters, "(label = 'plum' or label is null)")
    page.get_by_role("button", name="Clear all").click()
    until_filtered(filters, "")


def test_bars_are_drawn_over_and_their_ends_moved_by_keys(filters):
    """A range of what the bars hold; the same bar again lifts it."""
    page = filters.page
    price = facet(filters, "price")
    bars = price.locator(".hist-bars")
    price.locator(".hist-bar").first.wait_for()
    bars.scroll_into_view_if_needed()
    box = bars.bounding_box()
    count = price.locator(".hist-bar").count()
    width, middle = box["width"] / count, box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 2.5 * width, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + 4.5 * width, middle, steps=4)
    assert "images" in price.locator(".hist-said").inner_text()
    page.mouse.up()
    filters.wait_for("/^price >= \\d+ and price < \\d+$/.test(dendro.explorer.state.where)")
    inside = filters.state["where"]
    low = price.get_by_role("slider", name="price from")
    low.focus()
    page.keyboard.press("ArrowLeft")
    filters.wait_for(f"dendro.explorer.state.where !== {inside!r}")
    assert filters.state["where"].split("<")[1] == inside.split("<")[1]
    page.keyboard.press("ArrowRight")
    filters.wait_for(f"dendro.explorer.state.where === {inside!r}")
    filters.wait_for("dendro.explorer.view.matching < 300")
    page.get_by_role("button", name="Clear all").click()
    until_filtered(filters, "")


def test_counts_that_come_late_take_no_choice_back(new_walker):
    """The server still counts for the first of two keys when the second is pressed: both hold."""
    filters = open_filters(new_walker)
    page = filters.page
    low = facet(filters, "price").get_by_role("slider", name="price from")
    counts, views = [], []
    page.route("**/api/facets?*", lambda route: counts.append(route))
    low.focus()
    page.keyboard.press("ArrowRight")
    filters.wait_for("dendro.explorer.state.where !== ''")
    first = filters.state["where"]
    until_held(page, counts)
    page.route("**/api/view?*", lambda route: views.append(route))
    page.keyboard.press("ArrowRight")
    filters.wait_for(f"dendro.explorer.state.where !== {first!r}")
    until_held(page, views)
    with page.expect_response("**/api/facets?*"):
        counts.pop(0).continue_()
    assert low.get_attribute("aria-valuenow") == "2"
    for late in counts + views:
        late.continue_()
    page.unroute_all()
    filters.wait_for("dendro.explorer.view.clauses.join(' and ') === dendro.explorer.state.where")
    page.locator(".filters:not(.busy-facets)").wait_for()
    assert low.get_attribute("aria-valuenow") == "2"


def test_the_line_completes_columns_operators_and_values(filters):
    """By arrows and by Tab; Enter applies, and Escape closes the list before all else."""
    page = filters.page
    line = page.locator("#filter-text")
    options = page.locator("#where-offers [role=option]")
    line.click()
    page.keyboard.type("pla")
    options.filter(has_text="place").first.wait_for()
    assert line.get_attribute("aria-expanded") == "true"
    assert line.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    page.keyboard.press("Tab")
    assert line.input_value() == "place "
    options.filter(has_text="is one of").wait_for()
    page.keyboard.type("= it")
    options.filter(has_text="it's here").wait_for()
    page.keyboard.press("Escape")
    assert page.locator("#where-offers").is_hidden() and line.evaluate("e => e === document.activeElement")
    page.keyboard.press("ArrowDown")
    options.filter(has_text="it's here").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    filters.wait_for("document.getElementById('filter-text').value === \"place = 'it''s here' \"")
    page.keyboard.press("Enter")
    filters.wait_for("dendro.explorer.state.where === \"place = 'it''s here'\"")
    filters.wait_for("dendro.explorer.view.matching < 300")
