"""A filter as clauses that controls read and write."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import WhereError
from explorer.export.selection import Selection, select_rows
from explorer.filters import filter as filters
from explorer.filters import parse as parsing
from explorer.filters.filter import Filter, condition_of, filter_of, mask_of, read_filter
from explorer.filters.parse import parse
from explorer.view import Mark, ViewRequest, Views
from explorer.view.cluster_summary import describe_cluster
from explorer.web.page.filters.callbacks import with_class

NO_COLUMNS = pa.schema([])


def read(where: str) -> Filter:
    """A filter of no items in particular."""
    return read_filter(where, NO_COLUMNS)


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
    assert read(where).with_values(column, values) == expected


def test_text_that_cannot_be_parsed_is_one_clause_as_it_stands():
    """The server says what is wrong with it; nothing is lost on the way."""
    assert [clause.text for clause in read("label = = 'cat'").clauses] == ["label = = 'cat'"]
    assert read("  ") == read("") and not read("").clauses


def test_what_no_control_shows_belongs_to_no_control():
    """A negation or a comparison of numbers is a clause without values."""
    for where in (
        "not label = 'cat'",
        "label <> 'cat'",
        "width = 3",
        "label in (1, 2)",
        "label not in ('cat')",
    ):
        assert read(where).values_of("label") == []


@pytest.mark.parametrize(
    ("where", "column", "values", "bounds", "missing"),
    [
        ("label = 'a'", "label", ("a",), None, False),
        ("label is null", "label", None, None, True),
        ("label in ('a', 'b') or label is null", "label", ("a", "b"), None, True),
        ("(label is null or label = 'a')", "label", ("a",), None, True),
        ("ok = true", "ok", ("true",), None, False),
        ("ok in (true, false)", "ok", ("true", "false"), None, False),
        ("price > 3", "price", None, (3.0, None), False),
        ("price <= -2.5", "price", None, (None, -2.5), False),
        ("price = 3", "price", None, (3.0, 3.0), False),
        ("taken between '2024-01-01' and '2024-02-01'", "taken", None, ("2024-01-01", "2024-02-01"), False),
        ("(price >= 1 and price < 2) or price is null", "price", None, (1.0, 2.0), True),
        ("price >= 1 and price < 2 or price is null", "price", None, (1.0, 2.0), True),
        ("price > 3 or cost is null", None, None, None, False),
        ("label = 'a' or label = 'b'", None, None, None, False),
        ("price is null or price is null", None, None, None, False),
        ("(price > 1 and label = 'a') or price is null", None, None, None, False),
        ("label is not null", None, None, None, False),
    ],
)
def test_a_facet_recognises_what_it_wrote(where, column, values, bounds, missing):
    """Values, ranges, and images without a value; anything else is nobody's."""
    (clause,) = read(where).clauses
    assert (clause.column, clause.values, clause.bounds, clause.missing) == (column, values, bounds, missing)
    assert read(f"{where} and a = 1" if " or " not in where else f"({where}) and a = 1").clauses[0] == clause


@given(
    st.lists(st.text(st.characters(blacklist_categories=("Cs", "Cc"))), min_size=1, max_size=4, unique=True)
)
def test_any_values_come_back_as_they_were_written(values):
    """Quoting survives the parser, whatever stands in the values."""
    where = read("width > 3").with_values('odd "name"', values)
    assert read(where).values_of('odd "name"') == values


def test_written_filters_are_taken_by_the_service(small_index):
    """What the controls write is in the part of SQL that the service accepts."""
    where = read("").with_values("place", ["it's here", "Zürich"])
    where = read(f"{where} and price between 20 and 60").with_values("prediction:b", ["plum"])
    mask = mask_of(small_index, filter_of(small_index, where))
    items = small_index.items.select(["price", "prediction:b"]).filter(mask).to_pylist()
    assert items and all(20 <= item["price"] <= 60 and item["prediction:b"] == "plum" for item in items)


@pytest.fixture
def parsed(monkeypatch) -> list[str]:
    """Texts in the order in which they are parsed."""
    seen = []
    for module in (filters, parsing):
        monkeypatch.setattr(module, "parse", lambda text, *schema: seen.append(text) or parse(text, *schema))
    return seen


def test_a_filter_is_parsed_once_for_all_controls(parsed, small_index):
    """A page may name thousands of controls in one request; each costs next to nothing."""
    where = " and ".join(f"label != 'never seen before {i}'" for i in range(50))
    for column in map(str, range(1000)):
        assert filter_of(small_index, where).values_of(column) == []
    assert parsed == [where]


def test_a_filter_is_parsed_once_for_view_panels_search_and_export(parsed, small_index):
    """From the table of classes to the one that is exported; and its mask is made once."""
    where = "label <> prediction and width > 1"
    views, chosen = Views(small_index), filter_of(small_index, where)
    assert with_class(chosen, "plum") == f"{where} and label = 'plum'"
    for color in ("", "accuracy"):
        answer = views.view(ViewRequest(where=chosen, color=color, mark=Mark(where=chosen)))
    assert answer["clauses"] == ["label <> prediction", "width > 1"]
    describe_cluster(views, small_index.root, chosen, small_index.models[0])
    small_index.search(text="a", where=where)
    select_rows(small_index, Selection(where=condition_of(small_index, f" {where} ")))
    assert parsed == [where]
    again = read_filter(where, small_index.items.schema)
    assert mask_of(small_index, chosen) is mask_of(small_index, again)


def test_what_cannot_be_understood_is_said_however_often_it_is_asked(small_index):
    """A filter that is wrong is remembered as it stands, and raises each time."""
    for _ in range(2):
        with pytest.raises(WhereError, match="cannot read"):
            mask_of(small_index, filter_of(small_index, "label = = 'cat'"))
        with pytest.raises(WhereError, match="empty"):
            condition_of(small_index, "  ")


def test_a_click_on_a_class_leaves_it_and_a_second_one_lifts_it():
    """Another one takes its place."""
    assert with_class(read("price > 3"), "it's") == "price > 3 and label = 'it''s'"
    assert with_class(read("price > 3 and label = 'it''s'"), "it's") == "price > 3"
    assert with_class(read("label in ('a', 'b')"), "a") == "label = 'a'"
