"""Walking the map: by hand, by key, through the history and by an address."""

ROOT = 598  # of 300 images


def test_first_page_shows_all_images_in_the_cells_that_suit_it(new_walker):
    """The page opens on everything: a cluster for a dozen images, each image there."""
    walker = new_walker
    view = walker.settle()
    assert view["node"] == ROOT
    assert len(view["cells"]) == 25
    assert sum(len(cell["thumbs"]["rows"]) for cell in view["cells"]) == 300
    assert walker.text("#counts").startswith("300 images · showing all")


def test_no_image_is_asked_for_by_itself(new_walker):
    """Thumbnails travel in packs: walking asks for no single image."""
    walker = new_walker
    walker.enter(walker.big_cell())
    assert walker.asked("/image") == []
    packs = walker.asked("/api/thumbs")
    assert 0 < len(packs) <= 12
    assert [request.url for request in walker.requests if "icon" in request.url] == []


def test_the_server_is_asked_about_a_view_once_its_pictures_stand(new_walker):
    """What panels say of a cluster competes with none of its thumbnails."""
    walker = new_walker
    asked = -1
    while asked != len(walker.requests):  # the panels have asked about the first view
        asked = len(walker.requests)
        walker.page.wait_for_timeout(1500)
    walker.page.evaluate(
        "window.at = [];"
        "const note = (list) => list.getEntries().forEach((e) => at.push([e.name, e.startTime]));"
        "new PerformanceObserver(note).observe({entryTypes: ['resource', 'mark']})"
    )
    cell = walker.big_cell()
    walker.enter(cell)
    walker.wait_for(
        "document.querySelector('#inspector .title').textContent === dendro.explorer.trail.at(-1).title"
    )
    told = walker.page.evaluate("at")
    painted = next(time for name, time in told if name == "dendro:painted")
    asked = [time for name, time in told if "_dash-update-component" in name]
    assert asked and min(asked) > painted


def test_click_on_a_title_goes_in_and_the_breadcrumb_comes_back(walker):
    """A click on a title zooms; the breadcrumb names it and leads back."""
    cell = walker.big_cell()
    view = walker.enter(cell)
    assert (view["lo"], view["hi"]) == (cell["lo"], cell["hi"])
    assert walker.query["node"] == str(cell["node"])
    walker.page.get_by_role("navigation").get_by_role("button", name="All").click()
    walker.wait_for_node(ROOT)


def test_browser_back_and_forward_walk_the_same_way(walker):
    """The history holds every cluster that was entered."""
    first = walker.big_cell()["node"]
    walker.enter(walker.big_cell())
    walker.page.go_back()
    walker.wait_for_node(ROOT)
    walker.page.go_forward()
    walker.wait_for_node(first)


def test_copied_address_opens_the_same_view(walker, open_page):
    """Cluster, sliders, filter, image and marks are in the address."""
    walker.enter(walker.big_cell())
    walker.page.evaluate(
        "dendro.explorer.update({clusters: 151, thumb: 40, show: 'outline', where: \"label is not null\"})"
    )
    x, y = walker.place_of(max(walker.settle()["cells"], key=lambda c: c["matching"]))
    walker.page.mouse.click(x, y)
    walker.page.wait_for_selector("#inspector [data-picture]")
    copy = open_page(f"{walker.page.url}&q=plum")
    assert len(copy.asked("/api/view")) == 1
    for key in ("node", "clusters", "thumb", "show", "where", "row"):
        assert copy.state[key] == walker.state[key], key
    assert [cell["node"] for cell in copy.view["cells"]] == [cell["node"] for cell in walker.view["cells"]]


def test_keyboard_walks_in_and_out(walker):
    """Arrows move between cells, Enter goes in, Escape and Backspace come out."""
    walker.page.keyboard.press("ArrowRight")
    walker.page.keyboard.press("ArrowDown")
    walker.page.keyboard.press("Enter")
    walker.wait_for(f"dendro.explorer.view.node !== {ROOT}")
    walker.settle()
    walker.page.keyboard.press("Escape")
    walker.wait_for_node(ROOT)


def test_wheel_zooms_at_the_pointer(walker):
    """Turning the wheel over a cluster goes into it, and back."""
    cell = walker.big_cell()
    walker.page.mouse.move(*walker.place_of(cell))
    walker.page.mouse.wheel(0, -240)
    walker.wait_for(f"dendro.explorer.view.node !== {ROOT}")
    view = walker.settle()
    assert view["lo"] <= cell["lo"] and cell["hi"] <= view["hi"]
    walker.page.mouse.wheel(0, 240)
    walker.wait_for_node(ROOT)


def test_every_image_can_be_reached(walker):
    """A cluster that is small enough shows every image it has."""
    for _ in range(3):
        whole = walker.settle()
        rows = [row for cell in whole["cells"] for row in cell["thumbs"]["rows"]]
        assert sorted(rows) == list(range(whole["lo"], whole["hi"]))
        if all(cell["leaf"] for cell in whole["cells"]):
            break
        walker.enter(walker.big_cell())


