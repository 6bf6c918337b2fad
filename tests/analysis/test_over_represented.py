"""Values that are more frequent in a part than chance gives."""

import numpy as np
import pytest

from explorer.analysis.over_represented import over_represented


def told(inside, whole, size, total):
    """Places as a list."""
    return over_represented(np.array(inside), np.array(whole), size, total).tolist()


def test_the_most_telling_value_comes_first_and_what_is_rarer_is_not_told():
    """Of 100 images 50 are in the part: 40 of 45 are more telling than 20 of 25, and 5 of 50 are fewer."""
    assert told([20, 40, 5], [25, 45, 50], 50, 100) == [1, 0]


def test_what_chance_gives_is_not_told():
    """30 of 50 here and 50 of 100 there happen by chance once in thirty draws: too often among three."""
    assert told([30, 10, 10], [50, 25, 25], 50, 100) == []
    assert told([32], [50], 50, 100) == [0]


def test_as_many_values_are_looked_at_the_less_is_told():
    """The same table is told alone, and not as one of a thousand."""
    assert told([32], [50], 50, 100) == [0]
    assert told([32, *[1] * 999], [50, *[2] * 999], 50, 100) == []


def test_few_images_tell_nothing():
    """Four of four in a small part would be called significant."""
    assert told([4], [4], 20, 10_000) == []
    assert told([5], [5], 20, 10_000) == [0]


@pytest.mark.parametrize(
    ("inside", "whole", "size", "total"),
    [([], [], 5, 10), ([10], [10], 10, 10), ([0], [0], 5, 10), ([5], [10], 5, 10), ([0], [3], 0, 10)],
)
def test_there_is_nothing_to_tell(inside, whole, size, total):
    """No values, the whole itself, a value that none or all have, an empty part."""
    assert told(inside, whole, size, total) == []


def test_parts_that_are_drawn_at_random_are_seldom_told_of():
    """Of 400 random parts with 30 values each, no more than one in twenty is told of, but for luck."""
    rng = np.random.default_rng(5)
    codes = rng.integers(0, 30, 2000)
    whole = np.bincount(codes, minlength=30)
    parts = (np.bincount(rng.permutation(codes)[:300], minlength=30) for _ in range(400))
    assert sum(bool(told(part, whole, 300, 2000)) for part in parts) <= 30
