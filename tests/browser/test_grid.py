"""The grid: all images in an order of one's own, by pointer, by keys and by an address."""

import numpy as np
import pytest

SETTLED = ".grid-view[data-state=settled]"


@pytest.fixture
def grid(walker):
    """The page of the small index with the grid on its stage."""
    walker.page.get_by_role("button", name="Grid", exact=True).click()
    return Grid(walker)


class Grid:
    """A person at the grid."""

    def __init__(self, walker) -> None:
        self.walker, self.page = walker, walker.page
        self.settle()

    def settle(self) -> None:
        """Wait until all that is on screen is painted."""
        self.page.wait_for_selector(SETTLED)

    def listed(self, query: str = "", part: str = "") -> list[int]:
        """Rows as the server lists them."""
        root = self.walker.page.evaluate("dendro.explorer.state.node")
        answer = self.page.request.get(f"{self.walker.url}api/nodes/{root}/rows?{query}{part}")
        return np.frombuffer(answer.body(), "<u4").tolist()

    def place(self, i: int) -> tuple[float, float]:
        """The middle of the i-th image, in the window, where the list stands at its beginning."""
        box = self.page.locator(".grid-scroll").bounding_box()
        columns = int(self.page.locator(".grid-scroll").get_attribute("aria-colcount"))
        width = self.page.evaluate("document.querySelector('.grid-scroll').clientWidth")
        pitch = width / columns
        return box["x"] + (i % columns + 0.5) * pitch, box["y"] + (i // columns + 0.5) * pitch

    def click(self, i: int, **how) -> None:
        """Click on an image."""
        x, y = self.place(i)
        self.page.locator(".grid-scroll").click(position=self._within(x, y), **how)

    def _within(self, x: float, y: float) -> dict[str, float]:
        box = self.page.locator(".grid-scroll").bounding_box()
        return {"x": x - box["x"], "y": y - box["y"]}

    @property
    def selection(self) -> list[int]:
        """Selected rows."""
        return self.walker.state["selection"]


def test_all_images_are_there_and_a_click_inspects(grid):
    """The count, the address, and the image that lies where the tree's order says."""
    assert grid.page.locator(".grid-count").text_content() == "300 images"
    assert grid.walker.query["view"] == "grid"
    grid.click(7)
    grid.walker.wait_for("dendro.explorer.state.row === 7")
    assert grid.walker.query["row"] == "7"


def test_sorted_by_a_column_and_turned_round(grid):
    """The list is the server's, and the address says which."""
    grid.page.get_by_label("Sort by").select_option("column:price")
    grid.settle()
    grid.click(0)
    assert grid.walker.state["row"] == grid.listed("sort=column:price")[0]
    grid.page.get_by_role("button", name="Ascending").click()
    grid.settle()
    grid.click(3)
    expected = grid.listed("sort=column:price&descending=true")
    grid.walker.wait_for(f"dendro.explorer.state.row === {expected[3]}")
    assert (grid.walker.query["sort"], grid.walker.query["order"]) == ("column:price", "desc")


def test_ranges_boxes_all_and_the_others_are_selected_exactly(grid):
    """By Shift and Ctrl, by dragging, by buttons: the rows of the list."""
    grid.page.get_by_label("Sort by").select_option("column:price")
    grid.settle()
    rows = grid.listed("sort=column:price")
    grid.click(2)
    grid.click(5, modifiers=["Shift"])
    grid.walker.wait_for("dendro.explorer.state.selection.length === 4")
    assert grid.selection == rows[2:6]
    grid.click(9, modifiers=["Control"])
    grid.walker.wait_for("dendro.explorer.state.selection.length === 5")
    grid.page.get_by_role("button", name="invert", exact=True).click()
    grid.walker.wait_for("dendro.explorer.state.selection.length === 295")
    assert set(grid.selection) == set(rows) - {*rows[2:6], rows[9]}
    columns = int(grid.page.locator(".grid-scroll").get_attribute("aria-colcount"))
    grid.page.mouse.move(*grid.place(1))
    grid.page.mouse.down()
    grid.page.mouse.move(*grid.place(columns + 2), steps=4)
    grid.page.mouse.up()
    grid.walker.wait_for("dendro.explorer.state.selection.length === 4")
    assert grid.selection == [rows[1], rows[2], rows[columns + 1], rows[columns + 2]]
    grid.page.keyboard.press("Control+a")
    grid.walker.wait_for("dendro.explorer.state.selection.length === 300")
    assert grid.selection == rows


def test_by_keys_alone_and_what_is_said_of_it(grid):
    """Arrows, End, Enter and Space; a screen reader hears name, label and place of an image."""
    scroller = grid.page.locator(".grid-scroll")
    scroller.focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight"):
        grid.page.keyboard.press(key)
    said = (
        "document.getElementById(document.querySelector('[role=grid]').getAttribute('aria-activedescendant'))"
    )
    grid.walker.wait_for(f"{said}?.textContent.includes('.png')")
    assert grid.page.evaluate(f"{said}.textContent").endswith("image 3 of 300")
    grid.page.keyboard.press("Space")
    assert grid.selection == [2]
    assert grid.page.locator("[role=row] > [role=gridcell][aria-selected=true]").count() == 1
    grid.page.keyboard.press("End")
    grid.page.keyboard.press("Enter")
    grid.walker.wait_for("dendro.explorer.state.row === 299")
    assert int(scroller.get_attribute("aria-rowcount")) * int(scroller.get_attribute("aria-colcount")) >= 300


def test_filter_search_and_back_to_the_tree(grid):
    """What is listed follows the page, and the page stays what it was."""
    grid.page.evaluate("dendro.explorer.update({where: \"label = 'plum'\"})")
    plums = grid.listed("where=label = 'plum'")
    grid.walker.wait_for(f"document.querySelector('.grid-count').textContent === '{len(plums)} images'")
    grid.page.evaluate("dendro.explorer.light({text: '000'})")
    grid.walker.wait_for("document.querySelector('.grid-count').textContent.includes(' of ')")
    grid.page.evaluate("dendro.explorer.light(null)")
    grid.page.get_by_role("button", name="Tree", exact=True).click()
    grid.walker.wait_for("!document.querySelector('.grid-view:not([hidden])')")
    assert grid.walker.state["where"] == "label = 'plum'"
    assert "view" not in grid.walker.query


def test_the_pointer_is_linked(grid):
    """On an image of the grid it is told to all, and told from elsewhere it is shown."""
    listen = "dendro.explorer.addEventListener('hover', (event) => told.push(event.detail.row))"
    grid.page.evaluate(f"window.told = []; {listen}")
    for place in (5, 4):  # it may rest on one of them already, and then says nothing
        grid.page.mouse.move(*grid.place(place))
    grid.walker.wait_for("told.at(-1) === 4")
    grid.walker.wait_for("!document.querySelector('.grid-view .dendro-preview').hidden")


def test_an_address_brings_order_and_image_back(open_page, address):
    """A copied link opens the grid as it was, and shows the image that it names."""
    walker = open_page(f"{address}?view=grid&size=120&sort=column:price&order=desc&row=150")
    grid = Grid(walker)
    grid.walker.wait_for("document.querySelector('.grid-scroll').scrollTop > 0")
    assert grid.page.get_by_label("Sort by").input_value() == "column:price"
