"""A sample in which every cluster of the tree has its share, or cells have equal shares."""

import numpy as np

from explorer.export.sampling.cells import cells_of
from explorer.export.sampling.method import Draw, Method, Option, whole
from explorer.export.sampling.quotas import equal_quotas


def draw_stratified(draw: Draw) -> np.ndarray:
    """Draw along the order of the tree.

    Systematic sampling (Madow & Madow, Annals of Mathematical Statistics 15, 1944): a random start, then
    every (m / size)-th row. As every cluster is a run of rows, each has its share of the sample, rounded up
    or down: the whole tree is the strata. With `cells`, so many of the best clusters have the same number
    each, however many images they have, as far as they have them.

    Returns
    -------
    (size,) int64
        Ascending. O(m) time and memory, no vector is read.
    """
    random = draw.random
    if not draw.options.get("cells"):
        return draw.rows[_systematic(len(draw.rows), draw.size, random)]
    cells = cells_of(draw, draw.options["cells"])
    counts = equal_quotas(cells.sizes, draw.size)
    return np.concatenate(
        [
            draw.rows[start + _systematic(size, count, random)]
            for start, size, count in zip(cells.starts[:-1], cells.sizes, counts, strict=True)
            if count
        ]
    )


def _systematic(m: int, size: int, random: np.random.Generator) -> np.ndarray:
    """(size,) int64 Places of 0 to m - 1, evenly apart from a random start."""
    return np.minimum(m - 1, ((np.arange(size) + random.random()) * m / size).astype(np.int64))


METHODS = (
    Method(
        "stratified",
        "every cluster by its share of the images, all over the tree",
        "systematic sampling, Madow & Madow 1944, in the order of the tree",
        draw_stratified,
        options={
            "cells": Option(
                whole(1), None, "so many clusters, which then have the same number each; usual: by share"
            )
        },
    ),
)
