"""Groups of duplicates: what they hold, what they straddle, and their order."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.analysis.copies.duplicate_groups import duplicate_groups
from explorer.analysis.findings.kinds.duplicates import crossed_columns


def listed(groups):
    """Groups as lists."""
    return [groups.group(i).tolist() for i in range(len(groups))]


def firsts(*groups, n):
    """For every row the first of its group."""
    first = np.arange(n)
    for rows in groups:
        first[rows] = min(rows)
    return first


def test_groups_that_straddle_a_column_come_first():
    """Those that straddle more columns before those that straddle fewer; missing values differ from none."""
    first = np.array([0, 0, 0, 3, 3, 5, 5, 7, 7])
    columns = {
        "split": np.array([0, 0, 0, 0, 1, 0, 1, 1, -1]),
        "label": np.array([0, 0, -1, 2, 2, 1, 2, 3, 3]),
    }
    groups = duplicate_groups(first, first, columns)
    assert listed(groups) == [[5, 6], [3, 4], [0, 1, 2], [7, 8]]
    assert [groups.crossed(i) for i in range(4)] == [["split", "label"], ["split"], [], []]


def test_equal_files_come_before_look_alikes_and_large_before_small():
    """Within the same crossing; a group of equal files and a copy is `near`; ties to the lower row."""
    first = firsts([0, 1, 2], [3, 4], [5, 6], [7, 8, 9], [10, 11], n=12)
    content = np.array([0, 0, 1, 2, 2, 3, 3, 4, 4, 4, -1, -1])
    columns = {"split": np.array([0] * 11 + [1])}
    groups = duplicate_groups(first, content, columns)
    assert listed(groups) == [[10, 11], [7, 8, 9], [3, 4], [5, 6], [0, 1, 2]]
    assert groups.exact.tolist() == [False, True, True, True, False]


@pytest.mark.parametrize("n", [0, 1, 2])
def test_no_image_or_one_has_no_duplicates(n):
    """Empty lists of the right shape."""
    groups = duplicate_groups(np.arange(n), np.full(n, -1), {"label": np.zeros(n, int)})
    assert len(groups) == 0 and groups.starts.tolist() == [0] and groups.crosses.shape == (0, 1)


def test_a_million_copies_are_one_group():
    """And cost no more than a million rows."""
    groups = duplicate_groups(np.zeros(10**6, int), np.zeros(10**6, int), {})
    assert len(groups) == 1 and len(groups.group(0)) == 10**6 and groups.exact.all()


def test_columns_that_tell_splits_are_known_by_their_names():
    """Whatever the case; not one with very many values; the label comes last."""

    class Index:
        items = pa.table({name: [0] for name in ("label", "Fold", "set", "Partition", "price", "settings")})

        def codes(self, name):
            return None, list("abcdefghijklmnopqrstuvwxyz") if name == "set" else ["0", "1"]

    assert crossed_columns(Index()) == ["Fold", "Partition", "label"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 5), min_size=1, max_size=30), st.integers(0, 1000))
def test_groups_are_what_sets_say(names, seed):
    """Against a dictionary of lists."""
    rng = np.random.default_rng(seed)
    codes, content = rng.integers(-1, 3, len(names)), rng.integers(-1, 3, len(names))
    groups = duplicate_groups(np.array([names.index(x) for x in names]), content, {"x": codes})
    wanted = {}
    for row, name in enumerate(names):
        wanted.setdefault(name, []).append(row)
    assert sorted(listed(groups)) == sorted(rows for rows in wanted.values() if len(rows) > 1)
    for i in range(len(groups)):
        rows = groups.group(i)
        assert groups.crosses[i, 0] == (len({c for c in codes[rows] if c >= 0}) > 1)
        assert groups.exact[i] == (len(set(content[rows])) == 1 and content[rows[0]] >= 0)
