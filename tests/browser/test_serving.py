"""The page under a prefix, behind a token, and in the first moments."""

import time
from urllib.request import Request, urlopen

import numpy as np

from explorer.index.reader import open_index
from tests.browser.conftest import serving
from tests.browser.reworked import rework


def test_under_a_prefix_everything_stays_under_it(open_page, small_index_path):
    """Page, modules, API and Dash's own requests keep the prefix."""
    with serving(small_index_path, url_prefix="/pictures/walk") as url:
        walker = open_page(url)
        walker.enter(walker.big_cell())
        walker.close()  # a request cut off by the end of the server would be an error
        paths = {
            request.url.split("/", 3)[3] for request in walker.requests if request.url.startswith("http")
        }
    assert paths and all(path.startswith("pictures/walk/") for path in paths)


def test_token_is_asked_for_once_and_leaves_the_address(open_page, chromium, small_index_path):
    """Without the token there is a sign-in page; the link with it goes in, and the address forgets it."""
    with serving(small_index_path, token="open-sesame") as url:
        walker = open_page(f"{url}?token=open-sesame")
        assert "token" not in walker.page.url
        walker.page.reload()
        walker.settle()
        walker.page.wait_for_selector("#inspector .title", state="attached")
        stranger = chromium.new_context()
        page = stranger.new_page()
        answer = page.goto(url)
        assert answer.status == 401
        assert page.locator("#stage").count() == 0
        stranger.close()
        walker.close()


def test_page_is_never_blank_and_the_map_does_not_wait_for_dash(chromium, address):
    """With Dash's scripts held back, name and ground are there and the map is drawn."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, color_scheme="dark")
    page = context.new_page()
    held = []
    page.route("**/_dash-component-suites/**", lambda route: held.append(route))
    page.goto(address, wait_until="commit")
    page.wait_for_selector("#stage[data-state=settled]")
    assert page.locator(".shell-top").inner_text() == "picturesAll"
    assert page.locator(".shell-bottom").inner_text().startswith("300 images")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(15, 17, 20)"
    assert "Loading" not in page.locator("body").inner_text()
    for route in held:
        route.abort()
    context.close()


def test_newer_build_is_offered(open_page, small_index_path, tmp_path):
    """When the index was built again, a quiet line offers the new build."""
    import json
    import shutil

    folder = tmp_path / "again.dendro"
    shutil.copytree(small_index_path, folder)
    with serving(folder) as url:
        walker = open_page(url)
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        fresh = f"{manifest['build'][:-1]}{'0' if manifest['build'][-1] != '0' else '1'}"
        shutil.copytree(folder / "builds" / manifest["build"], folder / "builds" / fresh)
        (folder / "manifest.json").write_text(json.dumps(manifest | {"build": fresh}), encoding="utf-8")
        assert walker.page.locator("#stale").is_hidden()
        walker.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        walker.page.wait_for_selector("#stale:visible")
        with walker.page.expect_navigation():
            walker.page.get_by_role("button", name="Show the new build").click()
        walker.settle()
        walker.page.wait_for_selector("#inspector .title", state="attached")
        assert walker.page.evaluate("dendro.config.build") == fresh


def test_page_of_another_build_mixes_nothing_and_leads_to_the_new_one(open_page, small_index, tmp_path):
    """No row or node of the old build is one of the new: what is taken along is looked for by path."""
    rng = np.random.default_rng(3)
    path = rework(small_index, tmp_path, small_index.items)
    with serving(path) as url:
        walker = open_page(url)
        walker.expected = ("409",)
        walker.enter(walker.big_cell())
        walker.page.mouse.click(*walker.place_of(walker.view["cells"][0]))
        walker.page.wait_for_selector("#inspector [data-picture]")
        before, seen = walker.view, walker.state["row"]
        rework(small_index, tmp_path, small_index.items.take(rng.permutation(small_index.n)))
        urlopen(Request(f"{url}api/reload", method="POST")).close()
        walker.page.evaluate("dendro.explorer.update({clusters: 9})")
        walker.page.locator("#alert", has_text="was built again").wait_for()
        assert walker.page.locator("#alert button:visible").all_inner_texts() == ["Show the new build"]
        assert walker.view == before
        walker.page.evaluate("dendro.explorer.inspect(1)")
        walker.page.fill("#search", "plum")
        walker.page.press("#search", "Enter")
        walker.page.locator("#strip-title", has_text="Reload the page").wait_for()
        with walker.page.expect_navigation():
            walker.page.get_by_role("button", name="Show the new build").click()
        walker.settle()
        walker.page.wait_for_selector("#inspector .title", state="attached")
        assert walker.view["build"] != before["build"]
        assert set(walker.query) == {"k", "q", "node", "row", "tree"}
        with open_index(path) as index:
            now = walker.state["row"]
            assert index.items["path"][now] == small_index.items["path"][1]
        walker.page.go_back()
        walker.wait_for(f"globalThis.dendro?.explorer && dendro.explorer.state.row !== {now}")
        with open_index(path) as index:
            assert index.items["path"][walker.state["row"]] == small_index.items["path"][seen]
        walker.close()


def test_clock_is_not_part_of_the_view(walker):
    """Nothing moves by itself once a view stands."""
    walker.page.wait_for_load_state("networkidle")  # the panels are there, too
    for _ in range(20):  # drawing what has arrived takes as long as the machine is busy
        before = walker.page.screenshot()
        time.sleep(0.5)
        if walker.page.screenshot() == before:
            return
    raise AssertionError("the page still changes after ten seconds")
