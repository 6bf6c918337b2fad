"""A filter as clauses that controls read and write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.filters import clauses
from explorer.filters.parse import compile_where, parse


@pytest.mark.parametrize(
    ("where", "column", "values", "expected"),
    [
        ("", "label", ["cat"], "label = 'cat'"),
        ("", "label", ["cat", "dog"], "label in ('cat', 'dog')"),
        ("", "label", ["it's"], "label = 'it''s'"),
        ("", "prediction:b", ["cat"], "\"prediction:b\" = 'cat'"),
        ("", "order", ["1"], "\"order\" = '1'"),
        ("label = 'cat'", "label", ["dog"], "label = 'dog'"),
        ("label = 'cat'", "label", [], ""),
        ("width > 3", "label", ["cat"], "width > 3 and label = 'cat'"),
        ("a = 1 or b = 2", "label", ["cat"], "(a = 1 OR b = 2) and label = 'cat'"),
    ],
)
def test_values_are_written_beside_what_is_there(where, column, values, expected):
    """A control replaces its own clause, quotes what needs it, and keeps the rest."""
    assert clauses.with_values(where, column, values) == expected


def test_bounds_are_written_and_lifted():
    """A range is one clause of its own, of the ends that it has; without ends it goes."""
    where = clauses.with_bounds("label = 'cat'", "width", (3, 70.5))
    assert where == "label = 'cat' and width between 3 and 70.5"
    assert clauses.bounds_of(where, "width") == (3.0, 70.5)
    assert clauses.with_bounds(where, "width", (None, None)) == "label = 'cat'"
    assert clauses.with_bounds(where, "width", (3, None)) == "label = 'cat' and width >= 3"
    assert clauses.with_bounds("width >= 3", "width", (None, -2)) == "width <= -2"
    assert clauses.bounds_of("width between -2 and -1", "width") == (-2.0, -1.0)
    assert clauses.bounds_of("width >= -2 and width <= 5 and width > 3", "width") == (-2.0, 5.0)
    assert clauses.bounds_of("3 >= width or width <= 5", "width") == (None, None)


def test_clause_is_dropped_by_its_place():
    """Dropping the middle one of three leaves the other two."""
    assert clauses.without("a = 'x' and b > 2 and c is null", 1) == "a = 'x' and c IS NULL"


def test_text_that_cannot_be_parsed_is_one_clause_as_it_stands():
    """The server says what is wrong with it; nothing is lost on the way."""
    assert [clause.text for clause in clauses.read("label = = 'cat'")] == ["label = = 'cat'"]
    assert clauses.read("  ") == []


def test_what_no_control_shows_belongs_to_no_control():
    """A negation or a comparison of numbers is a clause without values."""
    for where in (
        "not label = 'cat'",
        "label <> 'cat'",
        "width = 3",
        "label in (1, 2)",
        "label not in ('cat')",
    ):
        assert clauses.values_of(where, "label") == []


@given(
    st.lists(st.text(st.characters(blacklist_categories=("Cs", "Cc"))), min_size=1, max_size=4, unique=True)
)
def test_any_values_come_back_as_they_were_written(values):
    """Quoting survives the parser, whatever stands in the values."""
    where = clauses.with_values("width > 3", 'odd "name"', values)
    assert clauses.values_of(where, 'odd "name"') == values


def test_written_filters_are_taken_by_the_service(small_index):
    """What the controls write is in the part of SQL that the service accepts."""
    where = clauses.with_values("", "place", ["it's here", "Zürich"])
    where = clauses.with_bounds(where, "price", (20, 60))
    where = clauses.with_values(where, "prediction:b", ["plum"])
    mask = compile_where(where, small_index.items.schema).mask(small_index.items)
    items = small_index.items.select(["price", "prediction:b"]).filter(mask).to_pylist()
    assert items and all(20 <= item["price"] <= 60 and item["prediction:b"] == "plum" for item in items)


def test_a_filter_is_parsed_once_for_all_controls(monkeypatch):
    """A page may name thousands of controls in one request; each costs next to nothing."""
    parsed = []
    monkeypatch.setattr(clauses, "parse", lambda text: parsed.append(text) or parse(text))
    where = " and ".join(f"label != 'never seen before {i}'" for i in range(50))
    for column in map(str, range(1000)):
        assert clauses.values_of(where, column) == []
        assert clauses.bounds_of(where, column) == (None, None)
    assert parsed == [where]
