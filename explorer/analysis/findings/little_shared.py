"""Which of many significant windows, most of which overlap, are reported."""

from collections.abc import Iterable

import numpy as np

from explorer.analysis.findings.held_out import Rows

MOST_SHARED = 0.25
"""Of the smaller of two findings, the share that may be in the other one, too."""


def little_shared(n: int, windows: Iterable[Rows], limit: int) -> list[int]:
    """Return the places of at most `limit` windows that hardly overlap, the first ones first.

    Two nodes share no row, since one holds the other or they are apart.

    Parameters
    ----------
    n : int
        Rows there are.
    windows : iterable of rows
        Most significant first.
    limit : int
    """
    # Which of those taken a row is in, the latest; a quarter of it may be in an earlier one.
    taken_by = np.full(n, -1, np.int32)
    chosen: list[int] = []
    sizes = np.zeros(0, np.int64)
    for place, rows in enumerate(windows):
        if len(chosen) == limit:
            break
        owners = taken_by[rows]
        shared = owners[owners >= 0]
        if len(shared):
            common = np.bincount(shared, minlength=len(sizes))
            if (common > MOST_SHARED * np.minimum(sizes, len(owners))).any():
                continue
        taken_by[rows] = len(chosen)
        chosen.append(place)
        sizes = np.append(sizes, len(owners))
    return chosen
