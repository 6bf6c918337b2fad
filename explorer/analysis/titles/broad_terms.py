"""Which terms say most of some images by themselves, whatever is around them."""

from collections.abc import Iterator
from itertools import permutations

import numpy as np

from explorer.analysis.titles.terms import Tally, Terms

DOMINANT = 0.4
CLEARLY = 0.6
"""A value is dominant from that share on, where no other has this part of its share."""
HALF = 0.5
WIDE = 0.75
SOME = 0.15
"""Least share of the parts of a cluster that is nothing for the most part."""
OTHER = 0.3
"""Least share of what is said beside a term of not clearly most of the images."""
TRIED = 8
"""So many terms are tried in pairs."""


def dominants(counts: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Return (q,) the value that most of the images of each cluster have, or -1, from (q, v) counts."""
    if not counts.shape[1]:
        return np.full(len(counts), -1)
    first = counts.argmax(axis=1)
    lines = np.arange(len(counts))
    most = counts[lines, first]
    rest = counts.copy()
    rest[lines, first] = 0
    is_dominant = (most >= DOMINANT * sizes) & (rest.max(axis=1) < CLEARLY * most) & (sizes > 0)
    return np.where(is_dominant, first, -1)


def dominant(here: Tally, values: int) -> int:
    """Return the value that most of the images have, or -1."""
    return int(dominants(here.counts[None, :values], np.array([here.size]))[0])


def most(here: Tally, terms: Terms) -> list[int]:
    """Return the terms that say most of a cluster by itself: one value, what is common, or two values."""
    first = dominant(here, terms.values)
    if first >= 0:
        return [first]
    is_wide = here.counts[terms.values :] >= WIDE * here.size
    wide = np.flatnonzero(is_wide & terms.telling[terms.values :])
    if len(wide):
        return [terms.values + int(wide[terms.breadth[wide].argmin()])]
    return _most_of(here.counts[: terms.values], 2)


def what_else(here: Tally, terms: Terms, first: int) -> list[int]:
    """Return the term of most of those images that are not under the first, where they are nearly as many."""
    if here.counts[first] >= CLEARLY * here.size:
        return []
    return next((pair[1:] for pair in _pairs(here, terms, OTHER) if pair[0] == first), [])


def broad(here: Tally, terms: Terms) -> list[int]:
    """Return the narrowest term that half of the images are under, whether it tells or not; or none.

    With what the others are, where they are nearly as many.
    """
    places = np.flatnonzero((here.counts >= HALF * here.size) & terms.telling)
    if not len(places):
        return []
    first = int(places[here.counts[places].argmin()])
    return [first, *what_else(here, terms, first)]


def several(here: Tally, terms: Terms) -> list[int]:
    """Return two terms that have no value in common and more images than others, one, or none."""
    return next(_pairs(here, terms, SOME), _largest(here, terms, SOME)[:1])


def _pairs(here: Tally, terms: Terms, least: float) -> Iterator[list[int]]:
    """Give terms in twos that have no value in common, each of enough images; the larger come first."""
    for first, second in permutations(_largest(here, terms, least), 2):
        if terms.under(first).isdisjoint(terms.under(second)):
            yield [first, second]


def _largest(here: Tally, terms: Terms, least: float) -> list[int]:
    places = np.flatnonzero((here.counts >= least * here.size) & terms.telling)
    return places[np.argsort(-here.counts[places], kind="stable")][:TRIED].tolist()


def _most_of(counts: np.ndarray, count: int) -> list[int]:
    places = np.flatnonzero(counts)
    return places[np.argsort(-counts[places], kind="stable")[:count]].tolist()
