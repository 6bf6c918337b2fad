"""What is painted, by its pixels: grounds, thumbnails, marks, and each moment of a fade between views."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[2]
GROUND, SURFACE, LINE, ACCENT = (0, 0, 0), (48, 48, 48), (112, 112, 112), (0, 255, 255)
TEXT = (255, 255, 255)
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

    def receive(self, row: int, edge: int, high: int | None = None) -> None:
        """Bring the thumbnail of a row: a square, or that part of it which is so high."""
        size = [row, edge, high or edge]
        self.handle.evaluate("(easel, [row, edge, high]) => easel.receive(row, edge, high)", size)
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


@pytest.fixture
def moving(paper):
    """The same page for a person who lets things move by themselves."""
    paper.emulate_media(reduced_motion="no-preference")
    yield paper
    paper.emulate_media(reduced_motion="reduce")


@pytest.fixture(scope="module")
def paper(chromium) -> Iterator:
    """An empty page that may import the repository's modules; no server is asked."""

    def answer(route) -> None:
        path = urlsplit(route.request.url).path
        if path == "/":
            route.fulfill(body="<!doctype html>", content_type="text/html")
        else:
            route.fulfill(path=ROOT / path.lstrip("/"), content_type="text/javascript")

    context = chromium.new_context(reduced_motion="reduce")
    context.route("http://localhost/**", answer)
    page = context.new_page()
    page.goto("http://localhost/")
    page.evaluate("import('/tests/browser/painting.mjs').then((module) => { globalThis.paint = module; })")
    yield page
    context.close()


def near(color: tuple[int, int, int], wanted: tuple[int, int, int], by: int = 3) -> bool:
    """Whether two colours are the same but for rounding."""
    return all(abs(a - b) <= by for a, b in zip(color, wanted, strict=True))


def test_images_fill_their_cells_with_gaps_between(paper):
    """And have their mean colour until their thumbnail is there."""
    easel = Easel(paper)
    easel.show("outer")
    places = {(0, 0): GREEN, (47, 99): GREEN, (48, 50): SURFACE, (49, 50): SURFACE, (50, 50): GREEN}
    places |= {(97, 50): GREEN, (98, 50): GROUND, (101, 50): GROUND, (102, 2): GREEN, (102, 48): GREEN}
    places |= {(102, 49): SURFACE, (102, 50): SURFACE, (102, 51): GREEN, (199, 99): GREEN}
    assert {place: easel.color(*place) for place in places} == places
    assert not easel.restless, "at rest nothing is drawn"


def test_a_tint_is_a_frame_around_its_cell(paper):
    """Of the legend's step, two pixels wide; the images have their own colours."""
    easel = Easel(paper, tinted=True)
    easel.show("outer")
    assert [easel.color(x, 50) for x in (97, 98, 99, 102)] == [GREEN, RED, RED, SURFACE]
    assert easel.color(48, 50) == SURFACE


def test_a_thumbnail_takes_the_place_of_its_mean_colour(paper):
    """The right way up, in its own place and no other; of a place that is high, its middle covers it."""
    easel = Easel(paper)
    easel.show("outer")
    easel.receive(0, 20)
    quarters = [easel.color(x, y) for x, y in [(4, 4), (44, 4), (4, 95), (44, 95)]]
    assert quarters == [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)]
    assert (easel.color(50, 4), easel.color(48, 4), easel.color(106, 4)) == (GREEN, SURFACE, GREEN)


def test_an_enlarged_thumbnail_takes_nothing_from_what_lies_beside_it(paper):
    """It is smoothed within itself, up to its last pixel."""
    easel = Easel(paper)
    easel.show("outer")
    easel.receive(0, 8)
    corners = [easel.color(x, y) for x, y in [(0, 0), (47, 0), (0, 99), (47, 99)]]
    assert corners == [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)]


def test_on_a_dense_screen_everything_has_twice_the_pixels(paper):
    """Places are CSS pixels, the canvas has device pixels."""
    easel = Easel(paper, ratio=2)
    easel.show("outer")
    assert [easel.color(*place) for place in [(4, 4), (95, 199), (96, 100), (196, 100), (399, 199)]] == [
        GREEN, GREEN, SURFACE, GROUND, GREEN,
    ]  # fmt: skip


@pytest.mark.parametrize(("show", "right", "rim"), [
    ("all", GREEN, GREEN), ("outline", GREEN, WRONG), ("isolate", None, WRONG),
])  # fmt: skip
def test_wrong_images_are_told_by_outline_and_notch(paper, show, right, rim):
    """Isolated, the others stay with 14% of their colour; the wrong one keeps all of it but a thin line."""
    easel = Easel(paper, show=show)
    easel.show("outer")
    faded = tuple(round(0.86 * s + 0.14 * g) for s, g in zip(SURFACE, GREEN, strict=True))
    assert near(easel.color(176, 24), right or faded)
    assert easel.color(126, 24) == GREEN, "the middle of the wrong one"
    assert easel.color(146, 4) == rim, "its notch, top right"
    assert (easel.color(102, 24), easel.color(103, 24)) == (rim, GREEN), "its outline"
    assert easel.color(142, 5) == (GREEN if show == "all" else (0, 0, 0)), "a dark line along the notch"


