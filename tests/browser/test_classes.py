"""Classes on the page: scores, marks, confusion, fairness, colours of clusters with their legend."""

import numpy as np
import pytest

from tests.browser.conftest import serving
from tests.browser.reworked import rework


def pick(walker, name: str, option: str) -> None:
    """Choose in one of Mantine's selects."""
    walker.page.locator(f"#{name}").click()
    walker.page.get_by_role("option", name=option, exact=True).click()


def click_cell(walker, graph: str, x: float, y: float) -> None:
    """Click into a heat map, at shares of its width and height."""
    heat = walker.page.locator(f"{graph} .heatmaplayer").bounding_box()
    place = heat["x"] + heat["width"] * x, heat["y"] + heat["height"] * y
    walker.page.mouse.move(*place)
    walker.page.locator(".matrix-tip").wait_for()
    walker.page.mouse.click(*place)


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_a_cell_of_the_matrix_says_in_words_what_it_is_beside_itself(walker, size):
    """In the window, never over the cell, small and large; gone with the pointer."""
    walker.page.set_viewport_size({"width": size[0], "height": size[1]})
    if size[0] < 1000:
        walker.wait_for("document.documentElement.dataset.left === 'folded'")
        walker.page.evaluate("document.documentElement.dataset.left = 'open'")
    walker.page.get_by_role("tab", name="Confusion").click()
    walker.page.locator("#confusion-pairs .pair").first.wait_for()
    for graph in ("#confusion", "#confusion-large"):
        heat = walker.page.locator(f"{graph} .heatmaplayer")
        heat.wait_for()
        walker.wait_for(f"document.querySelectorAll('{graph} .ytick').length === 5")
        walker.page.wait_for_timeout(500)  # until it has its size
        box, tip = heat.bounding_box(), walker.page.locator(".matrix-tip")
        side = box["width"] / 5, box["height"] / 5
        for column in (0, 2, 4):
            x, y = box["x"] + (column + 0.6) * side[0], box["y"] + 0.4 * side[1]
            walker.page.mouse.move(x, y)
            walker.page.wait_for_timeout(200)  # plotly follows the pointer by steps
            tip.wait_for()
            said, at = tip.inner_text(), tip.bounding_box()
            assert " of " in said and ("taken for" in said or "recognised" in said)
            assert at["x"] >= 8 and at["x"] + at["width"] <= size[0] and at["y"] >= 8
            across = at["x"] >= x + 0.35 * side[0] or at["x"] + at["width"] <= x - 0.55 * side[0]
            assert across or at["y"] >= y + 0.55 * side[1] or at["y"] + at["height"] <= y - 0.35 * side[1]
        assert walker.page.locator(f"{graph} .hovertext").count() == 0
        walker.page.mouse.move(box["x"] - 20, box["y"] - 40)
        tip.wait_for(state="hidden")
        if graph == "#confusion":
            walker.page.get_by_role("button", name="Enlarge").click()


CUT = """[...document.querySelectorAll('CELLS')].map((cell) => {
  const text = cell.querySelector('.ag-cell-value') ?? cell, said = text.textContent;
  text.textContent = cell.getAttribute('col-id') === 'count' ? '10,000' : '>99.9%';
  const by = text.scrollWidth - text.clientWidth;
  text.textContent = said;
  return [cell.getAttribute('col-id'), by];
}).filter(([, by]) => by > 0)"""
"""Which columns cut the longest that they may hold, and by how many pixels."""


def test_class_table_scores_and_is_searched_in_any_case(walker, small_index):
    """Recall, precision and F1 of every class as they are counted; `PLU` finds plum."""
    plum = walker.page.locator(".ag-center-cols-container .ag-row[row-id=plum]")
    plum.wait_for()
    labels, predictions = small_index.labels(), small_index.predictions("")
    code = small_index.classes.index("plum")
    judged = (labels >= 0) & (predictions >= 0)
    right = ((labels == code) & (predictions == code)).sum()
    recall = right / (judged & (labels == code)).sum()
    precision = right / (judged & (predictions == code)).sum()
    cells = {name: plum.locator(f"[col-id={name}]").inner_text() for name in ("count", "recall", "precision")}
    assert cells == {
        "count": str((labels == code).sum()),
        "recall": f"{recall:.0%}",
        "precision": f"{precision:.0%}",
    }
    walker.page.fill("#class-search", "PLU")
    walker.wait_for("document.querySelectorAll('.ag-center-cols-container .ag-row').length === 1")
    assert plum.count() == 1


