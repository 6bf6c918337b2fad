"""The inspector: from image to image, full size, and what it says of an image and of a cluster."""

import re

import numpy as np

from explorer.index.reader import Index


def inspect(walker, row):
    """Inspect a row and wait for its content; gives what the route says of it."""
    walker.page.evaluate(f"dendro.explorer.inspect({row})")
    shown(walker, row)
    return walker.page.evaluate(f"fetch('/api/items/{row}').then((r) => r.json())")


def shown(walker, row):
    """Wait until the inspector shows a row."""
    walker.page.wait_for_selector(f"#inspector [data-picture='{row}']")
    walker.wait_for("dendro.explorer.state.row === $row", row=row)


def test_keys_walk_from_image_to_image_in_tree_order(walker):
    """J, K and the arrows; the address keeps the row, and back is one step, not one for each image."""
    length = walker.page.evaluate("history.length")
    inspect(walker, 40)
    for key, row in (("j", 41), ("ArrowRight", 42), ("ArrowDown", 43), ("k", 42), ("ArrowUp", 41)):
        walker.page.keyboard.press(key)
        shown(walker, row)
    assert walker.query["row"] == "41"
    assert walker.page.evaluate("history.length") == length + 1
    walker.page.keyboard.press("Escape")
    walker.wait_for("dendro.explorer.state.row === null")


def test_without_an_image_the_arrows_move_between_clusters(walker):
    """Nothing is inspected by an arrow or J; Enter goes into the cluster that the arrow led to."""
    walker.page.keyboard.press("j")
    walker.page.keyboard.press("ArrowRight")
    walker.page.keyboard.press("ArrowDown")
    assert walker.state["row"] is None
    walker.page.keyboard.press("Enter")
    walker.wait_for("dendro.explorer.state.row !== null || dendro.explorer.view.node !== 598")


def test_arrows_are_the_clusters_again_once_the_inspector_is_folded(walker):
    """What nobody sees takes no keys."""
    inspect(walker, 40)
    walker.page.keyboard.press("]")
    walker.page.wait_for_selector("#right", state="hidden")
    walker.page.keyboard.press("ArrowRight")
    assert walker.state["row"] == 40


def test_buttons_walk_within_the_filter_and_stop_at_its_ends(walker):
    """Only what matches is walked; the inspector says how far one is, and the ends lead no further."""
    walker.page.evaluate("dendro.explorer.update({where: \"label = 'plum'\"})")
    walker.wait_for("dendro.explorer.view.matching < 300")
    rows = walker.page.evaluate("dendro.explorer.rowsOf(dendro.explorer.view)")
    assert len(rows) == walker.settle()["matching"]
    inspect(walker, rows[0])
    walker.wait_for(
        "document.querySelector('#inspector .walk-place').textContent === $words", words=f"1 of {len(rows)}"
    )
    assert walker.page.get_by_role("button", name="Previous image").is_disabled()
    walker.page.get_by_role("button", name="Next image").click()
    shown(walker, rows[1])
    walker.page.evaluate(f"dendro.explorer.update({{row: {rows[-1]}}})")
    shown(walker, rows[-1])
    walker.wait_for("[...document.querySelectorAll('[data-way=next]')].every((b) => b.disabled)")
    walker.page.keyboard.press("j")
    walker.page.keyboard.press("k")
    shown(walker, rows[-2])


def test_neighbours_say_label_verdict_and_distance(walker):
    """Under each stand its label and distance; right and wrong are told by the shape of a mark."""
    item = inspect(walker, 40)
    walker.page.wait_for_selector("#inspector-gallery .listed")
    items = walker.page.locator("#inspector-gallery .gallery-item").all()
    assert len(items) == len(item["neighbors"])
    decimals = set()
    for shown_one, near in zip(items, item["neighbors"], strict=True):
        *_, label, distance = shown_one.inner_text().split("\n")
        assert label == (near["label"] or near["prediction"])
        assert abs(float(distance) - near["distance"]) < 0.01
        decimals.add(len(distance.partition(".")[2]))
        kinds = shown_one.locator(".mark").evaluate_all("(all) => all.map((m) => m.className)")
        wanted = {True: ["mark mark-right"], False: ["mark mark-wrong"], None: []}[near["right"]]
        assert kinds == wanted
    assert len(decimals) == 1, "all on one scale"
    shapes = walker.page.evaluate(
        "['right', 'wrong'].map((name) => {"
        " const m = document.body.appendChild(document.createElement('span'));"
        " m.className = `mark mark-${name}`; return getComputedStyle(m).borderRadius; })"
    )
    assert shapes[0] != shapes[1]


