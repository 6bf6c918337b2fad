"""The map of the small index: who is drawn, in which order, what is named, and who lies within."""

from itertools import pairwise

import numpy as np
import pytest

from explorer.errors import IndexFormatError, InputError, NotFoundError
from explorer.filters.filter import ALL, filter_of
from explorer.layout.plane.plane import DEEPEST, Tile
from explorer.view import Mark, ViewRequest, Views
from explorer.view.map.map_names import DEEPEST_NAMES, HEIGHT, LONGEST, PADDING, SIGN, WIDTH
from explorer.view.map.map_tiles import read_tiles
from explorer.view.map.maps import Maps
from explorer.view.map.places import places_of

TOP = Tile(0, 0, 0)
EVERYTHING = ViewRequest()


@pytest.fixture(scope="module")
def maps(small_index):
    """One `Maps` for all tests here."""
    return Maps(Views(small_index))


def tiles(z):
    """Every tile of a level."""
    return [Tile(z, x, y) for x in range(1 << z) for y in range(1 << z)]


def drawn(maps, z, request=EVERYTHING):
    """Rows of all tiles of a level, with their signs."""
    found = maps.tiles.tiles(request, tiles(z))["tiles"]
    rows = [row for tile in found for row in tile["rows"]]
    assert len(rows) == len(set(rows))
    return dict(zip(rows, "".join(tile["marked"] for tile in found) or " " * len(rows), strict=True))


def test_a_tile_says_all_of_its_pictures(maps, small_index):
    """Colours, counts, verdicts and shades are those of the rows."""
    (tile,) = maps.tiles.tiles(EVERYTHING, [TOP])["tiles"]
    assert tile["count"] == sum(tile["counts"]) == small_index.n
    assert bytes.fromhex(tile["colors"]) == small_index.colors[tile["rows"]].tobytes()
    verdicts = small_index.correct("")[tile["rows"]]
    assert tile["wrong"] == "".join("10-"[verdict] for verdict in verdicts)
    assert (tile["marked"], tile["tints"]) == ("", None)
    shades = np.frombuffer(bytes.fromhex(tile["shades"]), np.uint8).reshape(32, 32)
    of_places = shades.reshape(16, 2, 16, 2).max(axis=(1, 3)).ravel()
    counts = np.zeros(16 * 16, int)
    counts[tile["places"]] = tile["counts"]
    assert not of_places[counts < 2].any() and 0 < shades.max() < 255, "no square has eight of so few"


def test_asking_for_a_deep_tile_first_changes_nothing(small_index, maps):
    """The same tile, whatever was asked for before."""
    deep = read_tiles("3/3/4", 1)
    drawn(maps, 2)
    assert Maps(Views(small_index)).tiles.tiles(EVERYTHING, deep) == maps.tiles.tiles(EVERYTHING, deep)


@pytest.mark.parametrize(
    "request_",
    [
        EVERYTHING,
        ViewRequest(mark=Mark(rows="7,30:60")),
        ViewRequest(node=590, mark=Mark(rows="7,30:60")),
    ],
)
def test_pictures_stay_on_the_way_in(maps, request_):
    """Each level draws those of the level above, and at the end all that have a place of their own."""
    levels = [set(drawn(maps, z, request_)) for z in range(5)]
    assert all(above <= below for above, below in pairwise(levels))
    assert len(levels[-1]) > 200


def test_a_filter_leaves_its_images_only(maps, small_index):
    """None else is drawn or counted."""
    where = filter_of(small_index, "label = 'plum'")
    expected = set(np.flatnonzero(small_index.column("label") == "plum").tolist())
    request = ViewRequest(where=where)
    assert set(drawn(maps, 3, request)) <= expected
    assert maps.tiles.tiles(request, [TOP])["tiles"][0]["count"] == len(expected)


