"""The highest of many scores."""

import numpy as np

_MAXIMA_OF = 256


def top(scores: np.ndarray, limit: int) -> np.ndarray:
    """Give the places of the `limit` highest scores, best first, ties to the lower place."""
    if limit < len(scores):
        worst = kth_highest(scores, limit)
        better = np.flatnonzero(scores > worst)
        # Sorted together, but no more of those that tie than are wanted: they may be a million.
        places = np.sort(np.concatenate([better, np.flatnonzero(scores == worst)[: limit - len(better)]]))
    else:
        places = np.arange(len(scores))
    return places[np.argsort(-scores[places], kind="stable")][:limit]


def kth_highest(values: np.ndarray, k: int) -> np.number:
    """Return the k-th highest of (m,) values, 1 <= k <= m, none of them NaN.

    Of many it is sought among those that are no lower than the k-th highest of the maxima of blocks: so many
    there are at least.
    """
    whole = len(values) // _MAXIMA_OF
    if whole >= k:
        maxima = values[: whole * _MAXIMA_OF].reshape(whole, _MAXIMA_OF).max(axis=1)
        values = values[values >= np.partition(maxima, whole - k)[whole - k]]
    return np.partition(values, len(values) - k)[len(values) - k]
