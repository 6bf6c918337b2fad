"""Groups by links, that do not drift from one picture to another along a chain of small differences."""

from collections.abc import Callable

import numpy as np

from explorer.clustering.tree.row_sets import row_mask


def link(
    pairs: np.ndarray, n: int, like: Callable[[np.ndarray, np.ndarray], np.ndarray] | None = None
) -> np.ndarray:
    """Group rows that are linked, directly or not, and that look like the middle of their group.

    The middle is the row with most links, the lowest of several. Its group is what links reach from it over
    rows that look like it; what is left is grouped again, and a row left alone stays with the first of those
    that it is linked with. Every link is followed at most twice.

    Parameters
    ----------
    pairs : (p, 2) int
    n : int
        Rows.
    like : callable, optional
        (m,) rows and (m,) middles to (m,) bool: whether rows look like middles. Without it all do.

    Returns
    -------
    (n,) int64
        The lowest row of each row's group.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    ends = (np.concatenate([pairs[:, 0], pairs[:, 1]]), np.concatenate([pairs[:, 1], pairs[:, 0]]))
    links = coo_array((np.ones(len(ends[0]), np.int32), ends), shape=(n, n)).tocsr()
    _, group = connected_components(links, directed=False)
    _, first, back = np.unique(group, return_index=True, return_inverse=True)
    found = first[back].astype(np.int64)
    if like is None:
        return found
    degree = np.diff(links.indptr)
    order = np.lexsort((np.arange(n), -degree, group))
    middles = order[np.searchsorted(group[order], np.arange(group.max(initial=-1) + 1))]
    linked = np.flatnonzero(degree)
    drifting = np.zeros(len(middles), bool)
    drifting[group[linked[~like(linked, middles[group[linked]])]]] = True
    rows = order[drifting[group[order]]]
    left = row_mask(n, rows)
    for middle in rows.tolist():
        if left[middle]:
            members = _around(middle, left, links, like)
            found[members] = members.min()
    return _none_alone(found, rows, links)


def _around(middle: int, left: np.ndarray, links, like) -> np.ndarray:
    """Rows that links reach from the middle over rows that are left and look like it; takes them away."""
    members, edge = [np.array([middle])], np.array([middle])
    left[middle] = False
    while len(edge):
        reached = np.unique(np.concatenate([_linked_with(row, links) for row in edge]))
        reached = reached[left[reached]]
        edge = reached[like(reached, np.full(len(reached), middle))]
        left[edge] = False
        members.append(edge)
    return np.concatenate(members)


def _none_alone(found: np.ndarray, rows: np.ndarray, links) -> np.ndarray:
    """Rows that others took all the links of stay with the first of those: each is a copy of something."""
    sizes = np.bincount(found, minlength=len(found))
    result = found.copy()
    for row in rows[sizes[found[rows]] == 1].tolist():
        others = found[_linked_with(row, links)]
        if len(others):
            result[row] = others[sizes[others] > 1].min(initial=row)
    _, first, back = np.unique(result, return_index=True, return_inverse=True)
    return first[back].astype(np.int64)


def _linked_with(row: int, links) -> np.ndarray:
    return links.indices[links.indptr[row] : links.indptr[row + 1]]
