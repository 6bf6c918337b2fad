"""The layout of a static copy, in JavaScript, equals that of the server to the pixel."""

import shutil

import numpy as np
import pytest

from explorer.layout.treemap import Canvas, Cells, Treemap, room_for, treemap
from explorer.layout.wall import wall
from tests.publishing.asking import run_node

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not installed")

CANVASES = (
    (1400, 820, 24),
    (390, 640, 24),
    (1047, 811, 12),
    (2200, 1300, 48),
    (150, 90, 16),
)
GRID = ("drawn", "lines", "gap", "size", "columns")


def cells_of(rng: np.random.Generator, k: int, skew: float) -> Cells:
    """k cells of counts that are the more unlike the larger the skew, in groups of a random tree."""
    counts = np.maximum(1, rng.lognormal(4, skew, k)).astype(np.int64)
    joints = rng.permutation(k - 1) + 1000
    groups = np.cumsum(np.concatenate([[0], rng.random(k - 1) < 0.3])).astype(np.int64)
    return Cells(counts, joints, groups)


def document(found: Treemap) -> dict:
    """A layout as `ask.mjs` writes it."""
    grids = zip(*(getattr(found.grids, name).tolist() for name in GRID), strict=True)
    return {
        "cells": found.cells.tolist(),
        "bands": found.bands.tolist(),
        "grids": [dict(zip(GRID, values, strict=True)) for values in grids],
        "frames": found.frames.tolist(),
        "frameBands": found.frame_bands.tolist(),
        "frameGroups": found.frame_groups.tolist(),
        "tiles": None if found.tiles is None else found.tiles.tolist(),
    }


def test_layouts_are_those_of_the_server():
    """Treemaps of 1 to 300 cells and walls of 1 to 150 pictures, on windows of all sizes."""
    rng = np.random.default_rng(3)
    layouts = [
        (cells_of(rng, k, skew), canvas)
        for k in (1, 2, 3, 7, 8, 20, 61, 140, 300)
        for skew in (0.1, 1.0, 2.2)
        for canvas in CANVASES
        if k <= room_for(Canvas(*canvas))  # no view has more
    ]
    large = [canvas for canvas in CANVASES if canvas[1] > 200]
    walls = [(rng.integers(1, 12, size=k), canvas) for k in (1, 2, 5, 12, 23) for canvas in large]
    ratios = [rng.lognormal(0, 0.6, int(counts.sum())) for counts, _ in walls]
    ratios[0][0], ratios[-1][2] = np.nan, 0.0
    said = run_node(
        {
            "layouts": [
                {
                    "counts": cells.counts.tolist(),
                    "joints": cells.joints.tolist(),
                    "groups": cells.groups.tolist(),
                    "canvas": dict(zip(("width", "height", "thumb"), canvas, strict=True)),
                }
                for cells, canvas in layouts
            ],
            "walls": [
                {
                    "counts": counts.tolist(),
                    "ratios": [None if np.isnan(ratio) else ratio for ratio in shapes.tolist()],
                    "canvas": dict(zip(("width", "height", "thumb"), canvas, strict=True)),
                }
                for (counts, canvas), shapes in zip(walls, ratios, strict=True)
            ],
        }
    )
    for (cells, canvas), told in zip(layouts, said["layouts"], strict=True):
        assert told == document(treemap(cells, Canvas(*canvas))), (len(cells.counts), canvas)
    for (counts, canvas), shapes, told in zip(walls, ratios, said["walls"], strict=True):
        assert told == document(wall(counts, shapes, Canvas(*canvas))), (counts, canvas)
