"""Hashes that differ in few bits: parity with all pairs, and no blow-up where all are alike."""

import numpy as np
import pytest

from explorer.analysis.copies.hash_pairs import near_hashes, nearest_few


def hashes_of(count: int, seed: int = 0) -> np.ndarray:
    """Random hashes, each of the second half near one of the first: by one to ten bits."""
    rng = np.random.default_rng(seed)
    hashes = rng.integers(0, 2**64, count, dtype=np.uint64)
    for place in range(count // 2, count):
        flipped = rng.permutation(64)[: 1 + place % 10].astype(np.uint64)
        hashes[place] = hashes[place - count // 2] ^ np.bitwise_or.reduce(np.uint64(1) << flipped)
    return hashes


def test_all_pairs_of_up_to_seven_bits_are_found():
    """As by comparing each with each; of eight to ten most, and none of more."""
    hashes = hashes_of(2000)
    apart = np.bitwise_count(hashes[:, None] ^ hashes[None, :])
    wanted = {bits: set(zip(*np.nonzero(np.triu(apart == bits, 1)), strict=True)) for bits in range(1, 11)}
    pairs, bits = near_hashes(hashes, 10)
    found = set(map(tuple, pairs.tolist()))
    for few in range(1, 8):
        assert wanted[few] and wanted[few] <= found
    most = set().union(*wanted.values())
    assert found <= most and len(found) > 0.9 * len(most)
    np.testing.assert_array_equal(bits, apart[pairs[:, 0], pairs[:, 1]])
    assert (pairs[:, 0] < pairs[:, 1]).all() and len(found) == len(pairs)


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_hashes(n):
    """None, one and two, which are near."""
    pairs, bits = near_hashes(np.array([5, 4], np.uint64)[:n], 10)
    assert pairs.shape == (n == 2, 2) and bits.tolist() == [1] * (n == 2)


def test_hashes_that_are_all_alike_are_compared_with_few():
    """Twenty thousand within a few bits of each other, as pages of one layout: so many pairs that it grows
    with their number, and the near ones among them."""
    rng = np.random.default_rng(1)
    flips = rng.random((20_000, 64)) < 0.1
    hashes = np.unique(np.packbits(flips, axis=1).view(np.uint64).ravel())
    pairs, bits = near_hashes(hashes, 10, each=4)
    assert len(hashes) > 15_000 and len(hashes) < len(pairs) < 16 * len(hashes)
    assert bits.max() <= 10 and np.median(bits) <= 7


def test_the_nearest_few_of_each():
    """By hand: of owner 0 the two nearest, of owner 2 the one there is."""
    owners, gaps = np.array([0, 2, 0, 0, 0]), np.array([3, 9, 1, 2, 1], np.uint8)
    assert sorted(nearest_few(owners, gaps, 2).tolist()) == [1, 2, 4]
    assert sorted(nearest_few(owners, gaps, 9).tolist()) == [0, 1, 2, 3, 4]
