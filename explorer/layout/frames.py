"""Two levels of division: groups on the canvas, cells inside each group."""

from dataclasses import dataclass

import numpy as np

from explorer.layout.division import Needs, Plan, Row, least_extents, place, plan_division
from explorer.layout.metrics import BAND, FRAME_SIDE, INNER_GAP, LEAST_SIDE, OUTER_GAP

LEAST = (LEAST_SIDE, LEAST_SIDE)


@dataclass(frozen=True)
class Shape:
    """A planned treemap, to be placed under any weights.

    Attributes
    ----------
    starts : list of int, length G + 1
        Group g holds the cells `[starts[g], starts[g + 1])`.
    outer : Plan
        Divides the canvas among the groups.
    inner : list of Plan, length G
    needs : dict
        Room that every range of groups needs; see `least_extents`.
    inner_needs : list of dict, length G
        The same of the cells of each group.
    width, height, gap : int
        Of the canvas; between groups.
    """

    starts: list[int]
    outer: Plan
    inner: list[Plan]
    needs: Needs
    inner_needs: list[Needs]
    width: int
    height: int
    gap: int

    def place(self, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the rectangles of groups (G, 4) and of cells (K, 4), and the bands of groups (G,)."""
        starts = self.starts
        sums = np.add.reduceat(weights, starts[:-1]).tolist()
        groups = place(self.outer, sums, self.needs, (0, 0, self.width, self.height), self.gap)
        cells = np.empty((len(weights), 4), dtype=np.int64)
        bands = np.zeros(len(groups), dtype=np.int64)
        for g, box in enumerate(groups.tolist()):
            first, last = starts[g], starts[g + 1]
            if last - first == 1:
                cells[first] = box
                continue
            bands[g] = BAND if min(box[2:]) >= FRAME_SIDE else 0
            part = weights[first:last].tolist()
            cells[first:last] = place(self.inner[g], part, self.inner_needs[g], tuple(box), INNER_GAP)
        return groups, cells, bands


def plan_shape(weights: np.ndarray, joints: np.ndarray, groups: np.ndarray, size, gap=OUTER_GAP) -> Shape:
    """Plan the division of a canvas into groups and of each group into cells.

    Parameters
    ----------
    weights : (K,) float64
    joints : (K - 1,) int64
        The tree node that joins cells i and i + 1; numbers grow upwards.
    groups : (K,) int64
        Group of every cell, ascending.
    size : (int, int)
        Width and height of the canvas.
    gap : int
        Between groups.
    """
    width, height = size
    heads = np.flatnonzero(np.diff(groups, prepend=groups[0] - 1))
    starts = [*heads.tolist(), len(weights)]
    sums = np.add.reduceat(weights, heads).tolist()
    parts = np.diff(starts).tolist()
    outer_joints = joints[heads[1:] - 1].tolist()
    outer = plan_division(Row(sums, outer_joints, parts), width, height, gap, LEAST_SIDE)
    single = least_extents(outer, [LEAST] * len(parts), gap)
    boxes = place(outer, sums, single, (0, 0, width, height), gap)
    inner, inner_needs, least = [], [], []
    for g, box in enumerate(boxes.tolist()):
        first, last = starts[g], starts[g + 1]
        row = Row(weights[first:last].tolist(), joints[first : last - 1].tolist(), [1] * (last - first))
        inner.append(plan_division(row, box[2], box[3], INNER_GAP, LEAST_SIDE))
        inner_needs.append(least_extents(inner[-1], [LEAST] * (last - first), INNER_GAP))
        least.append(inner_needs[-1][0, last - first])
    return Shape(starts, outer, inner, least_extents(outer, least, gap), inner_needs, width, height, gap)
