"""Which terms tell some images from those around them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from explorer.analysis.titles.broad_terms import TRIED, dominant, dominants, what_else
from explorer.analysis.titles.terms import Tally, Terms

COMMON = 0.4
"""Least share of what several values have in common."""
PAIR = 0.5
"""Least share of two terms together, or of three values, that needs no term for more of the images."""
PART = 0.2
"""Least share of each of two terms in a title."""
WIDER = 1.1
LEAST = 0.12
"""Least share of a value that is named beside another."""
SAID = 0.2
"""What is said of fewer of the images gives way to whatever says more."""
LIFT = 1.25
LEAST_IMAGES = 2
"""What fewer images have tells nothing, but of labels in a handful."""
AT_ONCE = 128
"""Clusters that are compared at once: all of a large view beside a thousand terms would take 60 MB."""
DEVIATIONS = 2.5
"""So many standard deviations above what the images around let expect is more than chance."""


@dataclass(frozen=True)
class Contrast:
    """A cluster beside the images around it.

    Attributes
    ----------
    here : Tally
        Of the cluster.
    said : tuple of int
        Terms that are no news.
    shown : (s,) int64
        The terms that images of the cluster may have, ascending; no other tells anything.
    share : (s,) float64
    score : (s,) float64
        share · ln(share / share in both), 0 where that is not more than chance, and of what is said.
    first : int
        The dominant value, -1 where there is none.
    tells : bool
        Whether any term does.
    """

    here: Tally
    said: tuple[int, ...]
    shown: np.ndarray
    share: np.ndarray
    score: np.ndarray
    first: int
    tells: bool

    def score_of(self, term: int) -> float:
        """Return the score of one of the terms that are shown."""
        return float(self.score[np.searchsorted(self.shown, term)])

    def only(self, allowed: np.ndarray, values: int) -> "Contrast":
        """Return the same as if no image had another term than those allowed, (t,) bool."""
        here, kept = Tally(self.here.counts * allowed, self.here.size), allowed[self.shown]
        score = self.score * kept
        return replace(
            self, here=here, share=self.share * kept, score=score, first=dominant(here, values),
            tells=bool(score.any()),
        )  # fmt: skip


@dataclass(frozen=True)
class Counted:
    """Clusters, and images around them, counted.

    Attributes
    ----------
    here : (q, t) int64
        Images of each cluster that are under each term.
    sizes : (q,) int64
    around : (m, t) int64
        The same of the unions of clusters that they are compared with.
    totals : (m,) int64
    union : (q,) int64
        Which of them each is compared with.
    said : sequence of tuple of int
        (q,) Terms that are no news.
    least : (q,) int64
        What fewer images have tells nothing.
    values : int
        Terms below it are values, those from it on what several have in common.
    sure : (q,) bool
        Whether only what is more than chance tells, or all that is more frequent.
    """

    here: np.ndarray
    sizes: np.ndarray
    around: np.ndarray
    totals: np.ndarray
    union: np.ndarray
    said: Sequence[tuple[int, ...]]
    least: np.ndarray
    values: int
    sure: np.ndarray

    def part(self, start: int, stop: int) -> "Counted":
        """Return clusters `[start, stop)` of these, with all that they are compared with."""
        q = slice(start, stop)
        return replace(
            self, here=self.here[q], sizes=self.sizes[q], union=self.union[q], said=self.said[q],
            least=self.least[q], sure=self.sure[q],
        )  # fmt: skip


def contrasts(counted: Counted, every: bool = False) -> list[Contrast | None]:
    """Compare clusters with what is around each, some at once.

    Parameters
    ----------
    counted : Counted
    every : bool
        Whether clusters that no term tells are of interest, too; they are None otherwise.
    """
    shown = np.flatnonzero(counted.here.any(axis=0))
    result: list[Contrast | None] = []
    for start in range(0, len(counted.here), AT_ONCE):
        result += _contrasts(counted.part(start, start + AT_ONCE), shown, every)
    return result


def _contrasts(counted: Counted, shown: np.ndarray, every: bool) -> list[Contrast | None]:
    """Compare clusters by the terms that are shown, (s,) int64, with what is around each, all at once."""
    here, around = counted.here[:, shown], counted.around[:, shown][counted.union]
    score, share = _scores(counted, here, around)
    result: list[Contrast | None] = [None] * len(here)
    if not every and not score.any():
        return result
    places = np.full(counted.here.shape[1], -1)
    places[shown] = np.arange(len(shown))
    of_said = {said: places[list(said)] for said in set(counted.said) if said}
    of_said = {said: found[found >= 0] for said, found in of_said.items()}
    for line, said in zip(score, counted.said, strict=True):
        if said:
            line[of_said[said]] = 0
    telling: list[bool] = np.any(score, axis=1).tolist()
    asked = [i for i, tells in enumerate(telling) if tells or every]
    values = np.searchsorted(shown, counted.values)
    first = dominants(here[asked, :values], counted.sizes[asked])
    for i, most in zip(asked, first.tolist(), strict=True):
        result[i] = Contrast(
            here=Tally(counted.here[i], int(counted.sizes[i])),
            said=counted.said[i],
            shown=shown,
            share=share[i],
            score=score[i],
            first=int(shown[most]) if most >= 0 else -1,
            tells=telling[i],
        )
    return result


def _scores(counted: Counted, here: np.ndarray, around: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (q, s) the scores and the shares of the terms that are shown; 0 where a term tells nothing."""
    size = np.maximum(counted.sizes, 1)[:, None].astype(float)
    total = counted.totals[counted.union][:, None].astype(float)
    others = total - size
    share = here / size
    outside = (around - here + 0.5) / (np.maximum(others, 0) + 1)
    # A cluster that is most of its parent weighs as much as the rest: it is to be told from it all the same.
    weight = np.minimum(size / np.maximum(total, 1), 0.5)
    # A term is so many times as frequent as outside where it is LIFT times as frequent as in both.
    lift = LIFT * (1 - weight) / (1 - LIFT * weight)
    may_tell = (share >= lift * outside) & (here >= np.where(others > 0, counted.least[:, None], np.inf))
    score = np.zeros(share.shape)
    lines, terms = np.nonzero(may_tell)
    if not len(lines):
        return score, share
    inside, around_it, images = share[lines, terms], outside[lines, terms], size[lines, 0]
    chance = around_it * np.maximum(1 - around_it, 0.01)
    tells = (inside - around_it) ** 2 * images > DEVIATIONS**2 * chance
    tells |= ~counted.sure[lines] & (inside >= LEAST)
    part = weight[lines, 0]
    base = part * inside + (1 - part) * around_it
    score[lines, terms] = np.where(tells, inside * np.log(np.maximum(inside / base, 1)), 0)
    return score, share


