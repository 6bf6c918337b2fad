"""Vectors of words: prompts averaged, and what is not wanted taken out."""

import numpy as np
import pytest

from explorer.errors import InputError
from explorer.search.query_text import Query, read_query
from explorer.search.text_vectors import PROMPTS, text_vector

WORDS = ("dog", "person", "grass")


class Tower:
    """A text tower whose vectors count words, and differ a little by prompt."""

    def encode_text(self, texts):
        """Unit rows: one number a word, one for the length."""
        found = np.array([[*(text.count(word) for word in WORDS), len(text) / 100] for text in texts])
        return found / np.linalg.norm(found, axis=1, keepdims=True)


def test_prompts_are_averaged():
    """The mean of the unit vectors of all prompts, as in zero-shot classification."""
    expected = Tower().encode_text([prompt.format("dog") for prompt in PROMPTS]).mean(axis=0)
    assert text_vector(Tower(), Query("dog")) == pytest.approx(expected)


def test_what_is_not_wanted_is_taken_out():
    """The vector is at right angles to it, and still near to what is wanted."""
    plain, less = (text_vector(Tower(), read_query(text)) for text in ("dog person", "dog person -person"))
    unwanted = text_vector(Tower(), Query("person"))
    assert abs(less @ unwanted) < 1e-9 < plain @ unwanted
    assert less[0] > 0.1


def test_nothing_left_is_refused():
    """A dog that is no dog."""
    with pytest.raises(InputError, match="all that is asked for"):
        text_vector(Tower(), read_query("dog -dog"))


def test_braces_are_words():
    """A query is put into prompts as it is, whatever it holds."""
    assert np.isfinite(text_vector(Tower(), Query("{0} {dog} %s"))).all()
