"""Grids of thumbnails and strides: by hand, and against counting one by one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.layout.grid import LARGEST, capacity, filling_size, largest_size, make_grids, spacing, stride

NO_LIMIT = np.array([10**9])


def grid(count, width, height, size, limit=NO_LIMIT):
    """One grid as a dict of numbers."""
    grids = make_grids(np.array([count]), np.array([width]), np.array([height]), size, np.array(limit))
    return {name: int(getattr(grids, name)[0]) for name in ("x", "y", "size", "columns", "drawn")}


@pytest.mark.parametrize(
    ("width", "height", "size", "expected"),
    [
        (100, 100, 10, 100),
        (99, 100, 10, 90),
        (9, 100, 10, 0),
        (41, 20, 20, 2),
        (40, 20, 20, 1),
        (19, 19, 19, 1),
    ],
)
def test_capacity(width, height, size, expected):
    """From 20 px on, thumbnails are one pixel apart."""
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


@given(st.integers(1, 500), st.integers(1, 900), st.integers(1, 900), st.integers(1, 100))
def test_largest_size_against_trying_all(count, width, height, least):
    """The bisection finds what trying every size finds."""
    arrays = (np.array([v]) for v in (count, width, height, least, LARGEST))
    found = int(largest_size(*arrays)[0])
    sizes = [s for s in range(least, min(width, height, LARGEST) + 1) if capacity(width, height, s) >= count]
    assert found == max(sizes, default=least)


@given(
    st.integers(1, 5000), st.integers(1, 900), st.integers(1, 900), st.integers(4, 200), st.integers(1, 3000)
)
def test_grids_lie_inside(count, width, height, size, limit):
    """No thumbnail leaves its rectangle, and no more are drawn than there are or than the limit."""
    found = grid(count, width, height, size, [limit])
    assert 1 <= found["drawn"] <= min(count, limit)
    pitch = found["size"] + int(spacing(found["size"]))
    rows = -(-found["drawn"] // found["columns"])
    assert found["x"] >= 0
    assert found["y"] >= 0
    assert found["x"] + found["columns"] * pitch - int(spacing(found["size"])) <= width
    assert found["y"] + rows * pitch - int(spacing(found["size"])) <= height
    right = width - found["x"] - (found["columns"] * pitch - int(spacing(found["size"])))
    if found["drawn"] == count > 1:
        assert (found["x"], found["y"]) == (0, 0)
    else:
        assert abs(right - found["x"]) <= 1  # centred, to a pixel


def test_a_single_image_fills_its_cell():
    """One image has all the room there is."""
    assert grid(1, 640, 480, 24) == {"x": 80, "y": 0, "size": 480, "columns": 1, "drawn": 1}


def test_few_images_grow():
    """Four in a square take a quarter each; many times the room stops at the largest size."""
    assert grid(4, 101, 101, 20) == {"x": 0, "y": 0, "size": 50, "columns": 2, "drawn": 4}
    assert grid(2, 2000, 2000, 20)["size"] == LARGEST


def test_images_that_do_not_fit_are_sampled_at_about_the_size_asked_for():
    """The size leaves little of the rectangle empty."""
    found = grid(10_000, 240, 98, 24)
    assert found["drawn"] < 10_000
    assert 21 <= found["size"] <= 30
    assert found["drawn"] * (found["size"] + 1) ** 2 > 0.95 * 240 * 98


@given(st.integers(4, 160), st.integers(200, 900), st.integers(200, 900))
def test_filling_size_stays_near(size, width, height):
    """The slider means what it says, within a quarter."""
    found = int(filling_size(np.array([width]), np.array([height]), size)[0])
    assert 0.85 * size - 1 <= found <= 1.25 * size + 1


def test_a_limit_prefers_a_full_grid_of_larger_thumbnails():
    """Ten by ten fit; with a limit of 90, nine by nine larger ones do as well and end evenly."""
    found = grid(1000, 250, 250, 24, [90])
    assert found["drawn"] <= 90
    assert found["drawn"] % found["columns"] == 0


def test_a_cell_smaller_than_a_thumbnail_shows_one():
    """A cell of 20 px at a slider of 160 px."""
    assert grid(50, 20, 33, 160) == {"x": 0, "y": 6, "size": 20, "columns": 1, "drawn": 1}
