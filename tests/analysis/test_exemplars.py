"""The images that stand for a finding: where they are sought, what is read, and what follows them."""

import numpy as np
import pytest

from explorer.analysis.exemplars import AROUND, MOST_JUDGED, MOST_READ, centre, leading_rows


def read_from(vectors, seen=None):
    """A reader that notes which rows are asked for."""

    def read(rows):
        if seen is not None:
            seen.append(np.asarray(rows))
        return vectors[rows]

    return read


def test_few_with_the_outcome_are_ordered_by_their_own_mean():
    """Up to 16 of them: nearest to their mean first, and the rest follow by nearness to the same mean."""
    vectors = np.array([[0.0], [9.0], [4.0], [5.0], [30.0], [6.0], [-20.0]])
    outcomes = np.array([1, 1, 0, 1, 0, -1, 0], np.int8)  # mean 14 / 3
    assert leading_rows(outcomes, 0, 7, read_from(vectors), 5).tolist() == [3, 1, 0, 2, 5]
    assert leading_rows(outcomes, 0, 7, read_from(vectors), 2).tolist() == [3, 1]
    assert leading_rows(outcomes, 0, 7, read_from(vectors), 99).tolist() == [3, 1, 0, 2, 5, 6, 4]
    assert leading_rows(outcomes, 1, 4, read_from(vectors), 9).tolist() == [1, 3, 2]


def test_ties_go_to_the_lower_row():
    """Equal vectors: rows in their order."""
    outcomes = np.tile(np.array([0, 1], np.int8), 30)
    found = leading_rows(outcomes, 0, 60, read_from(np.ones((60, 2))), 40)
    assert found.tolist() == [*range(1, 60, 2), *range(0, 20, 2)]


def test_more_is_not_read_than_is_said():
    """At most 300 with the outcome and 1,200 without, spread over the whole cluster and in its proportion."""
    n = 20_000
    outcomes = (np.arange(n) % 5 == 0).astype(np.int8)
    seen: list = []
    vectors = np.random.default_rng(0).normal(size=(n, 3))
    found = leading_rows(outcomes, 0, n, read_from(vectors, seen), 12)
    having, rest = seen
    assert len(having) == MOST_JUDGED and (outcomes[having] == 1).all() and len(found) == 12
    assert len(rest) == MOST_READ and (outcomes[rest] == 0).all()
    for rows in seen:
        assert rows[0] < n / 20 and rows[-1] > n * 19 / 20 and (np.diff(rows) > 0).all()
    seen.clear()
    outcomes = (np.arange(n) % 2 == 0).astype(np.int8)
    leading_rows(outcomes, 0, n, read_from(vectors, seen), 12)
    assert [len(rows) for rows in seen] == [300, 300]


def test_enough_others_are_read_where_almost_all_have_the_outcome():
    """More images are asked for than are judged: the others fill up what is left."""
    n = 4_000
    outcomes = (np.arange(n) >= 50).astype(np.int8)
    found = leading_rows(outcomes, 0, n, read_from(np.arange(n, dtype=float)[:, None]), 330)
    assert (outcomes[found[:300]] == 1).all() and sorted(found[300:].tolist()) == list(range(20, 50))


def test_the_centre_is_where_the_outcome_is_frequent_and_not_where_images_are():
    """A dense crowd with few errors, and a loose group with many: the group leads."""
    rng = np.random.default_rng(0)
    vectors = np.concatenate([0.3 * rng.normal(size=(600, 8)), 3 + rng.normal(size=(60, 8))])
    outcomes = np.zeros(660, np.int8)
    outcomes[:600:12] = 1
    outcomes[600::2] = 1
    found = leading_rows(outcomes, 0, 660, read_from(vectors), 12)
    assert (found >= 600).all() and (outcomes[found] == 1).all()


def test_what_is_not_known_does_not_thin_the_outcome_out():
    """Around one group nothing else is known, around another the outcome is known to be absent."""
    rng = np.random.default_rng(1)
    here = rng.normal(size=(90, 4))
    there = 9 + rng.normal(size=(90, 4))
    vectors = np.concatenate([here, there])
    outcomes = np.full(180, -1, np.int8)
    outcomes[:90:3] = 1
    outcomes[90:] = 0
    outcomes[90::2] = 1
    found = leading_rows(outcomes, 0, 180, read_from(vectors), 12)
    assert (found < 90).all()


@pytest.mark.parametrize("count", [AROUND, AROUND + 1, 2 * AROUND])
def test_the_centre_with_no_others(count):
    """All have the outcome: the mean of all up to 16; beyond that of the first and the 15 nearest to it."""
    having = np.arange(count, 0, -1, dtype=np.float32)[:, None] ** 2
    middle = centre(having, np.empty((0, 1), np.float32), np.empty(0, bool))
    assert middle == pytest.approx(having[:AROUND].mean(axis=0))


def test_one_image_with_many_around_it_by_chance_is_not_the_centre():
    """The nearest of the first have the outcome, strewn among others; those of a group lie together."""
    strewn = np.concatenate([np.zeros((1, 20)), 10 * np.eye(16, 20)])
    group = np.tile(-50 * np.eye(20)[19], (17, 1)) + 0.01 * np.eye(17, 20)
    others = np.repeat(10.5 * np.eye(16, 20), 40, axis=0)
    having = np.concatenate([strewn, group]).astype(np.float32)
    middle = centre(having, others.astype(np.float32), np.ones(len(others), bool))
    assert middle[19] == pytest.approx(-50)


def test_an_image_alone_stands_for_itself():
    """One row with the outcome, and nothing else in the cluster."""
    assert leading_rows(np.array([0, 1, 0], np.int8), 1, 2, read_from(np.ones((3, 2))), 12).tolist() == [1]