def test_selected_inspected_and_focused_are_ringed(paper):
    """Within the image, around the image, within the cell."""
    easel = Easel(paper, selection=[5])
    easel.show("outer")
    assert easel.color(153, 24) == ACCENT and easel.color(101, 24) == GROUND
    easel.lay(row=4)
    assert easel.color(101, 24) == ACCENT and easel.color(126, 24) == GREEN
    easel.lay(row=None, focus=0)
    assert (easel.color(101, 24), easel.color(1, 50), easel.color(97, 50)) == (GROUND, ACCENT, ACCENT)
    easel.lay(focus=-1)
    assert easel.color(1, 50) == GREEN, "nothing of it stays"


def test_a_wall_has_borders_between_clusters_only(paper):
    """A line with ground on both sides; gaps within a cluster and the edge of the canvas are as they are."""
    easel = Easel(paper)
    easel.show("wall")
    assert [easel.color(x, 50) for x in (0, 59, 60, 61)] == [GREEN, GREEN, GROUND, GREEN]
    assert [easel.color(x, 50) for x in (119, 120, 121, 122, 123)] == [GREEN, GROUND, TEXT, GROUND, GREEN]
    assert [easel.color(x, 50) for x in (160, 199)] == [TEXT, GREEN]
    easel.lay(focus=1)
    assert [easel.color(x, 50) for x in (120, 123, 124, 130, 158)] == [GROUND, ACCENT, ACCENT, GREEN, ACCENT]


def test_a_tint_on_a_wall_is_a_frame_within_the_border(paper):
    """Of the legend's step, over the edges of the pictures; the line of the border stays."""
    easel = Easel(paper, tinted=True)
    easel.show("wall")
    assert [easel.color(x, 50) for x in (1, 118, 121, 123, 140)] == [RED, RED, TEXT, BLUE, GREEN]


def test_a_whole_thumbnail_covers_its_place_from_its_middle(paper):
    """One that is half as high as wide loses what its place has no room for on both sides."""
    easel = Easel(paper)
    easel.show("wall")
    easel.receive(0, 40, 20)
    assert [easel.color(*place) for place in [(4, 50), (25, 50), (35, 50), (55, 50)]] == [
        (255, 0, 0), (255, 0, 0), (0, 255, 0), (0, 255, 0),
    ]  # fmt: skip


def test_the_outer_view_fades_out_while_new_images_fade_in(paper):
    """What lies beside the chosen cell darkens from the first frame on; an image that was not drawn comes."""
    easel = Easel(paper)
    easel.show("outer")
    beside = [color[1] for color in easel.moments("inner", 195, 24)[:3]]
    assert beside[0] == GREEN[1] and beside == sorted(beside, reverse=True)
    assert 0.9 * GREEN[1] < beside[2] < 0.97 * GREEN[1], "a quarter of the time is a sixteenth of the way"
    easel.show("outer")
    seen = easel.moments("inner", 60, 50)
    blues = [color[2] for color in seen]
    assert seen[0] == GREEN and seen[-1] == BLUE and blues == sorted(blues)
    assert 100 < blues[4] < 160, "half of the time is half of the way"
    assert not easel.restless, "it ends"


def test_titles_fade_out_before_others_fade_in(paper):
    """From the first frame on and to the last there is no jump; half way there is none."""
    easel = Easel(paper)
    easel.show("titledOuter")
    before = easel.color(1, 1)
    seen = easel.moments("titledInner", 1, 1)
    assert before != GREEN and near(seen[0], before) and near(seen[-1], before)
    greens = [color[1] for color in seen]
    assert greens[:4] == sorted(greens[:4]) and greens[5:] == sorted(greens[5:], reverse=True)
    assert seen[4] == GREEN
    easel.tick()
    assert easel.color(1, 1) == seen[-1], "what stands is what was come to"


def test_the_way_out_is_the_way_in_backwards(paper):
    """Frame by frame, at places of images that stay, go and come, and of the gap."""
    easel = Easel(paper, tinted=True)
    for place in [(40, 90), (60, 50), (97, 27), (150, 60), (100, 50), (1, 1), (103, 1)]:
        easel.show("titledOuter")
        inward = easel.moments("titledInner", *place)
        outward = easel.moments("titledOuter", *place)
        pairs = zip(inward[1:-1], outward[-2:0:-1], strict=True)
        assert all(near(a, b, by=4) for a, b in pairs), (place, inward, outward)


def test_images_travel_in_full_colour(paper):
    """Half way image 3 is half way between its two places."""
    easel = Easel(paper)
    easel.show("outer")
    easel.show("inner", animate=True)
    assert easel.color(74, 50) == GREEN, "it begins where it was"
    easel.tick(DURATION / 2)
    assert easel.color(125, 50) == GREEN
    easel.tick(DURATION)
    assert easel.color(176, 50) == GREEN and easel.color(24, 50) == GREEN
    assert easel.color(74, 50) == BLUE, "nothing of it stays where it was"


