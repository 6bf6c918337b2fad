"""Filters: what they mean, what they refuse, and that they agree with SQLite."""

import datetime as dt
import sqlite3

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.cancellation import Cancellation, CancelledError, within
from explorer.errors import WhereError
from explorer.filters.parse import MAX_DEPTH, compile_where

NAN = float("nan")
TABLE = pa.table(
    {
        "path": ["a/1.png", "b/2.png", "c_3.png", None],
        "label": pa.array(["cat", "dog", None, "cat"]).dictionary_encode(),
        "confidence": pa.array([0.9, 0.5, None, NAN], pa.float32()),
        "n": [1, 2, 3, 4],
        "small": pa.array([1, 2, None, 4], pa.int8()),
        "ok": [True, False, None, True],
        "prediction:r": ["cat", "cat", "dog", None],
        "modified": pa.array([dt.datetime(2024, 1, day) for day in (1, 2, 3, 4)], pa.timestamp("ns", "UTC")),
        "day": pa.array([dt.date(2024, 1, day) for day in (1, 2, 3, 4)]),
        "half": pa.array(np.array([0.1, 0.2, 0.3, 0.4], np.float16)),
        "price": pa.array([1, 2, 3, 4], pa.decimal128(5, 2)),
        "boxes": [[1], [2], [], None],
        "nothing": pa.nulls(4),
    }
)


