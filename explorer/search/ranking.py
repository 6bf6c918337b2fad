"""What a query says of every image: worked out once, then asked for the best, for all above a cut, in a part.

Scores that come from vectors are rough, and it is known how rough; what is told of them, the best and what
lies above a cut, is settled by the vectors themselves. So a set whose cut is moved costs no second scan.
"""

from dataclasses import dataclass, field, replace

import numpy as np

from explorer.index.once import label_free
from explorer.index.reader import Index
from explorer.search.by_words import CUT, WordsAnswer
from explorer.search.top_scores import top
from explorer.search.vector_search import direction, is_unit, nearest_of, reaching, rough_scores

TINY = np.float32(1e-6)
"""Least score of an image that words answer with anything."""


@dataclass(frozen=True, eq=False)
class Ranking:
    """How well each of some images answers a query.

    Attributes
    ----------
    index : Index
    rows : (m,) int64
        Ascending.
    scores : (m,) float32
    how, note : str
        As of `explorer.search.result.SearchResult`.
    reach : (m,) or (1,) float32
        How far off each score may be.
    query : (d,) float64 or None
        Direction that vectors are compared with; None where scores are exact.
    told : (m,) float32 or None
        Of words: how well what people say fits; it puts equal scores in order.
    line : float32 or None
        Least score of what answers where nobody says another; None where no line parts it from the rest.
    is_line_told : bool
        Whether that line is worth telling.
    left_out : tuple of int
        Rows that never answer: examples and counter-examples.
    examples : tuple of int
        Those of them that are of the set that a cut makes: whoever takes all that is like some images means
        these as well.
    """

    index: Index
    rows: np.ndarray
    scores: np.ndarray
    how: str
    note: str = ""
    reach: np.ndarray = field(default_factory=lambda: np.zeros(1, np.float32))
    query: np.ndarray | None = None
    told: np.ndarray | None = None
    line: np.float32 | None = None
    is_line_told: bool = False
    left_out: tuple[int, ...] = ()
    examples: tuple[int, ...] = ()

    def within(self, lo: int, hi: int, mask: np.ndarray | None) -> "Ranking":
        """Return the same of the rows of `[lo, hi)` that a mask (n,) holds, or all of them."""
        first, last = np.searchsorted(self.rows, (lo, hi))
        kept: slice | np.ndarray = slice(first, last)
        if mask is not None:
            kept = np.flatnonzero(mask[self.rows[kept]]) + first
        elif last - first == len(self.rows):
            return self
        reach = self.reach if len(self.reach) == 1 else self.reach[kept]
        told = None if self.told is None else self.told[kept]
        return replace(self, rows=self.rows[kept], scores=self.scores[kept], reach=reach, told=told)

    def least(self, cut: float | None) -> np.float32 | None:
        """Return the score from which on images answer; None where all are ranked."""
        if cut is None:
            return self.line
        with np.errstate(over="ignore"):  # beyond all scores: none answers, or all
            least = np.float32(cut)
        return least if self.line is None else max(least, TINY)

    def answering(self, cut: float | None) -> np.ndarray | None:
        """(m,) bool Which images answer; None where all are ranked and none is said to answer."""
        least = self.least(cut)
        if least is None:
            return None
        if self.query is None:
            above = self.scores >= least
        else:
            above = reaching(self.index, self.query, self.rows, self.scores, self.reach, float(least))
        above[self._places_of(self.left_out)] = False
        return above

    def whole(self, cut: float | None) -> np.ndarray | None:
        """(m,) bool The set: which images answer, and the examples; None where all are ranked."""
        above = self.answering(cut)
        if above is not None:
            above[self._places_of(self.examples)] = True
        return above

    @property
    def examples_here(self) -> int:
        """How many of the examples are among the images."""
        return len(self._places_of(self.examples))

    def best(self, limit: int, above: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
        """Return the best rows and their scores, exactly, of those that answer or, for None, of all."""
        if self.query is None:
            answering = np.arange(len(self.rows)) if above is None else np.flatnonzero(above)
            # What people say is worth 1 however well it fits; among it the better fit comes first.
            rank = self.scores[answering] + (0 if self.told is None else self.told[answering])
            chosen = answering[top(rank, limit)]
            return self.rows[chosen], self.scores[chosen]
        reach = self.reach if len(self.reach) == 1 or above is None else self.reach[above]
        rows, scores = (self.rows, self.scores) if above is None else (self.rows[above], self.scores[above])
        more = 0 if above is not None else len(self.left_out)
        found, exact = nearest_of(self.index, self.query, rows, scores, reach, limit + more)
        others = ~np.isin(found, self.left_out)  # few beside few
        return found[others][:limit], exact[others][:limit]

    @property
    def spread(self) -> np.ndarray:
        """Scores of all that were searched; of words that were looked up, of what holds any of them."""
        if self.query is None:
            return self.scores if self.is_line_told else self.scores[self.scores > 0]
        return np.delete(self.scores, self._places_of(self.left_out))

    def _places_of(self, some: tuple[int, ...]) -> np.ndarray:
        wanted = np.array(sorted(set(some)), np.int64)
        places = np.searchsorted(self.rows, wanted)
        there = places < len(self.rows)
        return places[there][self.rows[places[there]] == wanted[there]]


def rank_words(index: Index, answer: WordsAnswer) -> Ranking:
    """Rank all images by what words were found in."""
    line = CUT if answer.by_classes else TINY
    return Ranking(
        index,
        index.cached(all_rows),
        answer.scores,
        "classes" if answer.by_classes else "words",
        answer.note,
        told=answer.told,
        line=line,
        is_line_told=answer.by_classes,
    )


def rank_vector(
    index: Index,
    vector: np.ndarray,
    how: str,
    rows: np.ndarray | None = None,
    left_out: tuple[int, ...] = (),
    examples: tuple[int, ...] = (),
) -> Ranking:
    """Rank images by how near they are to a vector (d,): some rows, ascending, or all.

    Raises
    ------
    InputError
        The vector is of another length, not finite, or has no direction.
    """
    rows = index.cached(all_rows) if rows is None else rows
    query = direction(vector, index.embeddings.shape[1], is_unit(index))
    scores, reach = rough_scores(index, query, rows)
    return Ranking(index, rows, scores, how, reach=reach, query=query, left_out=left_out, examples=examples)


@label_free
def all_rows(index: Index) -> np.ndarray:
    """(n,) int64 All rows of an index."""
    rows = np.arange(index.n)
    rows.flags.writeable = False
    return rows
