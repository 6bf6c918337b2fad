"""Titles of clusters: what is in them, in a few words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import RLock

import numpy as np

from explorer.analysis.titles.broad_terms import most
from explorer.analysis.titles.class_titles import ClassTitles
from explorer.analysis.titles.image_facts import ImageFacts
from explorer.analysis.titles.name_words import Words, file_words, telling_words
from explorer.analysis.titles.node_counts import NodeCounts
from explorer.analysis.titles.sources import make_sources
from explorer.analysis.titles.title_source import COLOR, CONCEPTS, LABELS, Compared, TitleSource
from explorer.analysis.titles.told import FILE, Shared, Told, by_labels, by_others, says_enough, told_by
from explorer.caching import cached_property
from explorer.index.reader import Index
from explorer.nouns import Nouns, read_nouns

EVERYTHING = "All"
NEARLY_ALL = 0.9

BY_THEMSELVES = (LABELS, CONCEPTS, COLOR)
"""What most of a cluster is says something even where all the others are so, too."""


@dataclass(frozen=True)
class TitleQuestion:
    """What tells a cluster from others?

    Attributes
    ----------
    node : int
    around : tuple of int
        Nodes that share no image and together hold those of `node`.
    said : tuple of str
        Words that are no news.
    view : tuple of int
        The node that is in view, where those around are a part of it: the encoder's classes tell a cluster
        from all that is seen.
    sure : bool
        Whether what is said is more frequent by more than chance, or just more frequent.
    """

    node: int
    around: tuple[int, ...]
    said: tuple[str, ...] = ()
    view: tuple[int, ...] = ()
    sure: bool = True


class TitleMaker:
    """Makes titles of the nodes of one index: labels, else words of paths, else guesses, else a file.

    Parameters
    ----------
    index : Index
        Opened; needs `tree`, `items`, `colors`, `codes` and `n`.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._lock = RLock()
        self._found: Words | None = None

    def title(self, node: int, mask: np.ndarray | None = None) -> str:
        """Return the title of a node: what tells it from all others, never a count.

        Parameters
        ----------
        node : int
        mask : (n,) bool or None
            Only rows that match count.
        """
        return self.own([node], mask)[0].text

    def own(
        self, nodes: Sequence[int], mask: np.ndarray | None = None, counts: NodeCounts | None = None
    ) -> list[Told]:
        """Return what tells each node from all images, or else what most of it is.

        Parameters
        ----------
        nodes : sequence of int
        mask : (n,) bool or None
            Only rows that match count.
        counts : NodeCounts, optional
            Of all these nodes and the root, under the same mask.
        """
        root = self._index.tree.root
        told = self.tell([TitleQuestion(node, (root,)) for node in nodes], mask, counts)
        return [
            t if t and node != root else self._by_itself(node, mask)
            for node, t in zip(nodes, told, strict=True)
        ]

    def count(self, nodes: Sequence[int], mask: np.ndarray | None = None) -> NodeCounts:
        """Prepare to compare some nodes, more than once."""
        return NodeCounts(nodes, self._slices(nodes), mask)

    def tell(
        self,
        questions: Sequence[TitleQuestion],
        mask: np.ndarray | None = None,
        counts: NodeCounts | None = None,
    ) -> list[Told | None]:
        """Return what tells each node from the images around it, None where nothing does by more than chance.

        Parameters
        ----------
        questions : sequence of Question
        mask : (n,) bool or None
            Only rows that match count.
        counts : NodeCounts, optional
            Of all nodes of the questions, under the same mask.
        """
        counts = counts or self.count(list(dict.fromkeys(_nodes(questions))), mask)
        answers: list[Told | None] = [None] * len(questions)
        open_ = []
        for place, asked in enumerate(questions):
            row = self._single(asked.node, mask)
            if row is None:
                open_.append(place)
            else:
                answers[place] = self._fact(row, asked.around, counts)
        shared = dict.fromkeys(open_, Shared())
        for source in self._sources:
            if not source.terms.names or not open_:
                continue
            asked = [questions[place] for place in open_]
            if isinstance(source, ClassTitles):
                asked = [replace(each, around=each.view or each.around) for each in asked]
                told = source.tell(*counts.of(source), _compared(asked, counts.places))
                for place, title in zip(open_, told, strict=True):
                    # Labels that do not tell a cluster say what guesses may say of it.
                    answers[place] = title if shared[place].labels is None else None
                open_ = [place for place in open_ if answers[place] is None]
                continue
            compared = _compared(asked, counts.places)
            for place, found in zip(open_, source.compare(*counts.of(source), compared), strict=True):
                if source.kind != LABELS:
                    answers[place] = by_others(source, found, shared[place])
                elif found and found.here.counts.any():
                    answers[place], shared[place] = by_labels(source, found)
            open_ = [place for place in open_ if answers[place] is None]
        return answers

    def known(self, node: int, mask: np.ndarray | None = None) -> list[Told]:
        """Return `facts` where one image is all that counts of a node; else nothing."""
        row = self._single(node, mask)
        return [] if row is None else self._images.facts(row)

    def shades(self, nodes: Sequence[int], mask: np.ndarray | None = None) -> np.ndarray:
        """Return (q, 3) float64 the mean colours of nodes, 0 to 255."""
        kept = [
            slice(lo, hi) if mask is None else lo + np.flatnonzero(mask[lo:hi])
            for lo, hi in self._slices(nodes)
        ]
        colors = (self._index.colors[rows] for rows in kept)
        return np.array([rows.mean(axis=0) if len(rows) else np.zeros(3) for rows in colors]).reshape(-1, 3)

    def prepare(self) -> None:
        """Read the words of all paths, and count what there is, before somebody waits for a title."""
        for source in self._sources:
            _ = source.terms

    def words(self, node: int, mask: np.ndarray | None = None, limit: int = 8) -> list[str]:
        """Return the words of file and folder names that tell a node from the rest."""
        lo, hi = int(self._index.tree.lo[node]), int(self._index.tree.hi[node])
        return telling_words(self._words(), lo, hi, mask, limit)

    def path_words(self) -> Words:
        """Return the words of the paths of all rows."""
        return self._words()

    def _fact(self, row: int, around: Sequence[int], counts: NodeCounts) -> Told:
        """Return the first fact of an image that is no label that nearly all around it have, too."""
        facts = self._images.facts(row)
        if facts[0].kind == LABELS:
            labels = self._sources[0]
            tallies, sizes = counts.of(labels)
            places = [counts.places[node] for node in around]
            if tallies[places, labels.code(row)].sum() >= NEARLY_ALL * sizes[places].sum():
                others = (fact for fact in facts if fact.kind != FILE and fact.text != facts[0].text)
                return replace(next(others, facts[0]), rest=True)
        return facts[0]

    def _by_itself(self, node: int, mask) -> Told:
        row = self._single(node, mask)
        if row is not None:
            return self._images.facts(row)[0]
        is_root = node == self._index.tree.root
        for source in self._sources:
            here = source.count(*self._slices([node])[0], mask)
            if (
                source.kind not in BY_THEMSELVES
                or not here.counts.any()
                or (is_root and source.kind == COLOR)
            ):
                continue
            picked = most(here, source.terms)
            told = told_by(source, here, picked)
            # Two labels that many have say something; two guesses do not, nor do two labels of all images.
            if told and (len(picked) == 1 or (source.kind == LABELS and not is_root and says_enough(told))):
                return told
        if is_root:
            return Told(EVERYTHING, FILE)
        fact = self._images.facts(self._middle(node, mask))[0]
        return replace(fact, text=f"like {fact.text}", names=())

    def _single(self, node: int, mask) -> int | None:
        """Return the row of the only image that counts, None where there are more, or none."""
        los, his = self._bounds
        lo, hi = int(los[node]), int(his[node])
        if hi - lo == 1:
            return lo
        if mask is not None and np.count_nonzero(mask[lo:hi]) == 1:
            return lo + int(mask[lo:hi].argmax())
        return None

    def _slices(self, nodes: Sequence[int]) -> list[tuple[int, int]]:
        lo, hi = self._bounds
        return list(zip(lo[list(nodes)].tolist(), hi[list(nodes)].tolist(), strict=True))

    @cached_property
    def _bounds(self) -> tuple[np.ndarray, np.ndarray]:
        return self._index.tree.lo, self._index.tree.hi

    @cached_property
    def _images(self) -> ImageFacts:
        return ImageFacts(self._index, self._nouns, self._sources)

    @cached_property
    def _nouns(self) -> Nouns:
        return read_nouns()

    @cached_property
    def _sources(self) -> list[TitleSource]:
        return make_sources(self._index, self._nouns, self._words)

    def _words(self) -> Words:
        with self._lock:
            if self._found is None:
                self._found = file_words(self._index.items["path"])
            return self._found

    def _middle(self, node: int, mask) -> int:
        ((lo, hi),) = self._slices([node])
        rows = np.arange(lo, hi) if mask is None else lo + np.flatnonzero(mask[lo:hi])
        return int(rows[len(rows) // 2]) if len(rows) else lo


def _nodes(questions: Sequence[TitleQuestion]) -> Iterator[int]:
    for question in questions:
        yield from (question.node, *question.around, *question.view)


def _compared(questions: Sequence[TitleQuestion], places: Mapping[int, int]) -> Compared:
    unions = {around: i for i, around in enumerate(dict.fromkeys(asked.around for asked in questions))}
    return Compared(
        [places[asked.node] for asked in questions],
        [[places[node] for node in around] for around in unions],
        [unions[asked.around] for asked in questions],
        [asked.said for asked in questions],
        [asked.sure for asked in questions],
    )
