"""A search as a set: its cut is dragged, it becomes the selection, its examples are in the address."""

import io
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from explorer.dataset import open_index
from tests.browser.conftest import serving
from tests.browser.walker import Walker

TITLE = "document.getElementById('strip-title').textContent"


def total(walker) -> int:
    """Images of the set, as the button for all of them says."""
    return int(walker.text("#select-found").split()[-1].replace(",", ""))


def test_a_cut_makes_a_set_that_is_counted_lit_selected_and_shared(new_walker):
    """Dragged: the count at once, then the same on the map; keys move it; a reload brings all of it back."""
    walker = new_walker
    walker.page.add_init_script(
        "addEventListener('DOMContentLoaded', () => (window.strip = document.documentElement.dataset.strip))"
    )
    walker.open("?like=3,17&unlike=250")
    walker.page.wait_for_selector("#strip-items .gallery-item")
    assert walker.page.evaluate("window.strip") == "open"  # its room was kept, so that the map does not move
    assert "unlike 1" in walker.text("#strip-title")
    plot, handle = walker.page.locator(".cut-plot").bounding_box(), walker.page.locator(".cut-handle")
    walker.page.mouse.move(plot["x"] + 0.9 * plot["width"], plot["y"] + 10)
    walker.page.mouse.down()
    few = total(walker)
    walker.page.mouse.move(plot["x"] + 0.2 * plot["width"], plot["y"] + 10)
    said = handle.get_attribute("aria-valuetext")
    examples = 2  # in the set, and not in the scores of the others
    assert total(walker) > few and f"{total(walker) - examples} images" in said
    walker.page.mouse.up()
    walker.wait_for("dendro.explorer.state.cut !== ''")
    walker.wait_for(f"dendro.explorer.view.marked === {len(set_of(walker))}")
    walker.wait_for(f"document.getElementById('select-found').textContent.endsWith('{len(set_of(walker))}')")
    before = walker.query["cut"]
    handle.focus()
    walker.page.keyboard.press("ArrowRight")
    walker.wait_for(f"dendro.explorer.state.cut !== '{before}'")
    walker.page.reload()
    walker.page.wait_for_selector("#strip-items .gallery-item")
    assert walker.query["like"] == "3,17" and walker.query["unlike"] == "250"
    rows = set_of(walker)
    walker.page.click("#select-found")
    walker.wait_for(f"dendro.explorer.state.selection.length === {len(rows)}")
    assert set(walker.page.evaluate("dendro.explorer.state.selection")) == rows
    walker.page.click(".cut-words .link")
    walker.wait_for("dendro.explorer.state.cut === ''")


def test_a_set_that_is_longer_than_its_list_is_shown_in_the_grid(walker):
    """All of it, one click away; there the way to it is gone."""
    walker.open("?like=3,17&cut=-9")
    walker.page.wait_for_selector("#strip-items .gallery-item")
    walker.page.click("#found-in-grid")
    walker.wait_for("dendro.explorer.state.view === 'grid'")
    walker.page.wait_for_selector("#found-in-grid", state="hidden")
    walker.open("?like=3,17")
    walker.page.wait_for_selector("#strip-items .gallery-item")
    assert not walker.page.is_visible("#found-in-grid")


def set_of(walker) -> set[int]:
    """Rows of the set: the examples, and what the API lists."""
    cut = walker.page.evaluate("dendro.explorer.state.cut")
    asked = f"api/search?like=3&like=17&unlike=250&limit=300&cut={cut}"
    found = walker.page.request.get(walker.url + asked).json()
    return {3, 17} | {hit["row"] for hit in found["results"]}


def test_a_search_in_the_cluster_in_view(walker):
    """A switch where there is one in view; results are those inside. Enter once more leaves the field."""
    walker.open("?q=plum")
    walker.page.wait_for_selector("#strip-items .gallery-item")
    walker.page.focus("#search")
    walker.page.keyboard.press("Enter")
    walker.wait_for("document.activeElement.id !== 'search'")
    assert not walker.page.is_visible("#search-within")
    everywhere = total(walker)
    walker.page.locator("#strip-clusters button").first.click()
    walker.wait_for("dendro.explorer.view.node !== 598")
    walker.page.click("[data-within=cluster]")
    walker.wait_for(f"!document.getElementById('select-found').textContent.endsWith(' {everywhere}')")
    view = walker.view
    rows = walker.page.eval_on_selector_all(
        "#strip-items [data-action=inspect]", "all => all.map(b => Number(b.dataset.row))"
    )
    assert all(view["lo"] <= row < view["hi"] for row in rows) and total(walker) < everywhere
    assert walker.query["in"] == "cluster"


