"""Queries split into words."""

from explorer.search.text_columns import split_words


def test_signs_of_patterns_have_no_meaning():
    """What means something in a pattern language is only a separator here."""
    assert split_words(r"a.*b[c]\d%_e") == ["a", "b", "c", "d", "e"]
