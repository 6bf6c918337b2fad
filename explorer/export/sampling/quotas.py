"""How many to take of each of several groups: whole numbers near what is wished, within what there is."""

import numpy as np

_HALVINGS = 200


def quotas(wished: np.ndarray, most: np.ndarray, total: int, least: np.ndarray | int = 0) -> np.ndarray:
    """Share a total among groups.

    The real numbers x that minimise the sum of (x - wished)² with sum `total` and least <= x <= most are
    clip(wished + s, least, most) for one shift s (the KKT conditions of this quadratic programme), which is
    found by halving; they are then rounded by largest remainders.

    Parameters
    ----------
    wished : (k,) float64
    most, least : (k,) int64
        Bounds; the sum of `least` is at most `total`, that of `most` at least.
    total : int

    Returns
    -------
    (k,) int64
        Sums to `total`; of equal remainders the lower group gets one more.
    """
    wished, most = np.asarray(wished, np.float64), np.asarray(most, np.int64)
    least = np.broadcast_to(np.asarray(least, np.int64), most.shape)
    low, high = float(np.min(least - wished)), float(np.max(most - wished))
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if np.clip(wished + middle, least, most).sum() < total:
            low = middle
        else:
            high = middle
    exact = np.clip(wished + high, least, most)
    given = np.floor(exact + 1e-9).astype(np.int64)
    missing = total - int(given.sum())
    if missing:
        room = np.where(given < most, exact - given, -1)
        given[np.argsort(-room, kind="stable")[:missing]] += 1
    return given


def equal_quotas(most: np.ndarray, total: int) -> np.ndarray:
    """Share a total as evenly as groups of these sizes allow: (k,) int64."""
    return quotas(np.full(len(most), total / max(1, len(most))), most, total)
