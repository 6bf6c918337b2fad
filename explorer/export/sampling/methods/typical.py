"""The most typical, or the most atypical, images of each class."""

from functools import partial

import numpy as np

from explorer.export.sampling.cells import centroids, distances_to_own
from explorer.export.sampling.method import Draw, Method
from explorer.export.sampling.methods.balanced import BY, require, taken
from explorer.export.sampling.quotas import equal_quotas


def draw_typical(draw: Draw, atypical: bool) -> np.ndarray:
    """Draw from each class the images nearest to its mean direction, or the farthest from it.

    The metric of supervised prototypes (Sorscher et al., arXiv 2206.14486, appendix; Snell et al., arXiv
    1703.05175): cosine distance to the mean of the class. Each class gives the same number, as far as it has
    them.

    Returns
    -------
    (size,) int64
        Class by class, most typical (or atypical) first; ties to the lower row. O(m d) time: two passes over
        the vectors; O(m + classes d) memory.
    """
    groups = draw.index.codes(draw.options["by"])[0][draw.rows].astype(np.int64)
    known = np.flatnonzero(groups >= 0)
    require(len(known), draw)
    centres = centroids(draw, groups, int(groups.max()) + 1)
    away = distances_to_own(draw, groups, centres)
    order = known[np.lexsort((known, -away[known] if atypical else away[known], groups[known]))]
    _, begins, sizes = np.unique(groups[order], return_index=True, return_counts=True)
    return draw.rows[order[taken(begins, equal_quotas(sizes, draw.size))]]


_SOURCE = "distance to the mean of the class, Sorscher et al., arXiv 2206.14486"
METHODS = (
    Method(
        "typical",
        "the most typical images of each class",
        _SOURCE,
        partial(draw_typical, atypical=False),
        needs="labels, or a column in their place",
        options={"by": BY},
        by_chance=False,
    ),
    Method(
        "atypical",
        "the most atypical images of each class",
        _SOURCE,
        partial(draw_typical, atypical=True),
        needs="labels, or a column in their place",
        options={"by": BY},
        by_chance=False,
    ),
)
