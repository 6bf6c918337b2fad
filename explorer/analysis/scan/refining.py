"""Rows that describe a window better: those of its neighbourhood around which the outcome is more frequent.

Balls and clusters have few shapes. Of the rows near a window each has the vote of its nearest, itself left
out: how many of these have the outcome. Those with the highest votes, down to where the ratio is the largest,
are a set of any shape. It is chosen by looking at the outcomes, so that it has no p of its own and its rate
is exaggerated.
"""

from collections.abc import Callable

import numpy as np

from explorer.analysis.scan.balls import Neighborhoods
from explorer.analysis.scan.scanned_windows import Space
from explorer.layout.grid import stride

Ratios = Callable[[np.ndarray], np.ndarray]
"""From rows to the ratios, (r,) float64, of the first, the first two, and so on; 0 where no candidate."""

_VOTERS = ((30, 60), (20, 40))
"""How many nearest vote: among all images, and among those of a row's own class."""

_FEWEST, _MOST = 600, 1_500
"""Rows that have a vote, four times those of the window between these."""

_CENTERS = 400
_NEAR = 200
"""How much of a list says what is near a window."""

_SHARED = 0.3
"""Of the smaller of the window and what describes it, the share in both."""

MOST_REFINED = _MOST // 2
"""Rows of a window: of larger ones there would be no votes around."""


def lists_at(space: Space, rows: np.ndarray) -> list[Neighborhoods]:
    """Return the neighbourhoods of rows that lie close together, (r,) ascending, of those that have any."""
    if space.around is not None:
        return space.around(rows)
    found = []
    for lists in space.neighborhoods:
        centers = lists.members[:, 0]
        places = np.flatnonzero(np.isin(centers, rows))
        found.append(Neighborhoods(lists.name, lists.members[places]))
    return found


def refined(
    space: Space, outcomes: np.ndarray, rows: np.ndarray, allowed: np.ndarray, ratios: Ratios, least: float
) -> np.ndarray | None:
    """Return the rows that describe a window, (r,) int64 ascending; None where none do better.

    Parameters
    ----------
    space : Space
    outcomes : (n,) int8
        1, 0, or -1 where it must not count: such rows have a vote on them and none on others.
    rows : (w,) int64
        Of the window, ascending.
    allowed : (n,) bool
        Rows that may be taken.
    ratios : callable
    least : float
        Ratio of the window: what describes it has a higher one.
    """
    inside = np.zeros(len(outcomes), bool)
    inside[rows] = True
    centers = rows if len(rows) <= _CENTERS else rows[stride(len(rows), _CENTERS)]
    near = [_listed_most(lists, allowed, len(rows)) for lists in lists_at(space, centers)]
    if not near:
        return None
    best, found = least, None
    voted = lists_at(space, np.unique(np.concatenate(near)))
    for lists, candidates, voters in zip(voted, near, _VOTERS, strict=False):
        members = lists.members[np.isin(lists.members[:, 0], candidates)]
        for some in voters if len(members) else ():
            votes = _votes(members[:, 1 : some + 1], outcomes)
            order = np.argsort(-votes, kind="stable")
            taken, votes = members[order, 0].astype(np.int64), votes[order]
            # Rows of one vote are taken together.
            each = np.where(np.append(votes[1:] < votes[:-1], True), ratios(taken), 0)
            place = int(np.argmax(each))
            shown = taken[: place + 1]
            shared = np.count_nonzero(inside[shown])
            if each[place] > best and shared >= _SHARED * min(len(shown), len(rows)):
                best, found = float(each[place]), np.sort(shown)
    return found


def _listed_most(lists: Neighborhoods, allowed: np.ndarray, size: int) -> np.ndarray:
    """Rows that may be taken which most of some lists have near their head, (c,) int64 ascending."""
    members = lists.members[:, :_NEAR]
    often = np.bincount(members[members >= 0], minlength=len(allowed))
    often[~allowed] = 0
    most = min(_MOST, max(_FEWEST, 4 * size))
    order = np.argsort(-often, kind="stable")[:most]
    return np.sort(order[often[order] > 0])


def _votes(nearest: np.ndarray, outcomes: np.ndarray) -> np.ndarray:
    """(c,) float64 Share with the outcome among the nearest, (c, k) with -1 for none, that count."""
    theirs = np.where(nearest >= 0, outcomes[nearest], -1)
    return np.count_nonzero(theirs == 1, axis=1) / np.maximum(1, np.count_nonzero(theirs >= 0, axis=1))
