"""Words looked up in labels, names and classes: who comes first, what is left out, what is said."""

import numpy as np
import pyarrow as pa
import pytest

from explorer.errors import InputError
from explorer.index.class_shares import ClassShares
from explorer.search.by_words import WordSources, answer_words
from explorer.search.class_words import ClassWords
from explorer.search.query_text import read_query
from explorer.search.text_columns import text_fields

TENCH, RETRIEVER, BEAGLE, BALL = 0, 207, 162, 805
LIKELY = [
    {RETRIEVER: 0.9}, {BEAGLE: 0.5, BALL: 0.3}, {TENCH: 0.8, BEAGLE: 0.15}, {BALL: 0.95}, {RETRIEVER: 0.05},
]  # fmt: skip
"""Of five images: two dogs, a fish that looks a little like one, a ball, something unlike any."""
WORDS = ClassWords()


def known(classes: bool = True, **columns: list) -> WordSources:
    """Five images with some columns, and the classes above."""
    items = {"path": [f"{i}.jpg" for i in range(5)], **columns}
    best = [[*each.items(), (1, 0.0)] for each in LIKELY]
    made = ClassShares(
        np.array([[pair[0] for pair in each[:2]] for each in best], np.uint16),
        np.array([[pair[1] for pair in each[:2]] for each in best], np.float16),
        1000,
    )
    return WordSources(text_fields(pa.table(items)), WORDS, made if classes else None)


def found(text: str, least: float = 0.1, classes: bool = True, **columns: list) -> tuple[list[int], bool]:
    """Rows that answer, best first, and whether classes are among what says so."""
    answer = answer_words(known(classes, **columns), read_query(text))
    order = np.argsort(-(answer.scores + answer.told), kind="stable")
    return [int(row) for row in order if answer.scores[row] >= least], answer.by_classes


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("dog", [0, 1, 2]),
        ("golden retriever", [0]),
        ("dogs -fish", [0, 1]),
        ("dog -beagle", [0]),
        ("beagle ball", [1]),
        ("ball -dog", [3]),
        ("fish dog", [2]),
        ("a dog on the picture", [0, 1, 2]),
        ("a dog with a xyzzy", [0, 1, 2]),
    ],
)
def test_classes_answer_where_nobody_says_anything(text, rows):
    """By probability; of several things all must be there."""
    assert found(text) == (rows, True)


def test_labels_decide_on_their_images():
    """Where a label is a dog, other labels are none, whatever the encoder thinks; without one it is open."""
    label = ["tench", None, "dog", "beagle", None]
    assert found("dog", label=label) == ([2, 3, 1], True)
    assert found("dog", label=["tench", "dog", "ball", "beagle", "x"]) == ([1, 3], False)


def test_labels_that_say_nothing_of_it_decide_nothing():
    """Labels of another kind leave the question to the encoder."""
    assert found("dog", label=["red", "red", "blue", "blue", "blue"]) == ([0, 1, 2], True)


def test_names_come_first_and_classes_after():
    """A name that says so is believed, and those without are not forgotten."""
    path = ["a.jpg", "b.jpg", "c.jpg", "d.jpg", "my dog.jpg"]
    assert found("dog", path=path) == ([4, 0, 1, 2], True)


def test_a_hot_dog_comes_after_dogs():
    """Its label holds the word, and is no kind of it."""
    assert found("dog", label=["hot dog", "dog", "beagle", "tench", "x"], least=0.5)[0] == [1, 2, 0]


def test_words_that_name_no_class_are_looked_up():
    """In names and labels, as without an encoder; nothing found is an answer."""
    assert found("sunset", path=["a.jpg", "sunset.jpg", "c.jpg", "d.jpg", "e.jpg"]) == ([1], False)
    assert found("sunset") == ([], False)


def test_unwanted_words_count_in_names_too():
    """What a name says rules its image out, with classes and without."""
    path = ["dog.jpg", "dog person.jpg", "c.jpg", "d.jpg", "e.jpg"]
    assert found("dog -person", path=path)[0] == [0, 2]
    assert found("dog -person", path=path, classes=False) == ([0], False)


def test_a_guess_that_begins_with_a_word_is_no_find():
    """A cowboy hat is no cow, where classes can be asked."""
    concept = ["cowboy hat", "x", "x", "x", "x"]
    assert found("cow", concept=concept) == ([], False)
    assert found("cow", concept=concept, classes=False)[0] == [0]


def test_what_was_asked_and_what_is_missing_is_said():
    """A person reads how the answer came about."""
    note = answer_words(known(path=["a", "b", "c", "d", "dog"]), read_query("dog xyzzy")).note
    assert "one of 118 classes that are “dog”" in note and "1 whose label or name says so comes first" in note
    assert "No image has “xyzzy”." in note


@pytest.mark.parametrize("text", ["?!", " ".join(map(str, range(40))), 'dog -"?"', "x" * 2000])
def test_what_cannot_be_read_is_refused(text):
    """In one sentence."""
    with pytest.raises(InputError):
        answer_words(known(), read_query(text))
