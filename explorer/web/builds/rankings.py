"""What was searched for in a build: rankings of all its images, the last ones remembered.

Pages ask for one again and again: for its list, for what it marks in each view, at every step of its cut.
"""

from contextlib import suppress
from dataclasses import dataclass
from threading import Thread

import numpy as np

from explorer.caching import remember, remembers
from explorer.errors import ExplorerError
from explorer.index.checks import check_node
from explorer.index.reader import Index
from explorer.search import Ranking, SearchQuery, rank
from explorer.search.by_examples import prepare_examples
from explorer.search.towers import TextTower

RANKINGS_KEPT = 8
"""Of a million images each has four to sixteen megabytes."""
PART = 8
"""A cluster of no more than such a part of all images is ranked by itself, where all are not ranked yet."""


@dataclass(frozen=True)
class QueryKey:
    """What is searched for; equal where it is the same.

    Attributes
    ----------
    text : str or None
    row : int or None
    like, unlike : tuple of int
        Ascending, each once.
    images : tuple of str
        Names of images that were sent, ascending.
    """

    text: str | None = None
    row: int | None = None
    like: tuple[int, ...] = ()
    unlike: tuple[int, ...] = ()
    images: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is searched for."""
        return self.text is not None or self.row is not None or bool(self.like or self.images or self.unlike)

    @classmethod
    def of(cls, text, row, like, unlike, images) -> "QueryKey":
        """Put examples in order."""
        once = [tuple(sorted(set(each))) for each in (like, unlike, images)]
        return cls(text, row, *once)


@dataclass(frozen=True)
class TextBackend:
    """What words are searched by: a text tower, or whether the encoder's classes are there."""

    text_encoder: TextTower | None = None
    by_classes: bool = False


class Rankings:
    """Rankings of a build, each made once however many ask, the last ones remembered.

    Parameters
    ----------
    index : Index
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._of = remember(RANKINGS_KEPT, self._rank, _key)
        self._prepared = False

    def of(self, sought: QueryKey, means: TextBackend, vectors: tuple[np.ndarray, ...] = ()) -> Ranking:
        """Give the ranking; `vectors` are those of the images that were sent."""
        return self._of(sought, means, vectors)

    def within(
        self, node: int | None, sought: QueryKey, means: TextBackend, vectors: tuple[np.ndarray, ...] = ()
    ) -> Ranking:
        """Give a ranking of the images of a node at least, None for all; that of a small one is not kept."""
        tree = self._index.tree
        by_words = sought.text is not None and means.text_encoder is None
        if node is not None and not by_words and not self.has(sought, means):
            check_node(self._index, node)
            lo, hi = int(tree.lo[node]), int(tree.hi[node])
            if PART * (hi - lo) <= self._index.n:
                return rank(self._index, self._query(sought, means, vectors), np.arange(lo, hi))
        return self.of(sought, means, vectors)

    def has(self, sought: QueryKey, means: TextBackend) -> bool:
        """Whether it is remembered, so that it costs nothing."""
        return remembers(self._of, sought, means, ())

    def expect_examples(self) -> None:
        """Begin what fits to examples need of all images: whoever searches may soon name some."""
        if not self._prepared:
            self._prepared = True
            Thread(target=self._prepare, name="prepare-examples", daemon=True).start()

    def _prepare(self) -> None:
        with suppress(ExplorerError):  # whoever asks for what is damaged is told
            prepare_examples(self._index)

    def _rank(self, sought: QueryKey, means: TextBackend, vectors: tuple[np.ndarray, ...]) -> Ranking:
        return rank(self._index, self._query(sought, means, vectors))

    def _query(self, sought: QueryKey, means: TextBackend, vectors: tuple[np.ndarray, ...]) -> SearchQuery:
        if sought.row is not None:
            self.expect_examples()
        return SearchQuery(
            text=sought.text,
            row=sought.row,
            like=sought.like,
            unlike=sought.unlike,
            vectors=vectors,
            text_encoder=means.text_encoder,
        )


def _key(sought: QueryKey, means: TextBackend, _vectors: tuple[np.ndarray, ...]) -> tuple:
    # Vectors go with the names of their images; words do not care for classes that became ready for a row.
    by_classes = sought.text is not None and means.by_classes
    return sought, sought.text is not None and means.text_encoder is not None, by_classes
