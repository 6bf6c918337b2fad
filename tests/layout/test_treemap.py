"""The treemap: the figures that are promised, and invariants under any counts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.layout.metrics import BAND, LEAST_SIDE
from explorer.layout.treemap import Canvas, Cells, room_for, treemap


def random_cells(rng, k, kind, n):
    """Counts of k cells in all n, a random tree over them, and its top groups."""
    shares = {
        "even": np.ones(k),
        "lognormal": np.exp(rng.normal(size=k)),
        "zipf": rng.permutation(1 / np.arange(1, k + 1) ** 1.5),
        "one and crumbs": np.where(np.arange(k) == k // 2, 1.0, 1e-9),
    }[kind]
    counts = np.maximum(1, (shares / shares.sum() * n).astype(np.int64))
    joints = rng.permutation(k - 1).astype(np.int64)
    groups = np.zeros(k, dtype=np.int64)
    for cut in np.argsort(-joints)[: max(1, round(k**0.5)) - 1]:
        groups[cut + 1 :] += 1
    return Cells(counts, joints, np.arange(k) if k < 8 else groups)


@pytest.mark.parametrize("kind", ["even", "lognormal", "zipf", "one and crumbs"])
@pytest.mark.parametrize("canvas", [(1440, 820), (1440, 900), (840, 755), (840, 835), (560, 700)])
@pytest.mark.parametrize("thumb", [12, 24, 64])
def test_every_cluster_is_there_and_rates_agree(kind, canvas, thumb):
    """K in 2…64: as many cells as asked for, and thumbnails an image agree where there are many.

    Within a third: a strip of 48 pixels holds three lines of 12 or four, and nothing between.
    """
    rng = np.random.default_rng(len(kind) * thumb)
    for k in [*range(2, 64, 7), 64]:
        for n in (1_000, 10_000, 1_000_000):
            cells = random_cells(rng, k, kind, n)
            layout = treemap(cells, Canvas(*canvas, thumb))
            assert len(layout.cells) == k
            assert layout.cells[:, 2:].min() >= LEAST_SIDE
            drawn = layout.grids.drawn
            rates = (drawn / cells.counts)[drawn >= 100]
            assert len(rates) < 2 or rates.max() / rates.min() <= 1.34


def check_layout(layout, cells, canvas):
    """No overlap, all inside, cells in their frames."""
    owner = np.full((canvas.height, canvas.width), -1)
    for i, (x, y, w, h) in enumerate(layout.cells.tolist()):
        assert x >= 0
        assert y >= 0
        assert x + w <= canvas.width
        assert y + h <= canvas.height
        assert (owner[y : y + h, x : x + w] == -1).all()
        owner[y : y + h, x : x + w] = i
    grids = layout.grids
    assert (grids.drawn >= 1).all()
    assert (grids.drawn <= cells.counts).all()
    for (fx, fy, fw, fh), group in zip(layout.frames.tolist(), layout.frame_groups.tolist(), strict=True):
        inside = layout.cells[cells.groups == group]
        assert len(inside) > 1
        assert (inside[:, 0] >= fx).all()
        assert (inside[:, 1] >= fy).all()
        assert (inside[:, 0] + inside[:, 2] <= fx + fw).all()
        assert (inside[:, 1] + inside[:, 3] <= fy + fh).all()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(1, 100_000), min_size=1, max_size=90),
    st.integers(0, 2**32 - 1),
    st.integers(20, 1700),
    st.integers(20, 1100),
    st.integers(4, 160),
)
def test_any_counts_lie_apart_and_inside(counts, seed, width, height, thumb):
    """Whatever the counts and the window, as long as it has room."""
    canvas = Canvas(width, height, thumb)
    counts = np.array(counts[: room_for(canvas)])
    cells = random_cells(np.random.default_rng(seed), len(counts), "even", 1)
    cells = Cells(counts, cells.joints, cells.groups)
    layout = treemap(cells, canvas)
    assert layout.cells[:, 2:].min() >= min(LEAST_SIDE, width, height)
    check_layout(layout, cells, canvas)


@pytest.mark.parametrize("size", [(1, 1), (5, 300), (300, 5), (20, 20)])
def test_tiny_windows_have_an_answer(size):
    """One cell in a window of a few pixels."""
    cells = Cells(np.array([40]), np.array([], dtype=np.int64), np.array([0]))
    layout = treemap(cells, Canvas(*size, 24))
    assert layout.cells.tolist() == [[0, 0, *size]]
    assert layout.grids.drawn[0] >= 1


def test_area_follows_the_count():
    """Of two cells, one with three times the images has about three times the area."""
    cells = Cells(np.array([30_000, 10_000]), np.array([9]), np.array([0, 1]))
    areas = treemap(cells, Canvas(1200, 800, 24)).cells[:, 2:].prod(axis=1)
    assert 2.7 < areas[0] / areas[1] < 3.3


def test_frames_have_bands_where_there_is_room():
    """Sixteen cells in four groups: frames with bands on a large window, without on a small one."""
    rng = np.random.default_rng(3)
    cells = random_cells(rng, 16, "even", 100_000)
    cells = Cells(cells.counts, np.array([1, 2, 1, 9] * 4)[:15], np.repeat(np.arange(4), 4))
    assert treemap(cells, Canvas(1200, 800, 24)).frame_bands.tolist() == [BAND] * 4
    assert treemap(cells, Canvas(220, 220, 24)).frame_bands.tolist() == [0] * 4


def test_a_crowded_window_gives_up_frames_before_cells():
    """As many cells as there is room for: no frames, every cell there."""
    canvas = Canvas(440, 330, 12)
    k = room_for(canvas)
    cells = random_cells(np.random.default_rng(0), k, "even", 10 * k)
    layout = treemap(cells, canvas)
    assert len(layout.cells) == k
    assert layout.cells[:, 2:].min() >= LEAST_SIDE
    assert len(layout.frames) == 0


def test_every_cell_has_a_title_where_it_has_room():
    """Also one of a single picture."""
    cells = Cells(np.array([1, 2]), np.array([9]), np.array([0, 1]))
    assert treemap(cells, Canvas(900, 600, 24)).bands.tolist() == [BAND, BAND]
    assert treemap(cells, Canvas(30, 101, 24)).bands.tolist() == [0, 0]


def test_two_runs_are_identical():
    """Same input, same bytes."""
    cells = random_cells(np.random.default_rng(1), 48, "zipf", 10_000)
    first, second = (treemap(cells, Canvas(1600, 900, 24)) for _ in range(2))
    assert first.cells.tobytes() == second.cells.tobytes()
    assert first.grids.size.tobytes() == second.grids.size.tobytes()


@pytest.mark.parametrize("seed", range(3))
def test_thumbnails_of_cells_that_draw_many_are_of_the_size_asked_for(seed):
    """Weights are adjusted until areas give alike rates; capping the rest would make its thumbnails large."""
    cells = random_cells(np.random.default_rng(seed), 24, "lognormal", 1_000_000)
    layout = treemap(cells, Canvas(1440, 900, 16))
    side = np.sqrt(layout.cells[:, 2:].prod(axis=1) / layout.grids.drawn)
    assert side[layout.grids.drawn >= 100].max() < 1.15 * 17
