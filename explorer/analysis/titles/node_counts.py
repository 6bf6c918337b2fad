"""How often terms occur in the nodes of one view, counted once however often they are compared."""

from collections.abc import Callable, Sequence

import numpy as np

from explorer.analysis.titles.terms import TermCounts
from explorer.analysis.titles.title_source import TitleSource


class NodeCounts:
    """Counts of some nodes; a source counts when it is first asked of.

    What several of the nodes hold is counted once, as a group of cells is the sum of these.

    Parameters
    ----------
    nodes : sequence of int
    lo, hi : (u,) int64
        The slice `[lo, hi)` of each; none is empty.
    sizes : (u,) int64
        How many of its images count.
    counter_of : callable
        Gives the counter of a source.

    Attributes
    ----------
    places : dict of int to int
        Where each node is among them.
    sizes : (u,) int64
    """

    def __init__(
        self,
        nodes: Sequence[int],
        lo: np.ndarray,
        hi: np.ndarray,
        sizes: np.ndarray,
        counter_of: Callable[[TitleSource], TermCounts],
    ) -> None:
        self.places = {node: place for place, node in enumerate(nodes)}
        self.sizes = sizes
        self._counter_of = counter_of
        edges = np.unique(np.concatenate([lo, hi]))
        first, last = np.searchsorted(edges, lo), np.searchsorted(edges, hi)
        within = np.cumsum(np.bincount(first, minlength=len(edges)) - np.bincount(last, minlength=len(edges)))
        self._pieces = np.flatnonzero(within)
        self._lo, self._hi = edges[self._pieces], edges[self._pieces + 1]
        self._first, self._last = np.searchsorted(self._pieces, (first, last))
        self._several = np.flatnonzero(self._last - self._first > 1)
        self._found: dict[TitleSource, np.ndarray] = {}

    def of(self, source: TitleSource) -> np.ndarray:
        """Return (u, t) images of each node that are under each term of a source."""
        if source not in self._found:
            pieces = self._counter_of(source).count_each(self._lo, self._hi)
            counts = pieces[self._first]
            for node in self._several.tolist():
                counts[node] = pieces[self._first[node] : self._last[node]].sum(axis=0)
            self._found[source] = counts
        return self._found[source]
