"""Panels around the map: inspector, search, classes, filters, theme, folding, help, errors."""

import json
import re
import shlex


def inspect_one(walker):
    """Click on an image of the biggest cluster, its last, which no title lies on; gives its row."""
    cell = walker.big_cell()
    rows = cell["thumbs"]["rows"]
    walker.page.mouse.click(*walker.place_of(cell, len(rows) - 1))
    walker.page.wait_for_selector(f"[data-picture='{rows[-1]}']")
    return rows[-1]


def test_inspector_shows_the_image_and_all_that_is_known_of_it(walker):
    """Picture, path, label, both models' predictions with verdicts, and the other columns."""
    row = inspect_one(walker)
    item = walker.page.evaluate(f"fetch('/api/items/{row}').then(r => r.json())")
    walker.wait_for("document.querySelector('[data-picture]').naturalWidth > 0")
    text = walker.text("#inspector")
    for part in (item["path"], item["label"], "Prediction", "b", "price", "split", "width"):
        assert part in text
    assert walker.page.locator(".verdicts .mark").count() == 2
    assert walker.page.locator(f"[data-copy='{item['file']}']").count() == 1


def test_copy_button_copies_the_path(walker):
    """The button puts the file's path on the clipboard."""
    walker.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    row = inspect_one(walker)
    walker.page.get_by_role("button", name="Copy the path").click()
    walker.page.wait_for_selector("[data-copy][data-done]")
    file = walker.page.evaluate(f"fetch('/api/items/{row}').then(r => r.json()).then(i => i.file)")
    assert walker.page.evaluate("navigator.clipboard.readText()") == file


def test_neighbours_come_in_one_pack_and_the_inspector_moves_to_one(new_walker):
    """All neighbours from one request; a click inspects one, `Show in tree` goes to its cluster."""
    walker = new_walker
    walker.page.wait_for_load_state("networkidle")  # typical images of the cluster may be among them
    before = len(walker.asked("/api/thumbs"))
    row = inspect_one(walker)
    walker.wait_for(
        "[...document.querySelectorAll('#inspector-gallery img')].filter(i => i.naturalWidth).length === 10"
    )
    few = [r for r in walker.asked("/api/thumbs")[before:] if "rows=" in r.url and "%2C" in r.url]
    assert len([r for r in few if str(row) not in r.url.split("rows=")[1].split("&")[0].split("%2C")]) == len(
        few
    )
    neighbour = walker.page.locator("#inspector-gallery button[data-row]").first
    other = int(neighbour.get_attribute("data-row"))
    neighbour.click()
    walker.page.wait_for_selector(f"[data-picture='{other}']")
    assert walker.query["row"] == str(other)
    walker.page.get_by_role("button", name="Show in tree").click()
    walker.wait_for("dendro.explorer.view.node !== 598")
    view = walker.settle()
    assert view["lo"] <= other < view["hi"]


def test_missing_original_leaves_its_thumbnail_and_says_so(new_walker):
    """When the picture cannot be had, the thumbnail takes its place with a plain sentence."""
    walker = new_walker
    walker.expected = ("404",)
    walker.page.route(re.compile(r"/api/items/\d+/image"), lambda route: route.fulfill(status=404, body="{}"))
    inspect_one(walker)
    walker.wait_for("document.querySelector('[data-picture]').src.startsWith('blob:')")
    walker.wait_for("document.querySelector('[data-picture]').naturalWidth > 0")
    assert "thumbnail" in walker.text("#picture-note")


