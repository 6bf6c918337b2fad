"""What is painted, by its pixels: grounds, thumbnails, marks, and each moment of a fade between views."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[2]
GROUND, SURFACE, LINE, ACCENT = (0, 0, 0), (48, 48, 48), (112, 112, 112), (0, 255, 255)
RED, GREEN, BLUE, WRONG = (255, 0, 0), (0, 192, 0), (0, 0, 255), (255, 128, 0)
DURATION = 270
"""Milliseconds of a zoom."""
MOMENTS = [0, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 1]


class Easel:
    """The scene of `painting.mjs`, and its clock."""

    def __init__(self, page, **look: object) -> None:
        self.handle = page.evaluate_handle("(look) => new paint.Easel(look)", look)
        self.now = 1000.0

    def show(self, name: str, animate: bool = False) -> None:
        """Show a picture and draw its first frame."""
        self.handle.evaluate("(easel, [name, animate]) => easel.show(name, animate)", [name, animate])
        self.tick()

    def lay(self, **patch: object) -> None:
        """Lay something over the picture."""
        self.handle.evaluate("(easel, patch) => easel.lay(patch)", patch)
        self.tick()

    def receive(self, row: int, edge: int) -> None:
        """Bring the thumbnail of a row."""
        self.handle.evaluate("(easel, [row, edge]) => easel.receive(row, edge)", [row, edge])
        self.tick()

    def tick(self, later: float = 0) -> None:
        """Draw the frame that is so many milliseconds after what was last begun."""
        self.handle.evaluate("(easel, now) => easel.tick(now)", self.now + later)

    @property
    def restless(self) -> bool:
        """Whether another frame was asked for."""
        return self.handle.evaluate("(easel) => easel.restless")

    def color(self, x: int, y: int) -> tuple[int, int, int]:
        """The colour at a device pixel."""
        return tuple(self.handle.evaluate("(easel, place) => easel.colors([place])[0]", [x, y]))

    def moments(self, name: str, x: int, y: int) -> list[tuple[int, int, int]]:
        """The colour at a place in the moments of the zoom to another picture."""
        self.show(name, animate=True)
        seen = []
        for moment in MOMENTS:
            self.tick(moment * DURATION)
            seen.append(self.color(x, y))
        return seen


@pytest.fixture(scope="module")
def paper(chromium) -> Iterator:
    """An empty page that may import the repository's modules; no server is asked."""

    def answer(route) -> None:
        path = urlsplit(route.request.url).path
        if path == "/":
            route.fulfill(body="<!doctype html>", content_type="text/html")
        else:
            route.fulfill(path=ROOT / path.lstrip("/"), content_type="text/javascript")

    context = chromium.new_context()
    context.route("http://localhost/**", answer)
    page = context.new_page()
    page.goto("http://localhost/")
    page.evaluate("import('/tests/browser/painting.mjs').then((module) => { globalThis.paint = module; })")
    yield page
    context.close()


def near(color: tuple[int, int, int], wanted: tuple[int, int, int], by: int = 3) -> bool:
    """Whether two colours are the same but for rounding."""
    return all(abs(a - b) <= by for a, b in zip(color, wanted, strict=True))


def test_cells_have_an_edge_a_ground_and_a_gap_between(paper):
    """And images have their mean colour until their thumbnail is there."""
    easel = Easel(paper)
    easel.show("outer")
    places = {(0, 50): LINE, (50, 80): SURFACE, (97, 50): LINE, (100, 50): GROUND, (102, 50): LINE}
    places |= {(2, 2): GREEN, (21, 21): GREEN, (1, 1): SURFACE, (42, 42): SURFACE, (104, 2): GREEN}
    assert {place: easel.color(*place) for place in places} == places
    assert not easel.restless, "at rest nothing is drawn"


def test_a_tint_is_the_ground_of_its_cell(paper):
    """Of the legend's step, up to the edge."""
    easel = Easel(paper, tinted=True)
    easel.show("outer")
    assert (easel.color(50, 80), easel.color(0, 50), easel.color(100, 50)) == (RED, LINE, GROUND)


def test_a_thumbnail_takes_the_place_of_its_mean_colour(paper):
    """The right way up, in its own square and no other."""
    easel = Easel(paper)
    easel.show("outer")
    easel.receive(0, 20)
    quarters = [easel.color(x, y) for x, y in [(4, 4), (19, 4), (4, 19), (19, 19)]]
    assert quarters == [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)]
    assert (easel.color(22, 4), easel.color(1, 4), easel.color(106, 4)) == (GREEN, SURFACE, GREEN)


