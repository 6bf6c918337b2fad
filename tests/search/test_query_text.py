"""What a query asks for, and what it rules out."""

import pytest

from explorer.errors import InputError
from explorer.search.query_text import Query, read_query


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"),
    [
        ("dog", "dog", ()),
        ("dog -person", "dog", ("person",)),
        ("  -person dog ", "dog", ("person",)),
        ('dog -"traffic light" -cat', "dog", ("traffic light", "cat")),
        ("t-shirt - red", "t-shirt - red", ()),
        ("dog -cat -cat", "dog", ("cat",)),
        ('dog -""', "dog", ()),
        ("--dog x", "--dog x", ()),
    ],
)
def test_words_after_a_minus_rule_out(text, wanted, unwanted):
    """A minus within a word or alone is no such thing."""
    query = read_query(text)
    assert (query.wanted.split(), query.unwanted) == (wanted.split(), unwanted)


@pytest.mark.parametrize(("text", "said"), [("-dog", "only says what not"), ("  ", "empty")])
def test_something_has_to_be_asked_for(text, said):
    """Everything but dogs is a filter, not a search."""
    with pytest.raises(InputError, match=said):
        read_query(text)


def test_queries_are_compared_by_what_they_say():
    """A frozen record."""
    assert read_query("a") == Query("a")
