"""Lists of nearest rows where rows are many: those met on a short walk along the neighbours of neighbours.

A list may miss some of the nearest. That costs a scan power and not its validity: any windows will do that
were chosen without a look at the outcomes.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_matrix

from explorer.analysis.scan.balls import LONGEST, WHITENED, Neighborhoods
from explorer.analysis.scan.nearest_lists import directions_of, exact_lists, in_threads

_STEPS = 3
_MOST = 3_000
"""Rows that are compared with a centre."""

_MOST_TOGETHER = 5_000
"""Rows that are compared with centres which lie close together."""


def neighbor_graph(neighbors: np.ndarray) -> csr_matrix:
    """Return (n, n) which rows are linked: one is among the neighbours, (n, k), of the other."""
    n, k = neighbors.shape
    links = csr_matrix((np.ones(n * k, bool), neighbors.ravel(), np.arange(0, n * k + 1, k)), shape=(n, n))
    return (links + links.T).tocsr()


def walked_lists(
    graph: csr_matrix, centers: np.ndarray, known: np.ndarray, read: Callable[[np.ndarray], np.ndarray]
) -> Neighborhoods:
    """Return the nearest rows that count, of those that a walk from each centre meets.

    Parameters
    ----------
    graph : (n, n) csr_matrix
        See `neighbor_graph`.
    centers : (c,) int64
    known : (n,) bool
        Rows that count.
    read : callable
        Gives the vectors (m, d) float32 of some rows.
    """
    return Neighborhoods("ball", np.stack(_walks(graph, centers, lambda center: known, read)))


def walked_class_lists(
    graph: csr_matrix,
    centers: np.ndarray,
    labels: np.ndarray,
    read: Callable[[np.ndarray], np.ndarray],
) -> Neighborhoods:
    """Return the same among rows of each centre's own label; (n,) `labels` are -1 where no row counts."""
    centers = centers[labels[centers] >= 0]
    found = _walks(graph, centers, lambda center: labels == labels[center], read)
    return Neighborhoods("class ball", np.stack(found) if found else np.zeros((0, LONGEST), np.int32))


@dataclass(frozen=True)
class Walked:
    """What lists are made of where rows are many.

    Attributes
    ----------
    graph : (n, n) csr_matrix
        See `neighbor_graph`.
    known : (n,) bool
        Rows that count.
    labels : (n,) int or None
        Classes, -1 where a row has none.
    read : callable
        Gives the vectors (m, d) float32 of some rows.
    metric : str
        `cosine`, or `euclidean`.
    whitened : callable or None
        Gives those whitened within classes (`explorer.analysis.scan.whitened`) of some rows.
    """

    graph: csr_matrix
    known: np.ndarray
    labels: np.ndarray | None
    read: Callable[[np.ndarray], np.ndarray]
    metric: str
    whitened: Callable[[np.ndarray], np.ndarray] | None = None


def lists_around(walked: Walked, centers: np.ndarray) -> list[Neighborhoods]:
    """Return the nearest rows of centres that lie close together, of those that a walk from them meets.

    Parameters
    ----------
    walked : Walked
    centers : (c,) int64
        Ascending; those that do not count are left out.

    Returns
    -------
    list of Neighborhoods
        Among all rows; where there are labels among those of each centre's own, and where there are
        whitened vectors among these by them.
    """
    centers = centers[walked.known[centers]]
    pool = np.union1d(centers, _met(walked.graph, centers, _MOST_TOGETHER))
    pool = pool[walked.known[pool]]
    directions, places = directions_of(walked.read(pool), walked.metric), np.searchsorted(pool, centers)
    lists = [exact_lists(directions, pool, None, places)]
    if walked.labels is not None:
        lists.append(exact_lists(directions, pool, walked.labels[pool], places))
    if walked.labels is not None and walked.whitened is not None:
        directions = directions_of(walked.whitened(pool), "euclidean")
        found = exact_lists(directions, pool, walked.labels[pool], places)
        lists.append(replace(found, name=WHITENED))
    return lists


def _walks(graph: csr_matrix, centers: np.ndarray, counting: Callable, read: Callable) -> list[np.ndarray]:
    def one(place: int) -> np.ndarray:
        center = int(centers[place])
        met = _met(graph, np.array([center]), _MOST)
        return _nearest(center, met[counting(center)[met]], read)

    return in_threads(one, range(len(centers)))


def _met(graph: csr_matrix, centers: np.ndarray, most: int) -> np.ndarray:
    """Rows within three steps, without the centres; of the last step those first that more links lead to."""
    seen = frontier = centers
    for _ in range(_STEPS):
        spans = [graph.indices[graph.indptr[row] : graph.indptr[row + 1]] for row in frontier]
        rows, links = np.unique(np.concatenate(spans), return_counts=True)
        new = ~np.isin(rows, seen, assume_unique=True)
        rows, links = rows[new], links[new]
        frontier = rows[np.argsort(-links, kind="stable")][: most + len(centers) - len(seen)]
        seen = np.concatenate([seen, frontier])
        if len(seen) >= most + len(centers) or not len(frontier):
            break
    return np.sort(seen[len(centers) :])


def _nearest(center: int, rows: np.ndarray, read: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    gaps = read(rows)
    gaps = gaps - read(np.array([center]))
    # Summed in one order, whatever the number of threads.
    order = np.argsort(np.einsum("ij,ij->i", gaps, gaps), kind="stable")[: LONGEST - 1]
    found = np.full(LONGEST, -1, np.int32)
    found[0] = center
    found[1 : 1 + len(order)] = rows[order]
    return found
