"""Grids that fill rectangles, and strides: by hand, and as invariants under any numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.layout.grid import capacity, make_grids, stride, tiles

NO_LIMIT = 10**9


def grid(count, width, height, size, limit=NO_LIMIT):
    """One grid as a dict of numbers."""
    arrays = (np.array([n]) for n in (count, width, height))
    grids = make_grids(*arrays, size, np.array([limit]))
    return {name: int(getattr(grids, name)[0]) for name in ("drawn", "lines", "gap", "size", "columns")}


def boxes(found, width, height):
    """Its thumbnails, from the corner of the rectangle."""
    return tiles(0, 0, width, height, found["drawn"], found["lines"], found["gap"])


@pytest.mark.parametrize(
    ("width", "height", "size", "expected"),
    [(100, 100, 10, 100), (99, 104, 10, 100), (4, 100, 10, 10), (50, 26, 24, 2), (9, 9, 24, 1)],
)
def test_capacity(width, height, size, expected):
    """To the nearest whole thumbnail; from 12 px on they are one pixel apart."""
    assert capacity(np.array(width), np.array(height), np.array(size)) == expected


@pytest.mark.parametrize(
    ("positions", "drawn", "expected"),
    [
        (10, 10, list(range(10))),
        (10, 5, [0, 2, 4, 6, 8]),
        (10, 3, [0, 3, 6]),
        (1, 1, [0]),
        (5, 0, []),
        (7, 2, [0, 3]),
    ],
)
def test_stride(positions, drawn, expected):
    """Even, ascending, the first among them."""
    assert stride(positions, drawn).tolist() == expected


@given(st.integers(1, 10**7), st.integers(1, 3000))
def test_stride_is_even(count, drawn):
    """Gaps differ by one at most, and no position comes twice."""
    drawn = min(count, drawn)
    gaps = np.diff(np.append(stride(count, drawn), count))
    assert gaps.min() >= 1
    assert gaps.max() - gaps.min() <= 1


def test_tiles_by_hand():
    """Seven images in two lines of four and three, on 103 × 51 pixels, one apart."""
    found = tiles(10, 20, 103, 51, 7, 2, 1)
    assert found[:4].tolist() == [[10, 20, 25, 25], [36, 20, 25, 25], [62, 20, 25, 25], [88, 20, 25, 25]]
    assert found[4:].tolist() == [[10, 46, 33, 25], [44, 46, 34, 25], [79, 46, 34, 25]]


@given(
    st.integers(1, 5000), st.integers(1, 900), st.integers(1, 900), st.integers(4, 200), st.integers(1, 3000)
)
def test_a_rectangle_is_filled_to_the_last_pixel(count, width, height, size, limit):
    """Nothing outside, nothing twice, nothing free but a gap of a pixel between thumbnails."""
    found = grid(count, width, height, size, limit)
    assert 1 <= found["drawn"] <= min(count, limit)
    places = boxes(found, width, height)
    assert places[:, 2:].min() >= 1
    assert found["size"] <= places[:, 2:].min()
    lines = [places[places[:, 1] == top] for top in np.unique(places[:, 1])]
    assert len(lines) == found["lines"]
    assert max(map(len, lines)) == found["columns"]
    ends = [0]
    for line in lines:
        assert len(set(line[:, 3])) == 1
        assert line[0, 0] == 0
        assert line[-1, 0] + line[-1, 2] == width
        assert (line[1:, 0] - line[:-1, 0] - line[:-1, 2] == found["gap"]).all()
        assert line[0, 1] in (ends[-1], ends[-1] + found["gap"])
        ends.append(int(line[0, 1] + line[0, 3]))
    assert ends[-1] == height
    assert max(map(len, lines)) - min(map(len, lines)) <= (found["drawn"] == count)


@given(st.integers(8, 64), st.integers(2, 30), st.integers(2, 30), st.integers(0, 10**6))
def test_samples_are_nearly_square_and_of_about_the_size_asked_for(size, columns, rows, more):
    """Between 0.8 and 1.25, to the pixel that edges are rounded to."""
    width, height = columns * size + more % size, rows * size + more // 7 % size
    found = grid(10**7, width, height, size)
    places = boxes(found, width, height)
    wide, high = (width + found["gap"]) / found["columns"], (height + found["gap"]) / found["lines"]
    assert 0.8 * 0.95 <= wide / high <= 1.25 * 1.05
    assert 0.6 * size <= np.sqrt(wide * high) <= 1.5 * size
    assert np.ptp(places[:, 2]) <= 1


def test_all_images_are_there_where_they_have_room():
    """As large as that makes them; one alone has the whole rectangle."""
    assert grid(1, 640, 480, 24) == {"drawn": 1, "lines": 1, "gap": 1, "size": 480, "columns": 1}
    assert grid(4, 101, 101, 20) == {"drawn": 4, "lines": 2, "gap": 1, "size": 50, "columns": 2}
    assert grid(100, 240, 240, 24)["drawn"] == 100


def test_a_limit_is_kept_by_larger_thumbnails():
    """Ten by ten fit; of at most 90, nine by nine and more are drawn, and they fill it."""
    found = grid(1000, 250, 250, 24, 90)
    assert 80 <= found["drawn"] <= 90
    assert found["drawn"] == found["lines"] * found["columns"]


def test_a_cell_smaller_than_a_thumbnail_shows_one_that_is_nearly_square():
    """A cell of 20 px at a slider of 160 px; in a taller one, two."""
    assert grid(50, 20, 24, 160) == {"drawn": 1, "lines": 1, "gap": 1, "size": 20, "columns": 1}
    assert grid(50, 20, 33, 160) == {"drawn": 2, "lines": 2, "gap": 1, "size": 16, "columns": 1}
