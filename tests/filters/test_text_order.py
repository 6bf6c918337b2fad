"""`<` on text: letter by letter where that is the order of what is meant, else refused in words."""

import pyarrow as pa
import pytest

from explorer.errors import WhereError
from explorer.filters.parse import compile_where

TABLE = pa.table(
    {
        "day": ["31/12/2023", "01/02/2024", None],
        "iso": ["2023-12-31", "2024-02-01T10:00:00", ""],
        "slashed": ["2023/12/31", "2024/02/01", None],
        "mixed": ["2023-12-31", "last week", None],
        "score": ["10", "9", "high"],
        "zip": ["01067", "10115", None],
        "name": ["ant", "bee", "cat"],
    }
)


def matches(text: str) -> list[int]:
    """Rows that match."""
    return compile_where(text, TABLE.schema).mask(TABLE).nonzero()[0].tolist()


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("iso >= '2024-01-01'", [1]),
        ("iso between '2023-12-01' and '2023-12-31'", [0]),
        ("'2024-01' <= iso", [1]),
        ("slashed >= '2024/01/01'", [1]),
        ("zip < '05000'", [0]),
        ("name >= 'bee'", [1, 2]),
        ("name < '10 ants'", []),
        ("day = '31/12/2023'", [0]),
        ("day != '2024-01-01'", [0, 1]),
        ("day in ('31/12/2023')", [0]),
    ],
)
def test_text_that_is_ordered_as_it_is_meant(text, rows):
    """ISO dates, codes of one length, words, and comparisons that have no order."""
    assert matches(text) == rows


@pytest.mark.parametrize(
    ("text", "column", "example"),
    [
        ("day >= '2023-01-01'", "day", "31/12/2023"),
        ("day < '01/01/2024'", "day", "31/12/2023"),
        ("'2023-01-01' < day", "day", "31/12/2023"),
        ("day between '2023-01-01' and '2023-12-31'", "day", "31/12/2023"),
        ("not (day > '2023-01')", "day", "31/12/2023"),
        ("slashed >= '2024-01-01'", "slashed", "2023/12/31"),
        ("mixed >= '2024-01-01'", "mixed", "last week"),
        ("score > '5'", "score", "10"),
        ("score > '0.5'", "score", "10"),
        ("zip < '5000'", "zip", "01067"),
        ("day > '2023'", "day", "31/12/2023"),
    ],
)
def test_text_that_is_ordered_otherwise_is_refused(text, column, example):
    """The column, an example of it, and what to do."""
    with pytest.raises(WhereError) as caught:
        matches(text)
    message = str(caught.value)
    assert f"column `{column}` is text, such as '{example}'" in message and "letter by letter" in message
    assert "index the table again" in message and "\n" not in message