def test_sliders_change_clusters_and_thumbnail_size(walker):
    """Both sliders work from the keyboard and say their value; the address follows, the history does not."""
    length = walker.page.evaluate("history.length")
    clusters = walker.page.get_by_role("slider", name="clusters")
    clusters.focus()
    for _ in range(4):
        clusters.press("ArrowLeft")
    walker.wait_for(
        "dendro.explorer.state.clusters > 0 && dendro.explorer.state.clusters < 25"
        " && dendro.explorer.view.cells.length === dendro.explorer.state.clusters"
    )
    assert walker.text("#clusters-value") == str(walker.state["clusters"]) == walker.query["k"]
    assert clusters.get_attribute("aria-valuenow") == str(walker.state["clusters"])
    size = walker.page.get_by_role("slider", name="size")
    size.focus()
    size.press("End")
    walker.wait_for("dendro.explorer.state.thumb === 160")
    assert walker.text("#thumb-value") == "160"
    assert walker.page.evaluate("history.length") == length


def test_plus_and_minus_move_the_slider(walker):
    """The keys change the number of clusters from what is shown, and the slider follows; *auto* undoes it."""
    walker.page.keyboard.press("+")
    walker.wait_for("dendro.explorer.state.clusters > 25")
    walker.wait_for(
        "document.getElementById('clusters-value').textContent === String(dendro.explorer.state.clusters)"
    )
    auto = walker.page.locator("#clusters-auto")
    assert auto.get_attribute("aria-pressed") == "false"
    auto.click()
    walker.wait_for("dendro.explorer.state.clusters === 0 && dendro.explorer.view.cells.length === 25")
    assert auto.get_attribute("aria-pressed") == "true" and "k" not in walker.query


def test_layout_follows_the_window(walker):
    """After a resize the cells fill the new canvas, none is lost, and the page still has no scroll bars."""
    walker.page.set_viewport_size({"width": 840, "height": 835})
    walker.wait_for("Math.max(...dendro.explorer.view.cells.map(c => c.x + c.w)) <= 840")
    # The bars take more lines now, which the map hears of only after they have been laid out.
    low = "document.getElementById('stage').clientHeight"
    walker.wait_for(f"Math.max(...dendro.explorer.view.cells.map(c => c.y + c.h)) <= {low}")
    view = walker.settle()
    assert len(view["cells"]) == 25
    box = walker.box()
    assert max(c["x"] + c["w"] for c in view["cells"]) <= box["width"]
    assert max(c["y"] + c["h"] for c in view["cells"]) <= box["height"]
    sizes = walker.page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    )
    assert sizes == [840, 835]


def test_resting_pointer_shows_a_preview_inside_the_window(walker):
    """The preview lies within the window and not under the pointer, even in the corner."""
    corner = max(walker.view["cells"], key=lambda c: c["x"] + c["y"])
    x, y = walker.place_of(corner, len(corner["thumbs"]["rows"]) - 1)
    walker.page.mouse.move(x, y)
    card = walker.page.locator(".dendro-preview:visible")
    card.wait_for(state="visible")
    box = card.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 1440
    assert box["y"] >= 0 and box["y"] + box["height"] <= 900
    assert not (box["x"] <= x <= box["x"] + box["width"] and box["y"] <= y <= box["y"] + box["height"])
    walker.page.mouse.down()
    walker.page.mouse.up()
    walker.page.mouse.move(x - 1, y)
    walker.wait_for("dendro.explorer.state.row !== null")
    assert card.is_hidden()


def test_resting_on_a_title_tells_count_and_accuracy_in_words(walker):
    """What a title has no room for is on its card: title, count, and accuracy with its interval."""
    cell = next(c for c in walker.view["cells"] if c["band"] and c["title"] and c["interval"])
    walker.page.mouse.move(*walker.title_of(cell))
    card = walker.page.locator(".dendro-preview:visible")
    card.wait_for(state="visible")
    low, high = (round(100 * end) for end in cell["interval"])
    assert card.inner_text().splitlines() == [
        cell["title"],
        f"{cell['count']} images",
        f"{round(100 * cell['accuracy'])}% ({low}–{high}%) right",
    ]


PRESS = """([clientX, clientY]) => document.querySelector("canvas.dendro-canvas").dispatchEvent(
  new PointerEvent("pointerdown", {clientX, clientY, isPrimary: true, bubbles: true}))"""


def test_a_press_on_a_title_asks_for_its_view(new_walker):
    """What a tap is about to show is on its way when the finger goes down, and asked for once."""
    walker = new_walker
    cell = walker.big_cell()
    part = f"node={cell['node']}"
    walker.page.evaluate(PRESS, list(walker.title_of(cell)))
    walker.wait_for(
        "performance.getEntriesByType('resource').some(({name}) => name.includes($part))", part=part
    )
    assert walker.view["node"] == ROOT
    walker.enter(cell)
    assert len([request for request in walker.asked("/api/view") if part in request.url]) == 1
