"""Which images a few words name: facts before guesses, whole words before parts, most words before some."""

import numpy as np
import pyarrow as pa
import pytest

from explorer.errors import InputError
from explorer.search.lookup import look_up
from explorer.search.text_columns import text_fields

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


def found(items: pa.Table, text: str):
    """What the words are found in."""
    return look_up(text_fields(items), text)


def rows_of(text: str, items: pa.Table = ITEMS) -> list[int]:
    """Rows that answer, best first."""
    answer = found(items, text)
    ranked = np.argsort(-answer.scores, kind="stable")
    assert np.array_equal(answer.mask, answer.scores > 0)
    return [int(row) for row in ranked if answer.mask[row]]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("dog", [0, 3]),
        ("DOG", [0, 3]),
        ("dogs", [0, 3]),
        ("hotdog", [4]),
        ("otdo", [4]),
        ("sharks", [1]),
        ("great white shark", [1]),
        ("white-shark!", [1]),
        ("zurich", [1, 2, 4]),
        ("Zürich", [1, 2, 4]),
        ("kase", [2]),
        ("grosser", [2]),
        ("GROßER KÄSE", [2]),
        ("cat", [5]),
        ("a picture of the dog", [0, 3]),
        ("png", []),
        ("bird", []),
        ("zebra", []),
        ("purple dog dancing", []),
        ("a", [4]),
        ("i", []),
    ],
)
def test_words_find_rows_in_order(text, rows):
    """Labels, names, folders and text columns are searched; endings, hashes and predictions are not."""
    assert rows_of(text) == rows


def of_labels(*labels, **columns) -> pa.Table:
    """A table of these labels, whose names say nothing."""
    return pa.table({"path": [str(i) for i in range(len(labels))], "label": list(labels), **columns})


def test_all_that_are_named_answer_and_no_namesakes():
    """However many there are; a word of its own beats the beginning of one, and that a part inside."""
    items = of_labels(*["cat"] * 500, "black cat", "cattle", "bobcat")
    assert found(items, "cat").mask.sum() == 501
    assert rows_of("cat", items.slice(501)) == [0]
    assert rows_of("cat", items.slice(502)) == [0]


@pytest.mark.parametrize("text", ["cat", "cats"])
def test_singular_and_plural_find_each_other(text):
    """In folders called `cats` as in labels called `cat`."""
    assert rows_of(text, of_labels("cats", "cat", "catamaran")) in ([0, 1], [1, 0])


def test_a_counter_is_no_part_of_a_word():
    """`cat07` is a cat; `img12` is not the image `img1`."""
    items = pa.table({"path": ["cat07.png", "cathedral.png", "img1.png", "img12.png"]})
    assert rows_of("cat", items) == [0]
    assert rows_of("img1", items) == [2]


def test_a_guess_of_the_encoder_counts_only_where_no_fact_does():
    """A dog that looks like a tiger cat is no cat where there are labels; else it is the best there is."""
    items = of_labels("cat", "dog", "ship", concept=["terrier", "tiger cat", "tiger cat"])
    by_fact, by_guess = found(items, "cat"), found(items, "tiger cat")
    assert (by_fact.mask.tolist(), by_fact.guessed) == ([True, False, False], False)
    assert by_guess.guessed and rows_of("tiger", items) == [1, 2]


def test_most_of_the_words_must_be_there():
    """Those that hold most of them answer, were it half of them; fewer is chance."""
    items = of_labels("red car", "car", "red", "blue")
    assert rows_of("red car", items) == [0]
    assert rows_of("green car", items) == [1, 0] or rows_of("green car", items) == [0, 1]
    assert found(items, "green car").missing == ("green",)
    assert rows_of("green tall car", items) == []
    assert rows_of("blue car", items.slice(1)) == [0, 2]


def test_scores_lie_between_zero_and_one():
    """A whole label is 1; a word of it is less."""
    scores = found(of_labels("cat", "black cat", "dog"), "cat").scores
    assert scores.tolist() == pytest.approx([1, 0.9, 0])


def test_other_scripts_are_found():
    """Letters of any script are letters."""
    items = pa.table(
        {"path": ["黒猫.png", "собака.png"], "label": [None, None]},
        pa.schema([("path", "string"), ("label", "string")]),
    )
    assert rows_of("黒猫", items) == [0] and rows_of("СОБАКА", items) == [1]
    assert rows_of("猫", items) == [0] and rows_of("黒", items) == [0]


@pytest.mark.parametrize("text", ["...", "", "  ", "x " * 600, " ".join(f"w{i}" for i in range(40))])
def test_bad_query_is_refused(text):
    """No word, or far too many."""
    with pytest.raises(InputError):
        found(ITEMS, text)


def test_an_empty_table_answers_nothing():
    """No rows, no error."""
    assert found(ITEMS.slice(0, 0), "dog").mask.shape == (0,)
