"""A review: one decision a key, resumed after a reload, by fingers, and none where no change is taken."""

import json
from dataclasses import asdict

import numpy as np
import pytest

from explorer.analysis.findings.kinds.labels import KIND
from explorer.dataset import open_index
from explorer.index.reordered import TakenRows
from tests.browser.conftest import serving
from tests.browser.reworked import rework, with_mistakes
from tests.browser.test_accessibility import Auditor
from tests.tasks import several_classes

BAR = "#review"


@pytest.fixture
def mine(small_index, tmp_path):
    """Folder of an index of its own: labels of 6 images are wrong, three files hold the same bytes."""
    return with_mistakes(small_index, tmp_path)


@pytest.fixture
def served(mine):
    """Where it is served; asked for before `open_page`, so that pages are closed before their server."""
    with serving(mine) as address:
        yield address


@pytest.fixture
def shown(mine):
    """The same by a server that takes no change."""
    with serving(mine, read_only=True) as address:
        yield address


def open_findings(page, kind):
    """Have the cards of a kind in sight; a click on the icon of the panel that is open would close it."""
    page.wait_for_selector(":root[data-dash=ready]")
    page.evaluate(f"dendro.explorer.update({{findings: '{kind}'}})")
    tab = page.get_by_role("tab", name="Findings")
    if not tab.is_visible():
        page.click("#fold-left")
    if not page.locator(".found").is_visible():
        tab.click()
    page.locator(f"[data-review={kind}]").wait_for(state="attached")
    page.locator(".found").wait_for()


def begin(walker, kind="labels"):
    """Open the findings and start."""
    walker.settle()
    walker.wait_for("document.documentElement.dataset.decides === 'true'")
    open_findings(walker.page, kind)
    walker.page.locator(f"[data-review={kind}]").click()
    walker.page.locator(f"{BAR} .review-place").wait_for()


def at(walker, words, row):
    """Wait until the bar says so, and the image of a row is in the inspector."""
    walker.page.locator(f"{BAR} .review-place", has_text=words).wait_for()
    walker.page.locator(f"#inspector [data-picture='{row}']").wait_for()


def test_three_decisions_a_reload_and_on(served, open_page, mine):
    """By Y, N and L; a reload goes on at its image; undone, each comes back with what it had replaced."""
    index = open_index(mine)
    images = index.findings("labels", limit=200, permutations=99).images
    rows, n = [image["row"] for image in images], len(images)
    walker = open_page(served)
    page = walker.page
    begin(walker)
    at(walker, f"1 of {n} · 0 decided", rows[0])
    assert page.evaluate("document.activeElement.id") == "review"
    assert f"{images[0]['label']} → {images[0]['suggested']}" in page.locator(".review-question").inner_text()
    page.mouse.move(1300, 700)
    page.mouse.wheel(0, 600)  # to the neighbours
    walker.wait_for("document.querySelector('#inspector .picture').getBoundingClientRect().bottom < 100")
    page.keyboard.press("y")
    at(walker, f"2 of {n} · 1 decided", rows[1])
    page.get_by_role("link", name="Export the corrections so far (CSV)").wait_for()
    top = "document.querySelector('#inspector .picture').getBoundingClientRect().top"
    assert page.evaluate(top) > page.locator(BAR).bounding_box()["height"]
    page.keyboard.press("n")
    at(walker, f"3 of {n} · 2 decided", rows[2])
    page.keyboard.press("l")
    page.get_by_role("combobox", name="Correct the label").fill("mango")
    page.keyboard.press("Enter")
    at(walker, f"4 of {n} · 3 decided", rows[3])
    assert [each["corrected"] for each in index.corrections()].count("mango") == 1
    assert {each["row"]: each["corrected"] for each in index.corrections()} == {
        rows[0]: images[0]["suggested"],
        rows[2]: "mango",
    }
    page.keyboard.press("k")
    at(walker, f"3 of {n} · 3 decided", rows[2])
    page.reload()  # the address has the review and its image
    at(walker, f"3 of {n} · 3 decided", rows[2])
    page.keyboard.press("n")
    at(walker, f"4 of {n} · 3 decided", rows[3])
    page.keyboard.press("Control+z")
    at(walker, f"3 of {n} · 3 decided", rows[2])
    page.locator(".review-question", has_text="corrected to mango").wait_for()
    page.keyboard.press("Control+z")
    at(walker, f"3 of {n} · 2 decided", rows[2])
    page.keyboard.press("Enter")  # what is suggested
    at(walker, f"4 of {n} · 3 decided", rows[3])
    index.judge("label is right", rows=[rows[4]])  # a colleague
    page.keyboard.press("n")
    at(walker, f"6 of {n} · 5 decided", rows[5])