def test_what_the_class_table_is_of_is_said_again_when_one_comes_back(walker):
    """Also where the view has changed meanwhile."""
    of_all = walker.text("#class-caption")
    assert of_all == "5 of 5 classes in 300 images"
    for where in ("", "label = 'plum'"):
        walker.page.get_by_role("tab", name="Fairness").click()
        walker.page.locator("#class-caption").wait_for(state="hidden")
        walker.page.evaluate(f'dendro.explorer.update({{where: "{where}"}})')
        walker.settle()
        walker.page.get_by_role("tab", name="Table").click()
        of = "1 of 5 classes in 60 images under the filter." if where else of_all
        walker.page.locator("#class-caption", has_text=of).wait_for()
    walker.page.get_by_role("tab", name="Fairness").click()
    walker.page.reload()
    walker.page.wait_for_selector("#fair-table")
    walker.page.get_by_role("tab", name="Table").click()
    walker.page.locator("#class-caption", has_text=of).wait_for()


def test_what_the_class_table_is_of_is_said_without_predictions(open_page, small_index, tmp_path):
    """It stands alone there, and not among the matrix and others."""
    given = [
        name for name in small_index.items.column_names if not name.startswith(("prediction", "confidence"))
    ]
    with serving(rework(small_index, tmp_path, small_index.items.select(given))) as url:
        walker = open_page(url)
        walker.page.locator("#class-caption", has_text="5 of 5 classes in 300 images").wait_for()
        assert walker.page.locator("#class-tabs").count() == 0
        walker.close()


def test_a_panel_of_classes_works_when_one_comes_back(walker):
    """A column is chosen on the second visit, and still is on the third."""
    for name in ("Fairness", "Table", "Fairness"):
        walker.page.get_by_role("tab", name=name).click()
        walker.page.locator({"Table": "#class-caption", "Fairness": "#fair-table"}[name]).wait_for()
    pick(walker, "fair-by", "split")
    walker.page.wait_for_selector(".subgroups")
    assert walker.query == {"fair": "split"}
    walker.page.get_by_role("tab", name="Table").click()
    walker.page.locator(".subgroups").first.wait_for(state="hidden")
    walker.page.get_by_role("tab", name="Fairness").click()
    walker.page.wait_for_selector(".subgroups")
    assert walker.page.input_value("#fair-by") == "split"


def test_no_number_of_the_class_table_is_cut(walker):
    """The longest share there is stands whole in every column of shares, beside counts of 10,000."""
    cells = ".grid .ag-right-aligned-cell"
    walker.page.wait_for_selector(cells)
    cut = walker.page.evaluate(CUT.replace("CELLS", cells))
    assert cut == []


def test_hovering_a_class_lights_its_images_and_counts_those_not_drawn(walker, small_index):
    """As long as the pointer rests there; the words count all images of the cluster."""
    walker.page.locator(".ag-row[row-id=plum]").first.hover()
    plum = int((small_index.labels() == small_index.classes.index("plum")).sum())
    walker.wait_for(f"document.getElementById('class-spot').textContent.startsWith('{plum} images of plum')")
    walker.page.mouse.move(*walker.place_of(walker.big_cell()))
    walker.wait_for("document.getElementById('class-spot').textContent === ''")


