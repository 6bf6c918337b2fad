"""Which of many significant windows, most of which overlap, are reported."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from explorer.analysis.findings.held_out import Rows
from explorer.clustering.tree.row_sets import row_mask

MOST_SHARED = 0.25
"""Of the smaller of two findings, the share that may be in the other one, too."""

AS_GOOD = 6.0
"""Ratios that differ by less hardly tell which of two overlapping windows is the group itself."""

_SAME = 0.5
"""Of the smaller of two windows, the share in both from which on they may be of one group."""


@dataclass(frozen=True)
class SignificantWindows:
    """Significant windows, most significant first.

    Attributes
    ----------
    rows : callable
        From a place to the rows of the window there: of tens of thousands few are asked for.
    llr, rate : (w,) float64
        Log likelihood ratios, falling, and the rates inside.
    """

    rows: Callable[[int], Rows]
    llr: np.ndarray
    rate: np.ndarray


def little_shared(n: int, windows: SignificantWindows, limit: int) -> list[int]:
    """Return the places of at most `limit` windows that hardly overlap, the first ones first.

    Two nodes share no row, since one holds the other or they are apart. In the place of each stands the one
    with the highest rate among those that share half with it and fit the outcomes nearly as well (`AS_GOOD`):
    of a ball that overshoots a group, and one that does not, the second.

    Parameters
    ----------
    n : int
        Rows there are.
    windows : Windows
    limit : int
    """
    taken = _Taken(n)
    chosen: list[int] = []
    for place in range(len(windows.llr)):
        if len(chosen) == limit:
            break
        if taken.free(windows.rows(place)):
            best = _sharper(n, windows, place, taken)
            taken.take(windows.rows(best))
            chosen.append(best)
    return chosen


def _sharper(n: int, windows: SignificantWindows, place: int, taken: "_Taken") -> int:
    here = row_mask(n, windows.rows(place))
    size = np.count_nonzero(here)
    near = np.flatnonzero(windows.llr[place:] > windows.llr[place] - AS_GOOD) + place
    better = near[windows.rate[near] > windows.rate[place]]
    for other in better[np.argsort(-windows.rate[better], kind="stable")].tolist():
        common = here[windows.rows(other)]
        if np.count_nonzero(common) >= _SAME * min(size, len(common)) and taken.free(windows.rows(other)):
            return other
    return place


class _Taken:
    """What was taken: which window a row is in, the latest; a quarter of it may be in an earlier one."""

    def __init__(self, n: int) -> None:
        self._owner = np.full(n, -1, np.int32)
        self._sizes: list[int] = []

    def free(self, rows: Rows) -> bool:
        owners = self._owner[rows]
        shared = owners[owners >= 0]
        if not len(shared):
            return True
        common = np.bincount(shared, minlength=len(self._sizes))
        return not (common > MOST_SHARED * np.minimum(self._sizes, len(owners))).any()

    def take(self, rows: Rows) -> None:
        self._owner[rows] = len(self._sizes)
        self._sizes.append(len(self._owner[rows]))
