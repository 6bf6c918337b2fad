"""Balls in the place of windows, where not every row is a centre of those that a scan looks at.

Of very many rows few are centres, chosen without a look at the outcomes, and a group may lie beside the ball
that finds it. So once a window was tested, balls round its own rows are looked at, and the one that stands
out more describes what was found, at most twice over. It describes: these balls had no part in the
permutations, and p stays that of the window.
"""

from dataclasses import dataclass, replace

import numpy as np

from explorer.analysis.scan.scanned_windows import ScannedWindows, Space
from explorer.analysis.scan.size_classes import Levels, size_classes
from explorer.layout.grid import stride

MOST_PARTS_MOVED = 10
"""The first that are set apart."""

_TIMES = 2
_CENTERS = 400
"""Rows that are looked around, of a window with more an even stride."""

_WIDEST = 1_200
"""Images that count in a window at most: what stands out in larger ones is found when they are scanned."""


@dataclass(frozen=True)
class Moved:
    """A ball in the place of a window.

    Attributes
    ----------
    family : int
        Of the neighbourhoods.
    rows : (r,) int64
        Ascending.
    center : int
        Row that they are nearest to.
    excess : float
        By how much it stands out (`Best.excess`).
    """

    family: int
    rows: np.ndarray
    center: int
    excess: float


def recentred(
    space: Space, outcomes: np.ndarray, levels: Levels, rows: np.ndarray, excess: float
) -> Moved | None:
    """Return the ball round one of the rows of a window that stands out more than it; None where none does.

    Parameters
    ----------
    space : Space
    outcomes : (n,) int8
        Of the cell that the window was found in; -1 elsewhere.
    levels : Levels
        Of that cell.
    rows : (r,) int64
        Of the window, in the cell, ascending.
    excess : float
        By how much it stands out.
    """
    moved = None
    for _ in range(_TIMES):
        centers = rows[outcomes[rows] >= 0]
        if len(centers) > _WIDEST:
            break
        better = _best(space, outcomes, levels, centers)
        if better is None or better.excess <= excess:
            break
        moved, rows, excess = better, better.rows, better.excess
    return moved


def _best(space: Space, outcomes: np.ndarray, levels: Levels, centers: np.ndarray) -> Moved | None:
    if space.around is None or not len(centers):
        return None
    if len(centers) > _CENTERS:
        centers = centers[stride(len(centers), _CENTERS)]
    lists = space.around(centers)
    windows = ScannedWindows(replace(space, neighborhoods=lists), outcomes)
    found = []
    for family, maxima in enumerate(windows.windows.balls):
        _, ratios = maxima.observed(windows.values)
        over = ratios - levels.least[size_classes(maxima.balls.of_size)]
        if len(over):
            best = int(np.argmax(over))
            found.append((float(over[best]), family, maxima.balls.list_places(np.array([best]))))
    if not found:
        return None
    excess, family, (place, length) = max(found, key=lambda each: each[:2])
    ball = lists[family].ball(int(place[0]), int(length[0]))
    return Moved(family, ball, int(lists[family].members[place[0], 0]), excess)
