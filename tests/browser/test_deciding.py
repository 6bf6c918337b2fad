"""Tags from the page: by key, by digit, in the inspector, as a facet; undone after a reload."""

import shutil

import pytest

from explorer.dataset import open_index
from tests.browser.conftest import serving


@pytest.fixture
def mine(small_index_path, tmp_path):
    """Folder of an index of its own."""
    return shutil.copytree(small_index_path, tmp_path / "mine.dendro")


@pytest.fixture
def served(mine):
    """Where it is served; asked for before `open_page`, so that pages are closed before their server."""
    with serving(mine) as address:
        yield address


@pytest.fixture
def shown(mine):
    """The same by a server that takes no change, with one tag."""
    open_index(mine).tag("fix", rows=[20])
    with serving(mine, read_only=True) as address:
        yield address


def ready(walker):
    """Wait for what is decided."""
    walker.settle()
    walker.wait_for("document.documentElement.dataset.decides !== undefined")
    walker.page.evaluate("dendro.explorer.focus()")


def test_tagging_and_undoing(served, open_page, mine):
    """T, a word and Enter; a digit; Ctrl-Z after a reload, past what another window did; tags as a facet."""
    walker = open_page(served)
    page = walker.page
    ready(walker)
    page.evaluate("dendro.explorer.update({selection: [10, 11, 12]})")
    page.keyboard.press("t")
    page.get_by_role("combobox", name="Tag 3 images").fill("fix")
    page.keyboard.press("Enter")
    page.get_by_role("status").get_by_text("Tag 3 images fix").wait_for()
    assert open_index(mine).tags()["fix"].tolist() == [10, 11, 12]
    page.evaluate(
        "dendro.explorer.update({selection: []}); dendro.explorer.inspect(20); dendro.explorer.focus()"
    )
    page.locator("#decided .tag-chip").first.wait_for()
    page.keyboard.press("1")
    page.locator("#decided").get_by_role("button", name="fix").wait_for()
    page.locator("#decided textarea").fill("look again")
    page.locator("#decided textarea").blur()
    page.get_by_role("status").get_by_text("Write a note").wait_for()
    elsewhere = open_index(mine)
    elsewhere.untag("fix", rows=[10])
    elsewhere.tag("fix", author="Bo", rows=[10])
    page.reload()
    ready(walker)
    for what in (
        "Undone: Write a note",
        "Undone: Tag 1 image fix",
        "Undone: Tag 3 images fix; 1 of 3 was changed since by Bo and left alone",
        "Nothing to undo on this page. The last change, made elsewhere or before, by Bo at ",
    ):
        page.keyboard.press("Control+z")
        page.get_by_role("status").get_by_text(what).wait_for()
    assert open_index(mine).tags()["fix"].tolist() == [10]
    page.keyboard.press("Control+Shift+Z")
    page.get_by_role("status").get_by_text("Done again: Tag 3 images fix").wait_for()
    page.keyboard.press("Control+Shift+Z")
    page.get_by_role("status").get_by_text("Done again: Tag 1 image fix").wait_for()
    assert open_index(mine).tags()["fix"].tolist() == [10, 11, 12, 20]
    page.evaluate("dendro.explorer.update({row: null})")
    page.get_by_role("tab", name="Filters").click()
    page.locator("details.facet").first.get_by_role("checkbox", name="fix: 4 images").click()
    walker.wait_for("dendro.explorer.view.matching === 4")
    page.evaluate("dendro.explorer.update({selection: [10]}); dendro.explorer.focus()")
    page.keyboard.press("1")  # which it has already: several images keep it
    page.get_by_role("status").get_by_text("so it is already").wait_for()


def test_a_server_that_takes_no_change_shows_tags(shown, open_page):
    """Keys do nothing, and nothing is offered that would be refused."""
    walker = open_page(shown)
    page = walker.page
    ready(walker)
    page.evaluate("dendro.explorer.inspect(20); dendro.explorer.focus()")
    page.locator("#decided").get_by_text("fix").wait_for()
    assert page.locator("#decided button, #decided textarea").count() == 0
    page.keyboard.press("t")
    page.keyboard.press("1")
    assert not page.locator(".tag-box").is_visible()
    page.evaluate("dendro.explorer.update({selection: [1]})")
    page.get_by_text("1 selected").wait_for()
    assert not page.locator("#selection [data-decide]").first.is_visible()


