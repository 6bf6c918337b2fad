"""Exact nearest rows of a slice of the memory-mapped embeddings, in blocks."""

import numpy as np

from explorer.errors import InputError
from explorer.index.checks import check_row
from explorer.index.format import OWN_VECTORS

BLOCK = 8192
DECIMALS = 6
"""Scores are rounded to so many decimals, so that equal images tie whichever block they fall in."""


def similar(
    index,
    query: np.ndarray | int,
    lo: int = 0,
    hi: int | None = None,
    mask: np.ndarray | None = None,
    limit: int = 50,
) -> tuple[np.ndarray, np.ndarray]:
    """Find the rows of an index that are nearest to a vector or to a row.

    Parameters
    ----------
    index : Index
    query : numpy.ndarray or int
        (d,) vector, or a row, which is then left out of the answer.
    lo, hi : int
        Slice `[lo, hi)` to scan; hi None is the end.
    mask : numpy.ndarray, optional
        (n,) bool over the whole index; only rows that are True are scanned.
    limit : int
        Most rows to give.

    Returns
    -------
    rows : numpy.ndarray
        (m,) int64, best first, ties to the lower row.
    scores : numpy.ndarray
        (m,) float32: the dot product of unit rows, the cosine for a user's own vectors.
    """
    rows = np.arange(lo, index.n if hi is None else hi)
    if mask is not None:
        rows = rows[mask[rows]]
    if np.ndim(query) == 0:
        row = check_row(index, int(query))
        query = np.asarray(index.embeddings[row], dtype=np.float32)
        rows = rows[rows != row]
    unit = index.encoder.get("name") != OWN_VECTORS
    scores = score_rows(index.embeddings, query, rows, unit=unit)
    best = top(scores, limit)
    return rows[best], scores[best]


def score_rows(
    embeddings: np.ndarray, query: np.ndarray, rows: np.ndarray, unit: bool = True, block: int = BLOCK
) -> np.ndarray:
    """Score rows against one vector.

    Parameters
    ----------
    embeddings : numpy.ndarray
        (n, d) float16 or float32, possibly memory-mapped; read in blocks of `block` rows.
    query : numpy.ndarray
        (d,), of any length but zero.
    rows : numpy.ndarray
        (m,) int64, ascending.
    unit : bool
        The rows of `embeddings` have length one, so that the dot product is the cosine.

    Returns
    -------
    numpy.ndarray
        (m,) float32, rounded to `DECIMALS`; a zero row scores 0.
    """
    query = np.asarray(query, dtype=np.float32).reshape(-1)
    if query.shape[0] != embeddings.shape[1]:
        raise InputError(
            f"the query has {query.shape[0]} dimensions and the index has {embeddings.shape[1]}; "
            "use the encoder that the index was built with"
        )
    length = float(np.linalg.norm(query.astype(np.float64)))
    if not np.isfinite(length) or (unit and length == 0):
        raise InputError("the query vector is zero or not finite; it has no direction to compare with")
    query = query / np.float32(length) if length > 0 else query
    scores = np.empty(len(rows), dtype=np.float32)
    for start in range(0, len(rows), block):
        part = rows[start : start + block]
        vectors = np.asarray(_take(embeddings, part), dtype=np.float32)
        scores[start : start + block] = _cosines(vectors, query, unit)
    return np.round(scores, DECIMALS)


def top(scores: np.ndarray, limit: int) -> np.ndarray:
    """Give the places of the `limit` highest scores, best first, ties to the lower place."""
    if limit < len(scores):
        worst = np.partition(scores, len(scores) - limit)[len(scores) - limit]
        places = np.flatnonzero(scores >= worst)
    else:
        places = np.arange(len(scores))
    return places[np.argsort(-scores[places], kind="stable")][:limit]


def _take(embeddings: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Read rows, as one slice where they lie side by side."""
    first, last = int(rows[0]), int(rows[-1])
    if last - first + 1 == len(rows):
        return embeddings[first : last + 1]
    return embeddings[rows]


def _cosines(vectors: np.ndarray, query: np.ndarray, unit: bool) -> np.ndarray:
    if unit:
        return vectors @ query
    largest = np.abs(vectors).max(axis=1, initial=0)[:, None]
    # Scaled first, so that the squares of large or tiny vectors neither overflow nor vanish.
    vectors = vectors / np.where(largest > 0, largest, 1)
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    return vectors @ query / np.where(lengths > 0, lengths, 1)
