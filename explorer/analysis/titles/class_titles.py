"""Titles from the encoder's classes: one of them, or what several are kinds of.

A cluster is called by the noun that has most of its images and is rarer around it: the highest
share^POWER · ln(share / share around), over ImageNet's classes and their hypernyms in WordNet. Shares are
sums of probabilities, not of best classes: of small pictures the best class is mostly wrong, and yet a kind
of what is there.
"""

from collections.abc import Callable

import numpy as np

from explorer.analysis.titles.title_source import CONCEPTS, Compared, Counter, TitleSource
from explorer.analysis.titles.told import MIXED, Told, a_part, beside, elide, narrowed
from explorer.caching import cached_property

POWER = 1.3
"""How much a share weighs against how special it is."""
PRIOR = 3.0
"""So many images as those around count beside the cluster's own: a few are no proof."""
PRIOR_ALONE = 1.0
"""The same of one image by itself."""
WIDEST = 250
"""Classes that a word covers at most; `animal` and `object` have more."""
LEAST = 0.3
"""Share below which any word is too unsure, and a wider one better."""
SMALL, LEAST_OF_SMALL = 48, 0.5
"""The same where pictures are less than 48 pixels high or wide: of these the encoder is too sure."""
SURE_FROM = ((1, 0.45), (5, 0.4), (19, 0.35), (80, 0.3), (WIDEST, 0.35), (1000, 0.5))
"""Share from which on a word of at most so many classes is said: a narrow one is more often true of no image,
and the widest of fewer than the encoder expects."""
FURTHER = ((60, 1.0), (200, 0.8), (np.inf, 0.65))
"""What part of it will do for a word that tells clusters of one title apart, of fewer images than these: the
more images, the surer is what the encoder expects."""
PART, BROAD = 0.2, 20
"""Least share, and classes, of a word that says what a part of a cluster is where no word is sure of all."""
LIFT = 1.1
"""How many times as frequent it is there as in all of them, at least."""
SURE = 0.5
"""Share from which on a word of more classes is said where none is sure, and two parts without `mixed`."""
EMPTY_FROM = 0.7
"""Share from which on a word that says nothing is said rather than none."""
_LITTLE = 1e-4

AWKWARD = frozenset(
    (
        "canine|carnivore|domestic animal|hoofed animal|equine|weasel family|cattle family|raccoon family|"
        "viverrine|monotreme|piciform bird|coraciiform bird|corvine bird|ambystomid|iguanid|agamid|cyprinid|"
        "crocodilian reptile|scarabaeid beetle|odonate|anthozoan|coelenterate|ship or aircraft|produce|"
        "heavier-than-air craft|lighter-than-air craft|data input device|peripheral|free-reed instrument|"
        "double-reed instrument|breathing device|movable barrier|communication system|cleaning implement|"
        "armor plate|edible fruit"
    ).split("|")
)
"""Words of a dictionary, which give way to the next."""