def test_skipping_looking_beside_and_the_end(served, open_page):
    """S and K walk, a neighbour is not decided about, and the end counts and exports."""
    walker = open_page(served)
    page = walker.page
    begin(walker)
    images = open_images(walker)
    n, rows = len(images), [image["row"] for image in images]
    at(walker, f"1 of {n}", rows[0])
    page.keyboard.press("n")
    at(walker, f"2 of {n}", rows[1])
    page.keyboard.press("s")
    at(walker, f"3 of {n}", rows[2])
    page.keyboard.press("k")
    at(walker, f"2 of {n}", rows[1])
    beside = next(row for row in range(300) if row not in rows)
    page.evaluate(f"dendro.explorer.inspect({beside})")
    page.get_by_text("Another image is inspected.").wait_for()
    page.locator(f"#inspector [data-picture='{beside}']").wait_for()
    page.keyboard.press("y")
    page.keyboard.press("Escape")
    at(walker, f"2 of {n} · 1 decided", rows[1])
    for _ in range(n):
        page.keyboard.press("s")
    page.locator(".review-question", has_text=f"0 corrected · 1 kept · {n - 1} skipped").wait_for()
    with page.expect_download() as coming:
        page.get_by_role("link", name="Export the corrections").click()
    assert coming.value.suggested_filename == "corrections.csv"
    page.get_by_role("button", name="Go through").click()
    at(walker, f"2 of {n} · 1 decided", rows[1])
    page.keyboard.press("Escape")
    assert not page.locator(BAR).is_visible()
    assert page.evaluate("document.activeElement.dataset.review") == "labels"


def test_the_next_picture_is_there_before_the_answer_is_taken(served, open_page):
    """It was fetched while the one before was looked at; an answer that fails brings that back."""
    walker = open_page(served)
    walker.expected = ("500",)
    page = walker.page
    begin(walker)
    rows = [image["row"] for image in open_images(walker)]
    at(walker, "1 of", rows[0])
    walker.wait_for_request(f"items/{rows[1]}/image")
    asked = held_answers(page)
    page.keyboard.press("n")
    page.locator(f"#inspector [data-picture='{rows[1]}']").wait_for()
    page.locator(f"{BAR} .review-place", has_text="1 of").wait_for()
    walker.wait_for(f"document.querySelector('[data-picture]').src.includes('items/{rows[1]}/image')")
    asked.pop().fulfill(status=500, json={"error": "No."})
    page.locator(f"#inspector [data-picture='{rows[0]}']").wait_for()
    page.keyboard.press("n")
    page.locator(f"#inspector [data-picture='{rows[1]}']").wait_for()
    asked.pop().continue_()
    at(walker, "2 of", rows[1])


def test_a_key_that_is_pressed_before_the_answer_is_taken_is_done_after_it(served, open_page):
    """It was meant for the picture that was seen; an answer that fails leaves nothing to be done."""
    walker = open_page(served)
    walker.expected = ("500",)
    page = walker.page
    begin(walker)
    rows = [image["row"] for image in open_images(walker)]
    at(walker, "1 of", rows[0])
    asked = held_answers(page)
    page.keyboard.press("n")
    page.locator(f"#inspector [data-picture='{rows[1]}']").wait_for()
    page.keyboard.press("s")
    page.keyboard.press("n")  # of an image that nobody has seen
    asked.pop().fulfill(status=500, json={"error": "No."})
    at(walker, "1 of", rows[0])
    page.keyboard.press("n")
    page.locator(f"#inspector [data-picture='{rows[1]}']").wait_for()
    page.keyboard.press("s")
    asked.pop().continue_()
    at(walker, f"3 of {len(rows)} · 1 decided", rows[2])
    assert asked == []


