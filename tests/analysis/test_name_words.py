"""Words of paths, and which of them tell a cluster from the rest."""

import unicodedata
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from explorer.analysis.titles.name_words import clean_folder, clean_word, file_words, telling_words


@pytest.mark.parametrize(
    ("piece", "said"),
    [
        ("beach", "beach"),
        ("Beach12", "beach"),
        ("IMG", ""),
        ("1234", ""),
        ("n01440764", ""),
        ("a3f9bc01", ""),
        ("facade", "facade"),
        ("Straße", "strasse"),
        ("東京都", "東京都"),
        ("東京", "東京"),
        ("at", ""),
        ("train", ""),
        ("x7q9", ""),
        ("", ""),
    ],
)
def test_pieces_of_file_names(piece, said):
    """Counters, hashes, synset ids, short and general words say nothing."""
    assert clean_word(piece) == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("golden_retriever", "golden retriever"),
        ("2019-05 Lisbon", "lisbon"),
        ("train", ""),
        ("n01440764", ""),
        ("", ""),
    ],
)
def test_folder_names_stay_whole(name, said):
    """Several words of one folder are one word of ours."""
    assert clean_folder(name).casefold() == said


def test_words_of_rows_by_hand():
    """Each word once a row; what one file alone has is dropped."""
    words = file_words(
        pa.array(["a/cat_cat_1.png", "a/cat_2.png", "dogs/IMG_1.png", "dogs/lonely.png", None])
    )
    found = [[words.vocabulary[c] for c in words.codes[a:b]] for a, b in pairwise(words.starts)]
    assert found == [["cat"], ["cat"], ["dogs"], ["dogs"], []]


PATHS = pa.array(
    [f"2019/beach_holiday/IMG_{i:04d}.jpg" for i in range(40)]
    + [f"2019/DSC{i:05d}_snow.jpg" for i in range(60)]
)


def test_the_most_telling_words():
    """What covers the slice and not the rest; what everything has tells nothing."""
    words = file_words(PATHS)
    assert telling_words(words, 0, 40) == ["beach holiday"]
    assert telling_words(words, 40, 100) == ["snow"]
    assert telling_words(words, 0, 100) == []


def test_words_under_a_mask():
    """Only the rows that match count."""
    words, mask = file_words(PATHS), np.zeros(100, dtype=bool)
    assert telling_words(words, 0, 100, mask) == []
    mask[[1, 2, 50]] = True
    assert telling_words(words, 0, 100, mask) == ["beach holiday"]


def test_a_word_needs_coverage():
    """A rare word is no title, however telling."""
    paths = pa.array(["x/owl_1.jpg", "x/owl_2.jpg", *(f"x/{i}.jpg" for i in range(98))])
    words = file_words(paths)
    assert telling_words(words, 0, 6) == ["owl"]
    assert telling_words(words, 0, 7) == []


def test_a_word_needs_lift():
    """What most of the rest has too tells nothing, however much of the slice it covers."""
    words = file_words(pa.array([f"x/{'owl' if i % 5 or i < 10 else 'emu'}_{i}.jpg" for i in range(100)]))
    assert telling_words(words, 0, 10) == []


def test_no_paths():
    """Nothing in, nothing out."""
    assert file_words(pa.array([], pa.string())).vocabulary == []
    assert telling_words(file_words(pa.array(["7.png"])), 0, 1) == []


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text("aßÉ東ｆ٣²1xyz", min_size=1, max_size=9), min_size=1, max_size=5))
@example(["ﬁsh12345", "ŉab", "beach0042", "Ⅷabc", "١٢abc"])
def test_pieces_that_arrow_drops_say_nothing(pieces):
    """Whatever `clean_word` makes of the pieces of a name is what a row of that name has."""
    name = "-".join(pieces)
    said = {word for piece in split_as_names_are(name) if (word := clean_word(piece))}
    words = file_words(pa.array([f"{name}.png", f"{name}.jpg"]))
    assert {words.vocabulary[code] for code in words.codes} == said


def split_as_names_are(name: str) -> list[str]:
    """Pieces of letters and numbers, sign by sign."""
    marked = "".join(c if unicodedata.category(c)[0] in "LN" else " " for c in name)
    return marked.split()
