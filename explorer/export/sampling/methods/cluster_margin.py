"""A batch to label next: images that a model is unsure of, from many clusters."""

import numpy as np

from explorer.errors import InputError
from explorer.export.sampling.cells import cells_of
from explorer.export.sampling.method import BLOCK, MODELS, Draw, Method, Option, whole
from explorer.index import item_columns
from explorer.index.checks import shown_model
from explorer.index.format import CONFIDENCE

MOST_CELLS = 10_000


def draw_cluster_margin(draw: Draw) -> np.ndarray:
    """Draw by Cluster-Margin (Citovsky et al., arXiv 2107.14263, algorithm 1), clustered by the tree.

    The `factor` times `size` images of the least margin, the best class probability less the second, are
    candidates. Their clusters, the smallest first, give one at random each in turn until there are `size`.
    The tree is agglomerative as the paper's, and cut into `cells`. Where there are no class probabilities,
    or a `model` is named, the confidence of its prediction stands for the margin. Images without either are
    left out.

    Returns
    -------
    (size,) int64
        In the order in which they were drawn. O(m (classes + log m)) time, O(m) memory, no vector is read.

    Raises
    ------
    InputError
        There is neither, or fewer images have it than are asked for.
    """
    margin = _margins(draw)
    known = np.flatnonzero(~np.isnan(margin))
    if len(known) < draw.size:
        raise InputError(
            f"sample: of {len(known):,} of these images it is known how sure a model is; ask for no more"
        )
    candidates = known[np.argsort(margin[known], kind="stable")[: draw.options["factor"] * draw.size]]
    m = len(draw.rows)
    cells = cells_of(draw, draw.options["cells"] or max(1, min(MOST_CELLS, max(draw.size, m // 10), m)))
    groups = cells.of_each[candidates]
    shuffled = draw.random.permutation(len(candidates))
    _, inverse, sizes = np.unique(groups[shuffled], return_inverse=True, return_counts=True)
    by_group = np.argsort(inverse, kind="stable")
    turn = np.empty(len(candidates), np.int64)
    turn[by_group] = np.arange(len(candidates)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    order = np.lexsort((inverse, sizes[inverse], turn))
    return draw.rows[candidates[shuffled[order[: draw.size]]]]


def _margins(draw: Draw) -> np.ndarray:
    """(m,) float32 How sure the model is of each image; NaN where that is not known."""
    index, model = draw.index, draw.options["model"]
    if model is None and index.probabilities is not None:
        return _of_probabilities(index.probabilities, draw.rows)
    names = {shown_model(each): each for each in index.models}
    if model is not None and model not in names:
        there = ", ".join(names) or "none"
        raise InputError(f"sample: there is no model {model[:60]!r}; there are: {there}")
    for name in [model] if model is not None else names:
        column = item_columns.of_model(CONFIDENCE, names[name])
        if column in index.items.column_names:
            return index.column(column)[draw.rows].astype(np.float32)
    raise InputError(
        "sample: cluster-margin needs class probabilities, or the confidence of a model; build the index "
        "with them"
    )


def _of_probabilities(probabilities: np.ndarray, rows: np.ndarray) -> np.ndarray:
    if probabilities.shape[1] < 2:
        raise InputError("sample: with one class alone no image is nearer to another one; draw otherwise")
    found = np.empty(len(rows), np.float32)
    for start in range(0, len(rows), BLOCK):
        part = slice(start, start + BLOCK)
        best = np.partition(np.asarray(probabilities[rows[part]], np.float32), -2, axis=1)
        found[part] = best[:, -1] - best[:, -2]
    return found


METHODS = (
    Method(
        "cluster-margin",
        "a batch to label: images that a model is unsure of, from many clusters",
        "Cluster-Margin, Citovsky et al., arXiv 2107.14263",
        draw_cluster_margin,
        needs="class probabilities, or the confidence of a model",
        options={
            "model": Option(
                str,
                None,
                "whose confidence counts; usual: class probabilities, or the first model",
                names=MODELS,
            ),
            "factor": Option(whole(1), 10, "candidates for each image that is drawn; usual: 10"),
            "cells": Option(whole(1), None, "clusters; usual: a tenth of the images, 10,000 at most"),
        },
    ),
)