def test_probabilities_are_bars_and_the_label_is_marked(walker, monkeypatch):
    """The bars are as long as the probabilities; without any there are none."""
    inspect(walker, 40)
    assert walker.page.locator("#inspector .bars").count() == 0
    kept = np.tile(np.array([0.5, 0.25, 0.125, 0.1, 0.025], np.float32), (300, 1))
    monkeypatch.setattr(Index, "probabilities", property(lambda index: kept))
    item = inspect(walker, 41)
    lines = walker.page.locator("#inspector .bars > li")
    lines.nth(4).wait_for()
    assert [line.split("\n")[-1] for line in lines.all_inner_texts()] == ["50%", "25%", "13%", "10%", "2.5%"]
    widths = lines.locator(".bar > div").evaluate_all("(all) => all.map((bar) => bar.offsetWidth)")
    assert abs(widths[0] - 2 * widths[1]) <= 1 and abs(widths[1] - 2 * widths[2]) <= 1
    assert lines.filter(has=walker.page.locator(".tag")).locator(".bar-name").inner_text() == item["label"]


def test_the_way_down_to_an_image_is_told_and_each_step_goes_there(walker):
    """From all images to the smallest cluster; the one on the map is marked."""
    inspect(walker, 40)
    stops = walker.page.evaluate("fetch('/api/items/40/clusters').then((r) => r.json())")["clusters"]
    steps = walker.page.locator("#inspector .step")
    steps.first.wait_for()
    assert [text.split("\n") for text in steps.all_inner_texts()] == [
        [stop["title"], f"{stop['count']:,}"] for stop in stops
    ]
    walker.wait_for("document.querySelector('#inspector .step').ariaCurrent === 'true'")
    steps.last.click()
    walker.wait_for_node(stops[-1]["node"])
    assert walker.state["row"] == 40
    walker.wait_for("[...document.querySelectorAll('#inspector .step')].at(-1).ariaCurrent === 'true'")
    steps.first.click()
    walker.wait_for_node(598)


def test_the_card_of_a_cluster_says_what_tells_it_from_the_one_around(walker):
    """As the route tells it: values with both shares as bars; of all images it says nothing."""
    assert walker.page.locator("#inspector .bars.told").count() == 0
    walker.page.evaluate("dendro.explorer.update({clusters: 5})")
    walker.wait_for("dendro.explorer.view.cells.length === 5")
    node = max(walker.settle()["cells"], key=lambda cell: cell["count"])["node"]
    walker.page.evaluate(f"dendro.explorer.zoomTo({node})")
    walker.wait_for_node(node)
    url = f"/api/nodes/{node}/contrast?against=598"
    found = walker.page.evaluate(f"fetch('{url}').then((r) => r.json())")["values"]
    lines = walker.page.locator("#inspector .bars.told > li")
    lines.first.wait_for()
    assert lines.locator(".bar-name").all_inner_texts() == [value["value"] for value in found]
    title = lines.first.get_attribute("title")
    assert f"of {walker.view['count']} here" in title and "of 300 there" in title
    line = lines.first.locator(".bar").evaluate(
        "(bar) => [bar.firstChild.offsetWidth / bar.offsetWidth, bar.lastChild.offsetLeft / bar.offsetWidth]"
    )
    assert abs(line[0] - found[0]["share"]) < 0.02 and abs(line[1] - found[0]["share_against"]) < 0.02


FULL = "document.querySelector('dialog.full-size')"
PLACED = f"{FULL}?.open && {FULL}.querySelector('img').dataset.whole === 'true'"


def open_full(walker, row=40):
    """Inspect a row and press F; waits for the original."""
    inspect(walker, row)
    walker.page.keyboard.press("f")
    walker.wait_for(PLACED)


def scale(walker):
    """How many times larger than as a whole the picture is drawn."""
    drawn = f"{FULL}.querySelector('img')"
    return walker.page.evaluate(f"{drawn}.getBoundingClientRect().width / {drawn}.offsetWidth")


def test_full_size_shows_the_original_over_the_whole_window(walker):
    """F opens it with its own pixels, Escape closes only it, and the focus comes back to where it was."""
    inspect(walker, 40)
    walker.page.get_by_role("button", name="Show in tree").focus()
    walker.page.keyboard.press("f")
    walker.wait_for(PLACED)
    box = walker.page.locator("dialog.full-size").bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 1440, 900)
    assert [r for r in walker.asked("/api/items/40/image") if "max=" not in r.url]
    for _ in range(6):
        walker.page.keyboard.press("Tab")
        assert walker.page.evaluate(
            f"document.activeElement === document.body || {FULL}.contains(document.activeElement)"
        )
    walker.page.keyboard.press("Escape")
    walker.wait_for(f"!{FULL}.open")
    assert walker.state["row"] == 40
    assert walker.page.evaluate("document.activeElement.textContent") == "Show in tree"


