"""What the page would show of a subset, however it was chosen."""

import numpy as np

from explorer.clustering.tree.row_sets import row_mask
from explorer.export.export_format import Subset
from explorer.filters.filter import Filter, filter_of
from explorer.view import Views
from explorer.view.match_counts import MatchingRows, select


class SubsetViews(Views):
    """Views under which the rows of a subset match, and no others.

    Parameters
    ----------
    subset : Subset
    """

    def __init__(self, subset: Subset) -> None:
        index = subset.index
        self._mask: np.ndarray | None = None
        if len(subset.rows) < index.n:
            self._mask = row_mask(index.n, subset.rows)
        super().__init__(index)
        self.where: Filter = filter_of(index, subset.chosen.where)
        """What the subset was chosen by: figures that it makes meaningless are left out."""

    def _select(self, where: Filter) -> MatchingRows:
        return select(self._mask)