def test_what_steps_back_does_so_all_the_way(paper):
    """An image that is not meant is as faint on its way as before and after it."""
    easel = Easel(paper, show="isolate")
    easel.show("outer")
    seen = easel.moments("inner", 24, 24)
    faded = easel.color(24, 24)
    assert faded[1] < 100 and all(near(color, faded) for color in seen), seen


def test_what_steps_back_is_not_tinted(paper):
    """A tint is for the frame of a cell: what is found is seen against the same ground in every cell."""
    faint = []
    for tinted in (False, True):
        easel = Easel(paper, show="isolate", tinted=tinted)
        easel.show("outer")
        faint.append(easel.color(24, 24))
    assert faint[0] == faint[1] != GREEN


def test_an_inspected_image_keeps_its_ring_on_the_way(paper):
    """Where it is half way, there is its ring."""
    easel = Easel(paper)
    easel.show("outer")
    easel.lay(row=3)
    easel.show("inner", animate=True)
    easel.tick(DURATION / 2)
    line = [easel.color(x, 50) for x in range(90, 110)]
    assert ACCENT in line
    easel.tick(DURATION)
    assert easel.color(150, 50) == ACCENT


def test_an_image_that_changes_its_line_on_a_wall_is_there_once(paper):
    """Where it was nothing is left of it, while it is on its way in and out."""
    easel = Easel(paper)
    for first, then in [("rows", "row"), ("row", "rows")]:
        easel.show(first)
        easel.show(then, animate=True)
        easel.tick()
        easel.tick(DURATION / 2)
        assert [easel.color(180, 20), easel.color(60, 20)] == [GROUND, GREEN]


def test_a_zoom_that_is_turned_goes_back_from_where_it_is(paper):
    """No moment of it is missing or comes twice."""
    easel = Easel(paper, tinted=True)
    places = [(60, 50), (97, 27), (150, 60), (195, 24)]
    easel.show("outer")
    easel.show("inner", animate=True)
    easel.tick(0.6 * DURATION)
    there = [easel.color(*place) for place in places]
    easel.show("outer", animate=True)
    assert all(near(easel.color(*place), was, by=6) for place, was in zip(places, there, strict=True))
    easel.tick(0.5 * DURATION)
    assert easel.restless
    easel.tick(0.7 * DURATION)
    assert not easel.restless, "it took as long as the way there"


def test_a_view_that_lies_elsewhere_fades_in(paper):
    """Neither is in the other: one goes while the other comes, titles too."""
    easel = Easel(paper)
    easel.show("titledOuter")
    title = easel.color(1, 1)
    easel.show("beside", animate=True)
    assert (easel.color(60, 30), easel.color(1, 1)) == (GREEN, title), "it begins with what was there"
    easel.tick(DURATION / 2)
    assert near(easel.color(60, 30), (0, 96, 128), by=4)
    easel.tick(DURATION)
    assert (easel.color(60, 30), easel.restless) == (BLUE, False)


def test_a_zoom_that_another_follows_does_not_jump(paper):
    """What was on screen shines through the beginning of the next."""
    easel = Easel(paper)
    easel.show("outer")
    easel.show("beside", animate=True)
    easel.tick(0.3 * DURATION)
    before = easel.color(60, 50)
    easel.show("outer", animate=True)
    assert near(easel.color(60, 50), before)
    easel.tick(DURATION)
    assert (easel.color(60, 50), easel.restless) == (GREEN, False)


def test_a_title_makes_room_for_the_pointer_over_a_moment(moving):
    """And comes back over one; at rest nothing is drawn. Where nothing is to move, at once."""
    easel = Easel(moving)
    easel.show("titledOuter")
    title = easel.color(1, 10)
    easel.lay(hover={"kind": "image", "cell": 0, "target": {"leaf": True}, "index": 0})
    assert easel.color(1, 10) == title
    easel.tick(60)
    half = easel.color(1, 10)
    assert title[1] < half[1] < GREEN[1] and easel.restless
    easel.tick(120)
    assert (easel.color(1, 10), easel.restless) == (GREEN, False)
    easel.now += 1000
    easel.lay(hover=None)
    easel.tick(120)
    assert (easel.color(1, 10), easel.restless) == (title, False)
    moving.emulate_media(reduced_motion="reduce")
    easel.lay(hover={"kind": "image", "cell": 0, "target": {"leaf": True}, "index": 0})
    assert (easel.color(1, 10), easel.restless) == (GREEN, False)


def test_a_whole_thumbnail_comes_over_a_moment(moving):
    """It shows more than the square that was there: between them there is no jump, and then it stands."""
    easel = Easel(moving)
    easel.show("wall")
    easel.receive(0, 40, 20)
    assert easel.color(4, 50) == GREEN
    easel.tick(60)
    assert near(easel.color(4, 50), (128, 96, 0), by=4)
    easel.tick(120)
    assert (easel.color(4, 50), easel.restless) == ((255, 0, 0), False)
