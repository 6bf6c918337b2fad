"""Divide a rectangle among items in a given order: plan the cuts once, place them on whole pixels often.

The plan is the shape (which boundary is cut, and which way); placing turns weights into pixels. They are
apart because the weights are adjusted several times under one shape.
"""

from dataclasses import dataclass
from itertools import accumulate
from math import ceil

import numpy as np

Needs = dict[tuple[int, int], tuple[int, int]]

GOOD_SHAPE = 2.5
"""The tree's own division is kept while both parts can hold items at least this square (longer / shorter)."""


@dataclass(frozen=True)
class Row:
    """Items to lay out, in order.

    Attributes
    ----------
    weights : sequence of float, length m
        Area each item should have; positive.
    joints : sequence of int, length m - 1
        The tree node that joins items i and i + 1; numbers grow upwards, so the largest of a range is the
        tree's own division of it.
    parts : sequence of int, length m
        How many cells each item holds (1 for a cell, more for a group).
    """

    weights: list[float]
    joints: list[int]
    parts: list[int]


@dataclass(frozen=True)
class Plan:
    """Cuts in preorder: item ranges `[first, last)` cut at `middle`; `across` is True for side by side."""

    first: list[int]
    middle: list[int]
    last: list[int]
    across: list[bool]


def plan_division(row: Row, width: float, height: float, gap: int, least: int) -> Plan:
    """Choose the cuts of a rectangle by recursive binary division.

    The tree's own division is cut unless that leaves a part whose items could only be slivers, or has no room
    for `least` pixels an item; then the boundary in the range with the best shapes is.

    Parameters
    ----------
    row : Row
    width, height : float
        Of the rectangle, in pixels.
    gap : int
        Pixels left free between parts.
    least : int
        Pixels an item needs on either side.

    Returns
    -------
    Plan
        With m - 1 cuts.
    """
    weight = [0.0, *accumulate(row.weights)]
    parts = [0, *accumulate(row.parts)]
    cut = _Cutter(weight, parts, row.joints, gap, least)
    plan = Plan([], [], [], [])
    stack = [(0, len(row.weights), float(width), float(height))]
    while stack:
        first, last, w, h = stack.pop()
        if last - first < 2:
            continue
        middle, across, length = cut.best(first, last, w, h)
        plan.first.append(first)
        plan.middle.append(middle)
        plan.last.append(last)
        plan.across.append(across)
        if across:
            stack.append((middle, last, w - gap - length, h))
            stack.append((first, middle, length, h))
        else:
            stack.append((middle, last, w, h - gap - length))
            stack.append((first, middle, w, length))
    return plan


class _Cutter:
    """Scores candidate cuts of one row."""

    def __init__(self, weight, parts, joints, gap, least):
        self.weight, self.parts, self.joints = weight, parts, joints
        self.gap, self.least = gap, least

    def best(self, first: int, last: int, w: float, h: float) -> tuple[int, bool, float]:
        """Return (middle, across, length of the first part along the cut direction)."""
        own = max(range(first, last - 1), key=lambda i: self.joints[i]) + 1
        best = min(self.score(first, own, last, w, h, True), self.score(first, own, last, w, h, False))
        if best[0] > GOOD_SHAPE:
            for middle in range(first + 1, last):
                for across in (True, False):
                    best = min(best, self.score(first, middle, last, w, h, across))
        _, middle, down, length = best
        return middle, not down, length

    def score(self, first, middle, last, w, h, across):
        """Return (cost, middle, down, length): tuples compare, so ties go to the lower boundary, across."""
        along, side = (w, h) if across else (h, w)
        ahead = self.parts[middle] - self.parts[first]
        behind = self.parts[last] - self.parts[middle]
        need_ahead, need_behind = self._need(ahead, side), self._need(behind, side)
        room = along - self.gap
        total = self.weight[last] - self.weight[first]
        share = (self.weight[middle] - self.weight[first]) / total
        length = min(max(share * room, need_ahead), room - need_behind)
        if length < need_ahead:
            # No room this way. Still comparable, so that a rectangle too small for all has an answer.
            return (1e6 + need_ahead + need_behind - room, middle, not across, max(share * room, 0.0))
        cost = max(_shape(length, side, ahead), _shape(room - length, side, behind))
        return (cost, middle, not across, length)

    def _need(self, parts: int, side: float) -> float:
        """Length that `parts` cells of the least size take where `side` pixels are free the other way."""
        pitch = self.least + self.gap
        rows = max(1, int((side + self.gap) // pitch))
        return ceil(parts / rows) * pitch - self.gap


def _shape(length: float, side: float, parts: int) -> float:
    """Return how far from square the cells of a part must be: n cells in a row fill an n:1 strip squarely."""
    longer, shorter = (length, side) if length > side else (side, length)
    return max(1.0, longer / max(shorter, 1e-9) / min(parts, 4))


def place(plan: Plan, weights, needs: Needs, box: tuple[int, int, int, int], gap: int) -> np.ndarray:
    """Turn a plan into rectangles on whole pixels that cover `box` exactly, less the gaps.

    Parameters
    ----------
    plan : Plan
    weights : sequence of float, length m
    needs : dict
        From `least_extents`; honoured wherever the box has room for all.
    box : (x, y, width, height)
        Whole pixels.
    gap : int

    Returns
    -------
    rects : (m, 4) int64
        x, y, width, height of every item, in order.
    """
    weight = [0.0, *accumulate(weights)]
    out = np.empty((len(weights), 4), dtype=np.int64)
    cuts = zip(plan.middle, plan.across, strict=True)
    stack = [(0, len(weights), *box)]
    while stack:
        first, last, x, y, w, h = stack.pop()
        if last - first == 1:
            out[first] = x, y, w, h
            continue
        middle, across = next(cuts)
        share = (weight[middle] - weight[first]) / (weight[last] - weight[first])
        axis = 0 if across else 1
        room = max(0, (w if across else h) - gap)
        ahead, behind = needs[first, middle][axis], needs[middle, last][axis]
        length = min(max(round(share * room), min(ahead, room)), max(room - behind, 0))
        if across:
            stack.append((middle, last, x + length + gap, y, room - length, h))
            stack.append((first, middle, x, y, length, h))
        else:
            stack.append((middle, last, x, y + length + gap, w, room - length))
            stack.append((first, middle, x, y, w, length))
    return out


def least_extents(plan: Plan, least: list[tuple[int, int]], gap: int) -> Needs:
    """Return the least (width, height) in which the plan gives every item its `least`, for every range.

    Parameters
    ----------
    plan : Plan
    least : list of (int, int), length m
        Width and height each item must have.
    gap : int

    Returns
    -------
    dict
        (first, last) -> (width, height), for the ranges of the plan and for single items.
    """
    needs = {(i, i + 1): size for i, size in enumerate(least)}
    # The plan is in preorder: backwards, parts come before what they are parts of.
    for i in range(len(plan.middle) - 1, -1, -1):
        first, middle, last = plan.first[i], plan.middle[i], plan.last[i]
        (aw, ah), (bw, bh) = needs[first, middle], needs[middle, last]
        across = plan.across[i]
        needs[first, last] = (aw + gap + bw, max(ah, bh)) if across else (max(aw, bw), ah + gap + bh)
    return needs
