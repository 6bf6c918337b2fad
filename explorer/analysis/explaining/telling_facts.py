"""Which facts tell a finding from the right images of its classes elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.analysis.classes.intervals import told_intervals, wilson_interval
from explorer.analysis.evaluation.paired import holm
from explorer.analysis.explaining.facts import Facts
from explorer.analysis.explaining.sides import Sides
from explorer.analysis.stratified_test import stratified_p
from explorer.cancellation import unless_cancelled

LEVEL = 0.05
"""Chance that any fact at all is told of a part that is drawn at random from its classes."""
LEAST = 5
"""Images of the finding that a fact holds for: of fewer, nothing is told."""
LEAST_SHARE, LIFT = 0.15, 1.25
"""What holds for less of the finding, or hardly more often than elsewhere, tells little, however certain."""
TESTED_EXACTLY = 64
"""Facts with the largest ratios; no other is told, and all count in the correction."""
TOLD = 5


@dataclass(frozen=True)
class TellingFacts:
    """What tells a finding.

    Attributes
    ----------
    told : list of dict
        `source`, `column`, `name`, `where`; `count` and `share` of the finding, with `interval`;
        `share_outside` of the right images elsewhere, weighted by class, with `interval_outside`; `p`,
        adjusted for all facts that were looked at (Holm); `elsewhere`: `_elsewhere`.
    looked_at : int
        Facts that could have been told.
    """

    told: list[dict]
    looked_at: int


@dataclass(frozen=True)
class _Fact:
    """One fact: what it says, and of which images of both sides it holds, the finding's first."""

    facts: Facts
    place: int

    @property
    def holds(self) -> np.ndarray:
        return self.facts.holds[:, self.place]

    @property
    def said(self) -> dict:
        facts, place = self.facts, self.place
        return {
            "source": facts.source,
            "column": facts.column or None,
            "name": facts.names[place],
            "where": facts.where[place] or None,
        }


def telling_facts(sides: Sides, sources: Sequence[Facts]) -> TellingFacts:
    """Return the facts that hold for more of a finding than chance gives within its classes.

    All facts are compared by `stratified_p` with the right images elsewhere, and adjusted for their
    number, those included that are not looked at further. They are told by falling log likelihood ratio, of
    facts that say nearly the same (`Facts.one`) only the first; one is passed over where it tells nothing
    (p > 0.05) among images that agree in all that is told already, so that `cat` is not followed by `feline`.

    Parameters
    ----------
    sides : Sides
    sources : sequence of Facts
        Of the images of `sides`: first those inside, then those outside.
    """
    size = len(sides.inside)
    compared = np.concatenate([np.ones(size, bool), sides.right])
    strata = np.concatenate([sides.stratum_inside, sides.stratum_outside])[compared]
    part = np.arange(len(strata)) < size
    groups = _Groups(strata, part)
    candidates, looked_at = [], 0
    for facts in sources:
        inside, having = groups.count(facts.holds[compared])
        rare = having.sum(axis=0)
        looked_at += int(np.count_nonzero((rare >= LEAST) & (rare < len(strata))))
        ratios = _ratios(inside, having, groups, sides.weights)
        # Of ends of one range the one that tells most stands for all, so that they crowd out nothing else.
        told = [int(ratios.argmax())] if facts.one and len(ratios) else range(len(ratios))
        candidates += [(ratios[i], _Fact(facts, i)) for i in told if ratios[i] > 0]
    candidates.sort(key=lambda each: -each[0])
    candidates = candidates[:TESTED_EXACTLY]
    chances = [_p(groups, fact.holds[compared]) for _, fact in unless_cancelled(candidates)]
    others = np.ones(max(0, looked_at - len(chances)))
    adjusted = holm(np.concatenate([chances, others]))[: len(chances)]
    told, agreed = [], strata
    for (_, fact), p in zip(candidates, adjusted.tolist(), strict=True):
        if p > LEVEL or len(told) == TOLD:
            continue
        if told and _p(_Groups(agreed, part), fact.holds[compared]) > LEVEL:
            continue
        told.append({**fact.said, **_shares(sides, fact.holds), "p": p})
        agreed = np.unique(2 * agreed + fact.holds[compared], return_inverse=True)[1]
    return TellingFacts(told, looked_at)