def test_a_review_outlives_a_narrow_window_and_a_folded_inspector(served, open_page):
    """Its image stays in sight; folded away, it comes back by a key of the review, which decides nothing."""
    walker = open_page(served, right="folded")
    page = walker.page
    begin(walker)
    rows = [image["row"] for image in open_images(walker)]
    at(walker, "1 of", rows[0])
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 844})
        walker.wait_for("innerWidth === $width", width=width)
        page.locator("#right").wait_for()
    page.keyboard.press("n")
    at(walker, "2 of", rows[1])
    page.keyboard.press("]")
    page.locator("#right").wait_for(state="hidden")
    page.keyboard.press("n")
    page.locator("#right").wait_for()
    at(walker, "2 of", rows[1])
    page.keyboard.press("n")
    at(walker, "3 of", rows[2])


def held_answers(page):
    """The answers that are sent from now on: each waits until it is let go or refused."""
    asked = []

    def hold(route):
        if route.request.method == "POST":
            asked.append(route)
        else:
            route.continue_()

    page.route("**/api/review*", hold)
    return asked


def open_images(walker, kind="labels"):
    """What the server tells."""
    return walker.page.evaluate(
        f"fetch('api/review?kind={kind}').then((a) => a.json()).then((a) => a.images)"
    )


def test_copies_by_fingers_on_a_phone(served, chromium, mine):
    """All copies at once and back; large buttons; the last copy needs none; nothing for axe to find."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    told = []
    page.on("console", lambda message: told.append(message.text))
    page.goto(served)
    page.wait_for_selector(":root[data-dash=ready][data-decides=true]", timeout=30_000)
    open_findings(page, "duplicates")
    page.locator("[data-review=duplicates]").tap()
    page.get_by_text("1 of 5 · 0 decided").wait_for()
    page.locator("#inspector [data-picture='100']").wait_for()
    audit = Auditor(page)
    audit.look("asked")
    assert page.get_by_role("button", name="Remove this copy").bounding_box()["height"] >= 40
    page.get_by_text("Of all 2 groups of identical files left, keep only").wait_for()
    at_once = page.get_by_role("button", name="that in test")
    assert at_once.bounding_box()["height"] >= 24
    at_once.tap()
    page.get_by_text("3 to be removed · 0 kept · 2 last copies left").wait_for()
    gone = open_index(mine).tags()["remove"].tolist()
    assert len(gone) == 3 and len({100, 101, 102} - {*gone}) == len({154, 169} - {*gone}) == 1
    page.get_by_role("status").get_by_role("button", name="Undo").tap()
    page.get_by_text("1 of 5 · 0 decided").wait_for()
    copies = page.get_by_role("group", name="All copies of this picture").get_by_role("button")
    assert copies.count() == 3
    copies.nth(1).tap()
    page.locator("#inspector [data-picture='101']").wait_for()
    assert copies.nth(1).get_attribute("aria-current") == "true"
    page.get_by_role("button", name="Keep only this one").tap()
    for row in (154, 169):
        page.locator(f"#inspector [data-picture='{row}']").wait_for()
        page.get_by_role("button", name="Skip").tap()
    page.get_by_text("2 to be removed · 0 kept · 1 last copy left · 2 skipped").wait_for()
    audit.look("ended")
    with page.expect_download() as coming:
        page.get_by_role("button", name="without what is to go").tap()
    table = coming.value.path().read_text(encoding="utf-8")
    assert table.count("\n") == 299  # a head and 298 images
    assert audit.found == [] and told == []
    context.close()


def test_nothing_for_axe_to_find_on_a_desk(served, open_page):
    """Asked and ended."""
    walker = open_page(served)
    page = walker.page
    begin(walker)
    page.locator("#inspector [data-picture]").wait_for()
    audit = Auditor(page)
    audit.look("asked")
    while page.locator(".review-ended").is_hidden():
        page.keyboard.press("s")
    page.locator(".review-ended a").wait_for()
    audit.look("ended")
    assert audit.found == []


def test_a_server_that_takes_no_change_offers_no_review(shown, open_page):
    """The cards are there, the button is not."""
    walker = open_page(f"{shown}?review=labels&row=7")
    walker.page.get_by_text("Nothing can be decided on this server").wait_for()
    assert walker.page.evaluate("[dendro.explorer.state.review, dendro.explorer.state.row]") == ["", 7]
    walker.wait_for("document.documentElement.dataset.decides === 'false'")
    open_findings(walker.page, "labels")
    walker.page.locator("#found-cards [data-finding]").first.wait_for()
    assert walker.page.locator("[data-review]").count() == 1
    assert not walker.page.locator("[data-review]").is_visible()


def test_zoomed_to_twice_its_size_the_question_stands_beside_the_picture(served, open_page):
    """Both whole: in a window of half a laptop's pixels the picture would be below the buttons."""
    walker = open_page(f"{served}?findings=labels", size=(720, 450))
    page = walker.page
    walker.wait_for("document.documentElement.dataset.decides === 'true'")
    page.keyboard.press("r")
    page.locator("#inspector [data-picture]").wait_for()
    asked, bar, picture = (
        page.locator(part).bounding_box() for part in (BAR, "#bottombar", "#inspector .picture")
    )
    assert picture["x"] >= asked["x"] + asked["width"]
    for part in (asked, picture):
        assert part["y"] + part["height"] <= bar["y"] + 1
    button = page.get_by_role("button", name="Another label").bounding_box()
    assert button["y"] + button["height"] <= asked["y"] + asked["height"]


