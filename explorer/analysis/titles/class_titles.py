"""Titles from the encoder's classes: one of them, or what several are kinds of.

A cluster is called by the noun that has most of its images and is rarer around it: the highest
share^POWER · ln(share / share around), over ImageNet's classes and their hypernyms in WordNet. Shares are
sums of probabilities, not of best classes: of small pictures the best class is mostly wrong, and yet a kind
of what is there.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from explorer.analysis.titles.source_titles import (
    MIXED,
    RESEMBLES,
    TWICE,
    Title,
    a_part,
    beside,
    elide,
    like,
    narrowed,
)
from explorer.analysis.titles.terms import SAID_KEPT, TermCounts
from explorer.analysis.titles.title_source import CONCEPTS, Compared, TitleSource, sum_each
from explorer.caching import cached_property, remember

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
LEAST_SAID = min(PART, min(share for _, share in SURE_FROM) * min(part for _, part in FURTHER))
"""Share below which nothing is said in any place."""
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
    """Names clusters by probabilities of the encoder's classes; see the module.

    Parameters
    ----------
    kind, make
        As of `TitleSource`.
    least : float
        Share below which a wider word is better: `least_share`.
    """

    def __init__(self, kind: str, make: Callable[[], TermCounts], least: float = LEAST) -> None:
        super().__init__(kind, make)
        self._least = least

    def tell(self, counts: np.ndarray, sizes: np.ndarray, asked: Compared) -> list[Title | None]:
        """Tell clusters from what is around them, and from others where words are said already.

        Parameters
        ----------
        counts : (u, t) float64
        sizes : (u,) int64
            As `NodeCounts` gives them.
        asked : Compared
        """
        if not len(self.terms.names) or not asked.inside:
            return [None] * len(asked.inside)
        inside, union = np.array(asked.inside), np.array(asked.around)
        # What is of enough images is so in some of the clusters that were counted.
        shown = np.flatnonzero((counts >= LEAST_SAID * sizes[:, None]).any(axis=0))
        counts, totals = counts[:, shown], sum_each(sizes, asked.unions)
        near = (sum_each(counts, asked.unions) / np.maximum(totals, 1)[:, None])[union]
        share = (counts[inside] + PRIOR * near) / (sizes[inside] + PRIOR)[:, None]
        beside = Beside(shown, share, near)
        further = self._further(beside, sizes[inside], asked)
        is_all = (sizes[inside] >= totals[union]).tolist()
        return [
            None if everything else further[line] if said else self._first(beside.of(line))
            for line, (everything, said) in enumerate(zip(is_all, asked.said, strict=True))
        ]

    def of_image(self, row: int) -> list[str]:
        """Return what one image is taken for: a kind of thing, then the likeliest class."""
        counts = self.counter.count_each(np.array([row, 0]), np.array([row + 1, self.images]))
        near = counts[1] / self.images
        share = (counts[0] + PRIOR_ALONE * near) / (1 + PRIOR_ALONE)
        sure = np.flatnonzero(self._usual & (share >= self._least))
        kinds = [self._name(int(sure[_scores(share[sure], near[sure]).argmax()]))] if len(sure) else []
        return list(dict.fromkeys([*kinds, self.value(row)]))

    def _first(self, here: "Beside") -> Title:
        usual, least = self._usual[here.shown], self._sure_from[here.shown]
        sure = usual & (here.share >= np.maximum(self._least, least))
        if not sure.any():
            return self._of_several(here, usual)
        first = here.best(sure)
        told = self._told(here, first)
        kinds = (
            self._below(first)[here.shown] & usual & (here.share >= least) & (here.share >= LIFT * here.near)
        )
        leaves = kinds & (self._breadth[here.shown] == 1)
        kinds = leaves if leaves.any() else kinds
        return narrowed(told, self._told(here, here.best(kinds))) if kinds.any() else told

    def _of_several(self, here: "Beside", usual: np.ndarray) -> Title:
        """Tell a cluster of which no word is sure by a wide word, as `animal`, else by one or two parts."""
        plain, breadth = self._plain[here.shown], self._breadth[here.shown]
        wide = plain & (here.share >= SURE)
        if wide.any():
            return self._told(here, int(here.shown[np.where(wide, -breadth, -np.inf).argmax()]))
        parts = usual & (here.share >= PART) & (breadth >= BROAD)
        if not parts.any():
            empty = here.shown[~plain & (here.share >= EMPTY_FROM)]
            return self._told(here, int(empty[0])) if len(empty) else Title(MIXED, CONCEPTS)
        first = here.best(parts)
        parts &= ~self._below(first)[here.shown] & ~self._above(first)[here.shown]
        told = self._told(here, first)
        if parts.any():
            told = beside(told, self._told(here, here.best(parts)))
        return told if (told.share or 0) >= SURE else a_part(told)

    def _further(self, beside: "Beside", sizes: np.ndarray, asked: Compared) -> list[Title | None]:
        """Return of each cluster what tells it beyond what is said of it, None where nothing does.

        Where it need not be sure, what its images are like twice as often as others.
        """
        parts = np.array([part for _, part in FURTHER])
        part = parts[np.searchsorted([images for images, _ in FURTHER], sizes, side="right")]
        usual = self._usual[beside.shown]
        tells = (beside.share >= self._sure_from[beside.shown] * part[:, None]) & usual
        tells &= beside.share >= LIFT * beside.near
        resembles = (beside.share >= np.maximum(RESEMBLES, TWICE * beside.near)) & usual
        told: list[Title | None] = [None] * len(asked.said)
        for line, (said, sure) in enumerate(zip(asked.said, asked.sure, strict=True)):
            if not said:
                continue
            known, under = (found[beside.shown] for found in self._known(said))
            here, news = beside.of(line), tells[line] & ~known
            allowed = next((some for some in (news & under, news) if some.any()), None)
            if allowed is not None:
                told[line] = self._told(here, here.best(allowed))
            elif not sure and (weak := resembles[line] & under & ~known).any():
                told[line] = like(self._told(here, here.best(weak)))
        return told

    def _told(self, here: "Beside", place: int) -> Title:
        share = float(here.share[np.searchsorted(here.shown, place)])
        return Title(self._name(place), CONCEPTS, round(share, 4), line=self.terms.line(place))

    def _name(self, place: int) -> str:
        return elide(self.terms.names[place])

    def _find_known(self, said: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
        """Return (t,) bool, what is no news where words are said, and what is a kind of the first."""
        known, under = np.zeros((2, len(self.terms.names)), bool)
        known[list(self.terms.said_by(said))] = True
        for place in self.terms.places_of(said[0]):
            under |= self._below(place)
        return known, under

    def _below(self, place: int) -> np.ndarray:
        """(t,) bool Terms that are kinds of one."""
        above, common = self._nouns_of(place)
        return (common == above) & (self._depths > above)

    def _above(self, place: int) -> np.ndarray:
        """(t,) bool What one term is a kind of, and itself."""
        return self._nouns_of(place)[1] == self._depths

    def _nouns_of(self, place: int) -> tuple[int, np.ndarray]:
        """Return how many nouns a term is a kind of, and (t,) how many of them each term is."""
        line = list(self.terms.line(place))
        return len(line), self._lines[:, line].sum(axis=1)

    @cached_property
    def _known(self) -> Callable[[tuple[str, ...]], tuple[np.ndarray, np.ndarray]]:
        return remember(SAID_KEPT, self._find_known)

    @cached_property
    def _lines(self) -> np.ndarray:
        """(t, nouns) bool Whether each term is a kind of each noun."""
        lines = [self.terms.line(place) for place in range(len(self.terms.names))]
        found = np.zeros((len(lines), 1 + max(noun for line in lines for noun in line)), bool)
        for place, line in enumerate(lines):
            found[place, list(line)] = True
        return found

    @cached_property
    def _depths(self) -> np.ndarray:
        return self._lines.sum(axis=1)

    @property
    def images(self) -> int:
        """How many images there are in all."""
        codes = self.counter.codes
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


@dataclass(frozen=True)
class Beside:
    """How much of some clusters is under each term that may be said, beside what is around them.

    Attributes
    ----------
    shown : (s,) int64
        Terms, ascending; no other is of enough images of any of the clusters.
    share, near : (q, s) or (s,) float64
        Of the clusters, or of one, and of the images around.
    """

    shown: np.ndarray
    share: np.ndarray
    near: np.ndarray

    def of(self, line: int) -> "Beside":
        """Return one of the clusters."""
        return Beside(self.shown, self.share[line], self.near[line])

    def best(self, allowed: np.ndarray) -> int:
        """Return the term that tells one cluster best among some, (s,) bool; at least one is."""
        some = np.flatnonzero(allowed)
        return int(self.shown[some[_scores(self.share[some], self.near[some]).argmax()]])


def _scores(share: np.ndarray, near: np.ndarray) -> np.ndarray:
    """(t,) How well each term tells."""
    return share**POWER * np.log((share + _LITTLE) / (near + _LITTLE))