def matches(text: str) -> list[int]:
    """Give the rows of `TABLE` that match."""
    return np.flatnonzero(compile_where(text, TABLE.schema).mask(TABLE)).tolist()


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("label = 'cat'", [0, 3]),
        ("LABEL = 'cat'", [0, 3]),
        ("label == 'cat'", [0, 3]),
        ("label != 'cat'", [1]),
        ("label <> 'cat'", [1]),
        ("not label = 'cat'", [1]),
        ("'cat' = label", [0, 3]),
        ("label is null", [2]),
        ("label is not null", [0, 1, 3]),
        ("label = null", []),
        ("not label = null", []),
        ("label in ('cat', 'bird')", [0, 3]),
        ("label not in ('cat')", [1]),
        ("label not in ('cat', null)", []),
        ("label in ('cat', null)", [0, 3]),
        ("label in (null)", []),
        ("label like 'c%'", [0, 3]),
        ("label not like 'c%'", [1]),
        ("label like 'C%'", []),
        ("label ilike 'C%'", [0, 3]),
        ("path like '_/%'", [0, 1]),
        ("path like '%!_%' escape '!'", [2]),
        (r"path like '%\%'", []),
        ('"prediction:r" = label', [0]),
        ("\"prediction:r\" = 'cat' and label = 'dog'", [1]),
        ("confidence = 0.9", [0]),
        ("confidence < 0.9", [1]),
        ("confidence >= 0.9", [0]),
        ("confidence in (0.9)", [0]),
        ("confidence between 0.5 and 0.9", [0, 1]),
        ("confidence not between 0.5 and 0.6", [0]),
        ("confidence is null", [2, 3]),
        ("half = 0.1", [0]),
        ("price >= 2.5", [2, 3]),
        ("n > -1.5", [0, 1, 2, 3]),
        ("n in (1.5, 1, 1e300)", [0]),
        ("small in (1, 1000)", [0]),
        ("small < 1000", [0, 1, 3]),
        ("n < 99999999999999999999999", [0, 1, 2, 3]),
        ("ok", [0, 3]),
        ("not ok", [1]),
        ("ok = false", [1]),
        ("ok is true", [0, 3]),
        ("ok is not true", [1, 2]),
        ("modified >= '2024-01-03'", [2, 3]),
        ("modified < '2024-01-02 12:00:00'", [0, 1]),
        ("day between '2024-01-02' and '2024-01-03'", [1, 2]),
        ("nothing is null", [0, 1, 2, 3]),
        ("nothing = 'x'", []),
        ("true", [0, 1, 2, 3]),
        ("1 = 2", []),
        ("null", []),
        ("label = 'cat' or null", [0, 3]),
        ("label = 'cat' and null", []),
        ("((n)) = ((1)) or (n = 2)", [0, 1]),
        ("n = 1 or n = 2 and label = 'cat'", [0]),
        ("label = 'it''s; -- not a comment'", []),
    ],
)
def test_filter_means_what_sql_says(text, rows):
    """Each filter matches the rows that were worked out by hand; unknown is not a match."""
    assert matches(text) == rows


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        (" \n ", "empty"),
        ("labl = 'cat'", "Did you mean `label`?"),
        ("predicton = 'cat'", 'Did you mean `"prediction:r"`?'),
        ('label = "cat"', "single quotes"),
        ("prediction:r = 'cat'", '"prediction:r" in double quotes'),
        ("label = 3", "column `label` is text and `3` is number"),
        ("n = '3'", "Write a number without quotes"),
        ("n in (1, 'a')", "Write a number without quotes"),
        ("ok = 1", "true or false"),
        ("label", "not a condition"),
        ("n and ok", "not a condition"),
        ("boxes is null", "cannot compare"),
        ("modified > 'soon'", "no time"),
        ("modified > 3", "quoted one"),
        ("n = 1; n = 2", "statements"),
        ("n = 1;", "statements"),
        ("n = 1 -- rest", "comments"),
        ("n /* x */ = 1", "comments"),
        ("count(*) = 1", "not taken"),
        ("lower(label) = 'cat'", "not taken"),
        ("readfile('/etc/passwd') = ''", "not taken"),
        ("n in (select 1)", "not taken"),
        ("n = (select 1)", "not taken"),
        ("exists(select 1)", "not taken"),
        ("items.n = 1", "not taken"),
        ("n + 1 = 2", "not taken"),
        ("n::int = 1", "not taken"),
        ("cast(n as text) = '1'", "not taken"),
        ("case when ok then ok end", "not taken"),
        ("n = ?", "not taken"),
        ("n = :x", "not taken"),
        ("n = @x", "not taken"),
        ("n < 2 < 3", "not taken"),
        ("n = 1 as x", "not taken"),
        ("label = 'cat' union select 1", "not taken"),
        ("label || 'x' = 'catx'", "not taken"),
        ("label glob 'x'", "not taken"),
        ("label regexp 'x'", "not taken"),
        ("label collate nocase = 'cat'", "not taken"),
        ("x'41' = label", "not taken"),
        ("*", "not taken"),
        ("n in ()", "list of values"),
        ("n in (n)", "list of values"),
        ("label like label", "quoted pattern"),
        ("n like '1%'", "quoted pattern"),
        ("label like 'a' escape 'ab'", "one character"),
        ("label = 'cat", "cannot read"),
        ("n = 1 and", "cannot read"),
        ("n = 1 limit 1", "cannot read"),
        ("n = 1 n = 2", "cannot read"),
        ("{:}", "cannot read"),
        ("label = '\ud800'", "half a character"),
        ("label = '\0'", "zero byte"),
        ("(" * 5_000 + "n = 1" + ")" * 5_000, "nested too deeply"),
        ("not " * 4_000 + "ok", "nested too deeply"),
        ("n = " + "- " * 5_000 + "1", "nested too deeply"),
        ("case " * 3_000, "nested too deeply"),
        ("a." * 5_000 + "n = 1", "nested too deeply"),
        ("n in (" * 100 + "1" + ")" * 100, "nested too deeply"),
        ("n = 1 or " * 2_222 + "n = 1", "20,003 characters; at most 20,000"),
        ("label = '" + "x" * 200_000 + "'", "characters"),
    ],
)
def test_filter_refuses_what_is_outside(text, said):
    """Whatever is not in the accepted part of SQL gets one clear sentence, however hostile."""
    with pytest.raises(WhereError) as caught:
        compile_where(text, TABLE.schema).mask(TABLE)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 1000


