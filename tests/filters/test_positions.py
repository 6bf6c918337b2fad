"""Where in a filter something is wrong."""

import pyarrow as pa
import pytest

from explorer.errors import WhereError
from explorer.filters.filter import read_filter

COLUMNS = pa.schema([
    ("label", pa.string()), ("price", pa.float64()), ("prediction:b", pa.string()),
    ("taken", pa.timestamp("us")),
])  # fmt: skip


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("lable = 'a'", "lable"),
        ("price > 3 and lable = 'a'", "lable"),
        ("label = 'a' or (price > 3 and price = 'x')", "price = 'x'"),
        ("label = ", "="),
        ("label = 'a' and", "and"),
        ("label = 'a')", ")"),
        ("label in ('a'", "'a'"),
        ("label = 'cat", "'cat"),
        ('price > 3 and "prediction:b = 3', '"prediction:b = 3'),
        ("label = 'it''s' and price = 'x", "'x"),
        ("label = '😀' and lable = 'a'", "lable"),
        ("price > 3 and price", "price"),
        ("a; b", ";"),
        ("price > 3 and taken > 'soon'", "taken > 'soon'"),
    ],
)
def test_a_refusal_points_at_what_is_wrong(text, wrong):
    """The last place of these words in the text, counted in characters."""
    with pytest.raises(WhereError) as refused:
        _ = read_filter(text, COLUMNS).where
    assert refused.value.position is not None
    start, end = refused.value.position
    assert (text.strip()[start:end], start) == (wrong, text.strip().rindex(wrong))


def test_what_is_wrong_as_a_whole_has_no_place():
    """The parser gives up on it without saying where."""
    with pytest.raises(WhereError) as refused:
        _ = read_filter("{:}", COLUMNS).where
    assert refused.value.position is None
