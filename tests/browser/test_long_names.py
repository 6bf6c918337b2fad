"""Names of classes and columns as long as people make them, and nothing leaves its place."""

import pyarrow as pa
import pytest

from tests.browser.conftest import serving
from tests.browser.reworked import rework

LONG = "a_name_without_any_space_" * 8

BEYOND = """(panel => {
  const edge = panel.getBoundingClientRect();
  const cut = (e) => e !== panel && (getComputedStyle(e).overflowX !== 'visible' || cut(e.parentElement));
  const scrolls = (e) => ['auto', 'scroll'].includes(getComputedStyle(e).overflowX);
  const sideways = (e) => scrolls(e) && e.scrollWidth > e.clientWidth + 1;
  return [panel, ...panel.querySelectorAll('*')].filter((e) => e.checkVisibility())
    .filter((e) => sideways(e) || (e.getBoundingClientRect().right > edge.right + 1 && !cut(e.parentElement)))
    .map((e) => `${e.tagName}.${e.className}`);
})(document.querySelector('SELECTOR'))"""
"""What runs out of a panel, or makes it scroll sideways."""


@pytest.fixture(scope="module")
def long_names(small_index, tmp_path_factory):
    """The small index with long names of classes, values and columns."""
    items = small_index.items
    for name in ("label", "prediction", "prediction:b", "place"):
        longer = [value and LONG + value for value in items[name].to_pylist()]
        items = items.set_column(items.column_names.index(name), name, pa.array(longer))
    names = {"price": LONG + "price", "place": LONG + "place"}
    items = items.rename_columns([names.get(name, name) for name in items.column_names])
    with serving(rework(small_index, tmp_path_factory.mktemp("long"), items)) as url:
        yield url


def test_nothing_runs_out_of_its_panel(open_page, long_names):
    """In every tab, with a filter of long clauses, on a cluster and on an image."""
    walker = open_page(long_names)

    def within(*selectors: str) -> None:
        for selector in selectors:
            # A table that has just come takes a moment to find its width.
            walker.wait_for(f"{BEYOND.replace('SELECTOR', selector)}.length === 0")

    walker.page.locator("#inspector .pair").first.wait_for()
    within("#left", "#right")
    where = f"label in ('{LONG}plum', '{LONG}sand') and \"{LONG}price\" >= 12.3"
    walker.page.evaluate(f"dendro.explorer.update({{where: `{where}`}})")
    walker.page.get_by_role("tab", name="Filters").click()
    walker.page.locator(".chip").nth(1).wait_for()
    assert LONG in walker.page.locator(".chip").first.get_attribute("title")
    within("#left")
    for tab in ("Findings", "Classes", "Confusion", "Fairness"):
        walker.page.get_by_role("tab", name=tab).click()
        walker.page.wait_for_timeout(200)
        within("#left", "#topbar", "#bottombar")
    walker.page.mouse.click(*walker.place_of(walker.settle()["cells"][0]))
    walker.page.wait_for_selector("#inspector [data-picture]")
    within("#right")
    walker.page.set_viewport_size({"width": 390, "height": 844})
    walker.page.evaluate("dendro.explorer.update({color: 'class', where: ''})")
    walker.page.locator("#legend .legend-step:visible").first.wait_for()
    within("#legend")


def test_names_of_one_folder_are_read_in_the_table_and_in_facets(open_page, small_index, tmp_path):
    """Each stands whole above its numbers, without what all share, which the tip says."""
    items, folder = small_index.items, "photographed in the second campaign/"
    for name in ("label", "prediction", "prediction:b"):
        longer = [value and f"{folder}a variety of {value}" for value in items[name].to_pylist()]
        items = items.set_column(items.column_names.index(name), name, pa.array(longer))
    with serving(rework(small_index, tmp_path / "folders", items)) as url:
        walker = open_page(url)
        plum = walker.page.locator("#class-grid .ag-cell[col-id=name]").get_by_text(
            "a variety of plum", exact=True
        )
        plum.wait_for()
        name = plum.locator("xpath=ancestor-or-self::*[@col-id='name']")
        assert name.evaluate("e => e.scrollWidth <= e.clientWidth")
        at = name.bounding_box()
        recall = name.locator("xpath=following-sibling::*[@col-id='recall']").bounding_box()
        assert recall["y"] >= at["y"] + at["height"] - 4
        walker.page.get_by_role("tab", name="Filters").click()
        value = opened_or_open(walker, "label").locator(".facet-value").filter(has_text="plum")
        assert value.locator(".facet-name").inner_text() == "a variety of plum"
        assert value.get_attribute("title") == f"{folder}a variety of plum"


def opened_or_open(walker, column: str):
    """The facet of a column that may be open from the start."""
    found = walker.page.locator("details.facet").filter(has=walker.page.get_by_text(column, exact=True))
    found.wait_for()
    return found if found.get_attribute("open") is not None else opened(walker, column)


def opened(walker, column: str):
    """The facet of a column, opened."""
    title = walker.page.get_by_text(column, exact=True)
    found = walker.page.locator("details.facet").filter(has=title)
    found.locator("summary").click()
    return found


def test_columns_of_any_name_are_filtered_on(open_page, small_index, tmp_path):
    """Letters of any script, signs and emoji in the name: its controls write the filter and follow it."""
    names = {"place": "مكان 🐈.{%x%}", "price": "Größe \"a\" 'b'"}
    items = small_index.items
    items = items.rename_columns([names.get(name, name) for name in items.column_names])
    with serving(rework(small_index, tmp_path, items)) as url:
        walker = open_page(url)
        walker.page.get_by_role("tab", name="Filters").click()
        opened(walker, names["place"]).get_by_role("checkbox", name="Zürich").click()
        walker.wait_for("dendro.explorer.state.where === $where", where=f"\"{names['place']}\" = 'Zürich'")
        zurich = items[names["place"]].to_pylist().count("Zürich")
        assert walker.settle()["matching"] == zurich
        walker.page.locator(".chip", has_text="Zürich").wait_for()
        opened(walker, names["price"]).get_by_role("slider").first.focus()
        walker.page.keyboard.press("ArrowRight")
        walker.wait_for("dendro.explorer.state.where.includes('Größe')")
        walker.settle()
        walker.close()