def test_marked_images_take_their_places_first(maps, small_index):
    """Where any of a place is marked, a marked one is drawn, and says so."""
    marked = set(range(0, 300, 7))
    request = ViewRequest(mark=Mark(rows=",".join(map(str, marked))))
    signs = drawn(maps, 1, request)
    assert {row for row, sign in signs.items() if sign == "1"} == marked & set(signs)
    places = places_of(small_index)
    cell = [(x >> 19, y >> 19) for x, y in zip(places.x.tolist(), places.y.tolist(), strict=True)]
    assert {cell[row] for row in marked} == {cell[row] for row in marked & set(signs)}


def test_the_cluster_in_view_comes_first(maps, small_index):
    """Where any of a place is of the node, it is of the node."""
    tree = small_index.tree
    node = int(tree.children[tree.root, 1])
    inside = set(range(int(tree.lo[node]), int(tree.hi[node])))
    places = places_of(small_index)
    cell = [(x >> 20, y >> 20) for x, y in zip(places.x.tolist(), places.y.tolist(), strict=True)]
    shown = set(drawn(maps, 0, ViewRequest(node=node)))
    assert {cell[row] for row in inside} == {cell[row] for row in inside & shown}


def test_tints_are_those_of_each_image(maps, small_index):
    """The legend's entry of an image's own label."""
    found = maps.tiles.tiles(ViewRequest(color="class"), [TOP])
    words = [step["words"] for step in found["legend"]["steps"]]
    (tile,) = found["tiles"]
    labels = small_index.column("label")[tile["rows"]]
    assert [None if step is None else words[step] for step in tile["tints"]] == labels.tolist()


@pytest.mark.parametrize("level", range(DEEPEST_NAMES + 1))
def test_names_lie_apart_at_every_level(maps, small_index, level):
    """No two cover each other where the plane is as small as the level has it."""
    names = maps.names.names(level, None, ALL)["names"]
    assert names and len({name["node"] for name in names}) == len(names)
    width = WIDTH * 2**level
    sizes = [(PADDING + SIGN * len(name["title"][:LONGEST])) / width for name in names]
    for i, one in enumerate(names):
        for j, other in enumerate(names[:i]):
            across = abs(one["x"] - other["x"]) >= (sizes[i] + sizes[j]) / 2 - 1e-6
            assert across or abs(one["y"] - other["y"]) >= HEIGHT / width - 1e-6
    titles = [name["title"] for name in names]
    own = Views(small_index).titles_of([name["node"] for name in names], ALL)
    assert all(title == alone for title, alone in zip(titles, own, strict=True) if own.count(alone) == 1)
    assert len(set(titles)) > len(set(own)) or len(set(own)) == len(own), "those alike are told apart"


def test_names_of_the_cluster_in_view_come_first(maps, small_index):
    """The first names are clusters of it; under a filter counts are those that match."""
    tree = small_index.tree
    node = int(tree.children[tree.root, 0])
    first = maps.names.names(2, node, ALL)["names"][0]["node"]
    assert tree.lo[node] <= tree.lo[first] and tree.hi[first] <= tree.hi[node]
    where = filter_of(small_index, "split = 'test'")
    names = maps.names.names(0, None, where)["names"]
    chosen = small_index.column("split") == "test"
    assert all(name["count"] == chosen[tree.lo[name["node"]] : tree.hi[name["node"]]].sum() for name in names)
    assert maps.names.names(0, None, filter_of(small_index, "price > 1e9"))["names"] == []


def test_a_polygon_selects_under_filter_and_cluster(maps, small_index):
    """Around everything: all; and less by each condition."""
    square = [(-1.0, -1.0), (2.0, -1.0), (2.0, 2.0), (-1.0, 2.0)]
    assert maps.within(square, None, ALL).tolist() == list(range(300))
    tree = small_index.tree
    node = int(tree.children[tree.root, 0])
    assert maps.within(square, node, ALL).tolist() == list(range(int(tree.lo[node]), int(tree.hi[node])))
    where = filter_of(small_index, "split = 'test'")
    chosen = np.flatnonzero(small_index.column("split") == "test")
    assert maps.within(square, None, where).tolist() == chosen.tolist()