def test_another_label_of_several_begins_with_all_that_stand(small_index, open_page, tmp_path):
    """The last one that is typed is completed, and those before it stay."""
    plain = several_classes(small_index, tmp_path / "plain")
    even = np.full((plain.n, len(plain.classes)), 0.5, np.float32)  # without which no label is called wrong
    scored = {"classes": plain.classes, "probabilities": TakenRows(even, np.arange(plain.n))}
    path = rework(plain, tmp_path, plain.items, **scored)
    answers = [asdict(answer) for answer in KIND.answers]
    with serving(path) as url, open_index(path) as index:
        walker = open_page(url)
        row, page = 7, walker.page
        before = ", ".join(index.items["label"][row].as_py())
        image = {
            **{"row": row, "path": index.items["path"][row].as_py(), "label": before, "suggested": "leaf"},
            **dict.fromkeys(("group", "step", "steps", "transform", "split", "corrected")),
            **{"exact": False, "outcome": ""},
        }
        asked = {"build": index.build, "kind": "labels", "revision": 0, "answers": answers, "left": ""}
        page.route(
            "**/api/review?*",
            lambda route: route.fulfill(json=asked | {"images": [image], "more": False}),
        )
        walker.wait_for("document.documentElement.dataset.decides === 'true'")
        page.evaluate(f"dendro.explorer.update({{review: 'labels', row: {row}}})")
        page.locator("#decided [data-decide=label]").wait_for()
        at(walker, "1 of 1 · 0 decided", row)
        page.keyboard.press("l")
        field = page.locator(".tag-box-field")
        field.wait_for()
        assert field.input_value() == before
        page.keyboard.press("End")
        page.keyboard.type(", lea")
        page.get_by_role("option", name=f"{before}, leaf").wait_for()
        page.keyboard.press("Enter")
        page.get_by_role("status").get_by_text("Correct 1 image to").wait_for()
        assert set(json.loads(index.corrections()[0]["corrected"])) == {*before.split(", "), "leaf"}
        walker.close()


def test_a_review_that_is_worked_out_says_so(served, open_page):
    """Until its list is there."""
    walker = open_page(served)
    page, held = walker.page, []
    page.route("**/api/review?*", lambda route: held.append(route))
    walker.wait_for("document.documentElement.dataset.decides === 'true'")
    page.keyboard.press("r")
    page.get_by_role("status").get_by_text("Looking for what to review…").wait_for()
    assert not page.locator(BAR).is_visible()
    held[0].continue_()
    page.locator(f"{BAR} .review-place").wait_for()
    walker.wait_for("document.querySelector('.said').textContent === ''")


def test_a_review_of_nothing_is_said(served, open_page):
    """By its key and by a link; no key rests afterwards."""
    walker = open_page(served)
    page = walker.page
    page.route(
        "**/api/review?*",
        lambda route: route.fulfill(json={**route.fetch().json(), "images": [], "more": False}),
    )
    walker.wait_for("document.documentElement.dataset.decides === 'true'")
    said = page.get_by_role("status").get_by_text("Nothing to review: duplicates finds no image here.")
    page.evaluate("dendro.explorer.update({findings: 'duplicates'})")
    page.keyboard.press("r")
    said.wait_for()
    assert walker.state["review"] == "" and not page.locator(BAR).is_visible()
    page.keyboard.press("v")
    walker.wait_for("dendro.explorer.state.view !== 'tree'")
    walker.open("?review=duplicates")
    said.wait_for()
    onward = page.get_by_role("button", name="Look for rotated, flipped and grayscale copies, too")
    with page.expect_request("**/api/review?*transformed=true*"):
        onward.click()
    onward.wait_for(state="hidden")
    said.wait_for()
