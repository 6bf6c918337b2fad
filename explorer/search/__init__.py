"""Search an index by words, by an image, or for more of the same."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from explorer.errors import InputError
from explorer.filters.filter import ALL, Filter, mask_of
from explorer.filters.parse import Where, compile_where
from explorer.index.checks import check_node
from explorer.index.reader import Index
from explorer.search.prepared_classes import prepare_classes, take_stored
from explorer.search.ranking import Ranking
from explorer.search.result import SearchResult, SearchScope, shown
from explorer.search.score_sets import check_shown
from explorer.search.search_query import SearchQuery, prepare_words, rank, rank_by_words
from explorer.search.towers import ImageTower, TextTower
from explorer.search.vector_search import similar

__all__ = [
    "Ranking",
    "SearchQuery",
    "SearchResult",
    "Where",
    "compile_where",
    "prepare_classes",
    "prepare_words",
    "rank",
    "search",
    "similar",
    "take_stored",
    "words_found",
]

MAX_LIMIT = 10_000


def words_found(index: Index, text: str) -> np.ndarray:
    """(n,) bool Which images some words name, as a search for them without a text tower says."""
    found = rank_by_words(index, text).answering(None)
    return np.zeros(index.n, bool) if found is None else found


def search(
    index: Index,
    text: str | None = None,
    image: Any = None,
    row: int | None = None,
    node: int | None = None,
    where: Filter = ALL,
    limit: int = 50,
    text_encoder: TextTower | None = None,
    image_encoder: ImageTower | None = None,
    cut: float | None = None,
    bins: int = 0,
    clusters: int = 0,
    like: Sequence[int] = (),
    unlike: Sequence[int] = (),
    vectors: Sequence[np.ndarray] = (),
    ranking: Ranking | None = None,
) -> SearchResult:
    """Search an index.

    Parameters
    ----------
    index : Index
    text : str, optional
        Words, and words after a minus that rule images out; through `text_encoder` where one is given,
        otherwise looked up in names, labels and other text, and in the encoder's classes after
        `prepare_classes`.
    image : PIL.Image.Image, bytes or path, optional
        An image to find others like; needs `image_encoder`. One that is still to be decoded is held to the
        limit of pixels that the index was built with.
    row : int, optional
        An image of the index to find others like; it is not among the results itself.
    node : int, optional
        Search only below this node.
    where : Filter, optional
        Search only rows that match this filter.
    limit : int
        Most results to give, 1 to 10,000.
    text_encoder, image_encoder : Encoder, optional
        Those that the index was built with.
    cut : float, optional
        Least score of a result. Without it 0.1 where classes are ranked, and none elsewhere.
    bins : int
        Into how many bins to count the scores, at most 200; 0 for no histogram.
    clusters : int
        Into how many clusters to divide what is searched, at most 500; 0 for none.
    like, unlike : sequence of int
        Images of the index to find others like, by a linear model of what tells them from all others, and
        images to find others unlike; none of them is among the results.
    vectors : sequence of numpy.ndarray
        Of images that the index does not have, as examples beside `like`.
    ranking : Ranking, optional
        What `rank` made of a query for all images, instead of one.

    Returns
    -------
    SearchResult
        Best first, ties to the lower row; of words only images that answer, of all else the nearest.

    Raises
    ------
    InputError
        Not exactly one of `text`, `image`, `row` and `like` was given, or one of them cannot be used.
    """
    asked = SearchQuery(text, image, row, like, unlike, vectors, text_encoder, image_encoder)
    if ranking is None:
        asked.check(index)
    if not 1 <= limit <= MAX_LIMIT:
        raise InputError(f"limit must be between 1 and {MAX_LIMIT:,}; got {limit}")
    if node is not None:
        check_node(index, node)
    check_shown(cut, bins, clusters)
    lo, hi = (0, index.n) if node is None else (int(index.tree.lo[node]), int(index.tree.hi[node]))
    scope = SearchScope(lo, hi, mask_of(index, where), limit, cut, bins, clusters)
    return shown(rank(index, asked, scope.rows) if ranking is None else ranking, node, scope)