def test_search_lights_what_it_finds_and_each_result_leads_somewhere(walker):
    """The strip says how it searched; a result opens the inspector; Escape ends it before anything else."""
    walker.page.keyboard.press("/")
    walker.page.keyboard.type("plum")
    walker.page.keyboard.press("Enter")
    walker.page.wait_for_selector("#strip-items .gallery-item")
    assert "by words" in walker.text("#strip-title")
    assert walker.query["q"] == "plum"
    first = walker.page.locator("#strip-items button[data-action=inspect]").first
    row = first.get_attribute("data-row")
    first.click()
    walker.page.wait_for_selector(f"[data-picture='{row}']")
    walker.page.locator("#strip-items .in-tree").first.click(force=True)
    walker.wait_for("dendro.explorer.view.node !== 598")
    inside = walker.settle()["node"]
    walker.page.keyboard.press("Escape")
    walker.page.wait_for_selector("#strip", state="hidden")
    assert walker.view["node"] == inside
    assert "q" not in walker.query
    assert walker.page.input_value("#search") == ""


def test_between_two_panels_the_strip_still_says_what_was_found(walker):
    """How many, and for what; clusters have what room that leaves."""
    walker.enter(walker.big_cell())
    walker.page.fill("#search", "plum")
    walker.page.press("#search", "Enter")
    walker.page.wait_for_selector("#strip-items .gallery-item")
    # As where more was found than it lists.
    walker.page.evaluate("document.getElementById('found-in-grid').hidden = false")
    said = walker.page.locator("#strip-title").evaluate(
        """(title) => {
          const words = document.createRange(), end = title.textContent.indexOf("”") + 1;
          words.setStart(title.firstChild, 0);
          words.setEnd(title.firstChild, end);
          return [end, words.getBoundingClientRect().right, title.getBoundingClientRect().right];
        }"""
    )
    assert said[0] > 0 and said[1] <= said[2]


def test_the_strip_names_the_clusters_that_hold_most_of_what_was_found(walker):
    """Most first, called as in the view, each with its share of the result; a click goes there."""
    walker.page.evaluate(
        "void (dendro.explorer.calling.apart = (all) => all.map((one) => ({...one, title: 'as seen'})))"
    )
    walker.page.fill("#search", "plum")
    walker.page.press("#search", "Enter")
    walker.page.wait_for_selector("#strip-clusters button")
    held = [int(text) for text in walker.page.locator("#strip-clusters .held").all_inner_texts()]
    assert held == sorted(held, reverse=True) and held[-1] > 0
    row = walker.page.locator("#strip-clusters").bounding_box()
    boxes = [button.bounding_box() for button in walker.page.locator("#strip-clusters .held").all()]
    seen = [box for box in boxes if box["y"] < row["y"] + row["height"]]
    assert seen and all(box["x"] + box["width"] <= row["x"] + row["width"] for box in seen), "none is cut"
    assert walker.page.locator("#strip-clusters bdi").first.inner_text() == "as seen"
    first = walker.page.locator("#strip-clusters button").first
    shares = first.evaluate("(e) => getComputedStyle(e)['background-origin']")
    assert shares == "content-box", "the bar begins where the name does, not in a rounded corner"
    node = int(first.get_attribute("data-node"))
    first.click()
    walker.wait_for(f"dendro.explorer.view.node === {node}")


def test_search_without_results_says_so(walker):
    """An empty result is a sentence, not an empty strip."""
    walker.page.fill("#search", "zeppelin")
    walker.page.press("#search", "Enter")
    walker.wait_for("document.getElementById('strip-title').textContent.startsWith('Nothing found')")


def test_more_like_this_fills_the_strip(walker):
    """From the inspector, by likeness; the image itself is not among them."""
    row = inspect_one(walker)
    walker.page.get_by_role("button", name="More like this").click()
    walker.page.wait_for_selector("#strip-items .gallery-item")
    rows = walker.page.eval_on_selector_all(
        "#strip-items [data-action=inspect]", "all => all.map(b => b.dataset.row)"
    )
    assert rows and str(row) not in rows
    walker.page.keyboard.press("v")
    walker.wait_for("dendro.explorer.state.view === 'map'")


