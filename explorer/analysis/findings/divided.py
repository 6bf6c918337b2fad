"""What a conditional scan set apart, as parts that share no row, the sharpest first."""

from dataclasses import dataclass, replace

import numpy as np

from explorer.analysis.scan.conditional_scan import CutWindow, Division
from explorer.analysis.scan.foremost import Significant
from explorer.analysis.scan.scanned_windows import Space

_HELD = 0.8
"""A window is the context of a part where it holds such a share of it."""


@dataclass(frozen=True)
class JudgedRows:
    """Some rows, and what they are worth against all.

    Attributes
    ----------
    rows : (r,) int64
        Ascending.
    llr, p : float
    """

    rows: np.ndarray
    llr: float
    p: float


@dataclass(frozen=True)
class OwnPart:
    """A part without those that were found within it.

    Attributes
    ----------
    place : int
        In `Division.parts`.
    own : JudgedRows
        Its rows that no part within it has.
    whole : JudgedRows
        All of the window that it comes from, or of the ball in its place.
    tested : JudgedRows or None
        The window that was tested, where what is shown is another: p of `own` is then no lower than that of
        the window, and `least` is of the window.
    least : float
        The lowest rate that it may well have: `least_rate`.
    order : float
        What the list is in the order of: log odds of that rate over those of what is expected.
    listed : bool
        Whether it is significant by itself.
    context : int
        Place among the own parts of the smallest larger window that holds it; -1 where there is none.
    """

    place: int
    own: JudgedRows
    whole: JudgedRows
    tested: JudgedRows | None
    least: float
    order: float
    listed: bool
    context: int

    @property
    def is_rest(self) -> bool:
        """Whether it is not all of the window."""
        return len(self.own.rows) < len(self.whole.rows)


def own_parts(
    space: Space, outcomes: np.ndarray, division: Division, firsts: np.ndarray, significant: Significant
) -> list[OwnPart]:
    """Return every part without what was found within it, those that surely have the highest rate first.

    Parameters
    ----------
    space : Space
    outcomes : (n,) int8
        That were scanned.
    division : Division
    firsts : (n,) int64
        As `distinct_images` gives it: copies of what is in a ball are in it, too.
    significant : callable
    """
    owned = _Owned(space, outcomes, division, firsts, significant)
    found = owned.parts()
    return [replace(part, context=_context(part, place, found)) for place, part in enumerate(found)]


class _Owned:
    """Which part each row is of: the innermost."""

    def __init__(
        self,
        space: Space,
        outcomes: np.ndarray,
        division: Division,
        firsts: np.ndarray,
        significant: Significant,
    ) -> None:
        self.space, self.outcomes, self.division = space, outcomes, division
        self.firsts, self.significant = firsts, significant
        self.owner = np.full(space.tree.n, -1)
        for place, part in enumerate(division.parts):
            is_ball = part.best.family >= 0 or part.moved is not None
            self.owner[_with_copies(part.rows, firsts) if is_ball else part.rows] = place

    def parts(self) -> list[OwnPart]:
        """Return those that have a row which counts, in order, without contexts."""
        found = [self._part(place) for place in range(len(self.division.parts))]
        return sorted((part for part in found if part), key=lambda part: (-part.order, part.place))

    def _part(self, place: int) -> OwnPart | None:
        part, division = self.division.parts[place], self.division
        rows = np.flatnonzero(self.owner == place)
        if not np.count_nonzero(self.outcomes[rows] >= 0):
            return None
        own, tested = _told(rows, self.outcomes, division), self._tested(place)
        if tested is not None:
            own = replace(own, p=max(own.p, tested.p))
        size, positives, expected = _numbers((tested or own).rows, self.outcomes, division)
        numbers = (np.array([number]) for number in (size, positives, expected, part.best.level))
        least = float(division.against.least(*numbers)[0])
        whole = _told(_window(self.space, division.parts, part, self.firsts), self.outcomes, division)
        return OwnPart(
            place=place,
            own=own,
            whole=whole,
            tested=tested,
            least=least,
            order=_log_odds(least) - _log_odds(expected / size),
            listed=bool(self.significant(np.array([own.p]))[0]),
            context=-1,
        )

    def _tested(self, place: int) -> JudgedRows | None:
        """The window, where another set of rows is shown."""
        part = self.division.parts[place]
        if part.moved is None:
            return None
        rows = part.tested if part.best.family < 0 else _with_copies(part.tested, self.firsts)
        return _told(rows, self.outcomes, self.division)


def _numbers(rows: np.ndarray, outcomes: np.ndarray, division: Division) -> tuple[int, int, float]:
    """Images that count, those of them with the outcome, and how many of these are expected."""
    counting = rows[outcomes[rows] >= 0]
    expected = float(division.against.expected[counting].sum())
    return len(counting), int(np.count_nonzero(outcomes[counting] == 1)), expected


def _told(rows: np.ndarray, outcomes: np.ndarray, division: Division) -> JudgedRows:
    size, positives, expected = _numbers(rows, outcomes, division)
    llr = division.against.ratios(np.array([size]), np.array([positives]), np.array([expected]))
    return JudgedRows(rows, float(llr[0]), float(division.against.p(llr)[0]))


def _window(space: Space, parts: list[CutWindow], part: CutWindow, firsts: np.ndarray) -> np.ndarray:
    """The window as far as it lies in the part around it: before anything was taken out of that."""
    best = part.best
    if part.moved is not None:
        rows = _with_copies(part.moved.rows, firsts)
    elif best.family < 0:
        rows = np.arange(space.tree.lo[best.place], space.tree.hi[best.place])
    else:
        rows = _with_copies(space.neighborhoods[best.family].ball(best.place, best.length), firsts)
    return rows if part.within < 0 else np.intersect1d(rows, parts[part.within].rows)


def _with_copies(rows: np.ndarray, firsts: np.ndarray) -> np.ndarray:
    inside = np.zeros(len(firsts), bool)
    inside[firsts[rows]] = True
    return np.flatnonzero(inside[firsts])


def _log_odds(rate: float) -> float:
    rate = min(max(rate, 1e-12), 1 - 1e-12)
    return float(np.log(rate / (1 - rate)))


def _context(part: OwnPart, place: int, parts: list[OwnPart]) -> int:
    """The smallest window that holds it and more; of the rest of a window, that window."""
    if len(part.own.rows) < _HELD * len(part.whole.rows):
        return place
    around = [
        other
        for other, each in enumerate(parts)
        if len(each.whole.rows) > len(part.whole.rows)
        and np.isin(part.own.rows, each.whole.rows).mean() >= _HELD
    ]
    return min(around, key=lambda other: (len(parts[other].whole.rows), other), default=-1)
