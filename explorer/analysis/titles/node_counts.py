"""How often terms occur in the nodes of one view, counted once however often they are compared."""

from collections.abc import Sequence

import numpy as np

from explorer.analysis.titles.title_source import TitleSource


class NodeCounts:
    """Counts of some nodes; a source counts when it is first asked of.

    Parameters
    ----------
    nodes : sequence of int
    spans : sequence of (int, int)
        The slice `[lo, hi)` of each.
    mask : (n,) bool or None
        Only rows that match count.
    """

    def __init__(
        self, nodes: Sequence[int], spans: Sequence[tuple[int, int]], mask: np.ndarray | None
    ) -> None:
        self.places = {node: place for place, node in enumerate(nodes)}
        self._spans, self._mask = spans, mask
        self._found: dict[TitleSource, tuple[np.ndarray, np.ndarray]] = {}

    def of(self, source: TitleSource) -> tuple[np.ndarray, np.ndarray]:
        """Return (u, t) images of each node that are under each term of a source, and (u,) all of each."""
        if source not in self._found:
            self._found[source] = source.count_each(self._spans, self._mask)
        return self._found[source]
