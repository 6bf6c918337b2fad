"""Which terms tell some images from those around them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.analysis.titles.terms import Tally, Terms

DOMINANT = 0.4
CLEARLY = 0.6
"""A value is dominant from that share on, where no other has this part of its share."""
COMMON = 0.4
"""Least share of what several values have in common."""
WEAK = 0.25
PAIR = 0.5
"""Least share of two values together that needs no term for more of the images."""
WIDER = 1.1
LEAST = 0.12
"""Least share of a value that is named beside another."""
LIFT = 1.25
DEVIATIONS = 2.5
"""So many standard deviations above what the images around let expect is more than chance."""


@dataclass(frozen=True)
class Contrast:
    """A cluster beside the images around it.

    Attributes
    ----------
    here, around : Tally
        Of the cluster, and of all images that it is compared with; it is among them.
    said : tuple of int
        Terms that are no news.
    share : (t,) float64
    score : (t,) float64
        share · ln(share / share in both), 0 where that is not more than chance, and of what is said.
    """

    here: Tally
    around: Tally
    said: tuple[int, ...]
    share: np.ndarray
    score: np.ndarray


NOTHING = Contrast(Tally(np.zeros(0), 0), Tally(np.zeros(0), 0), (), np.zeros(0), np.zeros(0))
"""Where there is no term."""


@dataclass(frozen=True)
class Pair:
    """What is to be compared.

    Attributes
    ----------
    here, around : Tally
    said : tuple of int
        Terms that are no news.
    least : int
        What fewer images have tells nothing.
    """

    here: Tally
    around: Tally
    said: tuple[int, ...] = ()
    least: int = 2


def contrasts(pairs: Sequence[Pair]) -> list[Contrast]:
    """Compare clusters with what is around each, all at once."""
    every = np.array([pair.here.counts for pair in pairs])
    shown = np.flatnonzero(every.any(axis=0))
    here = every[:, shown]
    around = np.array([pair.around.counts[shown] for pair in pairs])
    sizes = np.array([[max(pair.here.size, 1), pair.around.size, pair.least] for pair in pairs], np.float64)
    size, total, least = (sizes[:, [i]] for i in range(3))
    others = np.maximum(total - size, 0)
    share = here / size
    outside = (around - here + 0.5) / (others + 1)
    # A cluster that is most of its parent weighs as much as the rest: it is to be told from it all the same.
    weight = np.minimum(size / np.maximum(total, 1), 0.5)
    base = weight * share + (1 - weight) * outside
    beyond = (share - outside) ** 2 * size > DEVIATIONS**2 * outside * np.maximum(1 - outside, 0.01)
    tells = beyond & (here >= least) & (share >= LIFT * base) & (others > 0)
    scores, shares = np.zeros(every.shape), np.zeros(every.shape)
    shares[:, shown] = share
    scores[:, shown] = np.where(tells, share * np.log(np.maximum(share / base, 1)), 0)
    for pair, score in zip(pairs, scores, strict=True):
        if pair.said:
            score[list(pair.said)] = 0
    return [Contrast(p.here, p.around, p.said, *row) for p, *row in zip(pairs, shares, scores, strict=True)]


def dominant(here: Tally, values: int) -> int:
    """Return the value that most of the images have, or -1."""
    counts = here.counts[:values]
    if not len(counts) or here.size == 0:
        return -1
    first = int(counts.argmax())
    if counts[first] < DOMINANT * here.size:
        return -1
    second = max(int(counts[:first].max(initial=0)), int(counts[first + 1 :].max(initial=0)))
    return first if second < CLEARLY * counts[first] else -1


def choose(found: Contrast, terms: Terms, weak: bool = False) -> list[int]:
    """Return the one or two terms that tell a cluster best; empty where none does.

    One value where most of the images have it. Else what several have in common, or two values where these
    are as many of the images; else the two things in common that together are. Terms of few images come last.

    Parameters
    ----------
    found : Contrast
    terms : Terms
    weak : bool
        Whether two values of few of the images are better than nothing.
    """
    values, told = terms.values, found.score.nonzero()[0]
    if not len(told):
        return []
    first = dominant(found.here, values)
    if first >= 0 and found.score[first] > 0:
        return [first]
    some = told[np.argsort(-found.score[told], kind="stable")].tolist()
    single = [place for place in some if place < values]
    pair = [place for place in single if found.share[place] >= LEAST][:2]
    covered = sum(found.share[place] for place in pair)
    common = next((place for place in some if place >= values and found.share[place] >= COMMON), None)
    if common and (covered < PAIR or len(pair) < 2 or found.share[common] > WIDER * covered):
        return [common]
    if covered >= PAIR:
        return pair
    common = next((place for place in some if place >= values and found.share[place] >= WEAK), None)
    if common and found.share[common] > WIDER * covered:
        return [common, *_second(found, terms, common)]
    return (pair or single[:2]) if weak else []


def _second(found: Contrast, terms: Terms, first: int) -> list[int]:
    """Return the term that tells best those images that are not under the first, where they are enough."""
    others = np.ones(terms.values, np.int64)
    others[terms.values_of(first)] = 0
    tallies = [
        Tally(terms.spread(t.counts[: terms.values] * others), t.size) for t in (found.here, found.around)
    ]
    (rest,) = contrasts([Pair(tallies[0], tallies[1], found.said)])
    return _best(rest.score * (rest.share >= LEAST), 1)


def most(here: Tally, terms: Terms) -> list[int]:
    """Return the terms that say most of a cluster by itself: one value, what is common, or two values."""
    first = dominant(here, terms.values)
    if first >= 0:
        return [first]
    wide = np.flatnonzero(here.counts[terms.values :] >= 0.75 * here.size)
    if len(wide):
        return [terms.values + int(wide[terms.breadth[wide].argmin()])]
    return _best(here.counts[: terms.values], 2)


def _best(score: np.ndarray, count: int) -> list[int]:
    """Return at most `count` places of the highest scores above 0, highest first; ties go to the lower."""
    places = np.flatnonzero(score)
    return places[np.argsort(-score[places], kind="stable")[:count]].tolist()