def test_a_frame_holds_most_of_its_cluster(maps, small_index):
    """Of the root all; of a single image its place."""
    left, top, right, bottom = maps.describe(None, ALL)["frame"]
    x, y = places_of(small_index).of(slice(None))
    assert [left, right, top, bottom] == pytest.approx([x.min(), x.max(), y.min(), y.max()], abs=1e-6)
    left, top, right, bottom = maps.describe(7, ALL)["frame"]
    assert (left, top) == (right, bottom) == tuple(maps.points(np.array([7]))[0])


@pytest.mark.parametrize(
    "corners",
    [[], [(0, 0), (1, 1)], [(0, 0)] * 5000, [(0, 0), (1, 1), (np.nan, 0)], [(0, 0), (1, 1), (1e300, 0)]],
)
def test_what_is_no_polygon_is_refused(maps, corners):
    """In a sentence that names it."""
    with pytest.raises(InputError, match="polygon"):
        maps.within(corners, None, ALL)


@pytest.mark.parametrize(
    "text",
    ["", "1", "0/0", "0/0/1", "0/1/0", "-1/0/0", "1/2/0", f"{DEEPEST + 1}/0/0", "99999999999/0/0", "0/0/0,",
     "a/b/c", "0/0/0/0", "²/0/0", ",".join(["0/0/0"] * 65)],
)  # fmt: skip
def test_what_is_no_tile_is_refused(text):
    """In a sentence that names it."""
    with pytest.raises(InputError, match=r"^tiles: .*\.$"):
        read_tiles(text, 64)


def test_tiles_of_two_levels_are_refused(maps):
    """One level at a time."""
    with pytest.raises(InputError, match="one level"):
        maps.tiles.tiles(EVERYTHING, [TOP, Tile(1, 0, 0)])


class _Bent:
    """The small index with another projection."""

    def __init__(self, index, projection):
        self._index, self.projection, self._kept = index, projection, {}

    def cached(self, make, *arguments):
        if make.__name__ in ("_places", "_depth", "_heights"):
            return self._kept.setdefault(make, make(self, *arguments))
        return self._index.cached(make, *arguments)

    def __getattr__(self, name):
        return getattr(self._index, name)


def test_an_index_without_projection_says_what_to_run(small_index):
    """All that is asked of its map is refused so; preparing it does nothing."""
    maps = Maps(Views(_Bent(small_index, None)))
    maps.prepare()
    for ask in (
        lambda: maps.describe(None, ALL),
        lambda: maps.tiles.tiles(EVERYTHING, [TOP]),
        lambda: maps.names.names(0, None, ALL),
        lambda: maps.points(np.array([0])),
        lambda: maps.within([(0, 0), (1, 0), (1, 1)], None, ALL),
    ):
        with pytest.raises(NotFoundError, match=r"--projection"):
            ask()


def test_a_projection_of_no_numbers_is_damage(small_index):
    """The index says what to do."""
    bent = np.array(small_index.projection)
    bent[3] = np.nan
    with pytest.raises(IndexFormatError, match=r"projection\.npy is damaged"):
        Maps(Views(_Bent(small_index, bent))).describe(None, ALL)


def test_images_that_all_lie_in_one_place(small_index):
    """One picture for all of them, at any level, and names and frames without NaN."""
    maps = Maps(Views(_Bent(small_index, np.zeros((300, 2), np.float32))))
    (tile,) = maps.tiles.tiles(EVERYTHING, [TOP])["tiles"]
    assert (tile["rows"], tile["counts"]) == ([0], [300])
    assert maps.describe(None, ALL)["frame"] == [0.5, 0.5, 0.5, 0.5]
    assert len(maps.names.names(3, None, ALL)["names"]) == 1


def test_an_even_sample_tells_what_is_marked_and_draws_it_no_sooner(maps):
    """The same images as without a mark, with signs."""
    request = ViewRequest(mark=Mark(rows="0:150"))
    (plain,) = maps.tiles.tiles(EVERYTHING, [TOP])["tiles"]
    (even,) = maps.tiles.tiles(request, [TOP], even=True)["tiles"]
    assert even["rows"] == plain["rows"] != maps.tiles.tiles(request, [TOP])["tiles"][0]["rows"]
    assert even["marked"] == "".join("1" if row < 150 else "0" for row in even["rows"])