class ClassTitles(TitleSource):
    """Names clusters by a `ShareCounts`; see the module.

    Parameters
    ----------
    kind, make
        As of `TitleSource`.
    least : float
        Share below which a wider word is better: `least_share`.
    """

    def __init__(self, kind: str, make: Callable[[], Counter], least: float = LEAST) -> None:
        super().__init__(kind, make)
        self._least = least

    def tell(self, counts: np.ndarray, sizes: np.ndarray, asked: Compared) -> list[Told | None]:
        """Tell clusters from what is around them, and from others where words are said already.

        Parameters
        ----------
        counts : (u, t) float64
        sizes : (u,) int64
        asked : Compared
        """
        if not len(self.terms.names):
            return [None] * len(asked.inside)
        around = np.array([counts[union].sum(axis=0) for union in asked.unions])
        totals = np.array([sizes[union].sum() for union in asked.unions])
        near = around / np.maximum(totals, 1)[:, None]
        told: list[Told | None] = []
        for inside, union, said in zip(asked.inside, asked.around, asked.said, strict=True):
            share = (counts[inside] + PRIOR * near[union]) / (sizes[inside] + PRIOR)
            if sizes[inside] >= totals[union]:
                told.append(None)
            elif said:
                told.append(self._further(share, near[union], said, int(sizes[inside])))
            else:
                told.append(self._first(share, near[union]))
        return told

    def of_image(self, row: int) -> list[str]:
        """Return what one image is taken for: a kind of thing, then the likeliest class."""
        counts, sizes = self.count_each([(row, row + 1), (0, self.images)])
        near = counts[1] / sizes[1]
        share = (counts[0] + PRIOR_ALONE * near) / (1 + PRIOR_ALONE)
        sure = self._usual & (share >= self._least)
        kinds = [self._name(int(_scores(share, near, sure).argmax()))] if sure.any() else []
        return list(dict.fromkeys([*kinds, self.value(row)]))

    def _first(self, share: np.ndarray, near: np.ndarray) -> Told:
        sure = self._usual & (share >= np.maximum(self._least, self._sure_from))
        if not sure.any():
            return self._of_several(share, near)
        first = int(_scores(share, near, sure).argmax())
        told, kinds = self._told(first, share), self._below(first) & (share >= self._sure_from)
        kinds &= share >= LIFT * near
        leaves = kinds & (self._breadth == 1)
        kinds = leaves if leaves.any() else kinds
        return narrowed(told, self._best(share, near, kinds)) if kinds.any() else told

    def _of_several(self, share: np.ndarray, near: np.ndarray) -> Told:
        """Tell a cluster of which no word is sure by a wide word, as `animal`, else by one or two parts."""
        wide = self._plain & (share >= SURE)
        if wide.any():
            return self._told(int(np.where(wide, -self._breadth, -np.inf).argmax()), share)
        parts = self._usual & (share >= PART) & (self._breadth >= BROAD)
        if not parts.any():
            empty = np.flatnonzero(~self._plain & (share >= EMPTY_FROM))
            return self._told(int(empty[0]), share) if len(empty) else Told(MIXED, CONCEPTS)
        first = int(_scores(share, near, parts).argmax())
        parts &= ~self._below(first) & ~self._above(first)
        told = self._told(first, share)
        if parts.any():
            told = beside(told, self._best(share, near, parts))
        return told if (told.share or 0) >= SURE else a_part(told)

    def _further(self, share: np.ndarray, near: np.ndarray, said: tuple[str, ...], size: int) -> Told | None:
        least = self._sure_from * next(part for images, part in FURTHER if size < images)
        known = np.zeros(len(share), bool)
        known[list(self.terms.said_by(said))] = True
        tells = (share >= least) & (share >= LIFT * near) & ~known & self._usual
        under = np.zeros(len(share), bool)
        for place in self.terms.places_of(said[0]):
            under |= self._below(place)
        for allowed in (tells & under, tells):
            if allowed.any():
                return self._best(share, near, allowed)
        return None

    def _best(self, share: np.ndarray, near: np.ndarray, allowed: np.ndarray) -> Told:
        return self._told(int(_scores(share, near, allowed).argmax()), share)

    def _told(self, place: int, share: np.ndarray) -> Told:
        return Told(self._name(place), CONCEPTS, round(float(share[place]), 4), line=self.terms.line(place))

    def _name(self, place: int) -> str:
        return elide(self.terms.names[place])

    def _below(self, place: int) -> np.ndarray:
        """(t,) bool Usual terms that are kinds of one."""
        if place not in self._kinds_of:
            line = self.terms.line(place)
            kinds = [line < self.terms.line(other) for other in range(len(self._usual))]
            self._kinds_of[place] = np.array(kinds, bool) & self._usual
        return self._kinds_of[place]

    def _above(self, place: int) -> np.ndarray:
        """(t,) bool What one term is a kind of, and itself."""
        line = self.terms.line(place)
        return np.array([self.terms.line(other) <= line for other in range(len(self._usual))], bool)

    @cached_property
    def _kinds_of(self) -> dict[int, np.ndarray]:
        return {}

    @property
    def images(self) -> int:
        """How many images there are in all."""
        codes = self._counter.codes
        return 0 if codes is None else len(codes)

    @cached_property
    def _breadth(self) -> np.ndarray:
        return np.concatenate([np.ones(self.terms.values, np.int64), self.terms.breadth])

    @cached_property
    def _sure_from(self) -> np.ndarray:
        """(t,) Share from which on a term is said: a narrow one is more often wrong."""
        least = [share for _, share in SURE_FROM]
        return np.array(least)[np.searchsorted([most for most, _ in SURE_FROM], self._breadth)]

    @cached_property
    def _usual(self) -> np.ndarray:
        return self._plain & (self._breadth <= WIDEST)

    @cached_property
    def _plain(self) -> np.ndarray:
        return self.terms.telling & np.array([name not in AWKWARD for name in self.terms.names], bool)


def least_share(widths: np.ndarray, heights: np.ndarray) -> float:
    """Return the share from which on a word is said of pictures of these sizes, (n,) pixels."""
    sides = np.minimum(widths, heights)
    return LEAST_OF_SMALL if len(sides) and np.median(sides) < SMALL else LEAST


def _scores(share: np.ndarray, near: np.ndarray, allowed: np.ndarray) -> np.ndarray:
    """(t,) How well each term tells; below all others where it is not allowed."""
    lift = np.log((share + _LITTLE) / (near + _LITTLE))
    return np.where(allowed, share**POWER * lift, -np.inf)