def choose(found: Contrast, terms: Terms, weak: bool = False) -> list[int]:
    """Return the terms that tell a cluster best, three at most; empty where none does.

    One value where most of the images have it. Else what several have in common, or two or three values where
    these are as many of the images; else two things in common that together are half of them. Where something
    is said already, one more term will do.

    Parameters
    ----------
    found : Contrast
    terms : Terms
    weak : bool
        Whether two values of few of the images are better than nothing.
    """
    if not found.tells:
        return []
    shown, share = found.shown, found.share
    values = np.searchsorted(shown, terms.values)
    if found.first >= 0 and found.score_of(found.first) > 0:
        return [found.first]
    told = np.flatnonzero((found.score > 0) & terms.telling[shown])
    some = told[np.argsort(-found.score[told], kind="stable")].tolist()
    single = [place for place in some if place < values]
    listed = [place for place in single if share[place] >= LEAST]
    pair, three = listed[:2], listed[:3]
    covered = share[pair].sum()
    common = next((place for place in some if place >= values and share[place] >= COMMON), None)
    if common is not None and (covered < PAIR or len(pair) < 2 or share[common] > WIDER * covered):
        return [int(shown[common]), *_beside(found, terms, common)]
    if covered >= PAIR:
        return shown[pair].tolist()
    if share[three].sum() >= PAIR:
        return shown[three].tolist()
    parts = [place for place in some if share[place] >= PART]
    if found.said and parts:
        return [int(shown[parts[0]])]
    return _together(found, terms, parts[:TRIED]) or (shown[pair or single[:2]].tolist() if weak else [])


def _together(found: Contrast, terms: Terms, parts: list[int]) -> list[int]:
    """Return the two of some terms that tell best, have no value in common and are half of the images."""
    best: tuple[float, list[int]] = (0, [])
    for pair in combinations(parts, 2):
        first, second = found.shown[list(pair)].tolist()
        if found.share[list(pair)].sum() >= PAIR and terms.under(first).isdisjoint(terms.under(second)):
            best = max(
                best, (float(found.score[list(pair)].sum()), [first, second]), key=lambda each: each[0]
            )
    return best[1]


def _beside(found: Contrast, terms: Terms, first: int) -> list[int]:
    """Return what else the images are, beside a term of a contrast, unless something is said already."""
    return [] if found.said else what_else(found.here, terms, int(found.shown[first]))


def telling_pair(found: Contrast, terms: Terms) -> list[int]:
    """Return the two values that tell best, of however few images; none where fewer do."""
    values = found.score[: np.searchsorted(found.shown, terms.values)]
    pair = np.flatnonzero(values)
    pair = pair[np.argsort(-values[pair], kind="stable")[:2]]
    return found.shown[pair].tolist() if len(pair) == 2 else []
