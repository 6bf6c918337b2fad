"""Groups of images that are one picture, and the columns that they straddle."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class DuplicateGroups:
    """Groups as parallel arrays.

    Those that cross most columns come first; of those files with the same bytes before those that look
    alike, then the largest, then the one with the lowest row.

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


def duplicate_groups(
    first: np.ndarray, content: np.ndarray, columns: Mapping[str, np.ndarray]
) -> DuplicateGroups:
    """List the groups of rows that show one picture.

    Parameters
    ----------
    first : (n,) int64
        For every row the first row of the same picture, as `SamePictures.shown` has it.
    content : (n,) int
        Equal where files hold the same bytes; -1 where not known.
    columns : mapping of str to (n,) int
        Codes of the columns that a group should not straddle, such as `split` and `label`; -1 where missing.
    """
    n = len(first)
    sizes = np.bincount(first, minlength=n)
    rows = np.flatnonzero(sizes[first] > 1)
    rows = rows[np.argsort(first[rows], kind="stable")]
    _, begins, sizes = np.unique(first[rows], return_index=True, return_counts=True)
    # What is not known equals nothing.
    exact = ~_differs(np.where(content < 0, content.max(initial=0) + 1 + np.arange(n), content)[rows], begins)
    crosses = np.zeros((len(begins), len(columns)), bool)
    for place, codes in enumerate(columns.values()):
        crosses[:, place] = _differs(np.asarray(codes)[rows], begins)
    order = np.lexsort((first[rows][begins], -sizes, ~exact, -crosses.sum(axis=1)))
    starts = np.concatenate([[0], np.cumsum(sizes[order])]).astype(np.int64)
    # Every place of the new list, as the group's old beginning and the place within the group.
    places = np.repeat(begins[order] - starts[:-1], sizes[order]) + np.arange(len(rows))
    return DuplicateGroups(starts, rows[places], exact[order], tuple(columns), crosses[order])


def _differs(codes: np.ndarray, begins: np.ndarray) -> np.ndarray:
    """(g,) Whether known codes differ inside the runs that begin at `begins`."""
    if not len(codes):
        return np.zeros(0, bool)
    codes = codes.astype(np.int64)
    least = np.minimum.reduceat(np.where(codes < 0, np.iinfo(np.int64).max, codes), begins)
    most = np.maximum.reduceat(codes, begins)
    return least < most
