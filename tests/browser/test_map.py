"""The map: images in the plane, and hands, keys and selections on it."""

import time

import numpy as np
import pytest

from tests.browser.conftest import AGAIN, serving
from tests.browser.reworked import rework
from tests.browser.test_phone import TOO_SMALL, Fingers

SETTLED = ".map-view[data-state=settled]"
MAP = "?view=map"

PLACES = """async () => {
  const at = (path) => import(new URL(`assets/modules/map/${path}.mjs`, document.baseURI).href);
  const { fitted, levelOf, reachOf, toScreen } = await at("camera");
  const { api, build } = dendro.config;
  const box = document.querySelector(".map-view").getBoundingClientRect();
  const size = { width: Math.floor(box.width), height: Math.floor(box.height) };
  const map = await (await fetch(`${api}/map?build=${build}`)).json();
  const camera = fitted(map.frame, size, reachOf(map.frame, size, map.depth));
  const z = levelOf(camera.scale, dendro.explorer.state.thumb, map.depth);
  const all = Array.from({ length: 4 ** z }, (_, i) => `${z}/${i % 2 ** z}/${Math.floor(i / 2 ** z)}`);
  const { tiles } = await (await fetch(`${api}/map/tiles?tiles=${all}`)).json();
  const many = 16 * 2 ** z;
  return tiles.flatMap((tile) => tile.rows.map((row, i) => {
    const place = tile.places[i];
    const [column, line] = [tile.x * 16 + (place % 16), tile.y * 16 + Math.floor(place / 16)];
    const on = toScreen(camera, size, { x: (column + 0.5) / many, y: (line + 0.5) / many });
    return { row, count: tile.counts[i], x: box.left + on.x, y: box.top + on.y };
  }));
}"""
"""Where every picture of the whole map is drawn, by the server's tiles and the page's own geometry."""


def settle(walker):
    """Wait until the map stands, all its thumbnails drawn."""
    walker.page.wait_for_timeout(200)  # it begins to move a frame after what moves it
    walker.page.wait_for_selector(SETTLED)


def places(walker):
    """The pictures of the whole map that no name and no button lies on."""
    covered = "(places) => places.filter(({x, y}) => document.elementFromPoint(x, y)?.tagName === 'CANVAS')"
    return walker.page.evaluate(covered, walker.page.evaluate(PLACES))


@pytest.fixture
def mapped(open_page, address):
    """The page of the small index with the map on the stage, panels folded."""
    walker = open_page(address + MAP, left="folded", right="folded")
    walker.page.wait_for_selector(SETTLED)
    return walker


def test_hands_find_images_where_they_are_drawn(mapped):
    """A click inspects, Ctrl selects, the pointer is linked, a box selects all inside under the filter."""
    page = mapped.page
    first, second, *_ = found = places(mapped)
    assert len(found) > 100
    page.mouse.move(second["x"], second["y"])
    page.wait_for_selector(".dendro-preview:not([hidden])")
    page.keyboard.down("Control")
    page.mouse.click(first["x"], first["y"])
    page.mouse.click(second["x"], second["y"])
    page.keyboard.up("Control")
    mapped.wait_for("dendro.explorer.state.selection.length === 2")
    assert mapped.state["selection"] == [first["row"], second["row"]]
    box = page.locator(".map-view").bounding_box()
    page.keyboard.down("Shift")
    page.mouse.move(box["x"] + 2, box["y"] + 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 300)
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + box["height"] - 2)
    page.mouse.up()
    page.keyboard.up("Shift")
    mapped.wait_for("dendro.explorer.state.selection.length === 300")
    page.evaluate("dendro.explorer.update({where: \"label = 'plum'\", selection: []})")
    mapped.settle()
    settle(mapped)
    page.click(".map-tools [aria-label^='Select by drawing']")
    page.mouse.move(box["x"] + 2, box["y"] + 2)
    page.mouse.down()
    corners = ((1, 0), (1, 1), (0, 1), (0, 0.5))
    for x, y in corners:
        page.mouse.move(
            box["x"] + x * (box["width"] - 4) + 2, box["y"] + y * (box["height"] - 4) + 2, steps=4
        )
    page.mouse.up()
    mapped.wait_for("dendro.explorer.state.selection.length === dendro.explorer.view.matching")
    assert mapped.view["matching"] < 100
    page.evaluate("dendro.explorer.update({where: '', selection: []})")
    page.mouse.click(first["x"], first["y"])  # the lasso is in the hand: a click still points
    mapped.wait_for("dendro.explorer.state.row === $row", row=first["row"])


def test_names_lead_into_clusters_and_escape_out_of_them(mapped):
    """The map follows the cluster in view, as the tree does; nothing of the address is lost."""
    page = mapped.page
    name = page.locator(".map-name:visible").first
    name.click()
    mapped.wait_for("dendro.explorer.view.node !== dendro.config.root")
    settle(mapped)
    assert mapped.query["view"] == "map"
    assert int(mapped.query["node"]) == mapped.state["node"]
    page.keyboard.press("Escape")
    mapped.wait_for("dendro.explorer.view.node === dendro.config.root")
    page.click("[data-view=tree]")
    page.wait_for_selector(".map-view", state="hidden")
    assert "view" not in mapped.query
    assert mapped.settle()["node"] == mapped.state["node"]


