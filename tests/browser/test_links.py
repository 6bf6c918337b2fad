"""Links: what is in one is shown at once, and what of it is not here is said."""

import re
import threading
from urllib.request import Request, urlopen

import numpy as np
import pytest

from tests.browser.conftest import serving
from tests.browser.reworked import rework
from tests.browser.test_rebuilt import without

TEXT_ENCODER = {"name": "fake", "text": True}


class Words:
    """An encoder for whom all words are one image of the index; it loads when it is let."""

    def __init__(self, vector: np.ndarray) -> None:
        self.vector, self.loaded = vector, threading.Event()

    def load(self, _info):
        assert self.loaded.wait(30)
        return self

    def encode_text(self, texts):
        return np.stack([self.vector for _ in texts])


@pytest.fixture
def words(small_index, monkeypatch):
    """An encoder of words that is not loaded yet."""
    encoder = Words(np.asarray(small_index.embeddings[7], np.float32))
    monkeypatch.setattr("explorer.embedding.service.load_text_encoder", encoder.load, raising=False)
    return encoder


@pytest.fixture
def searched(small_index, tmp_path, words):
    """Address of an index whose encoder takes words."""
    with serving(rework(small_index, tmp_path, small_index.items, TEXT_ENCODER)) as url:
        yield url


def test_link_with_words_for_an_encoder_draws_one_view(open_page, searched, words):
    """It is drawn with what the encoder found, and that is asked for once."""
    words.loaded.set()
    urlopen(f"{searched}api/search?text=plum").close()
    walker = open_page(f"{searched}?q=plum")
    walker.page.locator("#strip-title", has_text="ranked by the text encoder").wait_for()
    walker.page.wait_for_load_state("networkidle")
    assert (len(walker.asked("/api/view")), len(walker.asked("/api/search"))) == (1, 1)
    assert walker.view["marked"] == 60
    walker.close()


def test_map_does_not_wait_for_an_encoder_that_is_loading(open_page, searched, words):
    """It stands before, and what was found is marked in it afterwards."""
    walker = open_page(f"{searched}?q=plum")
    assert walker.view["marked"] is None
    words.loaded.set()
    walker.wait_for("dendro.explorer.view.marked === 60")
    assert (len(walker.asked("/api/view")), len(walker.asked("/api/search"))) == (2, 1)
    walker.close()


def test_link_with_words_that_find_nothing_leaves_the_room_to_the_map(open_page, address):
    """Nothing steps back on the map; the strip says why in one line, without the room of results."""
    walker = open_page(f"{address}?q=xylophone")
    walker.page.locator("#strip-title", has_text="Nothing found").wait_for()
    walker.page.wait_for_load_state("networkidle")
    walker.settle()
    assert walker.page.locator("#strip").bounding_box()["height"] < 32
    assert len(walker.asked("/api/view")) == 2, "the second for the room that results would have taken"
    walker.page.evaluate("dendro.explorer.retry()")
    walker.page.get_by_role("button", name="Close the results").click()
    walker.wait_for("dendro.explorer.view.marked === null")


def told(walker) -> str:
    """What the line over the map says."""
    walker.page.wait_for_selector("#alert:visible")
    return walker.text("#alert-text")


def test_parts_of_a_link_that_are_not_here_are_said(open_page, address):
    """In one line; the rest holds, and the address says what is shown (`unread.mjs` has all cases)."""
    parts = "fair=gone show=odd findings=errors;min=-5 row=99999 k=many <b>=1 size=900 node=99999".split()
    walker = open_page(f"{address}?{'&'.join(parts)}&where=label%20%3D%20'plum'")
    said = "fair=gone, show=odd, min=-5 of findings, row=99999, k=many, <b>=1 and 2 more"
    assert told(walker) == f"This link asks for what is not here, which is left out: {said}."
    kept = {"where": "label = 'plum'", "size": "160", "findings": "errors", "<b>": "1"}
    assert walker.query == kept


def test_link_to_mistakes_says_what_they_need(open_page, small_index, tmp_path):
    """Where nothing is predicted, no control for them is there that could tell."""
    models = [name for name in small_index.items.column_names if re.match("prediction|confidence", name)]
    with serving(rework(small_index, tmp_path, small_index.items.drop_columns(models))) as url:
        walker = open_page(f"{url}?show=outline&true=plum&fair=split")
        needs = "(needs labels and predictions)"
        assert told(walker).endswith(f"show=outline {needs}, true=plum {needs}, fair=split {needs}.")
        assert walker.query == {} and "marked" not in walker.text("#counts")
        walker.close()


def test_mistakes_that_are_not_there_are_said_to_be_none(open_page, address):
    """And, where no image can be judged, why."""
    walker = open_page(f"{address}?show=outline&where=label%20%3D%20prediction")
    walker.page.locator("#counts", has_text="No mistakes here.").wait_for()
    walker.page.evaluate("dendro.explorer.update({truth: 'plum'})")
    walker.page.locator("#counts", has_text="No such mistakes here.").wait_for()
    walker.page.evaluate("dendro.explorer.update({truth: '', where: 'prediction is null or label is null'})")
    walker.page.locator("#counts", has_text="no image has both a label and a prediction").wait_for()
    walker.page.evaluate("dendro.explorer.update({where: ''})")
    walker.page.locator("#counts", has_text=re.compile(r"[1-9]\d* marked")).wait_for()


def test_link_of_another_tree_shows_no_other_cluster(open_page, small_index, tmp_path):
    """Its numbers mean other images by now; one of the same tree is shown, whatever else is new."""
    items = small_index.items
    with serving(rework(small_index, tmp_path, items)) as url:
        late = ("409",)  # panels that are still being asked for when the build is exchanged
        walker = open_page(url, expected=late)
        walker.enter(walker.big_cell())
        node, link = walker.view["node"], walker.page.url
        assert {"node", "tree"} <= walker.query.keys()
        rework(small_index, tmp_path, items.drop_columns(["label"]))
        urlopen(Request(f"{url}api/reload", method="POST")).close()
        same = open_page(link, expected=late)
        assert same.view["node"] == node and same.page.locator("#alert").is_hidden()
        rework(small_index, tmp_path, items.take(np.random.default_rng(3).permutation(len(items))))
        urlopen(Request(f"{url}api/reload", method="POST")).close()
        unknown = link.replace(f"tree={walker.query['tree']}", "tree=00000000")
        other = open_page(url)
        other.page.goto(f"{unknown}&k=9")
        other.settle()
        assert "is of an earlier build" in told(other) and f"node={node}" in told(other)
        assert other.view["count"] == small_index.n and other.query == {"k": "9"}
        for one in (walker, same, other):
            one.close()


def test_a_colour_that_the_index_does_not_have_leaves_no_room_for_a_legend(open_page, small_index, tmp_path):
    """The map takes all of it, as without; a colour that is there gets its row."""
    items = without(small_index.items)
    with serving(rework(small_index, tmp_path, items)) as url:
        walker = open_page(f"{url}?color=class")
        walker.settle()
        assert walker.state["color"] == ""
        assert walker.page.evaluate("document.documentElement.dataset.legend") == "gone"
        walker.page.evaluate("dendro.explorer.update({color: 'column:place'})")
        walker.page.locator("#legend .legend-step").first.wait_for()
        walker.close()
