"""The table of nouns: what each is called, and the classes among them."""

import re

from explorer.nouns import TABLE, read_nouns


def test_classes_stand_in_the_order_of_the_network():
    """A thousand of them, by their synsets, which is the order in which the network scores them."""
    nouns = read_nouns()
    assert len(nouns.class_nouns) == 1000
    synset = {noun: digits for digits, noun in nouns.by_synset.items()}
    digits = [synset[noun] for noun in nouns.class_nouns]
    assert digits == sorted(digits)
    names = [nouns.names[noun] for noun in nouns.class_nouns]
    assert (names[0], names[207], names[999]) == ("tench", "golden retriever", "toilet tissue")


def test_words_name_a_noun_whatever_else_they_mean():
    """A turtle is first of all a pullover, a crane a machine, and both are animals all the same."""
    nouns = read_nouns()
    said = dict(zip(nouns.names, nouns.words, strict=True))
    assert "turtle" not in nouns.by_word and "turtle" in said["turtle"]
    assert {"automobile", "auto"} <= set(nouns.words[nouns.by_word["auto"]])
    assert "soft coated wheaten terrier" in said["soft-coated wheaten terrier"]
    assert all(word == word.casefold() and "-" not in word for words in nouns.words for word in words)


def test_the_notice_stays_with_the_table():
    """Whoever has the table has WordNet's terms."""
    head = TABLE.read_text("utf-8")[:3000]
    assert re.search(r"WordNet 3\.0 Copyright 2006 by Princeton University", head)
    assert "Permission to use, copy, modify and distribute" in head