def test_results_refine_the_search_by_more_and_less(walker):
    """More of one and less of another: all examples stay in sight, pressed, and are taken out by a click."""
    inspect_one(walker)
    walker.page.click("[data-action='more-like']")
    found = "#strip-items button[data-action=inspect]"
    walker.page.wait_for_selector(found)
    more = walker.page.locator("#strip-items [data-action=more-like][aria-pressed=false]").first
    with walker.page.expect_request(lambda request: request.url.count("like=") == 2) as asked:
        more.click(force=True)
    added = asked.value.url.split("like=")[-1].split("&")[0]
    walker.page.wait_for_selector(
        f"#examples-like [data-action=more-like][data-row='{added}'][aria-pressed=true]"
    )
    assert "most like these 2" in walker.text("#strip-title")
    less = walker.page.locator("#strip-items [data-action=more-unlike][aria-pressed=false]").last
    with walker.page.expect_response(lambda response: "unlike=" in response.url) as answered:
        less.click(force=True)
    assert answered.value.status == 200 and answered.value.json()["how"] == "examples"
    walker.wait_for("document.getElementById('strip-title').textContent.includes('and unlike 1')")
    walker.page.keyboard.press("Escape")
    walker.page.wait_for_selector("#strip", state="hidden")


def test_class_table_filters_and_the_chip_lifts_it(walker):
    """A click on a class is a filter like any other; counts follow; a second click or the chip lifts it."""
    walker.page.locator(".ag-row", has_text="plum").click()
    walker.wait_for("dendro.explorer.state.where === \"label = 'plum'\"")
    walker.wait_for("dendro.explorer.view.matching < 300")
    walker.page.locator("#counts").get_by_text(f"{walker.view['matching']} of 300 images match").wait_for()
    walker.page.locator(".ag-row-selected", has_text="plum").wait_for()
    walker.page.locator(".ag-row", has_text="sand").wait_for(state="detached")
    walker.page.locator(".ag-row", has_text="plum").click()
    walker.wait_for("dendro.explorer.view.matching === 300")
    walker.page.locator(".ag-row", has_text="sand").click()
    walker.wait_for("dendro.explorer.state.where === \"label = 'sand'\"")
    walker.page.locator(".ag-row", has_text="ocean").wait_for(state="detached")
    walker.page.get_by_role("button", name="clear filter").click()
    walker.page.locator(".ag-row", has_text="ocean").wait_for()
    walker.page.locator(".ag-cell", has_text="plum").focus()
    walker.page.keyboard.press("Enter")
    walker.page.get_by_role("tab", name="Filters").click()
    walker.page.locator(".chip", has_text="label = 'plum'").click()
    walker.wait_for("dendro.explorer.state.where === ''")
    walker.wait_for("dendro.explorer.view.matching === 300")


def test_frequent_mistakes_in_the_inspector_filter(walker):
    """They look like buttons and are: the images of the mistake stay, and a second click lifts it."""
    pair = walker.page.locator("#inspector .pair").first
    pair.wait_for()
    wrong = int(pair.locator("span").last.inner_text())
    pair.click()
    walker.wait_for(f"dendro.explorer.view.matching === {wrong}")
    walker.page.locator("#counts", has_text=f"{wrong} of 300").wait_for()
    walker.page.locator("#inspector .pair").first.click()
    walker.wait_for("dendro.explorer.view.matching === 300")


def test_several_classes_are_selected_and_a_name_that_none_has_is_said(walker):
    """The table follows a filter of several classes; its own search says in words that it found none."""
    walker.page.evaluate("dendro.explorer.update({where: \"label in ('plum', 'sand')\"})")
    walker.page.locator(".ag-center-cols-container .ag-row-selected").nth(1).wait_for()
    walker.page.fill("#class-search", "zeppelin")
    walker.page.get_by_text("No class has this name.").wait_for()


