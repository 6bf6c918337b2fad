"""The images that stand for a cluster."""

import numpy as np

from explorer.layout.grid import stride

MOST_READ = 2_000


def representatives(embeddings: np.ndarray, rows: np.ndarray, limit: int = 12) -> np.ndarray:
    """Return the rows whose vectors are nearest to the mean of the set.

    Parameters
    ----------
    embeddings : (n, d) float
        May be memory-mapped.
    rows : (m,) int64, ascending
        Where there are more than 2,000, an even stride of them is looked at.
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
    vectors = np.asarray(embeddings[rows], dtype=np.float32)
    gaps = np.square(vectors - vectors.mean(axis=0, dtype=np.float64).astype(np.float32)).sum(axis=1)
    return rows[np.argsort(gaps, kind="stable")[:limit]]
