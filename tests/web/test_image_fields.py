"""Fields of an image in the inspector."""

import pytest

from explorer.web.page.inspector.image_panel import field_words


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [("concept", "tabby", "tabby (guess)"), ("concept", None, None), ("label", "tabby", "tabby")],
)
def test_a_guess_is_called_as_its_column_and_says_that_it_is_one(name, value, shown):
    """Of the encoder's word nobody has said that it is so; the column has one name, in filters and here."""
    assert field_words(name, value) == shown
