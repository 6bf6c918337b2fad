"""Suggestions under the field of search: taken by keys, and never in the way of Enter."""


def test_suggestions_filter_and_enter_searches_for_what_is_written(walker):
    """An arrow and Enter take one, Escape closes the list alone, and Enter by itself searches."""
    page = walker.page
    field, options = page.locator("#search"), page.locator("#search-offers [role=option]")
    field.click()
    page.keyboard.type("plu")
    label = options.filter(has_text="filter").filter(has_text="plum").first
    label.wait_for(timeout=30_000)
    assert field.get_attribute("role") == "combobox" and field.get_attribute("aria-expanded") == "true"
    assert field.get_attribute("aria-activedescendant") is None  # nothing is chosen before an arrow is
    while label.get_attribute("aria-selected") != "true":
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    walker.wait_for("dendro.explorer.state.where === \"label = 'plum'\"")
    assert (field.input_value(), walker.state["query"]) == ("", "")
    field.click()
    page.keyboard.type("plum")
    options.first.wait_for()
    page.keyboard.press("Escape")
    assert page.locator("#search-offers").is_hidden() and field.evaluate("e => e === document.activeElement")
    page.keyboard.press("Enter")
    walker.wait_for("dendro.explorer.state.query === 'plum'")
    page.locator("#strip-items .gallery-item").first.wait_for()
    assert page.locator("#search-offers").is_hidden()
