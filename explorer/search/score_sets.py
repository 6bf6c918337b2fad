"""A result as a set: how its scores are spread, what lies above a cut, and which clusters hold it."""

import numpy as np

from explorer.clustering.tree.row_sets import count_within
from explorer.errors import InputError
from explorer.index.reader import Index

MAX_BINS = 200
MAX_CLUSTERS = 500
BLOCK = 65_536
"""Scores counted in one go."""


def check_shown(cut: float | None, bins: int, clusters: int) -> None:
    """Refuse what cannot be shown of a result.

    Raises
    ------
    InputError
        The cut is not finite, or there are too many bins or clusters.
    """
    if cut is not None and not np.isfinite(cut):
        raise InputError("cut must be a number, the least score of the result")
    if not 0 <= bins <= MAX_BINS:
        raise InputError(f"bins must be between 0 and {MAX_BINS}; got {bins}")
    if not 0 <= clusters <= MAX_CLUSTERS:
        raise InputError(f"clusters must be between 0 and {MAX_CLUSTERS}; got {clusters}")


def histogram(scores: np.ndarray, bins: int) -> dict:
    """Count scores in bins of equal width: `lo` and `hi`, the ends of all, and `counts`, the lowest first.

    Parameters
    ----------
    scores : (m,) float array
    bins : int
        1 or more.
    """
    if not len(scores):
        return {"lo": 0.0, "hi": 1.0, "counts": [0] * bins}
    lo, hi = float(scores.min()), float(scores.max())
    if hi - lo < 1e-6:
        hi = lo + 1e-6
    counts = np.zeros(bins, np.int64)
    # By multiplication, a fraction of the time of numpy.histogram, and of no more at once than the processor
    # holds; the greatest ends the last bin.
    for start in range(0, len(scores), BLOCK):
        part = np.asarray(scores[start : start + BLOCK], np.float64)
        places = ((part - lo) * (bins / (hi - lo))).astype(np.intp)
        counts += np.bincount(np.minimum(places, bins - 1), minlength=bins)
    return {"lo": round(lo, 6), "hi": round(hi, 6), "counts": counts.tolist()}


def holding_clusters(index: Index, rows: np.ndarray, node: int | None, count: int) -> list[dict]:
    """Rank the clusters on show by how much of a result they hold.

    Parameters
    ----------
    index : Index
    rows : (m,) int64 array
        Of the result, in any order.
    node : int or None
        What is divided into clusters; None for everything.
    count : int
        Clusters that it is divided into.

    Returns
    -------
    list of dict
        `node`, `count` (images of the result), `size` (images of the cluster); those that hold most first, of
        equals those that hold less besides, then from left to right. Clusters that hold nothing are left out.
    """
    tree = index.tree
    nodes = tree.cut(count, node)
    lo, hi = tree.lo[nodes], tree.hi[nodes]
    rows = np.sort(rows)
    held = count_within(rows, lo, hi)
    order = np.lexsort((lo, hi - lo, -held))
    order = order[held[order] > 0]
    columns = (nodes[order].tolist(), held[order].tolist(), (hi - lo)[order].tolist())
    return [{"node": node, "count": count, "size": size} for node, count, size in zip(*columns, strict=True)]
