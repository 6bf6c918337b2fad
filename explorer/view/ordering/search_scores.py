"""How well every image answers a search: what a result is sorted by."""

import numpy as np

from explorer.search import Ranking
from explorer.view.ordering.column_keys import SortKey

EXACT = 2_000
"""Nearest images whose scores are exact, so that they come in the order of the search itself; of the others
scores are right to a hundredth."""


def score_key(ranking: Ranking) -> SortKey:
    """Return the key of a ranking of all images.

    Returns
    -------
    SortKey
        Of float32, more is better; NaN for images that do not answer. Of words that are looked up, all that
        people say so of are worth 1, and the better fit comes first.
    """
    scores = ranking.scores.astype(np.float32)
    if ranking.query is None:
        told = 0 if ranking.told is None else ranking.told
        values, said = (np.where(scores > 0, each, np.float32(np.nan)) for each in (scores + told, scores))
        return SortKey(values, said=said)
    rows, exact = ranking.best(EXACT, None)
    scores = np.minimum(scores, exact.min(initial=np.inf))
    scores[rows] = exact
    scores[list(ranking.left_out)] = np.nan
    scores[list(ranking.examples)] = ranking.scores[list(ranking.examples)]
    return SortKey(scores)
