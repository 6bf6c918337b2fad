"""What a screen reader hears while the keyboard does it all, and where the focus is."""

import shutil

import pytest

from tests.browser.conftest import serving

SAYS = """[...document.querySelectorAll('[role=status], [aria-live=polite]')]
    .filter((region) => before.has(region) && region.textContent.trim() === $said).length"""


def hear(walker, said):
    """Wait until a region says so that stood there before it had anything to say."""
    walker.wait_for(SAYS, said=said)


def spoken(walker, row):
    """An image as it is said: its label and the name of its file."""
    item = walker.page.evaluate(f"fetch('api/items/{row}').then((answer) => answer.json())")
    model = next(one for one in item["models"] if one["name"] == walker.state["model"])
    wrong = [f"wrongly predicted {model['prediction']}"] if model["right"] is False else []
    return ", ".join([item["label"], item["path"].split("/")[-1], *wrong])


def test_what_changes_is_said_and_the_focus_stays_on_the_stage(new_walker):
    """Selecting, inspecting, and moving over the map; tree, map and grid hand the focus on."""
    walker, page = new_walker, new_walker.page
    page.evaluate("window.before = new Set(document.querySelectorAll('[role=status], [aria-live]'))")
    page.get_by_role("radiogroup", name="Mistakes").wait_for()
    page.locator(".dendro-canvas").focus()
    assert page.evaluate("document.activeElement.ariaLabel").startswith("All: 300 images in 2")
    page.keyboard.press("Control+a")
    hear(walker, "300 images selected")
    page.keyboard.press("i")
    hear(walker, "Nothing selected")
    walker.page.evaluate("dendro.explorer.inspect(40)")
    hear(walker, f"{spoken(walker, 40)}, 41 of 300")
    page.get_by_role("button", name="Copy the path").click()
    path = page.locator("[data-copy]").first.get_attribute("data-copy")
    hear(walker, f"Copied {path}")
    page.locator(".dendro-canvas").focus()
    page.keyboard.press("j")
    hear(walker, f"{spoken(walker, 41)}, 42 of 300")
    page.keyboard.press("Escape")
    walker.wait_for("dendro.explorer.state.row === null")
    page.keyboard.press("v")
    walker.wait_for("document.activeElement.className === 'map-view'")
    page.wait_for_selector(".map-view[data-state=settled]")
    page.evaluate("before.add(document.querySelector('.map-view [aria-live]'))")
    page.evaluate("dendro.explorer.addEventListener('hover', ({detail}) => (window.row = detail.row))")
    page.keyboard.press("ArrowRight")
    walker.wait_for("window.row !== null && window.row !== undefined")
    hear(walker, spoken(walker, page.evaluate("row")))
    page.keyboard.press("v")
    walker.wait_for("document.activeElement.className === 'grid-scroll'")
    page.keyboard.press("v")
    walker.wait_for("document.activeElement.className === 'dendro-canvas'")


@pytest.fixture
def served(small_index_path, tmp_path):
    """Where an index of its own is served, in which a view is saved."""
    with serving(shutil.copytree(small_index_path, tmp_path / "mine.dendro")) as address:
        yield address


def test_a_line_with_a_button_waits_for_the_focus(served, open_timed_page):
    """It stays while the focus is on its button, which gives it back to where it came from."""
    walker = open_timed_page(served)
    page = walker.page
    walker.wait_for("document.documentElement.dataset.decides === 'true'")
    page.evaluate("window.before = new Set(document.querySelectorAll('[role=status]'))")
    page.locator(".dendro-canvas").focus()
    page.keyboard.press("b")
    walker.wait_for("document.activeElement.id === 'view-name'")
    page.keyboard.type("all")
    page.keyboard.press("Enter")
    hear(walker, "Save the view allUndo")
    page.locator("#view-name").focus()
    page.locator(".said button").focus()
    page.clock.fast_forward(60_000)
    page.locator(".said button").press("Enter")
    hear(walker, "Undone: Save the view all")
    assert page.evaluate("document.activeElement.id") == "view-name"
    page.clock.fast_forward(60_000)
    walker.wait_for("document.querySelector('.said').textContent === ''")
