"""Titles of clusters: what is in them, in a few words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from explorer.analysis.titles.broad_terms import most
from explorer.analysis.titles.class_titles import ClassTitles
from explorer.analysis.titles.name_words import Words, telling_words
from explorer.analysis.titles.node_counts import NodeCounts
from explorer.analysis.titles.source_titles import (
    FILE,
    SharedLabels,
    Title,
    by_labels,
    by_others,
    says_enough,
    title_by,
)
from explorer.analysis.titles.terms import Tally, TermCounts
from explorer.analysis.titles.title_source import COLOR, CONCEPTS, LABELS, Compared, TitleSource
from explorer.analysis.titles.vocabulary import Vocabulary
from explorer.caching import cached_property
from explorer.index.reader import Index

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
    mask : (n,) bool, optional
        Only rows that match count.
    vocabulary : Vocabulary, optional
        Of the index, where it is read already.
    """

    def __init__(
        self, index: Index, mask: np.ndarray | None = None, vocabulary: Vocabulary | None = None
    ) -> None:
        self._index, self._mask = index, mask
        self._vocabulary = vocabulary or Vocabulary(index)
        self._counters: dict[TitleSource, TermCounts] = {}

    def under(self, mask: np.ndarray | None) -> "TitleMaker":
        """Return what makes titles of the same index where only rows that match count, (n,) bool."""
        return self if mask is self._mask else TitleMaker(self._index, mask, self._vocabulary)

    def title(self, node: int) -> str:
        """Return the title of a node: what tells it from all others, never a count."""
        return self.own([node])[0].text

    def own(self, nodes: Sequence[int], counts: NodeCounts | None = None) -> list[Title]:
        """Return what tells each node from all images, or else what most of it is.

        Parameters
        ----------
        nodes : sequence of int
        counts : NodeCounts, optional
            Of all these nodes and the root.
        """
        root = self._index.tree.root
        told = self.tell([TitleQuestion(node, (root,)) for node in nodes], counts)
        return [
            t if t and node != root else self._by_itself(node) for node, t in zip(nodes, told, strict=True)
        ]

    def count(self, nodes: Sequence[int]) -> NodeCounts:
        """Prepare to compare some nodes, each given once, more than once."""
        los, his = self._bounds
        lo, hi = los[list(nodes)], his[list(nodes)]
        return NodeCounts(nodes, lo, hi, self._matching(lo, hi), self._counter)

    def tell(
        self, questions: Sequence[TitleQuestion], counts: NodeCounts | None = None
    ) -> list[Title | None]:
        """Return what tells each node from the images around it, None where nothing does by more than chance.

        Parameters
        ----------
        questions : sequence of Question
        counts : NodeCounts, optional
            Of all nodes of the questions.
        """
        answers: list[Title | None] = [None] * len(questions)
        if not questions:
            return answers
        counts = counts or self.count(list(dict.fromkeys(_nodes(questions))))
        open_ = []
        for place, asked in enumerate(questions):
            row = self._single(asked.node)
            if row is None:
                open_.append(place)
            else:
                answers[place] = self._fact(row, asked.around, counts)
        shared = dict.fromkeys(open_, SharedLabels())
        for source in self._vocabulary.sources:
            if not open_ or not source.terms.names:
                continue
            asked = [questions[place] for place in open_]
            if isinstance(source, ClassTitles):
                arounds = [each.view or each.around for each in asked]
                told = source.tell(counts.of(source), counts.sizes, _compared(asked, arounds, counts.places))
                for place, title in zip(open_, told, strict=True):
                    # Labels that do not tell a cluster say what guesses may say of it.
                    answers[place] = title if shared[place].labels is None else None
                open_ = [place for place in open_ if answers[place] is None]
                continue
            compared = _compared(asked, [each.around for each in asked], counts.places)
            found_each = source.compare(counts.of(source), counts.sizes, compared)
            for place, found in zip(open_, found_each, strict=True):
                if source.kind != LABELS:
                    answers[place] = by_others(source, found, shared[place], questions[place].sure)
                elif found and found.here.counts.any():
                    answers[place], shared[place] = by_labels(source, found)
            open_ = [place for place in open_ if answers[place] is None]
        return answers

    def known(self, node: int) -> list[Title]:
        """Return `facts` where one image is all that counts of a node; else nothing."""
        row = self._single(node)
        return [] if row is None else self._vocabulary.images.facts(row)

    def shades(self, nodes: Sequence[int]) -> np.ndarray:
        """Return (q, 3) float64 the mean colours of nodes, 0 to 255."""
        colors = (self._index.colors[self._rows(node)] for node in nodes)
        return np.array([rows.mean(axis=0) if len(rows) else np.zeros(3) for rows in colors]).reshape(-1, 3)

    def prepare(self) -> None:
        """Read the words of all paths, and count what there is, before somebody waits for a title."""
        for source in self._vocabulary.sources:
            _ = source.terms

    def words(self, node: int, limit: int = 8) -> list[str]:
        """Return the words of file and folder names that tell a node from the rest."""
        lo, hi = (int(bounds[node]) for bounds in self._bounds)
        return telling_words(self.path_words(), lo, hi, self._mask, limit)

    def path_words(self) -> Words:
        """Return the words of the paths of all rows."""
        return self._vocabulary.words

    def _fact(self, row: int, around: Sequence[int], counts: NodeCounts) -> Title:
        """Return the first fact of an image that is no label that nearly all around it have, too."""
        facts = self._vocabulary.images.facts(row)
        if facts[0].kind == LABELS:
            labels = self._vocabulary.sources[0]
            places = [counts.places[node] for node in around]
            alike = counts.of(labels)[places, labels.code(row)].sum()
            if alike >= NEARLY_ALL * counts.sizes[places].sum():
                others = (fact for fact in facts if fact.kind != FILE and fact.text != facts[0].text)
                return replace(next(others, facts[0]), rest=True)
        return facts[0]

    def _by_itself(self, node: int) -> Title:
        row = self._single(node)
        if row is not None:
            return self._vocabulary.images.facts(row)[0]
        is_root = node == self._index.tree.root
        counts = self.count([node])
        for source in self._vocabulary.sources:
            if source.kind not in BY_THEMSELVES or (is_root and source.kind == COLOR):
                continue
            here = Tally(counts.of(source)[0], int(counts.sizes[0]))
            if not here.counts.any():
                continue
            picked = most(here, source.terms)
            told = title_by(source, here, picked)
            # Two labels that many have say something; two guesses do not, nor do two labels of all images.
            if told and (len(picked) == 1 or (source.kind == LABELS and not is_root and says_enough(told))):
                return told
        if is_root:
            return Title(EVERYTHING, FILE)
        fact = self._vocabulary.images.facts(self._middle(node))[0]
        return replace(fact, text=f"like {fact.text}", names=())

    def _single(self, node: int) -> int | None:
        """Return the row of the only image that counts, None where there are more, or none."""
        los, his = self._bounds
        lo, hi = int(los[node]), int(his[node])
        if hi - lo == 1:
            return lo
        if self._mask is not None and self._matching(lo, hi) == 1:
            return lo + int(self._mask[lo:hi].argmax())
        return None

    def _rows(self, node: int) -> slice | np.ndarray:
        """Return what indexes the rows of a node that count."""
        lo, hi = (int(bounds[node]) for bounds in self._bounds)
        return slice(lo, hi) if self._mask is None else lo + np.flatnonzero(self._mask[lo:hi])

    def _middle(self, node: int) -> int:
        rows = np.arange(self._index.n)[self._rows(node)]
        return int(rows[len(rows) // 2]) if len(rows) else int(self._bounds[0][node])

    def _matching(self, lo, hi):
        """Return how many of the rows of slices `[lo, hi)` count."""
        return hi - lo if self._before is None else self._before[hi] - self._before[lo]

    @cached_property
    def _before(self) -> np.ndarray | None:
        """(n + 1,) How many rows before each count; None where all do."""
        return None if self._mask is None else np.concatenate([[0], np.cumsum(self._mask, dtype=np.int32)])

    @cached_property
    def _bounds(self) -> tuple[np.ndarray, np.ndarray]:
        return self._index.tree.lo, self._index.tree.hi

    def _counter(self, source: TitleSource) -> TermCounts:
        """Return what counts the terms of a source in the rows that count."""
        if self._mask is None:
            return source.counter
        if source not in self._counters:
            self._counters[source] = source.counter.under(self._mask)
        return self._counters[source]


def _nodes(questions: Sequence[TitleQuestion]) -> Iterator[int]:
    for question in questions:
        yield from (question.node, *question.around, *question.view)


def _compared(
    questions: Sequence[TitleQuestion], arounds: Sequence[tuple[int, ...]], places: Mapping[int, int]
) -> Compared:
    unions = {around: i for i, around in enumerate(dict.fromkeys(arounds))}
    return Compared(
        [places[asked.node] for asked in questions],
        [[places[node] for node in around] for around in unions],
        [unions[around] for around in arounds],
        [asked.said for asked in questions],
        [asked.sure for asked in questions],
    )