def test_full_size_opens_by_its_button_and_by_a_double_click(walker):
    """For the hand there are two ways in and a button out."""
    inspect(walker, 40)
    walker.page.get_by_role("button", name="Full size").click()
    walker.wait_for(PLACED)
    walker.page.get_by_role("button", name="Close ( Esc )").click()
    walker.wait_for(f"!{FULL}.open")
    walker.page.locator("#inspector [data-picture]").dblclick()
    walker.wait_for(PLACED)


def put_in_a_box(walker, row):
    """Tell the page that an image is cut out of a picture: a plum that was taken for a pear."""
    box = {"row": row, "x": 0.25, "y": 0.5, "w": 0.5, "h": 0.25, "right": False, "own": True}
    boxes = [{**box, "label": "plum", "prediction": "pear"}]

    def said(route):
        route.fulfill(json={**route.fetch().json(), "path": "fruit.png#xywh=16,32,32,16"})

    walker.page.route(f"**/api/items/{row}", said)
    walker.page.route(f"**/api/items/{row}/boxes", lambda route: route.fulfill(json={"boxes": boxes}))


def test_full_size_zooms_towards_the_pointer_pans_and_resets(walker):
    """The wheel keeps the point under it, a drag moves the picture and its boxes, 0 shows the whole again."""
    put_in_a_box(walker, 40)
    open_full(walker)
    room = walker.page.locator(".full-room").bounding_box()
    x, y = room["x"] + room["width"] / 2 + 100, room["y"] + room["height"] / 2 + 60
    walker.page.mouse.move(x, y)
    drawn = walker.page.locator(".full-picture")
    before = drawn.bounding_box()
    whole = walker.text(".full-zoom")
    walker.page.mouse.wheel(0, -600)
    walker.wait_for(f"{FULL}.querySelector('.full-zoom').textContent !== $whole", whole=whole)
    after = drawn.bounding_box()
    assert scale(walker) > 1.5
    assert abs((x - before["x"]) / before["width"] - (x - after["x"]) / after["width"]) < 0.01
    walker.page.mouse.down()
    walker.page.mouse.move(x + 30, y + 20)
    walker.page.mouse.up()
    moved = drawn.bounding_box()
    assert (round(moved["x"] - after["x"]), round(moved["y"] - after["y"])) == (30, 20)
    box = walker.page.locator(".full-boxes .box").bounding_box()
    assert abs(box["x"] - moved["x"] - moved["width"] / 4) < 2
    assert abs(box["height"] - moved["height"] / 4) < 2
    assert walker.text(".box-name") == "plum, predicted pear"
    walker.page.keyboard.press("b")
    walker.page.locator(".full-boxes").wait_for(state="hidden")
    walker.page.keyboard.press("0")
    walker.wait_for(
        f"{FULL}.querySelector('img').getBoundingClientRect().width === $width", width=before["width"]
    )
    assert drawn.bounding_box() == before


def test_full_size_walks_and_the_inspector_follows(walker):
    """J and K lead on inside it, and so do the arrows while the whole picture is seen."""
    open_full(walker)
    for key, row in (("j", 41), ("ArrowRight", 42), ("k", 41)):
        walker.page.keyboard.press(key)
        walker.wait_for(f"{FULL}.querySelector('img').dataset.row === $row", row=str(row))
    assert walker.text(".full-bar .walk-place") == "42 of 300"
    shown(walker, 41)
    walker.page.keyboard.press("+")
    walker.page.keyboard.press("ArrowRight")
    assert scale(walker) > 1
    assert walker.state["row"] == 41
    walker.page.keyboard.press("f")
    walker.wait_for(f"!{FULL}.open")
    walker.wait_for("document.activeElement !== document.body")


def test_full_size_without_the_original_is_its_thumbnail_and_says_so(new_walker):
    """Where the picture cannot be had, the largest thumbnail stands in, with a sentence."""
    walker = new_walker
    walker.expected = ("404",)
    walker.page.route(re.compile(r"/api/items/\d+/image"), lambda route: route.fulfill(status=404, body="{}"))
    open_full(walker)
    assert walker.page.evaluate(f"{FULL}.querySelector('img').src").startswith("blob:")
    assert "largest thumbnail" in walker.text(".full-note")
