"""Which of ImageNet's classes a word names: a breed by its name, all by `dog`, both cranes by `crane`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from explorer.nouns import Nouns, read_nouns

LONGEST = 6
"""Words that a name has at most."""
_ENDINGS = (("ies", "y"), ("ves", "f"), ("ves", "fe"), ("es", ""), ("s", ""), ("men", "man"))
_PLURALS = {
    "mice": "mouse", "geese": "goose", "people": "person", "children": "child", "teeth": "tooth",
    "feet": "foot", "oxen": "ox", "leaves": "leaf", "cacti": "cactus", "fungi": "fungus",
}  # fmt: skip

LEFT_OUT = {
    # Bird, fish, amphibian, reptile, mammal.
    "vertebrate craniate chordate": "01503061 01473806 01627424 01661091 01861778",
    "feline felid": "02121620 02127808",  # cat, big cat
    "aquatic-mammal marine-mammal": "02062430 02073250 02077923",  # cetacean, sea cow, sea lion
    "conveyance transport": "04524313 02924116",  # vehicle, bus
    # Container, device, equipment, furniture, tool, utensil, vehicle.
    "instrumentality instrumentation": "03094503 03183080 03294048 03405725 04451818 04516672 04524313",
    "organism living-thing being": "00015388 00017222 12992868 00007846",  # animal, plant, fungus, person
}
"""Nouns that the table leaves out, since they say nothing in a title, and the synsets that lie below them."""


@dataclass(frozen=True)
class NamedWords:
    """Words of a query that stand for one thing.

    Attributes
    ----------
    words : str
        As they were written, folded.
    nouns : frozenset of int
        What they can mean, in `Nouns`; empty where they are no noun that is known.
    classes : frozenset of int
        The classes that are one of these, or kinds of it, by their places in the encoder's order.
    instead : str
        Where the words name no class: what the classes are called that come nearest; empty else.
    """

    words: str
    nouns: frozenset[int] = frozenset()
    classes: frozenset[int] = frozenset()
    instead: str = ""


class ClassWords:
    """Finds the classes that words name.

    Parameters
    ----------
    nouns : Nouns, optional
        The table that titles have too.
    """

    def __init__(self, nouns: Nouns | None = None) -> None:
        self.nouns = nouns or read_nouns()
        self._kinds: dict[int, set[int]] = {}
        for place, noun in enumerate(self.nouns.class_nouns):
            for above in self.nouns.line(noun):
                self._kinds.setdefault(above, set()).add(place)
        self._called: dict[str, set[int]] = {}
        for noun, words in enumerate(self.nouns.words):
            for word in words:
                self._called.setdefault(_plain(word), set()).add(noun)
        self._first = {_plain(word): noun for word, noun in self.nouns.by_word.items()}

    def find(self, text: str) -> NamedWords:
        """Return what a word, or several that are one name, stand for; a plural counts as its singular.

        It is what the word means first of all where that has classes: a cat is no tiger. Else all that it can
        mean: of a mouse, the one beside a computer.
        """
        known = NamedWords(text)
        forms = _singulars(_plain(text))
        for form in forms:
            first = self._first.get(form)
            nouns = {first} if first in self._kinds else self._called.get(form, set())
            if nouns and not known.classes:
                held = [self._kinds[noun] for noun in nouns if noun in self._kinds]
                classes = frozenset[int]().union(*held)
                known = NamedWords(text, frozenset(nouns), classes) if classes or not known.nouns else known
        if known.classes:
            return known
        return self._nearest(known) if known.nouns else self._left_out(known, forms)

    def holding(self, text: str, most: int) -> list[tuple[str, int]]:
        """Return names that hold a text where a word begins, and how many classes each is, most first.

        Of several names for one thing there is one.
        """
        asked, found, seen = _plain(text), [], set()
        for name, nouns in self._called.items():
            if name.startswith(asked) or f" {asked}" in name:
                classes = frozenset[int]().union(*(self._kinds.get(noun, ()) for noun in nouns))
                if classes:
                    found.append(
                        (not name.startswith(asked), -len(classes), len(name), name, frozenset(nouns))
                    )
        given = []
        for _, many, _, name, nouns in sorted(found, key=lambda each: each[:4]):
            if nouns not in seen:
                given.append((name, -many))
                seen.add(nouns)
        return given[:most]

    def _nearest(self, named: NamedWords) -> NamedWords:
        """Take words that name no class for the class they are a kind of, or one of the same name.

        A bumblebee is a bee; a rooster is called cock, too, and so is a class of birds, which it is one of.
        """
        classes = set(self.nouns.class_nouns)
        above = frozenset[int]().union(*(self.nouns.line(noun) & classes for noun in named.nouns))
        alike = set()
        for noun in () if above else named.nouns:
            names = {_plain(word) for word in self.nouns.words[noun]}
            called = {other for name in names for other in self._called.get(name, ()) if other in self._kinds}
            line = self.nouns.line(noun)
            alike |= {other for other in called if not line.isdisjoint(self.nouns.above[other])}
        if not above and not alike:
            return named
        found = above or frozenset(alike)
        places = frozenset[int]().union(*(self._kinds[noun] for noun in found))
        instead = " or ".join(dict.fromkeys(self.nouns.names[noun] for noun in sorted(found)))
        return NamedWords(named.words, named.nouns | frozenset(alike), places, instead)

    def _left_out(self, named: NamedWords, forms: Sequence[str]) -> NamedWords:
        """Take a noun that the table leaves out for what lies below it."""
        names = {form.replace(" ", "-") for form in forms}
        below = next(
            (kinds for called, kinds in LEFT_OUT.items() if not names.isdisjoint(called.split())), ""
        )
        nouns = frozenset(self.nouns.by_synset[synset] for synset in below.split())
        classes = frozenset[int]().union(*(self._kinds[noun] for noun in nouns))
        return NamedWords(named.words, nouns, classes)

    def are_kinds(self, named: NamedWords, values: Sequence[str]) -> list[bool]:
        """Tell which of some labels are what words stand for, or a kind of it: a beagle is a dog."""
        among = self.nouns.are_classes(values)
        return [not named.nouns.isdisjoint(self.nouns.find(value, among)) for value in values]

    def split(self, words: Sequence[str]) -> list[NamedWords]:
        """Split words into names, the longest first of all: `golden retriever ball` is two things."""
        found, start = [], 0
        while start < len(words):
            lengths = range(min(LONGEST, len(words) - start), 1, -1)
            several = (self.find(" ".join(words[start : start + length])) for length in lengths)
            named = next((each for each in several if each.nouns), None) or self.find(words[start])
            found.append(named)
            start += len(named.words.split(" "))
        return found


def _plain(text: str) -> str:
    """Fold what differs between ways to write a name: signs and spaces between its words."""
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def _singulars(text: str) -> list[str]:
    """Return a text, and what its last word may be the plural of."""
    head, _, last = text.rpartition(" ")
    forms = [last]
    if last in _PLURALS:
        forms.append(_PLURALS[last])
    for ending, singular in _ENDINGS:
        if last.endswith(ending) and len(last) > len(ending) + 1:
            forms.append(last.removesuffix(ending) + singular)
    return [f"{head} {form}".strip() for form in forms]
