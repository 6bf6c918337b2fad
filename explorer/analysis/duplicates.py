"""Groups of images that are one picture: the same file again, or the same picture stored anew."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from explorer.analysis.distinct import MOST_COLOR, NEAR, first_of_each, typical_distance

MOST_BITS = 8
"""Hashes of one picture differ in no more of their 64 bits."""

Hashes = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class Pictures:
    """What images are compared by.

    Attributes
    ----------
    content : (n,) int
        Equal where files hold the same bytes; -1 where not known.
    neighbors : Neighbors
        Whose pairs are the candidates: `rows` and `distances` (n, k), `metric`.
    hashes : callable
        Perceptual hashes of some rows: (m,) uint64 and (m,) bool, whether there is one. Asked once, and only
        for rows with a near neighbour.
    colors : (n, 3) uint8 or None
        Mean colours; a hash is blind to colour.
    """

    content: np.ndarray
    neighbors: object
    hashes: Hashes
    colors: np.ndarray | None = None


@dataclass(frozen=True)
class DuplicateGroups:
    """Groups, those that cross a column first, then the largest, as parallel arrays.

    Attributes
    ----------
    starts : (g + 1,) int64
        Group i has `rows[starts[i]:starts[i + 1]]`.
    rows : (m,) int64
        Ascending within a group.
    exact : (g,) bool
        Whether all files of the group hold the same bytes ("exact"); else some only look alike ("near").
    columns : tuple of str
    crosses : (g, columns) bool
        Whether a column has different values inside the group; missing ones differ from none.
    """

    starts: np.ndarray
    rows: np.ndarray
    exact: np.ndarray
    columns: tuple[str, ...]
    crosses: np.ndarray

    def __len__(self) -> int:
        return len(self.exact)

    def group(self, i: int) -> np.ndarray:
        """Return the rows of group `i`."""
        return self.rows[self.starts[i] : self.starts[i + 1]]

    def crossed(self, i: int) -> list[str]:
        """Return the names of the columns that differ inside group `i`."""
        return [name for name, differs in zip(self.columns, self.crosses[i], strict=True) if differs]


def duplicate_groups(pictures: Pictures, columns: Mapping[str, np.ndarray]) -> DuplicateGroups:
    """Find the groups.

    Files with the same bytes are duplicates. Two others are when one is among the other's nearest
    neighbours, their vectors lie within 0.6 typical distances between nearest neighbours, their perceptual
    hashes differ in 8 bits or fewer, and their mean colours in 12 of 255 or less. Groups are what such pairs
    link, directly or not. Pictures of one flat colour have no hash: of those only equal files are duplicates.

    Parameters
    ----------
    pictures : Pictures
    columns : mapping of str to (n,) int
        Codes of the columns that a group should not straddle, such as `split` and `label`; -1 where missing.
    """
    n = len(pictures.content)
    same = _same_content(pictures.content)
    pairs = np.concatenate([np.column_stack([same, np.arange(n)]), near_pairs(pictures, same)])
    first = first_of_each(pairs, n)
    sizes = np.bincount(first, minlength=n)
    rows = np.flatnonzero(sizes[first] > 1)
    rows = rows[np.argsort(first[rows], kind="stable")]
    _, begins, sizes = np.unique(first[rows], return_index=True, return_counts=True)
    exact = ~_differs(same[rows], begins, rows)
    crosses = np.zeros((len(begins), len(columns)), bool)
    for place, codes in enumerate(columns.values()):
        crosses[:, place] = _differs(np.asarray(codes)[rows], begins, rows)
    order = np.lexsort((np.arange(len(begins)), -sizes, -crosses.sum(axis=1)))
    starts = np.concatenate([[0], np.cumsum(sizes[order])]).astype(np.int64)
    # Every place of the new list, as the group's old beginning and the place within the group.
    places = np.repeat(begins[order] - starts[:-1], sizes[order]) + np.arange(len(rows))
    return DuplicateGroups(starts, rows[places], exact[order], tuple(columns), crosses[order])


def near_pairs(pictures: Pictures, same: np.ndarray) -> np.ndarray:
    """Return (p, 2) rows that look alike; of files with the same bytes only the first is compared."""
    near = pictures.neighbors
    gaps = near.distances
    if near.metric == "cosine":
        # For unit rows, 1 - cosine is half the square of the Euclidean distance.
        gaps = np.sqrt(2 * np.maximum(gaps, 0))
    first, place = np.nonzero(gaps <= NEAR * typical_distance(near.distances, near.metric))
    pairs = np.column_stack([same[first], same[near.rows[first, place]]]).reshape(-1, 2)
    pairs = np.unique(np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1), axis=0)
    if pictures.colors is not None:
        shades = pictures.colors.astype(np.int16)
        pairs = pairs[np.abs(shades[pairs[:, 0]] - shades[pairs[:, 1]]).max(axis=1, initial=0) <= MOST_COLOR]
    if not len(pairs):
        return pairs
    rows, places = np.unique(pairs, return_inverse=True)
    hashes, sound = pictures.hashes(rows)
    a, b = places.reshape(-1, 2).T
    bits = np.bitwise_count(hashes[a] ^ hashes[b])
    return pairs[sound[a] & sound[b] & (bits <= MOST_BITS)]


def _same_content(content: np.ndarray) -> np.ndarray:
    """(n,) The first row with the same content; the row itself where that is not known."""
    _, first, back = np.unique(content, return_index=True, return_inverse=True)
    return np.where(content >= 0, first[back], np.arange(len(content)))


def _differs(codes: np.ndarray, begins: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """(g,) Whether known codes differ inside the runs that begin at `begins`."""
    if not len(rows):
        return np.zeros(0, bool)
    codes = codes.astype(np.int64)
    least = np.minimum.reduceat(np.where(codes < 0, np.iinfo(np.int64).max, codes), begins)
    most = np.maximum.reduceat(codes, begins)
    return (most >= 0) & (least < most)
