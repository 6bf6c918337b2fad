"""Groups by links: followed, but not from one picture to another."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.analysis.copies.grouping import link


def within(hashes, most_bits):
    """Whether hashes differ in few bits."""
    return lambda rows, others: np.bitwise_count(hashes[rows] ^ hashes[others]) <= most_bits


def test_links_are_followed_to_the_lowest_row():
    """Directly or not; a row without links is by itself."""
    assert link(np.array([[5, 3], [3, 1], [0, 4]]), 6).tolist() == [0, 1, 2, 1, 0, 1]
    assert link(np.empty((0, 2), np.int64), 3).tolist() == [0, 1, 2]
    assert not len(link(np.empty((0, 2), np.int64), 0))


def chain(n, step):
    """Hashes that drift: each differs from the one before by `step` more bits."""
    return np.array([(1 << (step * i)) - 1 for i in range(n)], np.uint64)


def test_a_chain_of_small_differences_does_not_join_its_ends():
    """a ~ b ~ c …: groups of pictures that differ in 8 bits or fewer from their middle."""
    hashes = chain(16, 4)
    pairs = np.column_stack([np.arange(15), np.arange(1, 16)])
    found = link(pairs, 16, within(hashes, 8))
    assert found[0] != found[15]
    groups = [np.flatnonzero(found == first) for first in np.unique(found)]
    for rows in groups:
        bits = np.bitwise_count(hashes[rows][:, None] ^ hashes[rows])
        assert (bits.max(axis=1).min()) <= 8 and (np.diff(rows) == 1).all()
    assert max(len(rows) for rows in groups) > 1


def test_the_middle_is_the_row_with_most_links():
    """An original in the last place holds edits together that are too far from each other."""
    hashes = np.array([0b1111, 0b11110000, 0b111100000000, 0], np.uint64)
    star = np.array([[0, 3], [1, 3], [2, 3]])
    assert link(star, 4, within(hashes, 4)).tolist() == [0, 0, 0, 0]


def test_nobody_who_has_a_link_is_left_alone():
    """A row whose links lead to rows of other groups stays with the first of them."""
    star = np.array([[1, 0], [2, 0], [3, 0], [3, 4]])
    nothing = np.zeros(5, np.uint64)
    assert link(star, 5, within(np.array([0, 0, 0, 0, 7], np.uint64), 0)).tolist() == [0] * 5
    assert link(star[:3], 5, within(nothing, 0)).tolist() == [0, 0, 0, 0, 4]


def test_a_long_chain_ends():
    """Twenty thousand rows, all but equal to the next and unlike the rest."""
    n = 20_000
    hashes = np.random.default_rng(0).integers(0, 2**63, n).astype(np.uint64)
    pairs = np.column_stack([np.arange(n - 1), np.arange(1, n)])
    assert len(np.unique(link(pairs, n, within(hashes, 3)))) > 0.99 * n


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 30), st.integers(0, 40))
def test_what_holds_of_any_links(seed, n, m):
    """Lowest rows name their groups; groups lie within components; without bounds they are components."""
    rng = np.random.default_rng(seed)
    pairs, hashes = rng.integers(0, n, (m, 2)), rng.integers(0, 256, n).astype(np.uint64)
    whole, part = link(pairs, n), link(pairs, n, within(hashes, 3))
    for found in (whole, part):
        assert (found <= np.arange(n)).all() and (found[found] == found).all()
    assert (whole[pairs[:, 0]] == whole[pairs[:, 1]]).all()
    assert all(len(set(whole[part == first])) == 1 for first in set(part.tolist()))
