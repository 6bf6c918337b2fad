"""What a filter's `found(…)` and `alike(…)` name: all images that a search ranks from a score on."""

import numpy as np

from explorer.errors import InputError
from explorer.filters.named_sets import SetQuery
from explorer.index.reader import Index
from explorer.search.ranking import Ranking
from explorer.search.search_query import SearchQuery, rank
from explorer.search.towers import TextTower

NO_CUT = (
    "these words rank all images, and no line parts those that answer from the rest; say from which score "
    "on, such as `found('dog', 0.2)`"
)


def found_mask(ranking: Ranking, cut: float | None) -> np.ndarray:
    """(n,) bool Which images are of the set: those that answer, of a ranking of all, and the examples.

    Raises
    ------
    InputError
        When no line parts them from the rest.
    """
    above = ranking.whole(cut)
    if above is None:
        raise InputError(NO_CUT)
    return above


def find_set(index: Index, query: SetQuery, text_encoder: TextTower | None = None) -> np.ndarray:
    """(n,) bool Which images a set names, ranked here and now.

    Parameters
    ----------
    index : Index
    query : SetQuery
    text_encoder : Encoder, optional
        That the index was built with; without it words are looked up in names, labels and classes.

    Raises
    ------
    InputError
        When it cannot be searched for, or names images that were sent to a server.
    """
    if query.images:
        raise InputError("images that were sent to a server are known to that server only")
    return found_mask(rank(index, _asked(query, text_encoder)), query.cut)


def _asked(query: SetQuery, text_encoder: TextTower | None) -> SearchQuery:
    if is_of_one_image(query):
        return SearchQuery(row=query.like[0])
    return SearchQuery(query.text, like=query.like, unlike=query.unlike, text_encoder=text_encoder)


def is_of_one_image(query: SetQuery) -> bool:
    """Whether it is for the neighbours of one image: several have something in common, one is just near."""
    return len(query.like) == 1 and not query.unlike and not query.images
