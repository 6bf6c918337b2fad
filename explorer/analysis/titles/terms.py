"""What can be said of a column's values: each by itself, and what several have in common."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from explorer.analysis.slice_counts import SliceCounts
from explorer.caching import cached_property, remember
from explorer.nouns import Nouns

SAID_KEPT = 1024
MOST_VALUES = 20_000
"""Beyond these, values are not looked up: such a column names files, not kinds."""

ABOVE_ALL = 0.99
"""A level above this part of the values tells none of them from another."""

SAYS_NOTHING = frozenset({"object", "ship or aircraft"})
"""What nearly everything is, and what nobody says: no title of what can be counted has it."""

_LEVEL = re.compile(r"(?![A-Za-z]{1,2}/|[\W\d_]+/)[^\W_][^/<>]*(?<!\s)/(?=[\w(])")
"""A level of a name: of `animal/dog`, not of `km/h`, `w/o`, `1/2` or `<b>bold</b>`."""


@dataclass(frozen=True)
class Terms:
    """Words for values, and words for several values at once.

    Attributes
    ----------
    names : list of str
        (t,) First those of the v values, then those of what they have in common, most special first.
    values : int
    members : (m,) int64
        The values of each common term, one after the other.
    starts : (t - v,) int64
        Where those of each begin.
    lines : list of frozenset of int
        (v,) Nouns that each value is a kind of.
    above : list of frozenset of int
        (t - v,) The same of the common terms.
    parents : list of frozenset of int
        (v,) Of each value, the next noun above it and all that this is a kind of.
    """

    names: list[str]
    values: int
    members: np.ndarray
    starts: np.ndarray
    lines: list[frozenset[int]]
    above: list[frozenset[int]]
    parents: list[frozenset[int]]

    def line(self, place: int) -> frozenset[int]:
        """Return what a term is a kind of, itself included; empty where it is no noun that is known."""
        return self.lines[place] if place < self.values else self.above[place - self.values]

    @cached_property
    def _places(self) -> dict[str, tuple[int, ...]]:
        found: dict[str, tuple[int, ...]] = {}
        for place, name in enumerate(self.names):
            found[name] = (*found.get(name, ()), place)
        return found

    def places_of(self, name: str) -> tuple[int, ...]:
        """Return the terms of a name; two things may be called the same."""
        return self._places.get(name, ())

    def spread(self, counts: np.ndarray) -> np.ndarray:
        """Return (…, t) the counts of all terms from (…, v) those of the values."""
        if not len(self.starts):
            return counts
        together = np.add.reduceat(counts[..., self.members], self.starts, axis=-1)
        return np.concatenate([counts, together], axis=-1)

    def values_of(self, place: int) -> np.ndarray:
        """Return the values under a common term."""
        first, *end = self.starts[place - self.values : place - self.values + 2].tolist()
        return self.members[first : end[0] if end else None]

    def under(self, place: int) -> frozenset[int]:
        """Return the values that a term stands for: itself, or those under a common term."""
        if place not in self._under:
            self._under[place] = frozenset([place] if place < self.values else self.values_of(place).tolist())
        return self._under[place]

    @cached_property
    def _under(self) -> dict[int, frozenset[int]]:
        return {}

    @cached_property
    def telling(self) -> np.ndarray:
        """(t,) bool Whether a term says anything."""
        return np.array([name not in SAYS_NOTHING for name in self.names], bool)

    @cached_property
    def breadth(self) -> np.ndarray:
        """(t - v,) How many values each common term has."""
        return np.diff(np.append(self.starts, len(self.members)))

    @cached_property
    def said_by(self) -> Callable[[tuple[str, ...]], tuple[int, ...]]:
        """Places of some names, and of what these are kinds of; those that are no terms have none."""
        return remember(SAID_KEPT, self._said_by)

    def _said_by(self, names: tuple[str, ...]) -> tuple[int, ...]:
        places = {place for name in names for place in self._places.get(name, ())}
        above = {line for place in places for line in [self.line(place)] if line}
        wider = (place for place in range(self.values, len(self.names)) if self.line(place))
        return tuple(places.union(p for p in wider if any(self.line(p) < line for line in above)))


@dataclass(frozen=True)
class Tally:
    """How many images of some slices are under each term.

    Attributes
    ----------
    counts : (t,) int64
    size : int
        Images of the slices, with a value or without.
    """

    counts: np.ndarray
    size: int


class TermCounts:
    """Counts terms in slices.

    Parameters
    ----------
    terms : Terms
    counts : SliceCounts
        Of all terms, or of the values, whose counts are those of what they have in common, too.
    codes : (n,) int32, optional
        The value of each image, -1 where it has none; None where it may have several.
    """

    def __init__(self, terms: Terms, counts: SliceCounts, codes: np.ndarray | None = None) -> None:
        self.terms, self.codes = terms, codes
        self._counts = counts

    def under(self, mask: np.ndarray) -> "TermCounts":
        """Return the same where only images that match count, (n,) bool."""
        return TermCounts(self.terms, self._counts.under(mask), self.codes)

    def count_each(self, lo: np.ndarray, hi: np.ndarray) -> np.ndarray:
        """Return (s, t) how many images of slices `[lo, hi)`, (s,) int64 both, are under each term.

        Whole numbers, or what is expected by the probabilities of an image's classes.
        """
        counts = self._counts.count_each(lo, hi)
        return self.terms.spread(counts) if counts.shape[1] == self.terms.values else counts


def count_codes(codes: np.ndarray, terms: Terms) -> TermCounts:
    """Count the values (n,) int32 of a column, -1 where missing, and what they have in common."""
    return TermCounts(terms, SliceCounts(codes, terms.values), codes)


def make_terms(values: Sequence[str], nouns: Nouns, of_encoder: bool = False) -> Terms:
    """Find what values have in common: levels of `animal/dog`, and what nouns are kinds of.

    Parameters
    ----------
    values : sequence of str
    nouns : Nouns
    of_encoder : bool
        Whether the values are ImageNet's classes for certain.
    """
    looked_up = values if len(values) <= MOST_VALUES else ()
    classes = of_encoder or nouns.are_classes(looked_up)
    levels = _levels(values)
    last = [
        value[len(above[-1]) + 1 :] if above else value for value, above in zip(values, levels, strict=True)
    ]
    lines = [nouns.find(text, classes) for text in last[: len(looked_up)]]
    lines += [frozenset()] * (len(values) - len(lines))
    members: dict[str | int, list[int]] = {}
    for code, line in enumerate(lines):
        for key in [*levels[code], *line]:
            members.setdefault(key, []).append(code)
    wide = ABOVE_ALL * len(values)
    members = {key: held for key, held in members.items() if isinstance(key, int) or len(held) < wide}
    common = _different(members, nouns)
    names = [_first_synonym(text, nouns) if classes else nouns.name(text) for text in last]
    names += [nouns.names[key] if isinstance(key, int) else key.rpartition("/")[2] for key, _ in common]
    listed = np.array([code for _, codes in common for code in codes], np.int64)
    starts = np.cumsum([0, *(len(codes) for _, codes in common)])[: len(common)]
    above = [nouns.line(key) if isinstance(key, int) else frozenset() for key, _ in common]
    parents = [nouns.parent(line) for line in lines]
    return Terms(names, len(values), listed, starts, lines, above, parents)


def plain_terms(values: Sequence[str]) -> Terms:
    """Take values as they are, with nothing in common."""
    count = len(values)
    none, unknown = np.empty(0, np.int64), [frozenset()] * count
    return Terms(list(values), count, none, none, unknown, [], unknown)


def _different(members: dict, nouns: Nouns) -> list[tuple[str | int, list[int]]]:
    """Keep terms of several values, and of those with the same values the most special; it comes first."""
    best: dict[tuple[int, ...], str | int] = {}
    for key, codes in sorted(members.items(), key=lambda item: _depth(item[0], nouns), reverse=True):
        if len(codes) > 1:
            best.setdefault(tuple(codes), key)
    return [(key, list(codes)) for codes, key in best.items()]


def _depth(key: str | int, nouns: Nouns) -> tuple[int, int, str]:
    # What the labels themselves say comes before what a dictionary does.
    return (0, len(nouns.line(key)), nouns.names[key]) if isinstance(key, int) else (1, key.count("/"), key)


def _levels(values: Sequence[str]) -> list[list[str]]:
    """Return the levels above each value, outermost first; none where no other value shares the first.

    A slash may be a part of any name. It parts levels where all before it look like names, and where at
    least two values have the first in common.
    """
    found = []
    for value in values:
        ends, end = [], 0
        while step := _LEVEL.match(value, end):
            end = step.end()
            ends.append(end - 1)
        found.append([value[:end] for end in ends] if "/" not in value[end:] else [])
    shared = Counter(levels[0] for levels in found if levels)
    return [levels if levels and shared[levels[0]] > 1 else [] for levels in found]


def _first_synonym(text: str, nouns: Nouns) -> str:
    """Return `tench` of `tench, Tinca tinca`, as ImageNet's classes are written."""
    first = text.split(", ")[0]
    return nouns.name(first if nouns.find(first, among_classes=True) else text)