def test_filter_text_is_checked_by_the_server_before_it_is_used(walker):
    """A wrong column is explained and underlined in the line; a right filter is taken, and facets follow."""
    walker.expected = ("400",)
    walker.page.get_by_role("tab", name="Filters").click()
    walker.page.fill("#filter-text", "lable = 'plum'")
    walker.page.press("#filter-text", "Enter")
    walker.wait_for("document.getElementById('filter-error').textContent.includes('lable')")
    assert walker.page.locator(".where-under u").inner_text() == "lable"
    assert walker.state["where"] == ""
    walker.page.fill("#filter-text", "place in ('it''s here', 'Zürich') and price between 20 and 60")
    walker.page.press("#filter-text", "Enter")
    walker.wait_for("dendro.explorer.view.matching < 300")
    walker.wait_for("document.getElementById('filter-error').textContent === ''")
    place = walker.page.locator("details.facet").filter(has_text="place")
    place.locator("summary").click()
    place.get_by_role("checkbox", name="it's here", checked=True).wait_for()
    assert walker.page.locator(".chip").count() == 2
    walker.page.fill("#filter-text", "price < 0")
    walker.page.press("#filter-text", "Enter")
    walker.wait_for("document.getElementById('inspector').textContent.includes('No image here matches')")
    assert walker.page.get_by_role("button", name="Export…").count() == 0
    walker.page.get_by_role("button", name="Clear all").click()
    walker.wait_for("dendro.explorer.view.matching === 300")


def test_theme_switches_at_once_and_is_there_from_the_first_paint_next_time(new_walker):
    """Light is kept, and the next page starts in it before anything is drawn."""
    walker = new_walker
    walker.page.click("#theme-toggle")
    walker.wait_for("getComputedStyle(document.body).backgroundColor === 'rgb(246, 247, 249)'")
    walker.page.add_init_script(
        "addEventListener('DOMContentLoaded', () => window.early = document.documentElement.dataset.theme)"
    )
    walker.open()
    assert walker.page.evaluate("window.early") == "light"
    assert walker.page.evaluate("dendro.explorer.state.theme") == "light"


def test_panels_fold_to_the_edge_and_stay_folded(new_walker):
    """With both folded the treemap has the window but for the rail, also on the next visit.

    A page that is loaded again shows the panel that it had, whatever it is about; another link does not.
    """
    walker = new_walker
    walker.page.get_by_role("tab", name="Views").click()
    walker.page.evaluate("dendro.explorer.update({findings: 'outliers'})")
    walker.page.reload()
    shown = walker.page.locator(".rail [aria-selected=true]")
    shown.locator(".icon-views").wait_for()
    walker.page.goto(f"{walker.url}?findings=outliers&k=20")
    shown.locator(".icon-findings").wait_for()
    walker.page.goto(walker.url)
    walker.settle()
    walker.page.wait_for_selector(".rail [aria-expanded=true]")
    walker.page.keyboard.press("[")
    walker.page.click("#fold-right")
    walker.wait_for("document.getElementById('stage').clientWidth === 1400")
    walker.page.goto(walker.url)
    walker.settle()
    assert walker.box()["width"] == 1400
    walker.page.wait_for_selector("#fold-right[aria-expanded=false]")
    assert walker.page.locator(".rail [aria-expanded=true]").count() == 0


def test_no_control_of_the_bottom_bar_is_cut_off(open_page, address):
    """With a selection beside all controls, in one line; what has no room is behind a button."""
    walker = open_page(address, size=(420, 800))
    walker.page.evaluate("dendro.explorer.update({selection: [1, 2, 3]})")
    walker.page.locator("#selection").get_by_text("3 selected").wait_for()
    for width in (420, 700, 800, 1000, 1200, 1300):
        walker.page.set_viewport_size({"width": width, "height": 800})
        walker.wait_for(
            f"innerWidth === {width}"
            " && [...document.querySelectorAll('#bottombar *')].map((e) => e.getBoundingClientRect())"
            ".every((r) => !r.width || (r.right <= innerWidth + 1 && r.bottom <= innerHeight + 1))"
        )
        assert walker.page.locator("#bottombar").bounding_box()["height"] == 36


