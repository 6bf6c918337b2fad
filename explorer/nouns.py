"""What a noun is a kind of: a dalmatian is a dog, and a dog an animal."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from explorer.caching import cached_property

TABLE = Path(__file__).with_name("nouns.tsv")
MOSTLY = 0.6
_SYNSET = re.compile(r"n(\d{8})")
_SPACES = re.compile(r"[\s_-]+")


@dataclass(frozen=True)
class Nouns:
    """A small part of WordNet: places in these lists stand for nouns.

    Attributes
    ----------
    names : list of str
    above : list of tuple of int
        What each is a kind of, directly.
    by_synset : dict of str to int
        Digits of WordNet 3.0's offset.
    by_word : dict of str to int
        Of each word, lower case, the noun that it means first of all.
    classes : dict of str to tuple of int
        Of each name among ImageNet's 1,000 classes, the classes that are called so: cranes are two.
    words : list of tuple of str
        What each can be called, lower case: its name, its synonyms, whatever else these mean.
    class_nouns : list of int
        ImageNet's 1,000 classes in their usual order, that of their synsets.
    """

    names: list[str]
    above: list[tuple[int, ...]]
    by_synset: dict[str, int]
    by_word: dict[str, int]
    classes: dict[str, tuple[int, ...]]
    words: list[tuple[str, ...]]
    class_nouns: list[int]

    @cached_property
    def _lines(self) -> dict[int, frozenset[int]]:
        return {}

    def line(self, noun: int) -> frozenset[int]:
        """Return a noun and all that it is a kind of."""
        if noun not in self._lines:
            self._lines[noun] = frozenset([noun]).union(*(self.line(parent) for parent in self.above[noun]))
        return self._lines[noun]

    def parent(self, line: frozenset[int]) -> frozenset[int]:
        """Return the line of what the most special noun of a line is a kind of, first of all."""
        lowest = max(line, key=lambda noun: len(self.line(noun)), default=None)
        above = () if lowest is None else self.above[lowest]
        return self.line(above[0]) if above else frozenset()

    def find(self, text: str, among_classes: bool = False) -> frozenset[int]:
        """Return what a text names and all that this is a kind of; empty where it is no noun that is known.

        Parameters
        ----------
        text : str
            A word, several, a plural, synonyms with commas between, or a synset such as `n02084071`.
        among_classes : bool
            Whether ImageNet's classes come before the first sense: then a drumstick is played, not eaten.
        """
        synset = _SYNSET.fullmatch(text)
        if synset:
            return self.line(self.by_synset[synset[1]]) if synset[1] in self.by_synset else frozenset()
        text = _SPACES.sub(" ", text.split(",")[0]).strip().casefold()
        if among_classes and text in self.classes:
            return frozenset.intersection(*map(self.line, self.classes[text]))
        for word in (text, text.removesuffix("s"), text.removesuffix("es")):
            if word in self.by_word:
                return self.line(self.by_word[word])
        return frozenset()

    def name(self, text: str) -> str:
        """Return the name of a synset such as `n02084071`; any other text as it is."""
        synset = _SYNSET.fullmatch(text)
        known = synset and synset[1] in self.by_synset
        return self.names[self.by_synset[synset[1]]] if synset and known else text

    def are_classes(self, texts: Iterable[str]) -> bool:
        """Tell whether most of some names are those of ImageNet's classes."""
        known = [text.split(",")[0].strip().casefold() in self.classes for text in texts]
        return sum(known) > MOSTLY * len(known)


def read_nouns() -> Nouns:
    """Read the table; takes some hundredths of a second."""
    text = TABLE.read_text("utf-8")
    lines = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    by_synset = {line[0]: i for i, line in enumerate(lines)}
    by_word: dict[str, int] = {}
    classes: dict[str, tuple[int, ...]] = {}
    words, class_nouns = [], []
    for i, (_, _, is_class, name, first, *others) in enumerate(lines):
        firsts = [_plain(word) for word in first.split("|") if word]
        by_word.update(dict.fromkeys(firsts, i))
        also = [_plain(word) for field in others for word in field.split("|")]
        words.append(tuple(dict.fromkeys([_plain(name), *firsts, *also])))
        if is_class:
            key = name.casefold()
            classes[key] = (*classes.get(key, ()), i)
            class_nouns.append(i)
    above = [tuple(by_synset[synset] for synset in line[1].split(",") if synset) for line in lines]
    return Nouns([line[3] for line in lines], above, by_synset, by_word, classes, words, class_nouns)


def _plain(word: str) -> str:
    return word.replace("-", " ").casefold()