class _Groups:
    """Images in strata, some of which are of the finding."""

    def __init__(self, strata: np.ndarray, part: np.ndarray) -> None:
        self.part, self._order = part, np.argsort(strata, kind="stable")
        self._starts = np.flatnonzero(np.diff(strata[self._order], prepend=-1))
        self.totals = self._sum(np.ones((len(strata), 1), bool))[:, 0]
        self.sizes = self._sum(part[:, None])[:, 0]

    def count(self, holds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return twice (s, f) int64: images that facts hold for, of the finding and of both sides."""
        return self._sum(holds & self.part[:, None]), self._sum(holds)

    def _sum(self, holds: np.ndarray) -> np.ndarray:
        return np.add.reduceat(holds[self._order], self._starts, axis=0, dtype=np.int64)


def _p(groups: _Groups, holds: np.ndarray) -> float:
    inside, having = groups.count(holds[:, None])
    return stratified_p(groups.sizes, groups.totals, inside[:, 0], having[:, 0])


def _ratios(inside: np.ndarray, having: np.ndarray, groups: _Groups, weights: np.ndarray) -> np.ndarray:
    """(f,) float64 Size times the divergence of the shares inside and outside; 0 where it tells little."""
    size = groups.sizes.sum()
    count = inside.sum(axis=0)
    share = count / size
    # Half an image more on each side: what nobody outside has is rare there, not impossible.
    others = groups.totals - groups.sizes
    outside = weights @ ((having - inside + 0.5) / (others + 1)[:, None])
    good = (count >= LEAST) & (share >= LEAST_SHARE) & (share >= LIFT * outside)
    rest = np.where(share < 1, (1 - share) * np.log(np.maximum(1 - share, 1e-12) / (1 - outside)), 0)
    ratio = size * (np.where(count > 0, share * np.log(np.maximum(share, 1e-12) / outside), 0) + rest)
    return np.where(good, ratio, 0)


def _shares(sides: Sides, holds: np.ndarray) -> dict:
    size = len(sides.inside)
    inside, outside = holds[:size], holds[size:]
    count = int(np.count_nonzero(inside))
    share, effective = _weighted(sides, outside)
    return {
        "count": count,
        "share": round(count / size, 4),
        "interval": told_intervals([count], [size])[0],
        "share_outside": round(share, 4),
        "interval_outside": told_intervals([share * effective], [effective])[0],
        "elsewhere": _elsewhere(sides, outside),
    }


def _weighted(sides: Sides, outside: np.ndarray) -> tuple[float, float]:
    """Return the share among right images elsewhere, each class as frequent as in the finding.

    And the number of images with which a share without weights would be as certain.
    """
    of, weights = sides.stratum_outside[sides.right], sides.weights
    images = np.bincount(of, minlength=len(weights))
    having = np.bincount(of[outside[sides.right]], minlength=len(weights))
    there = images > 0
    weights = np.where(there, weights, 0) / weights[there].sum()
    share = float((weights * having / np.maximum(images, 1)).sum())
    return share, float(1 / (weights**2 / np.maximum(images, 1)).sum())


def _elsewhere(sides: Sides, outside: np.ndarray) -> dict | None:
    """How many images of these classes have the outcome where the fact holds, outside the finding.

    Those that have it had no part in choosing the fact; `expected` is the rate of their
    classes there. `raised`: whether the 99% interval of the rate lies above that.
    """
    known = int(np.count_nonzero(outside))
    if not known:
        return None
    of = sides.stratum_outside
    rates = np.bincount(of, weights=sides.having) / np.maximum(np.bincount(of), 1)
    count, expected = int(np.count_nonzero(sides.having & outside)), float(rates[of[outside]].mean())
    # All that are told together are as certain as one would be at 95% (Bonferroni).
    lowest, _ = wilson_interval(count, known, 1 - 0.05 / TOLD)
    return {
        "known": known,
        "count": count,
        "rate": round(count / known, 4),
        "interval": told_intervals([count], [known])[0],
        "expected": round(expected, 4),
        "raised": bool(lowest > expected),
    }
