"""Pairs by looks alone: what is paired, and how many pairs there are where all look alike."""

import numpy as np

from explorer.analysis.copies.alike_pairs import EACH, alike_pairs
from explorer.analysis.copies.image_hashes import Looks


def looks_of(hashes, sound=None) -> Looks:
    """Looks with these hashes."""
    hashes = np.asarray(hashes, np.uint64)
    return Looks(hashes, np.ones(len(hashes), bool) if sound is None else np.asarray(sound))


def test_equal_and_near_hashes_are_paired_where_colours_agree():
    """By the darkest of a look: a brighter copy is one; another hue, or nothing to see, is none."""
    colors = np.array([[100] * 3, [100] * 3, [112] * 3, [100, 100, 130], [100] * 3, [100] * 3], np.uint8)
    sound = [True, True, True, True, False, True]
    pairs = alike_pairs(looks_of([7, 7, 6, 7, 7, 2**64 - 1], sound), colors, 10)
    assert pairs.tolist() == [[0, 1], [0, 2]]


def test_equal_hashes_are_all_linked_by_few_pairs():
    """Fifty thousand of one look: a chain of them, not all with all."""
    n = 50_000
    pairs = alike_pairs(looks_of(np.full(n, 9)), np.full((n, 3), 80, np.uint8), 10)
    assert n - 1 <= len(pairs) <= EACH * n
    near = np.zeros(n, bool)
    near[pairs[pairs[:, 1] - pairs[:, 0] == 1, 0]] = True
    assert near[:-1].all()


def test_nothing_to_see_gives_no_pairs():
    """Black pictures have hash 0 and are not sound."""
    n = 100_000
    none = looks_of(np.zeros(n), np.zeros(n, bool))
    assert alike_pairs(none, np.zeros((n, 3), np.uint8), 10).shape == (0, 2)
    assert alike_pairs(looks_of([]), np.zeros((0, 3), np.uint8), 10).shape == (0, 2)
