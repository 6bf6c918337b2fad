"""The panel of saved views: kept, gone back to, renamed, forgotten, handed on; hostile names and files."""

import json

import pytest

from explorer.dataset import open_index
from tests.browser.test_deciding import mine, ready, served, shown  # noqa: F401

HOSTILE = '"><img src=x onerror=alert(1)>'


@pytest.fixture
def walker(served, open_page):  # noqa: F811
    """The page with the panel of views open."""
    walker = open_page(served)
    ready(walker)
    walker.page.get_by_role("tab", name="Views").click()
    return walker


def names(index_path) -> list[str]:
    """Names of the views that are stored."""
    return [view["name"] for view in open_index(index_path).views()]


def test_a_view_is_kept_gone_back_to_renamed_and_forgotten(walker, mine):  # noqa: F811
    """What the address holds comes back, with its panel; Back leaves it, and each step is undone."""
    page, panel = walker.page, walker.page.locator("#saved-views")
    panel.get_by_text("None yet. Give what is on the screen a name").wait_for()
    page.evaluate(
        """dendro.explorer.update({where: "label = 'plum'", color: "column:place", findings: "outliers"})"""
    )
    walker.wait_for("dendro.explorer.view.clauses.length === 1")
    panel.get_by_label("Name of this view").fill(HOSTILE)
    page.keyboard.press("Enter")
    way = panel.get_by_role("link", name=HOSTILE)
    way.get_by_text("where label = 'plum' · findings: outliers · colour place").wait_for()
    page.evaluate("""dendro.explorer.update({where: "", color: "", findings: ""})""")
    walker.wait_for("dendro.explorer.view.clauses.length === 0")
    way.click()
    walker.wait_for("dendro.explorer.view.clauses.length === 1 && dendro.explorer.state.color !== ''")
    page.locator(".rail [aria-selected=true] .icon-findings").wait_for()
    page.get_by_role("tab", name="Views").click()
    page.go_back()
    walker.wait_for("dendro.explorer.view.clauses.length === 0")
    panel.get_by_role("button", name=f"Rename {HOSTILE}").click()
    panel.get_by_label(f"New name of {HOSTILE}").fill("plums")
    page.keyboard.press("Enter")
    panel.get_by_role("link", name="plums").wait_for()
    assert names(mine) == ["plums"]
    panel.get_by_role("button", name="Forget plums").click()
    panel.get_by_text("None yet").wait_for()
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    panel.get_by_role("link", name="plums").wait_for()
    assert panel.get_by_role("link", name="plums").get_attribute("href").startswith("/?where=label")
    assert page.locator("#saved-views img").count() == 0


def test_views_go_to_a_file_and_come_from_one(walker, mine, tmp_path):  # noqa: F811
    """A file that holds none is refused in a sentence; links of it lead nowhere but to this page."""
    page, panel = walker.page, walker.page.locator("#saved-views")
    file = tmp_path / "views.json"
    file.write_text(
        json.dumps([{"name": HOSTILE, "address": "javascript:alert(1)?q=red"}, {"name": "b", "address": "?"}])
    )
    panel.get_by_label("Import views from a file").set_input_files(file)
    panel.get_by_role("link", name=HOSTILE).wait_for()
    assert panel.get_by_role("link", name=HOSTILE).get_attribute("href") == "/?q=red"
    with page.expect_download() as download:
        panel.get_by_role("button", name="Export").click()
    written = json.loads(download.value.path().read_text("utf-8"))
    assert [view["name"] for view in written] == [HOSTILE, "b"]
    file.write_text('[{"kind": "tag"}]')
    panel.get_by_label("Import views from a file").set_input_files(file)
    page.get_by_role("status").get_by_text("holds no saved views").wait_for()
    assert names(mine) == [HOSTILE, "b"]


def test_enter_in_the_empty_field_leaves_it_to_the_keys(walker, mine):  # noqa: F811
    """So that who keeps a view by B and Enter goes on by letters, and does not name a view `b`."""
    page = walker.page
    page.keyboard.press("b")
    walker.wait_for("document.activeElement.id === 'view-name'")
    page.keyboard.type("all")
    page.keyboard.press("Enter")
    walker.wait_for("document.querySelector('#view-name').value === ''")
    page.locator("#saved-views").get_by_role("link", name="all").wait_for()
    page.keyboard.press("Enter")
    walker.wait_for("document.activeElement.id !== 'view-name'")
    page.keyboard.press("v")
    walker.wait_for("dendro.explorer.state.view !== 'tree'")
    assert names(mine) == ["all"]


def test_a_server_that_takes_no_change_shows_views(shown, open_page, mine):  # noqa: F811
    """They can be gone to and copied; nothing is offered that would be refused."""
    open_index(mine).save_view("plums", "?where=label%20%3D%20%27plum%27")
    walker = open_page(shown)
    ready(walker)
    walker.page.get_by_role("tab", name="Views").click()
    panel = walker.page.locator("#saved-views")
    panel.get_by_role("link", name="plums").click()
    walker.wait_for("dendro.explorer.view.clauses.length === 1")
    assert panel.get_by_role("button").all_inner_texts() == ["", "Export"]
    assert panel.locator("form, input").count() == 0


def test_what_another_browser_saved_is_there(walker, mine):  # noqa: F811
    """When the person comes back to the page."""
    open_index(mine).save_view("theirs", "?")
    walker.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    walker.page.locator("#saved-views").get_by_role("link", name="theirs").wait_for()