def test_labels_as_corrected(served, open_page, mine):
    """A correction counts where the switch says so: in the view, the table, the inspector, the address."""
    walker = open_page(served)
    page = walker.page
    ready(walker)
    switch = page.get_by_role("radiogroup", name="Labels that count")
    assert not switch.is_visible()
    page.evaluate("dendro.explorer.inspect(20); dendro.explorer.focus()")
    page.locator("#decided .tag-chip").first.wait_for()
    page.keyboard.press("l")
    page.get_by_role("combobox").and_(page.locator(".tag-box-field")).fill("quince")
    page.keyboard.press("Enter")
    page.get_by_role("status").get_by_text("Correct 1 image to quince").wait_for()
    switch.get_by_text("corrected").click()
    walker.wait_for("new URLSearchParams(location.search).get('labels') === 'corrected'")
    page.locator("#class-grid").get_by_text("quince").wait_for()
    page.locator("#inspector .facts").get_by_text("quince").wait_for()
    page.evaluate("""dendro.explorer.update({where: "label = 'quince'"})""")
    walker.wait_for("dendro.explorer.view.matching === 1")
    page.reload()  # the address has it all, and what is stored is undone
    ready(walker)
    walker.wait_for("dendro.explorer.view.matching === 1")
    page.keyboard.press("Control+z")
    page.get_by_role("status").get_by_text("Undone: Correct 1 image").wait_for()
    walker.wait_for("dendro.explorer.view.matching === 0")
    switch.get_by_text("as given").click()
    walker.wait_for("!location.search.includes('labels')")


def test_undo_turns_back_everything_in_its_order(served, open_page, mine):
    """A filter, a tag, a selection and a way down: Ctrl-Z takes back the last, whichever it was."""
    walker = open_page(served)
    page = walker.page
    ready(walker)
    root = page.evaluate("dendro.explorer.state.node")
    page.evaluate("""dendro.explorer.update({where: "label = 'plum'"})""")
    walker.wait_for("dendro.explorer.view.clauses.length === 1")
    page.evaluate("dendro.explorer.update({selection: [10, 11]}); dendro.explorer.focus()")
    page.keyboard.press("t")
    page.get_by_role("combobox", name="Tag 2 images").fill("fix")
    page.keyboard.press("Enter")
    page.get_by_role("status").get_by_text("Tag 2 images fix").wait_for()
    page.evaluate("dendro.explorer.zoomTo(dendro.explorer.view.cells[0].node)")
    walker.wait_for(f"dendro.explorer.view.node !== {root}")
    page.evaluate("dendro.explorer.update({selection: []}); dendro.explorer.focus()")
    said = page.get_by_role("status")
    for what, holds in (
        ("Undone: clearing a selection of 2 images", "dendro.explorer.state.selection.length === 2"),
        ("Undone: the cluster in view", f"dendro.explorer.view.node === {root}"),
        ("Undone: Tag 2 images fix", "true"),
        ("Undone: the selection of 2 images", "dendro.explorer.state.selection.length === 0"),
        ("Undone: the filter label = 'plum'", "dendro.explorer.view.clauses.length === 0"),
    ):
        page.keyboard.press("Control+z")
        said.get_by_text(what).wait_for()
        walker.wait_for(holds)
    assert not open_index(mine).tags()
    page.keyboard.press("Control+z")
    said.get_by_text("Nothing to undo.").wait_for()
    for _ in range(3):
        page.keyboard.press("Control+Shift+Z")
        page.wait_for_timeout(300)
    said.get_by_text("Done again: Tag 2 images fix").wait_for()
    assert open_index(mine).tags()["fix"].tolist() == [10, 11]
    page.go_back()
    walker.wait_for("dendro.explorer.view.clauses.length === 0")
    page.keyboard.press("Control+z")
    said.get_by_text("Undone: clearing the filter").wait_for()


def test_a_server_that_takes_no_change_undoes_the_view(shown, open_page):
    """What is on the page alone can be undone anywhere."""
    walker = open_page(shown)
    page = walker.page
    ready(walker)
    page.evaluate("dendro.explorer.update({selection: [1]}); dendro.explorer.focus()")
    page.keyboard.press("Control+z")
    page.get_by_role("status").get_by_text("Undone: the selection of 1 image").wait_for()
    page.keyboard.press("Control+z")
    page.get_by_role("status").get_by_text("Nothing to undo.").wait_for()


