"""A build on the way to the whole one: what the page says of it, and what stays when a newer one comes."""

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from urllib.request import urlopen

import numpy as np

from explorer.clustering.neighbors.search import nearest_neighbors
from explorer.clustering.tree.dendrogram import dendrogram_order, relabel
from explorer.clustering.ward.ward_linkage import ward_linkage
from explorer.index.reader import Index, open_index
from explorer.indexing.growing.background_build import BuildStanding
from explorer.options import ServeOptions
from explorer.web.app import create_app
from explorer.web.until_first_build import UntilFirstBuild
from tests.browser.conftest import serving, serving_app
from tests.browser.reworked import rework

LATER = """{
  const now = performance.now.bind(performance);
  performance.now = () => now() + 30000;
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def part_of(index: Index, folder: Path, rows: np.ndarray, partial: dict | None) -> Path:
    """Write a build of some of the images, with a tree of its own."""
    vectors = np.asarray(index.embeddings)[rows]
    merges = ward_linkage(vectors)
    order = dendrogram_order(merges)
    taken = rows[order]
    return rework(
        index,
        folder,
        index.items.take(taken),
        embeddings=vectors[order],
        thumbnails=(index.thumbnails.stored(int(row)) for row in taken),
        colors=np.asarray(index.colors)[taken],
        merges=relabel(merges, order),
        neighbors=nearest_neighbors(vectors[order], 10),
        projection=np.asarray(index.projection)[taken],
        partial=partial,
    )


def paths_of(index: Index, rows: list[int]) -> set[str]:
    return {index.items["path"][row].as_py() for row in rows}


def test_a_newer_build_keeps_what_a_person_chose(open_page, small_index, tmp_path):
    """Cluster, inspected image, selection and filter are found again among more images, by undo, too."""
    rows = np.random.default_rng(1).permutation(small_index.n)
    path = part_of(small_index, tmp_path, np.sort(rows[:150]), {"of": 300, "even": True})
    with serving(path) as url, open_index(path) as before:
        walker = open_page(url)
        walker.expected = ("409",)  # what the page asks between the server's going over and its own
        said = walker.page.locator("#growing")
        said.get_by_text("150 of 300 images; dendro open of the source reads the others").wait_for()
        assert said.get_by_role("button").filter(visible=True).count() == 0
        cell = walker.enter(walker.big_cell())
        kept = [cell["lo"], cell["lo"] + 2]
        walker.page.evaluate(
            f"dendro.explorer.update({{row: {kept[1]}, selection: {kept}, where: 'width > 1'}})"
        )
        walker.settle()
        part_of(small_index, tmp_path, np.sort(rows[:200]), {"of": 300, "even": True})
        walker.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        button = said.get_by_role("button", name="Show the new build")
        button.wait_for()
        with walker.page.expect_navigation():
            button.click()
        said.get_by_text("200 of 300 images").wait_for()
        walker.settle()
        # Nobody has touched the page for a while: the next one comes by itself.
        part_of(small_index, tmp_path, np.arange(small_index.n), None)
        with walker.page.expect_navigation():
            walker.page.evaluate(LATER)
        view = walker.settle()
        assert json.load(urlopen(f"{url}api/index"))["partial"] is None
        with open_index(path) as after:
            state = walker.state
            assert after.n == 300 and state["where"] == "width > 1"
            assert paths_of(after, state["selection"]) == paths_of(before, kept)
            assert paths_of(after, [state["row"]]) == paths_of(before, [kept[1]])
            old = paths_of(before, range(cell["lo"], cell["hi"]))
            new = paths_of(after, range(view["lo"], view["hi"]))
            known = new & paths_of(before, range(150))
            assert view["node"] == state["node"] and view["count"] < 300
            assert len(known & old) > len(known | old) / 2
            for key, entered, chosen in (
                ("z", True, 0),
                ("z", False, 0),
                ("Shift+Z", True, 0),
                ("Shift+Z", True, 2),
            ):
                walker.page.keyboard.press(f"Control+{key}")
                walker.wait_for(
                    "(dendro.explorer.state.node !== dendro.config.root) === $entered"
                    " && dendro.explorer.state.selection.length === $chosen",
                    entered=entered,
                    chosen=chosen,
                )
            assert walker.state["where"] == "width > 1"
            assert paths_of(after, walker.state["selection"]) == paths_of(before, kept)
        assert not said.is_visible()
        assert walker.page.locator("#alert").is_hidden()
        walker.close()


def test_the_map_opens_where_one_waited_for_it(chromium, small_index):
    """The page that says how far the first build is becomes the map, at the address that was asked for."""
    growing = SimpleNamespace(index_path=small_index.path, standing=BuildStanding(stage="Scanning"))
    growing.pause = lambda: setattr(growing, "standing", replace(growing.standing, state="paused"))
    growing.go_on = lambda: setattr(growing, "standing", replace(growing.standing, state="running"))
    waiting = UntilFirstBuild(ServeOptions(), growing)
    with serving_app(waiting) as url:
        page = chromium.new_page()
        told = []
        page.on("console", lambda message: told.append(message.text))
        page.goto(f"{url}?where=width%20%3E%201")
        page.get_by_text("Scanning…").wait_for()
        growing.standing = BuildStanding(stage="Reading", done=30, total=120, unit="images")
        page.get_by_text("30 of 120 images").wait_for()
        assert page.get_by_role("progressbar").get_attribute("aria-valuenow") == "25"
        page.get_by_role("button", name="Pause").click()
        page.get_by_text("Reading: paused").wait_for()
        page.get_by_role("button", name="Go on").click()
        page.get_by_text("Reading…").wait_for()
        with page.expect_navigation():
            waiting.become(create_app(small_index.path, ServeOptions()))
        page.wait_for_selector("#stage[data-state=settled]")
        assert page.evaluate("dendro.explorer.state.where") == "width > 1" and told == []
        page.close()
