"""How well every image answers a search: what a result is sorted by."""

from typing import Any

import numpy as np

from explorer.index.reader import Index
from explorer.search import word_scores
from explorer.search.by_examples import example_vector
from explorer.search.query_text import read_query
from explorer.search.ranking import rank_vector
from explorer.search.text_vectors import text_vector
from explorer.view.ordering.column_keys import SortKey
from explorer.view.ordering.sort import ScoreQuery

EXACT = 2_000
"""Nearest images whose scores are exact, so that they come in the order of the search itself; of the others
scores are right to a hundredth."""


def search_scores(index: Index, query: ScoreQuery, text_encoder: Any = None) -> SortKey:
    """Score all images.

    Parameters
    ----------
    index : Index
    query : ScoreQuery
        Checked.
    text_encoder : Encoder, optional
        Of the index, to encode words by; without it they are looked up as a search does.

    Returns
    -------
    SortKey
        Of float32, more is better; NaN for images that do not answer. Where words are looked up in classes,
        all that people say so of are worth 1, and the better fit comes first.

    Raises
    ------
    InputError
        When words hold no letter and no digit, or examples are as all images are.
    """
    if query.text and text_encoder is None:
        scores, told = word_scores(index, query.text)
        answering = scores > 0
        values, said = (np.where(answering, found, np.float32(np.nan)) for found in (scores + told, scores))
        return SortKey(values, said=said)
    if query.text:
        vector = text_vector(text_encoder, read_query(query.text))
    else:
        vector = example_vector(index, query.like, query.unlike)
    ranking = rank_vector(index, vector, "score")
    rows, exact = ranking.best(EXACT, None)
    scores = np.minimum(ranking.scores, exact.min(initial=np.inf))
    scores[rows] = exact
    return SortKey(scores)
