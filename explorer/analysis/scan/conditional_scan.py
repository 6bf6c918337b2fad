"""Specific before broad: which parts stand out once those that stand out more are set apart.

A group with a raised rate raises all that hold it, so that the largest ratio is often that of a broad cluster
round a sharp one. Here the images are taken apart, step by step. At first all are one cell. The window that
stands out most within its cell becomes a cell of its own, what is left of that cell becomes another, and both
are scanned anew, by permutations within each. What is found inside a part is thus raised against the rest of
the part, and what is found beside it is raised with that part out of the way.

A step is taken only where few permutations come as far in any cell at all: all cells are tested as one. It is
taken only to what is significant against all images, too (`explorer.analysis.scan.tree_scan.significant`), so
that the first step is an exact test. The later ones look at cells that the outcomes chose: how often they err
is known by simulation alone (`tests/benchmarks/bench_parts.py`). To scan again without what was found is due
to Zhang, Assunção & Kulldorff, "Spatial scan statistics adjusted for multiple clusters", Journal of
Probability and Statistics, 2010.

A broad window may cut a sharper one in two, neither of whose halves stands out any more. A window that surely
has a higher rate (`least_rates`), and that the foremost one would cut, is therefore taken before it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from explorer.analysis.scan.foremost import Against, Best, foremost
from explorer.analysis.scan.p_values import p_values
from explorer.analysis.scan.recentring import MOST_PARTS_MOVED, Moved, recentred
from explorer.analysis.scan.scanned_windows import ScannedWindows, Space
from explorer.analysis.scan.size_classes import Levels, levels_of

MOST_PARTS = 50
"""That are set apart."""

PERMUTATIONS = 199
"""Of a cell, where no more are needed to reach alpha."""

_CHANGED = 0.1
"""A cell that lost no larger share of its images, nor twice that of its outcomes, keeps its permutations."""

AS_GOOD = 3.0
"""Ratios that differ by less hardly tell which of two overlapping windows is the group itself."""

_SAME = 0.5
"""Share of a window in the foremost one from which on both may be of one group."""

_CUT = 0.2
"""A window of which at least such a share is inside another, and outside, is cut by it."""


@dataclass(frozen=True)
class Conditions:
    """What a step has to meet.

    Attributes
    ----------
    alpha : float
        Of all steps.
    permutations : int
        Of the first scan.
    seed : int
    significant : callable
        From p-values against all images to a mask.
    """

    alpha: float
    permutations: int
    seed: int
    significant: Callable[[np.ndarray], np.ndarray]

    @property
    def of_a_cell(self) -> int:
        """Permutations of a cell."""
        return min(self.permutations, max(PERMUTATIONS, int(np.ceil(10 / self.alpha)) - 1))


@dataclass(frozen=True)
class CutWindow:
    """A window as far as it lies within a cell.

    Attributes
    ----------
    best : Best
        Which window.
    rows : (r,) int64
        Those in the cell of the window, or of the ball in its place, ascending, also such as do not count.
    within : int
        The part that is the cell, by its place in the list; -1 where the cell is no part.
    p : float
        (1 + permutations that reach it in any cell) / (1 + permutations).
    moved : Moved or None
        The ball in the place of the window, where another centre fits better (`recentred`).
    tested : (t,) int64
        Those of the window in the cell: what p is of.
    """

    best: Best
    rows: np.ndarray
    within: int
    p: float
    moved: Moved | None
    tested: np.ndarray


@dataclass(frozen=True)
class Division:
    """All images taken apart.

    Attributes
    ----------
    parts : list of CutWindow
        In the order in which they were set apart: each before what lies within it.
    against : Against
        What a part is worth against all images.
    complete : bool
        Whether nothing further stands out; False where so many parts were found that it was left at that.
    """

    parts: list[CutWindow]
    against: Against
    complete: bool


@dataclass(frozen=True, eq=False)
class _Cell:
    """Images that are not apart yet, and what stands out most among them.

    Attributes
    ----------
    mask : (n,) bool
    within : int
        Which part they are what is left of; -1 of all.
    maxima : (permutations, size classes) float64
    drawn : (int, int)
        Images and outcomes there were when these were drawn.
    levels : Levels
    largest : (permutations,) float64
        What chance makes of the largest excess.
    bests : list of Best
        Windows that stand out, most first.
    """

    mask: np.ndarray
    within: int
    maxima: np.ndarray
    drawn: tuple[int, int]
    levels: Levels
    largest: np.ndarray
    bests: list[Best]

    @property
    def excess(self) -> float:
        return self.bests[0].excess if self.bests else -np.inf


def conditional_scan(
    space: Space, outcomes: np.ndarray, maxima: np.ndarray, conditions: Conditions
) -> Division:
    """Take the images apart.

    Parameters
    ----------
    space : Space
    outcomes : (n,) int8
        1, 0, or -1 where it must not count.
    maxima : (permutations, size classes) float64
        Of the scan of all (`TreeScan.maxima`).
    conditions : Conditions
    """
    return _Divided(space, outcomes, maxima, conditions).whole()


class _Divided:
    def __init__(
        self, space: Space, outcomes: np.ndarray, maxima: np.ndarray, conditions: Conditions
    ) -> None:
        self.space, self.outcomes, self.conditions = space, outcomes, conditions
        whole = ScannedWindows(space, outcomes)
        self.against = Against(whole, maxima.max(axis=1))
        self.draws = 0
        self.cells: list[_Cell] = []
        if not whole.empty:
            self._add(np.ones(space.tree.n, bool), -1, whole, maxima, (whole.total, whole.positives))

    def whole(self) -> Division:
        parts: list[CutWindow] = []
        while self.cells and len(parts) < MOST_PARTS:
            cell = max(self.cells, key=lambda cell: cell.excess)
            p = self._p(cell.bests)
            bests = [best for best, each in zip(cell.bests, p, strict=True) if each <= self.conditions.alpha]
            if not bests:
                return Division(parts, self.against, True)
            best = self._uncut(cell.mask, self._sharpest(cell.mask, bests), bests)
            part = self._part(cell, best, len(parts))
            parts.append(part)
            inside = np.zeros(len(cell.mask), bool)
            inside[part.rows] = True
            self.cells.remove(cell)
            self._scan(inside, len(parts) - 1, None)
            self._scan(cell.mask & ~inside, cell.within, cell)
        return Division(parts, self.against, not self.cells)

    def _part(self, cell: _Cell, best: Best, place: int) -> CutWindow:
        rows = tested = np.flatnonzero(self._inside(cell.mask, best))
        moved = None
        if self.space.around is not None and place < MOST_PARTS_MOVED:
            outcomes = np.where(cell.mask, self.outcomes, -1).astype(np.int8)
            moved = recentred(self.space, outcomes, cell.levels, tested, best.excess)
        if moved is not None:
            rows = moved.rows[cell.mask[moved.rows]]
        return CutWindow(best, rows, cell.within, float(self._p([best])[0]), moved, tested)

    def _p(self, bests: Sequence[Best]) -> np.ndarray:
        """How often chance comes as far in any cell: permutations of several are independent."""
        most = min(len(cell.largest) for cell in self.cells)
        largest = np.max([cell.largest[:most] for cell in self.cells], axis=0)
        return p_values(np.array([best.excess for best in bests]), largest)

    def _sharpest(self, mask: np.ndarray, bests: Sequence[Best]) -> Best:
        """The window of the surest rate among those of the foremost one's group that stand out as much."""
        inside = self._inside(mask, bests[0])
        as_good = [best for best in bests if best.excess >= bests[0].excess - AS_GOOD]
        for best in sorted(as_good, key=lambda best: -best.least):
            there = self._inside(mask, best)
            if np.count_nonzero(there & inside) >= _SAME * np.count_nonzero(there):
                return best
        return bests[0]

    def _uncut(self, mask: np.ndarray, best: Best, bests: Sequence[Best]) -> Best:
        """A window of a cell, or a sharper one that it would cut in two."""
        inside = self._inside(mask, best)
        for other in bests:
            if other.least <= best.least:
                continue
            there = self._inside(mask, other)
            share = np.count_nonzero(there & inside) / np.count_nonzero(there)
            if _CUT <= share <= 1 - _CUT:
                best, inside = other, there
        return best

    def _inside(self, mask: np.ndarray, best: Best) -> np.ndarray:
        inside = np.zeros(len(mask), bool)
        if best.family < 0:
            inside[self.space.tree.lo[best.place] : self.space.tree.hi[best.place]] = True
        else:
            inside[self.space.neighborhoods[best.family].ball(best.place, best.length)] = True
        return inside & mask

    def _scan(self, mask: np.ndarray, within: int, before: _Cell | None) -> None:
        """Make a cell, with the permutations of the one that it was, where it is still much the same."""
        windows = ScannedWindows(self.space, np.where(mask, self.outcomes, -1).astype(np.int8))
        if windows.empty:
            return
        if before is not None and _much_the_same(windows, before):
            self._add(mask, within, windows, before.maxima, before.drawn)
            return
        self.draws += 1
        maxima = windows.maxima(self.conditions.of_a_cell, (self.conditions.seed, 3, self.draws))
        self._add(mask, within, windows, maxima, (windows.total, windows.positives))

    def _add(
        self,
        mask: np.ndarray,
        within: int,
        windows: ScannedWindows,
        maxima: np.ndarray,
        drawn: tuple[int, int],
    ) -> None:
        levels = levels_of(maxima, self.conditions.alpha)
        bests = foremost(windows, levels, self.against, self.conditions.significant)
        self.cells.append(_Cell(mask, within, maxima, drawn, levels, levels.largest(maxima), bests))


def _much_the_same(windows: ScannedWindows, before: _Cell) -> bool:
    total, positives = before.drawn
    return (
        windows.total >= (1 - _CHANGED) * total
        and windows.positives >= (1 - 2 * _CHANGED) * positives
        and windows.windows.number <= before.maxima.shape[1]
    )
