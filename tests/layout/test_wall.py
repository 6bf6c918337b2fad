"""Walls: rows of pictures in their own proportions, by hand, and as invariants under any numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.layout.metrics import BAND
from explorer.layout.treemap import Canvas
from explorer.layout.wall import UNEVEN, hang, wall

SHAPES = st.lists(st.floats(0.01, 100, allow_nan=False), min_size=1, max_size=150)


def rows_of(tiles):
    """The tiles of each row, from top to bottom."""
    return [tiles[tiles[:, 1] == top] for top in np.unique(tiles[:, 1])]


def test_two_rows_by_hand():
    """Two wide pictures above three: each as wide as it is to be, and the canvas is full."""
    tiles = hang(np.array([1.0, 2.0, 1.0, 1.0, 1.0]), 302, 201)
    assert tiles.tolist() == [
        [0, 0, 100, 100],
        [101, 0, 201, 100],
        [0, 101, 100, 100],
        [101, 101, 100, 100],
        [202, 101, 100, 100],
    ]


@pytest.mark.parametrize(("width", "height"), [(1440, 820), (390, 650), (820, 1440)])
@pytest.mark.parametrize("count", [1, 2, 3, 60, 150])
def test_squares_stay_nearly_square(count, width, height):
    """Of pictures alike, no row differs from another by more than a picture, and many are hardly cut."""
    tiles = hang(np.ones(count), width, height)
    numbers = [len(row) for row in rows_of(tiles)]
    assert max(numbers) - min(numbers) <= 1
    if count >= 60:
        ratios = tiles[:, 2] / tiles[:, 3]
        assert 0.75 <= ratios.min() and ratios.max() <= 1.34


@given(SHAPES, st.integers(300, 2000), st.integers(300, 2000))
def test_rows_fill_the_canvas_in_order(shapes, width, height):
    """Each row from edge to edge, a pixel between pictures and rows, nothing twice, in the order given."""
    tiles = hang(np.array(shapes), width, height)
    assert len(tiles) == len(shapes)
    assert tiles[:, 2:].min() >= 1
    bottom = 0
    for row in rows_of(tiles):
        x, y, w, h = row.T
        assert (y == bottom).all() and (h == h[0]).all()
        assert x[0] == 0 and x[-1] + w[-1] == width
        assert (x[1:] == x[:-1] + w[:-1] + 1).all()
        bottom = y[0] + h[0] + 1
    assert bottom - 1 == height
    reading = np.lexsort((tiles[:, 0], tiles[:, 1]))
    assert (reading == np.arange(len(tiles))).all()


@given(SHAPES, st.integers(300, 2000), st.integers(300, 2000))
def test_rows_are_about_equally_high(shapes, width, height):
    """None is more than half as high again as another, but for whole pixels."""
    heights = [row[0, 3] for row in rows_of(hang(np.array(shapes), width, height))]
    assert max(heights) - 1 <= UNEVEN**2 * (min(heights) + 1)


@pytest.mark.parametrize("seed", range(20))
def test_most_pictures_keep_their_proportions(seed):
    """Of a hundred photos, half are cut by an eighth or less, and none that is no panorama by a third."""
    shapes = np.random.default_rng(seed).choice([0.67, 0.75, 1.0, 1.33, 1.5, 1.78], 100)
    tiles = hang(shapes, 1440, 820)
    cut = np.abs(np.log(tiles[:, 2] / tiles[:, 3] / shapes))
    assert np.median(cut) <= 0.125 and cut.max() <= 0.34


def test_what_has_no_size_counts_as_square():
    """And the longest panorama as two to one."""
    strange = np.array([np.nan, 0.0, -1.0, np.inf, 1000.0, 1e-9])
    assert hang(strange, 900, 600).tolist() == hang(np.array([1, 1, 1, 1, 2, 0.5]), 900, 600).tolist()


def test_cells_of_a_wall():
    """The box around the pictures of each; a title where the first row of a cell has room for one."""
    found = wall(np.array([3, 1, 1]), np.ones(5), Canvas(302, 201, 24))
    assert found.tiles.tolist() == hang(np.ones(5), 302, 201).tolist()
    first, second, third = found.cells.tolist()
    assert first[:2] == [0, 0] and first[3] == 201
    assert found.grids.drawn.tolist() == [3, 1, 1]
    assert found.grids.lines.tolist() == [2, 1, 1]
    assert found.bands.tolist() == [BAND] * 3
    assert second[1] == third[1] > 0
    assert len(found.frames) == 0
    assert wall(np.array([1] * 150), np.full(150, 0.5), Canvas(300, 300, 4)).bands.max() == 0
