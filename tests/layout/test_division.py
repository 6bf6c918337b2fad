"""Plans of cuts, and their placing on whole pixels: by hand, degenerate, invariant."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.layout.division import Row, least_extents, place, plan_division


def lay_out(weights, joints, size, gap=0, least=1):
    """Rectangles of single cells as lists."""
    plan = plan_division(Row(weights, joints, [1] * len(weights)), *size, gap, least)
    needs = least_extents(plan, [(least, least)] * len(weights), gap)
    return place(plan, weights, needs, (0, 0, *size), gap).tolist()


@pytest.mark.parametrize(
    ("weights", "joints", "size", "gap", "expected"),
    [
        ([1], [], (30, 20), 6, [[0, 0, 30, 20]]),
        ([1, 1], [9], (40, 20), 0, [[0, 0, 20, 20], [20, 0, 20, 20]]),
        ([1, 1], [9], (20, 40), 0, [[0, 0, 20, 20], [0, 20, 20, 20]]),
        ([3, 1], [9], (42, 20), 2, [[0, 0, 30, 20], [32, 0, 10, 20]]),
        # The tree joins two first, and these share what the third leaves.
        ([1, 1, 1], [4, 5], (60, 48), 0, [[0, 0, 40, 24], [0, 24, 40, 24], [40, 0, 20, 48]]),
        ([1, 1, 1], [5, 4], (60, 48), 0, [[0, 0, 20, 48], [20, 0, 40, 24], [20, 24, 40, 24]]),
        (
            [1, 1, 1, 1],
            [7, 8, 7],
            (20, 20),
            0,
            [[0, 0, 10, 10], [0, 10, 10, 10], [10, 0, 10, 10], [10, 10, 10, 10]],
        ),
    ],
)
def test_divides_in_the_order_of_the_tree(weights, joints, size, gap, expected):
    """Small cases worked by hand."""
    assert lay_out(weights, joints, size, gap) == expected


def test_leaves_the_tree_where_it_would_give_slivers():
    """A caterpillar that peels one item after another is cut in the middle of its order instead."""
    rects = lay_out([1] * 16, list(range(30, 15, -1)), (160, 160))
    assert max(max(w / h, h / w) for _, _, w, h in rects) <= 2


def test_keeps_a_division_of_the_tree_that_is_good():
    """A split of one to three is kept although two to two would be squarer."""
    rects = lay_out([1, 1, 1, 1], [9, 8, 7], (80, 40))
    assert rects[0] == [0, 0, 20, 40]


@given(
    st.lists(st.floats(1e-3, 1e6), min_size=1, max_size=40),
    st.randoms(use_true_random=False),
    st.integers(1, 900),
    st.integers(1, 700),
    st.sampled_from([0, 2, 6]),
)
def test_covers_without_overlap(weights, random, width, height, gap):
    """Where there is room, cells lie inside, apart by the gap, none too small, and nothing is left over."""
    least = 5
    columns, rows = (width + gap) // (least + gap), (height + gap) // (least + gap)
    joints = list(range(len(weights) - 1))
    random.shuffle(joints)
    if columns * rows < len(weights):
        return
    rects = np.array(lay_out(weights, joints, (width, height), gap, least))
    assert (rects[:, 2:] >= least).all()
    assert (rects[:, :2] >= 0).all()
    assert (rects[:, 0] + rects[:, 2] <= width).all()
    assert (rects[:, 1] + rects[:, 3] <= height).all()
    painted = np.zeros((height + gap, width + gap), dtype=int)
    for x, y, w, h in rects:
        painted[y : y + h + gap, x : x + w + gap] += 1
    assert (painted == 1).all()


def test_a_rectangle_too_small_still_gets_an_answer():
    """Forty cells in three by three pixels: no error, nothing negative, nothing outside."""
    rects = np.array(lay_out([1.0] * 40, list(range(39)), (3, 3), 2, 20))
    assert (rects[:, 2:] >= 0).all()


@given(st.lists(st.integers(1, 10_000), min_size=2, max_size=60), st.randoms(use_true_random=False))
def test_two_runs_are_identical(weights, random):
    """Same input, same rectangles."""
    joints = list(range(len(weights) - 1))
    random.shuffle(joints)
    assert lay_out(weights, joints, (800, 600), 2, 4) == lay_out(weights, joints, (800, 600), 2, 4)