def test_unknown_column_lists_those_there_are():
    """The message names every column as it would be written."""
    with pytest.raises(WhereError, match=r'Columns: path, label, .*"prediction:r"'):
        compile_where("zebra = 1", TABLE.schema)


def test_ambiguous_case_asks_for_the_exact_name():
    """Two columns that differ in case only are told apart by writing them as they are."""
    table = pa.table({"Label": ["a"], "label": ["b"]})
    assert compile_where("Label = 'a'", table.schema).mask(table).tolist() == [True]
    with pytest.raises(WhereError, match="could be any of Label, label"):
        compile_where("LABEL = 'a'", table.schema)


def test_long_flat_filters_are_taken():
    """A list of thousands of values and a chain of a thousand conditions are no nesting."""
    assert matches("n in (" + ", ".join(str(i) for i in range(3, 3300)) + ")") == [2, 3]
    assert matches(" or ".join(f"n = {i}" for i in range(3, 1003))) == [2, 3]


def test_allowed_depth_is_taken():
    """Parentheses as deep as the limit says are read."""
    assert matches("(" * MAX_DEPTH + "n = 1" + ")" * MAX_DEPTH) == [0]


def test_empty_table_gives_an_empty_mask():
    """No rows, no matches, whatever the filter."""
    for text in ("label = 'cat'", "true", "1 in (1)", "label is null"):
        assert compile_where(text, TABLE.schema).mask(TABLE.slice(0, 0)).shape == (0,)


def test_columns_are_named_once_in_order():
    """The filter says which columns it reads."""
    assert compile_where("n > 1 and LABEL = 'x' and ok or n < 0", TABLE.schema).columns == (
        "n",
        "label",
        "ok",
    )


def test_like_crosses_line_breaks():
    """`%` stands for any text, line breaks included."""
    table = pa.table({"note": ["one\ntwo"]})
    assert compile_where("note like 'one%two'", table.schema).mask(table).tolist() == [True]


WORDS = pa.table(
    {
        "a": pa.array([None if i % 5 == 0 else i % 7 - 3 for i in range(60)], pa.int64()),
        "b": pa.array([None if i % 7 == 0 else (i % 9) / 2 for i in range(60)], pa.float64()),
        "t": pa.array([None if i % 6 == 0 else ["", "ab", "b_a", "Ab%", "é"][i % 5] for i in range(60)]),
        "u": pa.array([None if i % 4 == 0 else ["ab", "b", "é"][i % 3] for i in range(60)]),
    }
)
number = st.sampled_from(["a", "b", "0", "-1", "2.5", "null"])
text = st.sampled_from(["t", "u", "'ab'", "''", "'é'", "null"])
sign = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
column = st.sampled_from(["a", "b", "t", "u"])
leaf = st.one_of(
    st.tuples(number, sign, number).map(" ".join),
    st.tuples(text, sign, text).map(" ".join),
    st.tuples(st.sampled_from(["a", "b"]), st.sampled_from(["in", "not in"])).map(
        lambda x: f"{x[0]} {x[1]} (0, 1.5, -3)"
    ),
    st.tuples(st.sampled_from(["t", "u"]), st.sampled_from(["in", "not in"])).map(
        lambda x: f"{x[0]} {x[1]} ('ab', null)"
    ),
    st.tuples(
        st.sampled_from(["t", "u"]),
        st.sampled_from(["like", "not like"]),
        st.sampled_from(["a%", "%", "_", "%!%"]),
    ).map(
        lambda x: (
            f"{x[0]} {x[1]} '{x[2]}' escape '!'" if "!" not in x[2] else f"{x[0]} {x[1]} 'Ab!%' escape '!'"
        )
    ),
    st.tuples(number, st.sampled_from(["between", "not between"]), number, number).map(
        lambda x: f"{x[0]} {x[1]} {x[2]} and {x[3]}"
    ),
    st.tuples(column, st.sampled_from(["is null", "is not null"])).map(" ".join),
)
expression = st.recursive(
    leaf,
    lambda inner: st.one_of(
        inner.map(lambda x: f"not ({x})"),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda x: f"({x[0]}) {x[1]} {x[2]}"),
    ),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def sqlite():
    """The same table in SQLite, its `like` made to tell upper from lower case."""
    database = sqlite3.connect(":memory:", check_same_thread=False)
    database.execute("pragma case_sensitive_like = on")
    database.execute("create table items (a, b, t, u)")
    rows = [tuple(row.values()) for row in WORDS.to_pylist()]
    database.executemany("insert into items values (?, ?, ?, ?)", rows)
    yield database
    database.close()