def test_on_a_narrow_window_the_inspector_lies_over_the_map(open_page, address):
    """The map keeps its place when an image is inspected."""
    walker = open_page(address, (480, 800))
    before = walker.box()
    inspect_one(walker)
    assert walker.page.locator("#right").is_visible()
    assert walker.box() == before
    walker.page.keyboard.press("]")
    cell = walker.big_cell()
    walker.page.keyboard.down("Control")
    walker.page.mouse.click(*walker.place_of(cell, len(cell["thumbs"]["rows"]) - 1))
    walker.page.keyboard.up("Control")
    walker.page.get_by_text("1 selected").wait_for()
    assert walker.page.locator("#counts").is_visible()
    bar = walker.page.locator("#bottombar").bounding_box()
    for part in walker.page.locator("#bottombar > :visible:not(#selection)").all():
        box = part.bounding_box()
        assert bar["y"] <= box["y"] and box["y"] + box["height"] <= bar["y"] + bar["height"]


def test_hint_goes_for_good(open_page, address):
    """The first visit has a line that explains; once clicked it never comes back."""
    walker = open_page(address, first=True)
    walker.page.get_by_role("button", name="Got it").click()
    walker.page.wait_for_selector("#hint", state="hidden")
    walker.page.goto(walker.url)
    walker.settle()
    assert walker.page.locator("#hint").is_hidden()


def test_help_lists_the_keys_and_escape_only_closes_it(walker):
    """`?` opens a dialog that has the focus; Escape closes it and does not also zoom out."""
    inside = walker.enter(walker.big_cell())["node"]
    walker.page.keyboard.press("?")
    dialog = walker.page.get_by_role("dialog")
    dialog.wait_for()
    assert "move between clusters" in dialog.inner_text()
    walker.wait_for("document.activeElement.closest('[role=dialog]')?.checkVisibility()")
    walker.page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    assert walker.view["node"] == inside


def test_help_is_read_without_scrolling_where_there_is_room(open_page, address):
    """In columns in a window of 1440×900; in one, to be scrolled, in a smaller one."""
    walker = open_page(address)
    walker.page.evaluate("dendro.explorer.focus()")
    walker.page.keyboard.press("?")
    dialog = walker.page.get_by_role("dialog")
    dialog.get_by_text("full size").first.wait_for()
    heads = walker.page.locator(".key-columns .heading")
    lefts = "all => new Set(all.map((e) => Math.round(e.getBoundingClientRect().left))).size"
    assert heads.evaluate_all(lefts) == 3
    assert dialog.evaluate("(e) => e.scrollHeight <= e.clientHeight + 1")
    walker.page.set_viewport_size({"width": 700, "height": 900})
    assert heads.evaluate_all(lefts) == 1
    assert dialog.evaluate("(e) => e.scrollWidth <= e.clientWidth && e.clientWidth < 500")


def test_error_of_the_server_is_a_message_and_the_map_goes_on(new_walker):
    """A failing request is told in a sentence; the picture stays, and trying again works."""
    walker = new_walker
    walker.expected = ("500",)
    broken = {"status": 500, "body": json.dumps({"error": "The disk is full."})}
    walker.page.route(re.compile("/api/view"), lambda route: route.fulfill(**broken))
    before = walker.view["node"]
    walker.click_title(walker.big_cell())
    walker.page.wait_for_selector("#alert:visible")
    assert "The disk is full." in walker.text("#alert")
    assert walker.view["node"] == before
    walker.page.unroute(re.compile("/api/view"))
    walker.page.get_by_role("button", name="Try again").click()
    walker.page.wait_for_selector("#alert", state="hidden")
    walker.enter(walker.big_cell())