def test_keys_walk_the_map(mapped):
    """Arrows come to an image, which is ringed and can be taken; plus goes closer, 0 shows all again."""
    page = mapped.page
    page.focus(".map-view")
    heard = (
        "window.heard = []; dendro.explorer.addEventListener('hover', ({detail}) => heard.push(detail.row))"
    )
    page.evaluate(heard)
    page.keyboard.press("ArrowRight")
    mapped.wait_for("heard.length > 0")
    row = page.evaluate("heard.at(-1)")
    page.keyboard.press("Space")
    mapped.wait_for("dendro.explorer.state.selection[0] === $row", row=row)
    before = len(mapped.asked("/api/map/tiles"))
    for _ in range(4):
        page.keyboard.press("+")
    settle(mapped)
    assert len(mapped.asked("/api/map/tiles")) > before
    page.keyboard.press("0")
    settle(mapped)
    page.keyboard.press("Enter")
    mapped.wait_for("dendro.explorer.state.row !== null")
    assert mapped.settle()["node"] == mapped.page.evaluate("dendro.config.root")


def test_panning_stays_where_it_was_and_a_resize_too(mapped):
    """Dragging there and back draws the same picture; what was drawn once is not asked for again."""
    page = mapped.page
    page.mouse.move(600, 400)
    picture = page.locator(".map-canvas").screenshot()
    asked = len(mapped.asked("/api/map/tiles"))
    for x in (420, 600):
        page.mouse.down()
        page.mouse.move(x, 400, steps=8)
        page.mouse.up()
    page.mouse.move(2, 2)
    settle(mapped)
    assert len(mapped.asked("/api/map/tiles")) == asked
    page.set_viewport_size({"width": 1200, "height": 800})
    settle(mapped)
    page.set_viewport_size({"width": 1440, "height": 900})
    settle(mapped)
    assert page.locator(".map-canvas").screenshot() == picture


def test_the_address_says_where_on_the_map_one_is(mapped):
    """A reload comes back to the same picture, a cluster is gone to as a whole, and back returns."""
    page = mapped.page
    picture = places(mapped)[5]
    page.mouse.move(picture["x"], picture["y"])
    page.mouse.wheel(0, -400)
    mapped.wait_for("dendro.explorer.state.at !== ''")
    settle(mapped)
    page.mouse.click(picture["x"], picture["y"])
    mapped.wait_for("dendro.explorer.state.row !== null")
    seen, place = mapped.state["row"], mapped.query["at"]
    page.route("**/api/map?*", lambda route: (time.sleep(0.3), route.continue_()))
    page.goto(page.url.replace(f"&row={seen}", ""))
    # Something else of the state changes before the server has said what the map is.
    page.evaluate(
        "dendro.explorer.dispatchEvent(new CustomEvent('state', { detail: dendro.explorer.state }))"
    )
    mapped.settle()
    page.wait_for_selector(SETTLED)
    page.unroute("**/api/map?*")
    assert mapped.state["row"] is None and mapped.query["at"] == place
    page.mouse.click(picture["x"], picture["y"])
    mapped.wait_for("dendro.explorer.state.row === $row", row=seen)
    page.locator(".map-name:visible").first.click()
    mapped.wait_for("dendro.explorer.view.node !== dendro.config.root")
    assert "at" not in mapped.query
    page.go_back()
    mapped.wait_for("dendro.explorer.state.at === $place", place=place)
    settle(mapped)
    page.focus(".map-view")
    page.keyboard.press("0")
    mapped.wait_for("dendro.explorer.state.at === ''")


def test_two_fingers_zoom_and_one_moves(chromium, address):
    """On a phone: what is between the fingers grows, and a tap inspects."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.add_init_script(
        "".join(
            f"localStorage.setItem('dendro.{k}', '{v}');" for k, v in (AGAIN | {"left": "folded"}).items()
        )
    )
    page.goto(address + MAP)
    page.wait_for_selector(SETTLED)
    assert page.evaluate(TOO_SMALL, ".map-tools button") == []
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    Fingers(page).pinch((195, 400), 60, 340)
    page.wait_for_timeout(300)
    page.wait_for_selector(SETTLED)
    assert any("/api/map/tiles" in url for url in asked)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def test_without_a_projection_the_map_says_what_to_run(open_page, small_index, tmp_path):
    """In a sentence, in its place; the other views go on."""
    path = rework(small_index, tmp_path, small_index.items, projection=None)
    with serving(path) as url:
        walker = open_page(url)
        walker.expected = ("404",)
        walker.page.click("[data-view=map]")
        walker.page.wait_for_selector(".map-message:visible")
        assert "--projection" in walker.text(".map-message")
        walker.page.click("[data-view=tree]")
        walker.settle()
        walker.close()


def test_images_that_are_all_alike_are_one_picture(open_page, small_index, tmp_path):
    """A plane of one point is drawn, and can be clicked."""
    path = rework(small_index, tmp_path, small_index.items, projection=np.zeros((300, 2), np.float32))
    with serving(path) as url:
        walker = open_page(url + MAP, left="folded", right="folded")
        walker.page.wait_for_selector(SETTLED)
        walker.page.keyboard.press("ArrowRight")
        walker.page.keyboard.press("Enter")
        walker.wait_for("dendro.explorer.state.row === 0")
        walker.close()


def test_beside_all_images_a_way_back_is_shown(mapped):
    """Zoomed into a gap there is a sentence and a button; where a filter leaves nothing, a sentence alone."""
    page = mapped.page
    lost = page.locator(".map-lost")
    assert not lost.is_visible()
    box = mapped.box()
    page.mouse.move(box["x"] + 6, box["y"] + 6)  # a corner, where no image is
    for _ in range(8):
        page.mouse.wheel(0, -400)
        settle(mapped)
    lost.get_by_text("No image is in sight.").wait_for()
    lost.get_by_role("button", name="Show the whole map").click()
    settle(mapped)
    assert not lost.is_visible()
    assert places(mapped)
    page.evaluate("dendro.explorer.update({where: \"label = 'plum' and label = 'sand'\"})")
    lost.get_by_text("No image here matches the filter.").wait_for()
    assert not lost.get_by_role("button").is_visible()
