"""Columns as codes, classes, and what became of images, worked by hand."""

from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.index import item_columns
from explorer.indexing.changes import count_changes
from explorer.natural_order import natural_key, natural_ranks


def chunked(values: list, kind: pa.DataType | None = None) -> pa.ChunkedArray:
    kind = kind or pa.array(values).type
    return pa.chunked_array([pa.array(values[:2], kind), pa.array(values[2:], kind)])


@pytest.mark.parametrize(
    ("column", "codes", "values"),
    [
        (chunked(["b", None, "a", "b"]), [1, -1, 0, 1], ["a", "b"]),
        (chunked(["class 10", "class 2", "Class 1"]), [2, 1, 0], ["Class 1", "class 2", "class 10"]),
        (chunked([3, None, 1]), [1, -1, 0], ["1", "3"]),
        (chunked([True, False, None]), [1, 0, -1], ["false", "true"]),
        (chunked(["b", "a", "b"], pa.string()).dictionary_encode(), [1, 0, 1], ["a", "b"]),
        (chunked([["x"], None, ["y", "z"]]), [0, -1, 1], ["['x']", "['y', 'z']"]),
        (chunked([None, None, None], pa.string()), [-1, -1, -1], []),
        (chunked([None, None, None]), [-1, -1, -1], []),
        (chunked([], pa.string()), [], []),
    ],
)
def test_any_column_has_codes(column: pa.ChunkedArray, codes: list[int], values: list[str]) -> None:
    """Text, numbers, booleans, dictionaries, lists and nothing at all, in natural order."""
    found, names = item_columns.encode(column)
    assert (found.tolist(), names) == (codes, values)
    assert found.dtype == np.int32


@given(st.lists(st.none() | st.text(max_size=4)))
def test_codes_decode_to_the_column(values: list[str | None]) -> None:
    """Whatever the text."""
    codes, names = item_columns.encode(chunked(values, pa.string()))
    assert [None if code < 0 else names[code] for code in codes] == values
    assert len(set(names)) == len(names)


def test_numbers_in_text_sort_by_value_however_long() -> None:
    """2 before 010 before 30, and a number of thousands of digits after all of them."""
    values = ["a" + "9" * 5000, "a30", "a010", "a2"]
    assert sorted(values, key=natural_key) == values[::-1]


def test_a_name_comes_before_the_same_with_a_number() -> None:
    """As words do, upper and lower case alike; of equal ones the spelling decides."""
    names = ["class", "class1", "Class2", "class2", "class10", "classes"]
    assert sorted(reversed(names), key=natural_key) == names


def test_class_names_are_those_given_and_then_whatever_else_there_is() -> None:
    """Labels and every model's predictions count; other columns do not."""
    items = pa.table({"label": ["b"], "prediction": ["a10"], "prediction:m": ["a2"], "predictions": ["no"]})
    assert item_columns.class_names(items, ["z", "b", "z"]) == ["z", "b", "a2", "a10"]
    assert item_columns.class_names(items, None) == ["a2", "a10", "b"]


def test_models_are_named_by_their_columns() -> None:
    """`prediction` is the model without a name."""
    assert item_columns.models_of(["prediction:a:b", "prediction", "predictions", "label"]) == ["a:b", ""]


def test_agreement_needs_both() -> None:
    """-1 where the label or the prediction is missing."""
    found = item_columns.agreement(np.array([0, 1, -1, 2, -1]), np.array([0, 2, 1, -1, -1]))
    assert found.tolist() == [1, 0, -1, -1, -1]


def table(**hashes: str) -> pa.Table:
    """`a="12"`: path `a` stands there twice, with content 1 and 2."""
    rows = [(path, digest) for path, digests in hashes.items() for digest in digests]
    return pa.table({"path": [r[0] for r in rows], "hash": [r[1] for r in rows]})


@pytest.mark.parametrize(
    ("before", "after", "new", "changed", "removed", "kept"),
    [
        (None, table(a="1", b="2"), 2, 0, 0, 0),
        (table(a="1", b="2"), table(a="1", b="2"), 0, 0, 0, 2),
        (table(a="1", b="2"), table(a="1", b="3"), 0, 1, 0, 1),
        (table(a="1", b="2"), table(a="1"), 0, 0, 1, 1),
        (table(a="1"), table(b="1"), 0, 0, 0, 1),
        (table(a="1"), table(b="2"), 1, 0, 1, 0),
        (table(a="1"), table(a="1", b="1"), 1, 0, 0, 1),
        (table(a="1", b="1"), table(c="1"), 0, 0, 1, 1),
        (table(a="1", b="2"), table(a="2", b="1"), 0, 2, 0, 0),
        (table(a="12"), table(a="1"), 0, 0, 1, 1),
        (table(a="1"), table(a="11"), 1, 0, 0, 1),
        (table(a="11"), table(a="23"), 0, 2, 0, 0),
    ],
)
def test_changes_by_hand(before, after, new: int, changed: int, removed: int, kept: int) -> None:
    """Moved counts as kept, a copy as new, a path given twice as two images."""
    assert count_changes(before, after) == (new, changed, removed, kept)


@given(
    st.dictionaries(st.sampled_from("abcde"), st.text("123", max_size=3)),
    st.dictionaries(st.sampled_from("abcde"), st.text("123", max_size=3)),
)
def test_changes_add_up(before: dict, after: dict) -> None:
    """What is there is new, changed or kept, what was there removed, changed or kept: counted one by one."""
    old, now = table(**before), table(**after)
    changes = count_changes(old, now)
    assert min(changes) >= 0
    assert changes.new + changes.changed + changes.kept == now.num_rows
    assert changes.removed + changes.changed + changes.kept == old.num_rows
    kept = {path: Counter(before.get(path, "")) & Counter(after.get(path, "")) for path in "abcde"}
    gone, come = Counter(), Counter()
    for path in "abcde":
        if not after.get(path):
            gone += Counter(before.get(path, ""))
        elif not before.get(path):
            come += Counter(after[path])
    assert changes.kept == sum(same.total() for same in kept.values()) + (gone & come).total()
    rest = [
        (Counter(side.get(path, "")) - kept[path]).total() for path in "abcde" for side in (before, after)
    ]
    assert changes.changed == sum(map(min, rest[::2], rest[1::2]))


def test_ranks_are_those_of_the_keys_whatever_a_text_holds():
    """Equal keys stay in their order; more texts than are taken at once; numbers beyond any that is read."""
    texts = [f"img{i * 7919 % 10_007}" for i in range(10_500)]
    texts += ["9" * 70_000, "9" * 60_000, "9" * 55_000, "B", "a", "", "\0b", "日本10", "日本9", "é", "a"]
    order, ranks = natural_ranks(texts)
    assert order.tolist() == sorted(range(len(texts)), key=lambda i: natural_key(texts[i]))
    assert np.array_equal(order[ranks], np.arange(len(texts))) and ranks.dtype == np.int32
    assert natural_ranks([])[0].size == 0
