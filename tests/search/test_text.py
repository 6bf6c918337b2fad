"""Words looked up in names and labels."""

import numpy as np
import pyarrow as pa
import pytest

from explorer.errors import InputError
from explorer.search.text import split_words, text_fields, word_scores

ITEMS = pa.table(
    {
        "path": [
            "dogs/img_001.png",
            "animals/great_white_shark.JPEG",
            "animals/Großer-Käse.jpg",
            "x/photo.png",
            "hotdog stand/a.png",
            "y/cat.old.png",
        ],
        "label": pa.array(["dog", None, None, "hot dog", None, "cat"]).dictionary_encode(),
        "concept": ["terrier", "shark", None, None, None, None],
        "place": [None, "Zürich", "Zurich", None, "ZÜRICH", ""],
        "hash": ["dog", "dog", "dog", "dog", "dog", "dog"],
        "prediction": ["bird"] * 6,
        "n": [1, 2, 3, 4, 5, 6],
    }
)


def ranked(text: str) -> list[int]:
    """Rows that answer, best first."""
    scores = word_scores(ITEMS, text)
    return [int(row) for row in np.argsort(-scores, kind="stable") if scores[row] > 0]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("dog", [0, 3, 4]),
        ("DOG", [0, 3, 4]),
        ("dogs", [0, 3, 4]),
        ("shark", [1]),
        ("great white shark", [1]),
        ("white-shark!", [1]),
        ("zurich", [1, 2, 4]),
        ("Zürich", [1, 2, 4]),
        ("kase", [2]),
        ("grosser", [2]),
        ("GROßER KÄSE", [2]),
        ("cat", [5]),
        ("png", []),
        ("bird", []),
        ("zebra", []),
    ],
)
def test_words_find_rows_in_order(text, rows):
    """Labels, names, folders and text columns are searched; endings, hashes and predictions are not."""
    assert ranked(text) == rows


def test_scores_lie_between_zero_and_one():
    """A whole label is 1; a word of it is less; the beginning of one and a part inside still less."""
    items = pa.table({"path": ["1", "2", "3", "4"], "label": ["cat", "black cat", "cattle", "bobcat"]})
    assert word_scores(items, "cat").tolist() == pytest.approx([1, 0.9, 0.7, 0.5])


def test_more_words_found_rank_higher():
    """A row that answers both words comes before rows that answer one."""
    items = pa.table({"path": ["a", "b", "c"], "label": ["red", "red car", "car"]})
    scores = word_scores(items, "red car")
    assert scores[1] == 1 and scores[0] == scores[2] == np.float32(0.45)


def test_other_scripts_are_found():
    """Letters of any script are letters."""
    items = pa.table(
        {"path": ["黒猫.png", "собака.png"], "label": [None, None]},
        pa.schema([("path", "string"), ("label", "string")]),
    )
    assert word_scores(items, "猫").tolist() == pytest.approx([0.475, 0])
    assert word_scores(items, "СОБАКА")[1] > 0.9


@pytest.mark.parametrize("text", ["...", "", "  ", "x " * 600, " ".join(f"w{i}" for i in range(40))])
def test_bad_query_is_refused(text):
    """No word, or far too many."""
    with pytest.raises(InputError):
        word_scores(ITEMS, text)


def test_signs_of_patterns_have_no_meaning():
    """What means something in a pattern language is only a separator here."""
    assert split_words(r"a.*b[c]\d%_e") == ["a", "b", "c", "d", "e"]


def test_empty_table_has_no_scores():
    """No rows, no scores."""
    assert word_scores(ITEMS.slice(0, 0), "dog").shape == (0,)


@pytest.mark.parametrize("text", ["dog", "zurich", "great white shark", "cat dog", "zebra"])
@pytest.mark.parametrize(("lo", "hi"), [(0, 6), (0, 0), (2, 5), (5, 6)])
def test_prepared_columns_give_the_scores_of_the_table(text, lo, hi):
    """Prepared once for all rows or for this slice alone: the same scores."""
    want = word_scores(ITEMS.slice(lo, hi - lo), text)
    assert word_scores(text_fields(ITEMS), text, lo, hi).tolist() == want.tolist()
    assert word_scores(ITEMS, text, lo, hi).tolist() == want.tolist()