def test_on_a_dense_screen_everything_has_twice_the_pixels(paper):
    """Places are CSS pixels, the canvas has device pixels."""
    easel = Easel(paper, ratio=2)
    easel.show("outer")
    assert [easel.color(*place) for place in [(4, 4), (43, 43), (1, 100), (200, 100), (100, 160)]] == [
        GREEN, GREEN, LINE, GROUND, SURFACE,
    ]  # fmt: skip


@pytest.mark.parametrize(("show", "right", "rim"), [
    ("all", GREEN, GREEN), ("outline", GREEN, WRONG), ("isolate", None, WRONG),
])  # fmt: skip
def test_wrong_images_are_told_by_outline_and_notch(paper, show, right, rim):
    """Isolated, the others stay with 14% of their colour; the wrong one keeps all of it."""
    easel = Easel(paper, show=show)
    easel.show("outer")
    faded = tuple(round(0.86 * s + 0.14 * g) for s, g in zip(SURFACE, GREEN, strict=True))
    assert near(easel.color(134, 12), right or faded)
    assert easel.color(112, 14) == GREEN, "the middle of the wrong one"
    assert easel.color(122, 3) == rim, "its notch, top right"
    assert easel.color(105, 12) == rim, "its outline, within a dark line"


def test_selected_inspected_and_focused_are_ringed(paper):
    """Within the image, around the image, around the cell."""
    easel = Easel(paper, selection=[5])
    easel.show("outer")
    assert easel.color(124, 5) == ACCENT and easel.color(103, 5) == SURFACE
    easel.lay(row=4)
    assert easel.color(103, 5) == ACCENT and easel.color(112, 12) == GREEN
    easel.lay(row=None, focus=0)
    assert (easel.color(103, 5), easel.color(1, 50), easel.color(97, 50)) == (SURFACE, ACCENT, ACCENT)
    easel.lay(focus=-1)
    assert easel.color(0, 50) == LINE, "nothing of it stays"


def test_the_outer_view_fades_out_while_the_inner_one_fades_in(paper):
    """Red is the outer ground, blue the inner one: at first all red, at last all blue, and never back."""
    easel = Easel(paper, tinted=True)
    easel.show("outer")
    seen = easel.moments("inner", 40, 90)
    reds, _, blues = zip(*seen, strict=True)
    assert near(seen[0], RED) and seen[-1] == BLUE
    assert list(reds) == sorted(reds, reverse=True) and list(blues) == sorted(blues)
    early, middle, late = seen[2], seen[4], seen[6]
    assert early[0] > 180 > 40 > early[2], "a quarter of the time is a sixteenth of the way"
    # Half of the red is left, and by half each come the grey of the cell's edge and its blue over it.
    assert near(middle, (32 + 28, 28, 28 + 128)), "half of the time is half of the way"
    assert late[0] < 10 < 230 < late[2]
    assert not easel.restless, "it ends"


def test_the_way_out_is_the_way_in_backwards(paper):
    """Frame by frame, at places of the ground, of images and of the gap."""
    easel = Easel(paper, tinted=True)
    for place in [(40, 90), (12, 12), (97, 27), (150, 60), (100, 50)]:
        easel.show("outer")
        inward = easel.moments("inner", *place)
        outward = easel.moments("outer", *place)
        pairs = zip(inward[1:-1], outward[-2:0:-1], strict=True)
        assert all(near(a, b, by=4) for a, b in pairs), (place, inward, outward)


def test_images_travel_in_full_colour_and_new_ones_fade_in(paper):
    """Half way image 3 is half way between its two places; image 1 was not drawn before."""
    easel = Easel(paper, tinted=True)
    easel.show("outer")
    easel.show("inner", animate=True)
    assert easel.color(32, 12) == GREEN, "it begins where it was"
    assert not near(easel.color(30, 32), GREEN, by=60), "nothing is seen of an image that is new"
    easel.tick(DURATION / 2)
    assert easel.color(83, 7) == GREEN
    new = easel.color(55, 7)
    assert not near(new, GREEN, by=60) and new[1] > 60
    easel.tick(DURATION)
    assert easel.color(144, 2) == GREEN and easel.color(42, 2) == GREEN
    assert easel.color(32, 50) == BLUE, "nothing of it stays where it was"