def test_more_like_the_selection(walker):
    """Whatever was selected are examples."""
    walker.open()
    walker.page.evaluate("dendro.explorer.update({ selection: [5, 80, 200] })")
    walker.page.click("[data-action=more-like-selection]")
    walker.page.wait_for_selector("#examples-like .gallery-item:nth-child(3)")
    assert walker.query["like"] == "5,80,200"


DROPPED = """([kind, names]) => {
  const data = new DataTransfer();
  const bytes = Uint8Array.from(atob(window.png), (c) => c.charCodeAt(0));
  const typeOf = (name) => (name.endsWith(".txt") ? "text/plain" : "image/png");
  for (const name of names) data.items.add(new File([bytes], name, { type: typeOf(name) }));
  const about = { bubbles: true, cancelable: true };
  const given = kind === "paste" ? { clipboardData: data } : { dataTransfer: data };
  const Kind = kind === "paste" ? ClipboardEvent : DragEvent;
  document.body.dispatchEvent(new Kind(kind, { ...given, ...about }));
}"""


def picture(color: str) -> bytes:
    """A PNG."""
    stream = io.BytesIO()
    Image.new("RGB", (20, 20), color).save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture
def sending(small_index_path, monkeypatch, profile):
    """A page whose server encodes images that are sent, all as row 17."""
    vector = np.asarray(open_index(small_index_path).embeddings[17], np.float32)
    tower = SimpleNamespace(
        preparation=lambda image: np.asarray(image.resize((4, 4))),
        encode=lambda pixels: SimpleNamespace(vectors=np.tile(vector, (len(pixels), 1))),
    )
    monkeypatch.setattr("explorer.web.builds.query_encoder.can_encode", lambda _info: True)
    monkeypatch.setattr("explorer.web.page.top_bar.panel.can_encode", lambda _info: True)
    monkeypatch.setattr("explorer.web.builds.query_encoder._load", lambda _info: tower)
    with serving(small_index_path) as url:
        walker = Walker(profile, url, (1280, 800), {"hint": "gone"})
        yield walker.open()
        walker.close()


def test_images_are_chosen_dropped_and_pasted(sending):
    """One or several; they stand before what they find, survive a reload, and are left out by a click."""
    import base64

    page = sending.page
    with page.expect_file_chooser() as chooser:
        page.click("#choose-image")
    files = [
        {"name": f"<b>{color}</b>.png", "mimeType": "image/png", "buffer": picture(color)}
        for color in ("red", "blue")
    ]
    chooser.value.set_files(files)
    page.wait_for_selector("#examples-sent .gallery-item:nth-child(2)")
    sending.wait_for(f"{TITLE}.includes('like these 2')")
    page.reload()
    page.wait_for_selector("#examples-sent img")
    sending.wait_for("[...document.querySelectorAll('#examples-sent img')].every(i => i.naturalWidth === 20)")
    page.locator("[data-action=drop-image]").first.click()
    sending.wait_for(f"{TITLE}.includes('likeness to the image')")
    page.evaluate(f"window.png = '{base64.b64encode(picture('green')).decode()}'")
    for kind in ("drop", "paste"):
        page.keyboard.press("Escape")
        page.wait_for_selector("#strip", state="hidden")
        page.evaluate(DROPPED, [kind, ["a.png"]])
        page.wait_for_selector("#examples-sent .gallery-item")
        nearest = page.locator("#strip-items button[data-action=inspect]").first
        assert nearest.get_attribute("data-row") == "17"


def test_files_that_are_left_out_of_a_drop_are_named(sending):
    """Beside what is found by the others."""
    import base64

    page = sending.page
    page.evaluate(f"window.png = '{base64.b64encode(picture('green')).decode()}'")
    page.evaluate(DROPPED, ["drop", ["notes.txt", "a.png"]])
    page.wait_for_selector("#examples-sent .gallery-item")
    page.get_by_role("status").get_by_text("notes.txt is no image.").wait_for()
    sending.wait_for(f"{TITLE}.includes('likeness to the image')")


def test_images_that_the_server_forgot_are_said_to_be_gone(sending):
    """A link outlives them; the map is shown all the same."""
    sending.expected = ("404",)
    sending.open("?images=aaaaaaaaaaaaaaaaaaaaaaaa&cut=0.1")
    sending.wait_for(f"{TITLE}.includes('choose it again')")
    sending.page.wait_for_timeout(800)  # nor does a word about the encoder take the place of it
    assert "choose it again" in sending.text("#strip-title") and sending.view["marked"] is None


def test_what_is_no_image_is_said(sending):
    """As text, whatever its name."""
    sending.expected = ("400",)
    page = sending.page
    page.evaluate("window.png = btoa('no image')")
    page.evaluate(DROPPED, ["drop", ["<img src=x onerror=alert(1)>.png"]])
    sending.wait_for(f"{TITLE}.startsWith('<img src=x')")
    assert page.locator("#strip img").count() == 0
