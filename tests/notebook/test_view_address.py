"""What is seen, as a dictionary."""

import pytest

from explorer.errors import InputError
from explorer.notebook.view_address import view_of


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {}),
        (
            {"node": "12", "k": 30.0, "where": "label = 'cat'"},
            {"node": 12, "k": 30, "where": "label = 'cat'"},
        ),
        ({"row": 0, "model": None, "q": ""}, {"row": 0}),
        ("?view=map&node=3", {"view": "map", "node": 3}),
        ("http://127.0.0.1:8050/?q=a%20dog&tree=ab12#x", {"q": "a dog", "tree": "ab12"}),
    ],
)
def test_names_and_values_are_those_of_the_address(given, expected):
    """Numbers are numbers, what is empty is absent; a link will do."""
    assert view_of(given) == expected


@pytest.mark.parametrize(
    "given", [{"nod": 1}, {"node": "x"}, {"node": [1]}, 5, None, {1: 2}, {"q": "a" * 9000}]
)
def test_what_is_no_view_is_refused_in_a_sentence(given):
    """A name that is mistyped would otherwise do nothing."""
    with pytest.raises(InputError, match=r"[Vv]iew"):
        view_of(given)
