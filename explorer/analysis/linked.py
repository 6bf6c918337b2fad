"""Groups by links, that do not drift from one picture to another along a chain of small differences."""

import numpy as np


def link(
    pairs: np.ndarray, hashes: np.ndarray, colors: np.ndarray | None, most_bits: int, most_color: int
) -> np.ndarray:
    """Group rows that are linked, directly or not, and that look like the middle of their group.

    The middle is the row with most links, the lowest of several. Its group is what links reach from it over
    rows that look like it; what is left is grouped again. Every link is followed at most twice.

    Parameters
    ----------
    pairs : (p, 2) int
    hashes : (n,) uint64
    colors : (n, 3) uint8 or None
        None: hashes alone tell.
    most_bits, most_color : int
        Rows look alike when their hashes differ in no more bits and their mean colours in no more of 255.

    Returns
    -------
    (n,) int64
        The lowest row of each row's group.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    n = len(hashes)
    ends = (np.concatenate([pairs[:, 0], pairs[:, 1]]), np.concatenate([pairs[:, 1], pairs[:, 0]]))
    links = coo_array((np.ones(len(ends[0]), np.int32), ends), shape=(n, n)).tocsr()
    _, group = connected_components(links, directed=False)
    degree = np.diff(links.indptr)
    order = np.lexsort((np.arange(n), -degree, group))
    middles = order[np.searchsorted(group[order], np.arange(group.max(initial=-1) + 1))]
    like = _alike(hashes, colors, np.arange(n), middles[group], most_bits, most_color)
    drifting = np.zeros(len(middles), bool)
    drifting[group[~like]] = True
    _, first, back = np.unique(group, return_index=True, return_inverse=True)
    found = first[back].astype(np.int64)
    rows = order[drifting[group[order]]]
    left = np.zeros(n, bool)
    left[rows] = True
    for middle in rows.tolist():
        if left[middle]:
            members = _around(middle, left, links, (hashes, colors, most_bits, most_color))
            found[members] = members.min()
    return found


def _around(middle: int, left: np.ndarray, links, looks) -> np.ndarray:
    """Rows that links reach from the middle over rows that are left and look like it; takes them away."""
    hashes, colors, most_bits, most_color = looks
    members, edge = [np.array([middle])], np.array([middle])
    left[middle] = False
    while len(edge):
        reached = np.unique(
            np.concatenate([links.indices[links.indptr[row] : links.indptr[row + 1]] for row in edge])
        )
        reached = reached[left[reached]]
        edge = reached[_alike(hashes, colors, reached, np.array(middle), most_bits, most_color)]
        left[edge] = False
        members.append(edge)
    return np.concatenate(members)


def _alike(hashes, colors, rows, others, most_bits: int, most_color: int) -> np.ndarray:
    alike = np.bitwise_count(hashes[rows] ^ hashes[others]) <= most_bits
    if colors is not None:
        shades = colors[rows].astype(np.int16) - colors[others]
        alike &= np.abs(shades).max(axis=-1, initial=0) <= most_color
    return alike
