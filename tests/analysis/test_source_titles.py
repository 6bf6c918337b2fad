"""How a name stands in a title."""

import pytest

from explorer.analysis.titles.source_titles import LONGEST, elide


@pytest.mark.parametrize(
    ("name", "stands"),
    [
        ("golden retriever, retriever", "golden retriever, retriever"),
        ("ma\u202egnp", "magnp"),  # else what is joined to it would be read from right to left
        ("a\u2067b\u2069\u200f", "ab"),
        ("two\nlines \t of it", "two lines of it"),
        ("family \U0001f468\u200d\U0001f469", "family \U0001f468\u200d\U0001f469"),
        ("x" * LONGEST, "x" * LONGEST),
        ("x" * (LONGEST + 1), "x" * (LONGEST - 1) + "…"),
    ],
)
def test_a_name_stands_as_it_is_and_turns_nothing_round(name, stands):
    """In one line, without signs that control what follows; joined emoji stay joined."""
    assert elide(name) == stands
