"""The plane and its pyramid: by hand, and as invariants under any points."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from explorer.errors import InputError
from explorer.layout.plane.name_places import apart, densest
from explorer.layout.plane.plane import DEEPEST, PLACES, SIDE, Tile, depth, interleave, lay, peaks, row_major
from explorer.layout.plane.polygons import by_height, inside
from explorer.layout.plane.stand_ins import SHADES, stand_in

FLOATS = st.one_of(st.integers(-9, 9).map(float), st.floats(-(2.0**99), 2.0**99, width=32))
POINTS = st.integers(1, 60).flatmap(lambda n: arrays(np.float32, (n, 2), elements=FLOATS))


def tiles(z):
    """Every tile of a level."""
    return [Tile(z, x, y) for y in range(1 << z) for x in range(1 << z)]


def level(plane, z, **how):
    """Rows that are drawn at a level, `above` worked out from the top on."""
    found = {}
    for depth_ in range(z + 1):
        found = {
            tile: stand_in(plane, tile, above=found[tile.parent].points if depth_ else None, **how)
            for tile in tiles(depth_)
        }
    return found


def rows_of(plane, found):
    """The rows of some tiles, each once."""
    rows = [row for each in found.values() for row in plane.order[each.points].tolist()]
    assert len(rows) == len(set(rows))
    return set(rows)


def test_bits_are_taken_in_turn():
    """x = 101, y = 011 in binary: y1 x1 … is 01 10 11."""
    assert interleave(np.array([0b101]), np.array([0b011])).tolist() == [0b011011]
    assert row_major(np.arange(4), 1).tolist() == [0, 1, 2, 3]
    assert row_major(np.array([6, 9]), 2).tolist() == [6, 9]
    assert row_major(np.array([4, 5, 8]), 2).tolist() == [2, 3, 8]


def test_points_fill_the_square_unstretched():
    """The wider way fills it, the other stays in the middle; up is up."""
    plane = lay(np.array([[0.0, 0.0], [4.0, 2.0], [2.0, 1.0]], np.float32))
    where = {
        row: (x / SIDE, y / SIDE) for row, x, y in zip(plane.order.tolist(), plane.x, plane.y, strict=True)
    }
    assert where[0] == pytest.approx((0, 0.75), abs=1e-6)
    assert where[1] == pytest.approx((1, 0.25), abs=1e-6)
    assert where[2] == pytest.approx((0.5, 0.5), abs=1e-6)


@pytest.mark.parametrize("projection", [np.zeros((5, 2)), np.full((1, 2), 1e38), np.full((3, 2), -7.0)])
def test_points_that_are_all_equal_lie_in_the_middle(projection):
    """One picture stands for all, at every level, and it is the lowest row."""
    plane = lay(projection.astype(np.float32))
    assert set(plane.x.tolist()) == set(plane.y.tolist()) == {SIDE // 2}
    assert depth(plane) == 0
    for z in (0, 1, 2):
        found = level(plane, z)
        assert rows_of(plane, found) == {0}
        assert max(each.counts.max(initial=0) for each in found.values()) == len(projection)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_has_no_place(bad):
    """It is refused by name."""
    with pytest.raises(InputError, match="no number"):
        lay(np.array([[0, 0], [bad, 1]], np.float32))


def test_nearest_to_the_middle_stands_for_a_place():
    """Of three in one place; ties go to the lower row, a lower rank comes first, who is left out is out."""
    side = SIDE // PLACES
    away = np.array([[0, 0], [side * 0.5, side * 0.5], [side * 0.5, side * 0.5], [SIDE, SIDE]], np.float64)
    plane = lay(away * [1, -1])
    top = Tile(0, 0, 0)
    assert rows_of(plane, {top: stand_in(plane, top)}) == {1, 3}
    chosen = stand_in(plane, top, rank=lambda rows: np.where(rows == 0, 0, 1))
    assert rows_of(plane, {top: chosen}) == {0, 3}
    left = stand_in(plane, top, kept=np.array([True, False, True, False]))
    assert (rows_of(plane, {top: left}), left.counts.tolist(), left.places.tolist()) == ({2}, [2], [0])
    none = stand_in(plane, top, kept=np.zeros(4, bool))
    assert (len(none.points), none.shades.sum()) == (0, 0)


@given(POINTS)
def test_who_is_drawn_stays_drawn_on_the_way_in(points):
    """Of every level each row of the one above; no place twice; every image is counted once."""
    plane = lay(points)
    before = set()
    for z in range(4):
        found = level(plane, z)
        rows = rows_of(plane, found)
        assert before <= rows
        before = rows
        for tile, each in found.items():
            assert len(set(each.places.tolist())) == len(each.places)
            first, last = plane.span(tile)
            assert ((each.points >= first) & (each.points < last)).all()
            assert each.counts.sum() == each.shades.sum() == last - first
            line, column = np.divmod(each.places, PLACES)
            x, y = (axis[each.points].astype(np.int64) * PLACES * 2**z // SIDE for axis in (plane.x, plane.y))
            assert (x - PLACES * tile.x == column).all() and (y - PLACES * tile.y == line).all()
        assert sum(each.counts.sum() for each in found.values()) == len(points)


@given(POINTS, st.data())
def test_marked_images_stay_drawn_too(points, data):
    """With a rank and a filter: a marked image has its place before others, at every level."""
    plane = lay(points)
    flags = st.lists(st.booleans(), min_size=len(points), max_size=len(points))
    marked, kept = (np.array(data.draw(flags)) for _ in range(2))
    how = {"kept": kept, "rank": lambda rows: (~marked[rows]).astype(np.uint8)}
    before = set()
    for z in range(3):
        found = level(plane, z, **how)
        rows = rows_of(plane, found)
        assert before <= rows <= set(np.flatnonzero(kept).tolist())
        before = rows
        drawn = sum(marked[row] for row in rows)
        bits = 4 + z
        lit = plane.squares(np.flatnonzero((kept & marked)[plane.order]), bits)
        assert drawn == len(np.unique(lit))


def test_the_deepest_level_tells_neighbours_apart():
    """Two points 32 units of the grid apart part where a place has 32; a unit apart, at no level."""
    assert depth(lay(np.array([[0, 0], [2.0**-19, 0], [1, 1]], np.float64))) == 15
    plane = lay(np.array([[0, 0], [2.0**-24, 0], [1, 1]], np.float64))
    assert depth(plane) == DEEPEST
    tile = Tile(DEEPEST, 0, (1 << DEEPEST) - 1)
    found = stand_in(plane, tile)
    assert found.counts.sum() == 2
    assert found.shades.shape == (SHADES**2,)


@given(POINTS, arrays(np.float64, st.tuples(st.integers(3, 9), st.just(2)), elements=st.floats(-0.5, 1.5)))
def test_a_polygon_holds_what_the_plain_rule_says(points, polygon):
    """Against counting the edges that lie to the left of each point, one by one."""
    found = by_height(lay(points))
    expected = []
    for x, y, row in zip(found.x, found.y, found.rows, strict=True):
        odd = False
        for (x0, y0), (x1, y1) in zip(polygon, np.roll(polygon, -1, axis=0), strict=True):
            if min(y0, y1) <= y < max(y0, y1) and x0 + (y - y0) * ((x1 - x0) / (y1 - y0)) < x:
                odd = not odd
        if odd:
            expected.append(int(row))
    assert inside(found, polygon).tolist() == sorted(expected)


def test_a_square_polygon_by_hand():
    """Left half: two of three; drawn the other way round the same."""
    found = by_height(lay(np.array([[0, 0], [0.2, 1], [1, 0.5]], np.float64)))
    half = np.array([[-1, -1], [0.5, -1], [0.5, 2], [-1, 2]], np.float64)
    assert inside(found, half).tolist() == inside(found, half[::-1]).tolist() == [0, 1]


def test_a_name_stands_where_its_images_are_densest():
    """Nine in a corner and three far off: in the corner, not between them."""
    x = np.array([0.1] * 9 + [0.9] * 3 + [0.5])
    owners = np.array([0] * 12 + [1])
    across, down = densest(x, 1 - x, owners, 2)
    assert across == pytest.approx([0.1, 0.5])
    assert down == pytest.approx([0.9, 0.5])


def test_names_leave_each_other_room():
    """The first has its place; what would cover it has none, nor has the same name near by."""
    boxes = np.array([[0.5, 0.5, 0.2, 0.1], [0.6, 0.5, 0.2, 0.1], [0.8, 0.5, 0.2, 0.1], [0.1, 0.5, 0.2, 0.1]])
    assert apart(boxes, ["a", "b", "a", "a"], 0.35) == [0, 3]
    assert apart(boxes, ["a", "b", "c", "d"], 0.35) == [0, 2, 3]
    assert apart(np.empty((0, 4)), [], 1) == []


@given(POINTS)
def test_peaks_are_those_of_the_tiles(points):
    """The fullest square of all tiles of each level."""
    plane = lay(points)
    expected = [max(int(stand_in(plane, tile).shades.max()) for tile in tiles(z)) for z in range(3)]
    assert peaks(plane, 3, 5) == expected
