"""Cells on a wall: rows of pictures, of which a cluster shares the first and the last with others."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from explorer.export.figures.figure import Fill

LINE, GROUND, TINT = 1, 3, 2
"""CSS pixels of a border, of the ground beside it, and of the colour within, as the page has them
(`frontend_assets/modules/paint-borders.mjs`).
"""


class Run(NamedTuple):
    """Rows of a cell that are as long as each other: a rectangle, and which pictures are in it."""

    x: int
    y: int
    w: int
    h: int
    first: int
    last: int


def runs(tiles: np.ndarray) -> list[Run]:
    """Return what a cell consists of, from top to bottom: at most its first row, those between, and its last.

    Parameters
    ----------
    tiles : (m, 4) int64
        x, y, width, height of its pictures, row by row.
    """
    starts = np.flatnonzero(np.diff(tiles[:, 1], prepend=tiles[0, 1] - 1))
    found: list[Run] = []
    for first, last in zip(starts.tolist(), [*starts[1:].tolist(), len(tiles)], strict=True):
        row = tiles[first:last]
        x, y, h = int(row[0, 0]), int(row[0, 1]), int(row[0, 3])
        w = int(row[-1, 0] + row[-1, 2]) - x
        if found and (found[-1].x, found[-1].w) == (x, w):
            above = found.pop()
            found.append(Run(x, above.y, w, y + h - above.y, above.first, last))
        else:
            found.append(Run(x, y, w, h, first, last))
    return found


def borders(cells: list[list[Run]], line: str, ground: str) -> list[Fill]:
    """Return the lines between cells, on a ground that sets them off, in the middle of the gaps.

    Each cell begins where that before it ends, so that the left and upper edges of all are all there is.
    """
    edges = [edge for cell in cells for edge in _leading_edges(cell)]
    return [_line(edge, width, color) for width, color in ((GROUND, ground), (LINE, line)) for edge in edges]


def frame(cell: list[Run], color: str) -> list[Fill]:
    """Return a line of a colour within the edges of a cell."""
    found = []
    for place, run in enumerate(cell):
        above, below = cell[place - 1] if place else None, next(iter(cell[place + 1 :]), None)
        for x, w in _open(run, above):
            found.append(Fill(x, run.y, w, TINT, color))
        for x, w in _open(run, below):
            found.append(Fill(x, run.y + run.h - TINT, w, TINT, color))
        found.append(Fill(run.x, run.y, TINT, run.h, color))
        found.append(Fill(run.x + run.w - TINT, run.y, TINT, run.h, color))
    return found


def _leading_edges(cell: list[Run]) -> Iterator[tuple[int, int, int, int]]:
    """Give x, y, width and height of left and upper edges, where a wall goes on beyond them."""
    for place, run in enumerate(cell):
        if run.x > 0:
            yield run.x - 1, run.y, 0, run.h
        if run.y > 0:
            for x, w in _open(run, cell[place - 1] if place else None):
                yield x, run.y - 1, w, 0


def _open(run: Run, beside: Run | None) -> list[tuple[int, int]]:
    """Return x and width of the parts of an edge at which no row of the same cell lies."""
    if beside is None:
        return [(run.x, run.w)]
    left, right = max(run.x, beside.x), min(run.x + run.w, beside.x + beside.w)
    if left >= right:
        return [(run.x, run.w)]
    parts = [(run.x, left - run.x), (right, run.x + run.w - right)]
    return [(x, w) for x, w in parts if w > 0]


def _line(edge: tuple[int, int, int, int], width: int, color: str) -> Fill:
    x, y, w, h = edge
    half = (width - 1) / 2
    return Fill(x - half, y - half, w + width, h + width, color)