def test_mistakes_of_a_class_are_outlined_isolated_and_filtered(walker, small_index):
    """By true class, by predicted class, by both; all of it is in the address, and filtered by plain SQL."""
    pick(walker, "truth", "plum")
    walker.wait_for("dendro.explorer.state.show === 'outline'")
    assert walker.query == {"show": "outline", "true": "plum"}
    walker.page.locator("#show").get_by_text("filter", exact=True).click()
    walker.wait_for("dendro.explorer.state.where === \"label <> prediction and label = 'plum'\"")
    labels, correct = small_index.labels(), small_index.correct("")
    code = small_index.classes.index("plum")
    wrong = int(((labels == code) & (correct == 0)).sum())
    walker.wait_for("dendro.explorer.view.matching === $wrong", wrong=wrong)
    pick(walker, "guess", "apple")
    apple = small_index.classes.index("apple")
    both = int(((labels == code) & (small_index.predictions("") == apple)).sum())
    walker.wait_for("dendro.explorer.view.matching === $both", both=both)
    walker.page.locator("#show").get_by_text("isolate", exact=True).click()
    walker.wait_for("dendro.explorer.view.matching === 300")
    assert walker.query == {"show": "isolate", "true": "plum", "predicted": "apple"}


def test_a_filter_is_lifted_before_its_view_is_there(new_walker):
    """Two clicks in a row, on a server that takes its time."""
    walker = new_walker
    pick(walker, "truth", "plum")
    walker.wait_for("dendro.explorer.state.show === 'outline'")
    held = []
    walker.page.route("**/api/view?*", lambda route: held.append(route))
    walker.page.locator("#show").get_by_text("filter", exact=True).click()
    walker.wait_for("dendro.explorer.state.where === \"label <> prediction and label = 'plum'\"")
    walker.page.locator("#show").get_by_text("isolate", exact=True).click()
    walker.wait_for("dendro.explorer.state.show === 'isolate'")
    assert walker.state["where"] == ""
    for late in held:
        late.continue_()
    walker.page.unroute_all()
    walker.settle()


def test_a_cell_of_the_confusion_filters_to_its_images(walker, small_index):
    """From the list; it alone is left under the filter, and a second click lifts that."""
    walker.page.get_by_role("tab", name="Confusion").click()
    pair = walker.page.locator("#confusion-pairs .pair", has_text="plum → apple")
    pair.click()
    walker.wait_for("dendro.explorer.state.where === \"label = 'plum' and prediction = 'apple'\"")
    names = [small_index.classes.index(name) for name in ("plum", "apple")]
    both = (small_index.labels() == names[0]) & (small_index.predictions("") == names[1])
    walker.wait_for("dendro.explorer.view.matching === $both", both=int(both.sum()))
    walker.settle()
    walker.wait_for("document.querySelectorAll('#confusion-pairs .pair').length === 1")
    pair.click()
    walker.wait_for("dendro.explorer.view.matching === 300")
    walker.settle()
    click_cell(walker, "#confusion", 0.1, 0.3)
    walker.wait_for("/^label = '.*' and prediction = '.*'$/.test(dendro.explorer.state.where)")


def test_fairness_of_a_column_is_said_in_points(walker, small_index):
    """MacroStd of the split, by its formula."""
    walker.page.get_by_role("tab", name="Fairness").click()
    pick(walker, "fair-by", "split")
    walker.page.wait_for_selector(".subgroups")
    labels, correct, split = small_index.labels(), small_index.correct(""), small_index.column("split")
    stds = []
    for code in range(5):
        parts = [correct[(labels == code) & (correct >= 0) & (split == value)] for value in ("test", "train")]
        rates, weights = [part.mean() for part in parts], [len(part) for part in parts]
        mean = np.average(rates, weights=weights)
        stds.append(np.sqrt(np.average((rates - mean) ** 2, weights=weights)))
    assert walker.text(".figure") == f"MacroStd {100 * np.mean(stds):.1f} points"
    assert "Chance alone gives " in walker.text("#fair-table") and "(p\u00a0=\u00a0" in walker.text(
        "#fair-table"
    )
    assert walker.text(".fairness .about").startswith("MacroStd says how unevenly the model does")
    assert walker.query == {"fair": "split"}
    walker.page.reload()
    walker.page.wait_for_selector(".subgroups")
    assert walker.text(".figure") == f"MacroStd {100 * np.mean(stds):.1f} points"