def test_cluster_is_exported_as_a_table(walker):
    """What is chosen is downloaded of the cluster in view, filter included, and the command says the same."""
    walker.page.evaluate("dendro.explorer.update({where: \"label = 'sand'\"})")
    walker.wait_for("dendro.explorer.view.matching < 300")
    walker.page.get_by_role("button", name="Export…").click()
    box = walker.page.get_by_role("dialog", name=f"Export {walker.view['matching']} images")
    box.get_by_role("radio", name="csv").check()
    box.get_by_label("Sample", exact=True).select_option("k-center")
    box.get_by_label("Images in the sample").fill("7")
    box.get_by_text("Options", exact=True).click()
    box.get_by_label("seed").fill("3")
    with walker.page.expect_download() as waiting:
        box.get_by_role("button", name="Download").click()
    with open(waiting.value.path(), encoding="utf-8") as table:
        assert len(table.readlines()) == 7 + 1
    assert box.locator(".export-command").inner_text().endswith("--sample k-center --size 7 --seed 3")
    box.get_by_label("Sample", exact=True).select_option("")
    with walker.page.expect_download() as waiting:
        box.get_by_role("button", name="Download").click()
    with open(waiting.value.path(), encoding="utf-8") as table:
        assert len(table.readlines()) == walker.view["matching"] + 1
    walker.page.keyboard.press("Escape")
    walker.page.get_by_role("button", name="Export…").click()
    box.get_by_role("radio", name="zip").check()
    box.get_by_role("radio", name="by class").check()
    command = shlex.split(box.locator(".export-command").inner_text())
    assert command[:2] == ["dendro", "export"] and command[3] == "subset.zip"  # of all images: no --node
    assert command[4:] == ["--where", "label = 'sand'", "--layout", "class"]
    box.get_by_role("radio", name="webdataset").check()
    assert not box.get_by_role("button", name="Download").is_visible()
    assert "--format webdataset" in box.locator(".export-command").inner_text()
    assert box.get_by_role("radio", name="coco").count() == 0
    box.get_by_role("radio", name="zip").check()
    walker.expected = ("400",)
    refusal = {"status": 400, "content_type": "application/json", "body": '{"error": "Too many images."}'}
    walker.page.route(re.compile("/api/exports"), lambda route: route.fulfill(**refusal))
    box.get_by_role("button", name="Download").click()
    box.get_by_text("Too many images.").wait_for()


def test_wrong_predictions_are_marked_on_demand(walker):
    """The choice of how wrong images are shown, and whose, is in the address."""
    walker.page.locator("#show").get_by_text("outline", exact=True).click()
    walker.wait_for("dendro.explorer.state.show === 'outline'")
    assert walker.query["show"] == "outline"
    model = walker.page.get_by_role("textbox", name="Model")
    assert model.input_value() == "prediction"
    model.click()
    walker.page.get_by_role("option", name="b", exact=True).click()
    walker.wait_for("dendro.explorer.state.model === 'b'")
    assert walker.query["model"] == "b"


def test_tab_reaches_the_bars_and_focus_is_seen(new_walker):
    """Every control of the top bar and the rail is reached by Tab, in order, and shows that it is."""
    walker = new_walker
    names = []
    for _ in range(16):
        walker.page.keyboard.press("Tab")
        names.append(
            walker.page.evaluate(
                "document.activeElement.getAttribute('aria-label') ?? document.activeElement.id"
            )
        )
    wanted = [
        "Tree",
        "Map",
        "Grid",
        "Search",
        "Switch between dark and light",
        "Keys ( ? )",
        "Inspector ( ] )",
    ]
    assert [name for name in names if name in wanted] == wanted
    walker.page.locator(".ag-cell").first.focus()
    walker.page.keyboard.press("Tab")
    assert walker.page.evaluate("document.activeElement.closest('.ag-body') === null")
    walker.page.focus("#theme-toggle")
    walker.page.keyboard.press("Tab")
    assert walker.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_every_field_shows_the_focus_as_buttons_do(walker):
    """A ring of 2 px, in both themes: fields of Mantine and the line of the filter."""
    fields = ["#search", "#color", "#find", "#find-min", "#filter-text"]
    walker.page.get_by_role("tab", name="Findings", exact=True).click()
    for theme in ("dark", "light"):
        walker.page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
        for field in fields:
            if field == "#filter-text":
                walker.page.get_by_role("tab", name="Filters", exact=True).click()
            walker.page.locator(field).wait_for()
            walker.page.keyboard.press("Tab")  # by the keyboard
            walker.page.focus(field)
            style = walker.page.locator(field).evaluate("(e) => getComputedStyle(e).outline")
            assert "solid 2px" in style, field
        walker.page.get_by_role("tab", name="Findings", exact=True).click()