@settings(max_examples=200, deadline=None)
@given(expression)
def test_filters_agree_with_sqlite(sqlite, filter_):
    """Random filters match the same rows as in SQLite, three-valued logic included."""
    expected = [
        row[0] - 1 for row in sqlite.execute(f"select rowid from items where {filter_} order by rowid")
    ]
    assert np.flatnonzero(compile_where(filter_, WORDS.schema).mask(WORDS)).tolist() == expected


SIGNS = st.text(alphabet="nok label'\"()=<>!;-/*.,%?:@[]{}`~1 2\\\n", max_size=40)
WORDS_OF_FILTERS = (
    "n",
    "ok",
    "label",
    "=",
    "<",
    "1",
    "'x'",
    "and",
    "or",
    "not",
    "in",
    "is",
    "null",
    "(",
    ")",
)
CONDITIONS = st.sampled_from(["n > 1", "ok", "label = 'cat'", "n is null", "not ok"])


@settings(max_examples=200, deadline=None)
@given(SIGNS | st.lists(st.sampled_from(WORDS_OF_FILTERS), max_size=8).map(" ".join))
def test_any_text_gives_a_mask_or_a_where_error(filter_):
    """No input escapes as another kind of error."""
    try:
        mask = compile_where(filter_, TABLE.schema).mask(TABLE)
    except WhereError:
        return
    assert mask.shape == (TABLE.num_rows,) and mask.dtype == bool


@settings(max_examples=50, deadline=None)
@given(st.lists(CONDITIONS, min_size=1, max_size=5), st.sampled_from(["and", "or"]))
def test_conditions_that_are_joined_are_a_filter(conditions, word):
    """However many, each by itself and all of them give a mask."""
    mask = compile_where(f" {word} ".join(conditions), TABLE.schema).mask(TABLE)
    each = [compile_where(condition, TABLE.schema).mask(TABLE) for condition in conditions]
    together = np.logical_and if word == "and" else np.logical_or
    assert mask.tolist() == together.reduce(each).tolist()


def test_work_is_bounded_by_conditions_and_rows(monkeypatch):
    """What would look at too many texts is refused before it does; the same on fewer rows is done."""
    many = " or ".join(["label like 'x%'"] * 20)
    monkeypatch.setattr("explorer.filters.parse.MAX_WORK", 4 * 20 * 55)
    compiled = compile_where(many, TABLE.schema)
    assert not compiled.mask(TABLE.slice(0, 4)).any()
    twice = pa.concat_tables([TABLE] * 2)
    with pytest.raises(WhereError, match=f"too long over {twice.num_rows} images; use fewer conditions"):
        compiled.mask(twice)


def test_a_filter_is_given_up_between_its_conditions():
    """Nobody waits for it any more: it ends."""
    cancellation = Cancellation()
    cancellation.cancel("gone")
    with within(cancellation), pytest.raises(CancelledError, match="gone"):
        compile_where("n = 1 or n = 2", TABLE.schema).mask(TABLE)


def test_numbers_beyond_64_bits_with_a_sign_are_compared():
    """A column of uint64 holds more than int64 has room for."""
    items = pa.table({"id": pa.array([0, 2**63, 2**64 - 1], pa.uint64())})
    cases = {"id > 5": [1, 2], "id >= 9223372036854775808": [1, 2], "id > -1": [0, 1, 2], "id > 0.5": [1, 2]}
    for where, rows in cases.items():
        assert np.flatnonzero(compile_where(where, items.schema).mask(items)).tolist() == rows
