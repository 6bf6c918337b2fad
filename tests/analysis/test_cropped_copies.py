"""Copies of which a part was cut off: found where vectors are near, and never among forms of one layout."""

import numpy as np
import pytest
from PIL import Image

from explorer.analysis.copies.first_copies import copies_in
from explorer.analysis.copies.image_hashes import DETAIL
from explorer.analysis.copies.overlay import agree_cropped
from tests.analysis.alike import index_of, scattered
from tests.analysis.test_first_copies import card
from tests.analysis.test_image_hashes import encoded
from tests.analysis.test_overlay import photograph


def grey(picture):
    """A picture as it is compared."""
    return np.asarray(picture.resize((DETAIL, DETAIL), Image.Resampling.LANCZOS))


def cropped(picture, *sides):
    """What is left of it, the shares of each side that go: left, upper, right, lower."""
    (width, height), (left, upper, right, lower) = picture.size, sides
    return picture.crop((left * width, upper * height, (1 - right) * width, (1 - lower) * height))


@pytest.mark.parametrize(
    "sides", [(0.1, 0.1, 0.1, 0.1), (0.2, 0, 0, 0.2), (0, 0.05, 0.12, 0.06), (0, 0, 0, 0.2)]
)
def test_a_crop_lies_on_the_whole_and_on_no_other(sides):
    """From the middle, a corner, or one side; whichever of the two comes first."""
    whole, other = photograph(1), photograph(2)
    pictures = np.stack([grey(whole), grey(cropped(whole, *sides)), grey(other)])
    pairs = np.array([(0, 1), (1, 0), (0, 2), (2, 1), (0, 0)])
    assert agree_cropped(pictures, pairs, 0.95, 0.15).tolist() == [True, True, False, False, False]


def test_cards_of_one_layout_are_no_crops_of_each_other():
    """Other letters lie on each other once they are scaled, too; as they lie, the cards agree."""
    cards = np.stack([grey(card(seed, 44)) for seed in range(6)])
    pairs = np.array([(i, j) for j in range(6) for i in range(j)])
    assert not agree_cropped(cards, pairs, 0.95, 0.15).any()


def test_crops_of_near_vectors_join_the_copies_of_the_whole():
    """A crop and an equal file are one group; a crop whose vector is far, or of another colour, is not."""
    pictures = [photograph(seed).resize((160, 120)) for seed in range(12)]
    crops = [cropped(pictures[row], 0.2, 0, 0, 0.2) for row in (3, 4, 5)]
    files = [encoded(picture) for picture in [*pictures, *crops, pictures[3]]]
    points = scattered(16)
    points[[12, 13]] = points[[3, 4]] + 0.3
    points[15] = points[3]
    colors = np.full((16, 3), 100, np.uint8)
    colors[13, 0] = 180
    found = copies_in(index_of(points, files, [*range(15), 3], colors=colors)).shown
    assert [row for row in range(16) if found[row] != row] == [12, 15] and found[12] == found[15] == 3


def test_the_nearest_pairs_are_compared_where_there_are_too_many(monkeypatch):
    """Of two crops the one whose vector is nearer to the whole."""
    pictures = [photograph(seed).resize((160, 120)) for seed in range(12)]
    files = [
        encoded(each) for each in [*pictures, *(cropped(pictures[row], 0.1, 0, 0, 0.1) for row in (3, 4))]
    ]
    points = scattered(14)
    points[[12, 13]] = points[[3, 4]] + np.array([[0.3], [0.2]])
    index = index_of(points, files, list(range(14)))
    found = copies_in(index).shown
    assert found[12] == 3 and found[13] == 4
    monkeypatch.setattr("explorer.analysis.copies.cropped_copies.MOST_PAIRS", 1)
    found = copies_in(index_of(points, files, list(range(14)))).shown
    assert found[12] == 12 and found[13] == 4