CONTENT_EDGES = """(page => {
  const panel = page.closest('.panel');
  const edge = panel.getBoundingClientRect().left + panel.clientLeft + panel.clientWidth;
  const all = [...page.querySelectorAll('input, textarea, .button, .card, .caption, .facet')];
  const shown = all.filter((e) => e.checkVisibility());
  return edge - Math.max(...shown.map((e) => e.getBoundingClientRect().right));
})(document.querySelector('SELECTOR'))"""
"""How far what reaches farthest in a panel keeps from its edge, in CSS pixels."""


def test_all_panels_keep_the_same_room_at_their_edge(walker):
    """12 px, with a scroll bar in it or without: nothing moves sideways from tab to tab."""
    rooms = {}
    bodies = {
        "Findings": ".find",
        "Filters": ".filters",
        "Views": ".view-form",
        "Classes": "#class-tabs-panel-table .class-panel",
    }
    for tab, body in bodies.items():
        walker.page.get_by_role("tab", name=tab, exact=True).click()
        walker.page.locator(body).wait_for()
        rooms[tab] = round(walker.page.evaluate(CONTENT_EDGES.replace("SELECTOR", body)))
    for tab in ("Confusion", "Fairness", "Evaluation"):
        walker.page.get_by_role("tab", name=tab, exact=True).click()
        body = f".{tab.lower()}.scroll"
        walker.page.locator(body).wait_for()
        room = "parseFloat(getComputedStyle(e).paddingRight) + e.offsetWidth - e.clientWidth"
        rooms[tab] = walker.page.locator(body).evaluate(f"(e) => {room}")
    assert rooms == dict.fromkeys(rooms, 12)


def test_fields_are_written_in_the_size_of_the_page(walker):
    """13 px, as what people type elsewhere; 11 px are for units."""
    for tab in ("Findings", "Classes"):
        walker.page.get_by_role("tab", name=tab, exact=True).click()
        walker.page.locator("#left .mantine-Input-input:visible").first.wait_for()
        fields = walker.page.locator(".mantine-Input-input:visible")
        assert set(fields.evaluate_all("all => all.map((e) => getComputedStyle(e).fontSize)")) == {"13px"}


def test_the_end_of_a_long_file_name_is_seen(walker):
    """Above the picture and in full size: the number that tells it, and what it is."""
    row = inspect_one(walker)
    path = walker.page.evaluate(f"fetch('/api/items/{row}').then(r => r.json()).then(i => i.path)")
    name = path.split("/")[-1]
    walker.page.keyboard.press("f")
    walker.page.wait_for_selector(".full-size[open] .title[title]")
    for head in ("#inspector .title", ".full-bar .title"):
        title = walker.page.locator(head)
        assert (title.text_content(), title.get_attribute("title")) == (name, name)
        end = title.locator("span").last
        assert name.endswith(end.text_content()) and len(end.text_content()) >= len(".JPEG")
        walker.page.evaluate(f"document.querySelector('{head} > span').textContent = 'IMG_'.repeat(100)")
        box, last = title.bounding_box(), end.bounding_box()
        assert last["width"] > 20 and last["x"] + last["width"] <= box["x"] + box["width"] + 1
    walker.page.keyboard.press("Escape")