def test_the_confusion_is_enlarged_with_all_names_and_counts(walker, small_index):
    """A click on a cell of the large one filters, too, and closes it."""
    walker.page.get_by_role("tab", name="Confusion").click()
    walker.page.locator("#confusion-pairs .pair", has_text="plum → apple").wait_for()
    walker.page.get_by_role("button", name="Enlarge").click()
    large = walker.page.locator("#confusion-large")
    large.locator(".heatmaplayer").wait_for()
    wanted = sorted(small_index.classes)
    names = "[...document.querySelectorAll('#confusion-large .ytick text')].map((t) => t.textContent)"
    walker.wait_for(f"String({names}.sort()) === $wanted", wanted=",".join(wanted))
    walker.page.keyboard.press("Escape")
    large.wait_for(state="hidden")
    walker.page.get_by_role("button", name="Enlarge").click()
    click_cell(walker, "#confusion-large", 0.1, 0.3)
    large.wait_for(state="hidden")
    walker.wait_for("/^label = '.*' and prediction = '.*'$/.test(dendro.explorer.state.where)")
    walker.page.fill("#search", "plum")
    walker.page.keyboard.press("Enter")
    walker.wait_for("document.documentElement.dataset.strip === 'open'")
    walker.page.keyboard.press("Escape")  # the closed dialog does not keep it
    walker.wait_for("document.documentElement.dataset.strip !== 'open'")


def test_a_coloring_has_a_legend_and_lives_in_the_address(walker):
    """Chosen below, it tints the cells and says what its colours mean; a copied link opens it again."""
    pick(walker, "color", "accuracy")
    walker.wait_for("dendro.explorer.view.legend !== null")
    walker.page.wait_for_selector("#legend .legend-bar")
    assert walker.query["color"] == "accuracy"
    assert walker.page.locator("#legend .legend-blocks .swatch").count() == 7
    assert "86%" in walker.text("#legend")
    walker.page.evaluate("localStorage.setItem('dendro.theme', 'light')")
    walker.open("?color=column:price")
    assert walker.state["theme"] == "light"
    walker.page.wait_for_selector("#legend .legend-bar")
    assert "mean price" in walker.text("#legend")
    marks = [mark["words"] for mark in walker.view["legend"]["marks"]]
    assert walker.page.locator("#legend .legend-mark").all_inner_texts() == marks and len(marks) == 3
    walker.page.locator(".legend-title").click()
    assert walker.text(".legend-head") == "mean price"
    assert walker.page.locator("#bubble .legend-step").count() >= len(walker.view["legend"]["steps"])
    walker.page.keyboard.press("Escape")
    assert walker.page.input_value("#color") == "price"
    pick(walker, "color", "none")
    walker.wait_for("dendro.explorer.view.legend === null")
    assert not walker.page.locator("#legend").is_visible()


def test_an_entry_of_the_legend_marks_and_filters_its_class(open_page, address, small_index):
    """While the pointer rests on it its images stand out; a click leaves them, another lifts that."""
    walker = open_page(address + "?color=class")
    plum = walker.page.locator("#legend button.legend-step", has_text="plum")
    plum.hover()
    there = int((small_index.labels() == small_index.classes.index("plum")).sum())
    walker.wait_for("dendro.explorer.view.marked === $there", there=there)
    plum.click()
    walker.wait_for("dendro.explorer.view.matching === $there", there=there)
    assert walker.state["where"] == "label = 'plum'"
    walker.page.locator("#legend button[aria-pressed=true]", has_text="plum").wait_for()
    walker.page.locator("#legend button.legend-step", has_text="apple").click()
    walker.wait_for("dendro.explorer.state.where === \"label = 'apple'\"")
    walker.settle()
    walker.page.locator("#legend button[aria-pressed=true]", has_text="apple").click()
    walker.wait_for("dendro.explorer.view.matching === 300")