def test_the_selection_has_a_bar(served, open_page, mine):
    """Counts are exact under filters; all that match, the others instead, a note; `?` lists the keys."""
    index = open_index(mine)
    plums = index.codes("label")[1].index("plum")
    matching = int((index.codes("label")[0] == plums).sum())
    walker = open_page(served)
    page = walker.page
    ready(walker)
    page.evaluate("""dendro.explorer.update({where: "label = 'plum'"})""")
    walker.wait_for(f"dendro.explorer.view.matching === {matching}")
    page.evaluate("dendro.explorer.focus()")
    page.keyboard.press("Control+a")
    bar = page.locator("#selection")
    bar.get_by_text(f"{matching} selected").wait_for()
    page.get_by_role("button", name="clear filter").click()
    walker.wait_for("dendro.explorer.view.clauses.length === 0")
    bar.get_by_role("button", name="invert").click()
    bar.get_by_text(f"{index.n - matching} selected").wait_for()
    page.evaluate("""dendro.explorer.update({where: "label = 'plum' or label = 'leaf'"})""")
    leaves = int((index.codes("label")[0] == index.codes("label")[1].index("leaf")).sum())
    bar.get_by_text(f"{leaves} match the filter").wait_for()
    bar.get_by_role("button", name="keep these").click()
    bar.get_by_text(f"{leaves} selected").wait_for()
    page.evaluate("dendro.explorer.focus()")
    page.keyboard.press("n")
    page.get_by_role("combobox", name=f"Write a note on {leaves} images").fill("<b>old</b>")
    page.keyboard.press("Enter")
    page.get_by_role("status").get_by_text(f"Write a note on {leaves} images").wait_for()
    assert set(open_index(mine).decisions()["counts"].values()) == {leaves, 0}
    page.evaluate("dendro.explorer.focus()")
    page.keyboard.press("?")
    page.get_by_role("dialog").get_by_text("select the others instead").wait_for()
    page.keyboard.press("Escape")
    bar.get_by_role("button", name="clear").click()
    walker.wait_for("!document.querySelector('#selection').checkVisibility()")


def test_what_is_asked_of_the_selection_leaves_its_bar_in_sight(served, open_page):
    """The box of tags and that of exports stand above it, over the map, with panels and a strip open, too."""
    walker = open_page(served)
    page = walker.page
    ready(walker)
    page.evaluate("dendro.explorer.update({selection: [10, 11, 12]})")
    page.locator(".selection").get_by_text("3 selected").wait_for()
    for query in ("", "plum"):
        page.locator("#search").fill(query)
        page.keyboard.press("Enter")
        walker.settle()
        for key, box in (("t", ".tag-box"), ("e", ".export-box")):
            page.evaluate("dendro.explorer.focus()")
            page.keyboard.press(key)
            page.locator(f"{box}:popover-open").wait_for()
            above, bar, stage = (page.locator(s).bounding_box() for s in (box, ".selection", "#stage"))
            assert above["y"] + above["height"] <= bar["y"] and above["y"] >= 0
            assert abs(above["x"] + above["width"] / 2 - stage["x"] - stage["width"] / 2) <= 1
            page.keyboard.press("Escape")


def test_a_cluster_is_decided_about(served, open_page, mine):
    """T without a selection: the cluster in view, or the one under the keyboard's focus; in the inspector."""
    walker = open_page(served)
    page = walker.page
    ready(walker)
    page.keyboard.press("ArrowRight")
    page.evaluate("dendro.explorer.focus()")
    node = page.evaluate("dendro.explorer.focused.node")
    page.keyboard.press("t")
    page.get_by_role("combobox", name="Tag this cluster of").fill("odd <b>ones</b>")
    page.keyboard.press("Enter")
    page.get_by_role("status").get_by_text("Tag this cluster of").wait_for()
    assert open_index(mine).clusters()[node].tags == ("odd <b>ones</b>",)
    page.evaluate(f"dendro.explorer.zoomTo({node})")
    said = page.locator("#cluster-decided")
    said.get_by_role("button", name="odd <b>ones</b>").wait_for()
    said.get_by_label("Note on this cluster").fill("look here")
    said.get_by_label("Note on this cluster").blur()
    page.get_by_role("status").get_by_text("Write a note on this cluster").wait_for()
    assert open_index(mine).clusters()[node].note == "look here"
    said.get_by_role("button", name="odd <b>ones</b>").click()
    page.get_by_role("status").get_by_text("Take odd <b>ones</b> off this cluster").wait_for()
    page.keyboard.press("Control+z")
    said.get_by_role("button", name="odd <b>ones</b>").wait_for()
    assert open_index(mine).tags() == {}
    said.get_by_role("button", name="Labels are right").click()
    verdict = said.get_by_role("button", name="label is right")
    verdict.wait_for()
    assert open_index(mine).clusters()[node].verdicts == ("label is right",)
    verdict.click()
    said.get_by_role("button", name="Labels are right").wait_for()
    assert open_index(mine).clusters()[node].verdicts == ()
