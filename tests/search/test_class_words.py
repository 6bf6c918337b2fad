"""Words for classes: breeds and kinds, synonyms, plurals, several meanings."""

import pytest

from explorer.search.class_words import LEFT_OUT, ClassWords


@pytest.fixture(scope="module")
def words() -> ClassWords:
    """The table, read once."""
    return ClassWords()


def classes(words: ClassWords, text: str) -> list[str]:
    """Names of the classes that a text stands for."""
    nouns = words.nouns
    return [nouns.names[nouns.class_nouns[place]] for place in sorted(words.find(text).classes)]


@pytest.mark.parametrize(
    ("text", "count"),
    [("dog", 118), ("dogs", 118), ("bird", 59), ("animal", 398), ("violins", 1)],
)
def test_a_kind_stands_for_all_classes_of_it(words, text, count):
    """All breeds are dogs, whatever lies between the two in the hierarchy."""
    assert len(words.find(text).classes) == count


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("golden retriever", ["golden retriever"]),
        ("Golden Retrievers", ["golden retriever"]),
        ("potter s wheel", ["potter's wheel"]),
        ("hot dog", ["hotdog"]),
        ("hotdogs", ["hotdog"]),
        ("crane", ["crane", "crane"]),
        ("mice", ["mouse"]),
        ("panda", ["giant panda"]),
        ("soft-coated wheaten terrier", ["soft-coated wheaten terrier"]),
    ],
)
def test_names_synonyms_and_plurals(words, text, names):
    """However a class is written, and both where two are called so."""
    assert classes(words, text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("rooster", ["cock"]),
        ("roosters", ["cock"]),
        ("bumblebee", ["bee"]),
        ("cathedral", ["church"]),
        ("tennis racket", ["racket"]),
    ],
)
def test_what_names_no_class_is_taken_for_the_nearest(words, text, names):
    """What it is a kind of, or what is called the same and is what it is; which is told."""
    assert classes(words, text) == names
    assert words.find(text).instead == names[0]
    assert words.find(names[0]).instead == ""


def test_what_the_table_leaves_out_is_what_lies_below_it(words):
    """A vertebrate is a bird, a fish, an amphibian, a reptile or a mammal, and no insect."""
    below = [
        set(classes(words, kind)) for kind in ("bird", "fish", "reptile", "mammal", "frog", "salamander")
    ]
    assert set(classes(words, "vertebrates")) == set().union(*below)
    labels = ["beagle", "bee", "goldfish", "frog", "truck"]
    assert words.are_kinds(words.find("vertebrate"), labels) == [True, False, True, True, False]
    assert {"tiger", "tabby"} <= set(classes(words, "feline"))
    assert "grey whale" in classes(words, "Marine mammals")
    for names in LEFT_OUT:
        assert all(words.find(name).classes and not words.find(name).instead for name in names.split())


def test_the_first_meaning_that_has_classes_counts(words):
    """A cat is no tiger, though WordNet calls both cats; an automobile is a car."""
    assert "tiger" not in classes(words, "cat") and "tabby" in classes(words, "cat")
    assert {"sports car", "limousine"} <= set(classes(words, "automobiles"))
    assert "loggerhead" in classes(words, "turtle")


@pytest.mark.parametrize("text", ["xyzzy", "", "s", "-", "réveil", "dog" * 300])
def test_what_names_nothing_has_no_class(words, text):
    """No error, no class."""
    assert words.find(text).classes == frozenset()


def test_words_are_split_into_the_longest_names(words):
    """Two things may be asked for at once."""
    split = words.split("golden retriever with a soccer ball".split())
    assert [each.words for each in split] == ["golden retriever", "with", "a", "soccer ball"]


def test_labels_are_kinds_of_what_was_asked_for(words):
    """A beagle is a dog, a hot dog is not, and what is no noun is nothing."""
    labels = ["beagle", "n02099601", "hot dog", "plum", "x9"]
    assert words.are_kinds(words.find("dogs"), labels) == [True, True, False, False, False]
    assert not any(words.are_kinds(words.find("xyzzy"), labels))
