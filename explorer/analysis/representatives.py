"""The images that stand for a cluster."""

from collections.abc import Callable

import numpy as np

from explorer.layout.grid import stride

MOST_READ = 2_000
_AT_ONCE = 256
Reader = Callable[[np.ndarray], np.ndarray]


def representatives(
    rows: np.ndarray, read: Callable[[np.ndarray], np.ndarray], limit: int = 12
) -> np.ndarray:
    """Return the rows whose vectors are nearest to the mean of the set.

    Parameters
    ----------
    rows : (m,) int64, ascending
        Where there are more than 2,000, an even stride of them is looked at.
    read : Reader
        Gives the vectors (k, d) of some rows.
    limit : int

    Returns
    -------
    (at most limit,) int64
        Nearest first, ties to the lower row.
    """
    if len(rows) > MOST_READ:
        rows = rows[stride(len(rows), MOST_READ)]
    if not len(rows):
        return np.empty(0, dtype=np.int64)
    vectors = np.asarray(read(rows), dtype=np.float32)
    middle = vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
    parts = (vectors[start : start + _AT_ONCE] for start in range(0, len(vectors), _AT_ONCE))
    gaps = np.concatenate([np.square(part - middle).sum(axis=1) for part in parts])
    return rows[np.argsort(gaps, kind="stable")[:limit]]
