"""Exact nearest rows of a slice of the memory-mapped embeddings.

What is cheap to read says which rows may be among the nearest: the small copy where there is one and much
to look at, else the vectors in float32. Those rows are then scored in float64, the most promising first,
until no other can be as near. So the answer is the same whichever way it was come by.
"""

import numpy as np

from explorer.cancellation import unless_cancelled
from explorer.errors import InputError
from explorer.index.checks import check_row
from explorer.index.format import OWN_VECTORS
from explorer.index.once import label_free
from explorer.index.quantized import directions
from explorer.index.reader import Index
from explorer.search.int8_screen import TIE, approximate, candidates
from explorer.search.top_scores import kth_highest

BLOCK = 8192
DECIMALS = 6
"""Scores are rounded to so many decimals, so that equal images tie whichever block they fall in."""
FEW_ROWS = 4096
"""So many rows are scored as they are as fast as through the small copy."""
FIRST_SCORED = 512
SURE = 6.0
"""Standard deviations of a rounding error that no row is taken to be beyond: one in 500 million is."""


def similar(
    index: Index,
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
    hi = index.n if hi is None else hi
    query = np.asarray(query)
    if query.ndim == 0:
        row = check_row(index, int(query))
        # One more than asked for, instead of a gap in `rows`: what lies side by side is not copied.
        best, scores = similar(index, np.asarray(index.embeddings[row]), lo, hi, mask, limit + 1)
        others = best != row
        return best[others][:limit], scores[others][:limit]
    rows = np.arange(lo, hi) if mask is None else np.flatnonzero(mask[lo:hi]) + lo
    unit = is_unit(index)
    query = direction(query, index.embeddings.shape[1], unit)
    if not query.any():
        return rows[:limit], np.zeros(len(rows[:limit]), np.float32)
    if index.small_copy is not None and len(rows) > FEW_ROWS:
        rows, upper = candidates(index.small_copy, query, rows, limit)
    else:
        lengths = np.ones(1, np.float32) if unit else None
        if lengths is None and index.small_copy is None:  # else what is read in full is little
            lengths = index.cached(_lengths_of_all)
        rows, upper = _rough_candidates(index.embeddings, query, rows, lengths, limit)
    return _nearest(index.embeddings, query, rows, upper, unit, limit)


def direction(query: np.ndarray, dim: int, unit: bool = True) -> np.ndarray:
    """Check a query and scale it to length one.

    Returns
    -------
    numpy.ndarray
        (d,) float64; zeros for a zero query that is compared with a user's own vectors.

    Raises
    ------
    InputError
        The query is of another length, not finite, or zero beside unit rows.
    """
    query = np.asarray(query, dtype=np.float32).reshape(-1).astype(np.float64)
    if query.shape[0] != dim:
        raise InputError(
            f"the query has {query.shape[0]} dimensions and the index has {dim}; "
            "use the encoder that the index was built with"
        )
    length = float(np.linalg.norm(query))
    if not np.isfinite(length) or (unit and length == 0):
        raise InputError("the query vector is zero or not finite; it has no direction to compare with")
    return query / length if length > 0 else query


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
        (m,) float32, computed in float64 and rounded to `DECIMALS`; a zero row scores 0.
    """
    return _exact(embeddings, direction(query, embeddings.shape[1], unit), rows, unit, block)


def _exact(embeddings, query, rows, unit, block: int = BLOCK) -> np.ndarray:
    """Score rows against a query as `direction` gives it: rounded to float32 once, not twice."""
    scores = np.empty(len(rows), dtype=np.float64)
    for start in unless_cancelled(range(0, len(rows), block)):
        vectors = _take(embeddings, rows[start : start + block])
        vectors = vectors.astype(np.float64) if unit else directions(vectors)
        scores[start : start + block] = vectors @ query
    return np.round(scores, DECIMALS).astype(np.float32)


@label_free
def _lengths_of_all(index: Index) -> np.ndarray:
    return _lengths(index.embeddings)


def _lengths(embeddings: np.ndarray) -> np.ndarray:
    """(n,) float32 lengths of vectors: 1 for zeros, NaN where squares might overflow or vanish."""
    lengths = np.empty(len(embeddings), np.float32)
    for start in unless_cancelled(range(0, len(embeddings), BLOCK)):
        vectors = np.asarray(embeddings[start : start + BLOCK], dtype=np.float32)
        largest = np.abs(vectors).max(axis=1, initial=0)
        plain = (largest == 0) | ((largest > 1e-12) & (largest < 1e12))
        vectors = np.where(plain[:, None], vectors, 0)
        length = np.sqrt(np.einsum("ij,ij->i", vectors, vectors, dtype=np.float64))
        lengths[start : start + BLOCK] = np.where(plain, np.where(largest > 0, length, 1), np.nan)
    return lengths


def _rough_scores(embeddings, query, rows, lengths) -> tuple[np.ndarray, np.float32]:
    """Score rows in float32: (m,), and how far off any is at most.

    `lengths` are those of all rows, or one for all; None where they are yet to be computed.
    """
    scores = np.empty(len(rows), np.float32)
    low = query.astype(np.float32)
    for start in unless_cancelled(range(0, len(rows), BLOCK)):
        part = rows[start : start + BLOCK]
        vectors = _take(embeddings, part)
        length = _lengths(vectors) if lengths is None else lengths if len(lengths) == 1 else lengths[part]
        if np.isnan(length).any():
            vectors, length = directions(vectors), np.ones(1, np.float32)
        scores[start : start + BLOCK] = (np.asarray(vectors, dtype=np.float32) @ low) / length
    # The error of a float32 dot product of unit vectors is below d / 2**24 (Higham 2002, section 3.1).
    return scores, np.float32(2 * len(query) / 2**24) + TIE


def _rough_candidates(embeddings, query, rows, lengths, limit) -> tuple[np.ndarray, np.ndarray]:
    """Find in float32 the rows that may be among the nearest, and what they score at most."""
    scores, margin = _rough_scores(embeddings, query, rows, lengths)
    if limit < len(rows):
        worst = kth_highest(scores, limit)
        kept = np.flatnonzero(scores >= worst - 2 * margin)
        rows, scores = rows[kept], scores[kept]
    return rows, scores + margin


def rough_scores(index: Index, query: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Score every one of some rows, fast, and say how far off that may be.

    Parameters
    ----------
    index : Index
    query : numpy.ndarray
        (d,) float64 as `direction` gives it.
    rows : numpy.ndarray
        (m,) int64, ascending.

    Returns
    -------
    scores : numpy.ndarray
        (m,) float32, to a hundredth or better.
    reach : numpy.ndarray
        (m,) float32, or one number for all: no score is further off.
    """
    if not len(rows) or not query.any():
        return np.zeros(len(rows), np.float32), np.zeros(1, np.float32)
    if index.small_copy is not None and len(rows) > FEW_ROWS:
        return approximate(index.small_copy, query, rows)
    unit = is_unit(index)
    lengths = np.ones(1, np.float32) if unit else None
    if lengths is None and index.small_copy is None:  # else what is read in full is little
        lengths = index.cached(_lengths_of_all)
    scores, reach = _rough_scores(index.embeddings, query, rows, lengths)
    return scores, np.full(1, reach, np.float32)


def nearest_of(
    index: Index, query: np.ndarray, rows: np.ndarray, scores: np.ndarray, reach: np.ndarray, limit: int
) -> tuple[np.ndarray, np.ndarray]:
    """Find the nearest of rows that were scored by `rough_scores`; what is given back is as of `similar`."""
    if not query.any():
        return rows[:limit], np.zeros(len(rows[:limit]), np.float32)
    upper = scores + reach
    if limit < len(rows):
        # No other than these can be among the best: their upper ends reach the lower end of so many.
        lower = scores - reach
        kept = np.flatnonzero(upper >= kth_highest(lower, limit))
        rows, upper = rows[kept], upper[kept]
    return _nearest(index.embeddings, query, rows, upper, is_unit(index), limit)


def reaching(
    index: Index, query: np.ndarray, rows: np.ndarray, scores: np.ndarray, reach: np.ndarray, cut: float
) -> np.ndarray:
    """(m,) bool Which of rows that were scored by `rough_scores` score no less than a cut.

    What lies near the cut is scored in full. `reach` is how far rounding errs at most, which it would if it
    knew the query; as it errs in each of d numbers by itself, the standard deviation is a square root of d
    less. Rows that are `SURE` deviations away are taken as they are scored.
    """
    least = np.float32(cut)
    above = scores >= least
    unit = is_unit(index)
    near = reach * np.float32(min(1.0, SURE / np.sqrt(len(query)))) if len(reach) > 1 else reach
    doubtful = np.flatnonzero(np.abs(scores - least) <= near + TIE)
    if len(doubtful) > FIRST_SCORED and len(reach) > 1 and query.any():
        # Bytes leave many in doubt where many lie around the cut, and floats but a few of them.
        lengths = np.ones(1, np.float32) if unit else None
        better, margin = _rough_scores(index.embeddings, query, rows[doubtful], lengths)
        above[doubtful] = better >= least
        doubtful = doubtful[np.abs(better - least) <= margin + TIE]
    if len(doubtful) and query.any():
        above[doubtful] = _exact(index.embeddings, query, rows[doubtful], unit) >= least
    return above


def is_unit(index: Index) -> bool:
    """Whether the vectors of an index have length one: all but a user's own."""
    return index.encoder.get("name") != OWN_VECTORS


def _nearest(embeddings, query, rows, upper, unit, limit) -> tuple[np.ndarray, np.ndarray]:
    """Score candidates, those that promise most first, until the rest cannot be among the best `limit`."""
    order = np.argsort(-upper, kind="stable")
    best, scores = np.empty(0, rows.dtype), np.empty(0, np.float32)
    start, size = 0, max(2 * limit, FIRST_SCORED)
    while start < len(order) and (len(best) < limit or upper[order[start]] >= scores[-1]):
        part = rows[np.sort(order[start : start + size])]
        scores = np.concatenate([scores, _exact(embeddings, query, part, unit)])
        best = np.concatenate([best, part])
        first = np.lexsort((best, -scores))[:limit]
        best, scores = best[first], scores[first]
        start += size
        size = min(2 * size, max(size, BLOCK))
    return best, scores


def _take(embeddings: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Read rows, as one slice where they lie side by side and are not copied for that."""
    first, last = int(rows[0]), int(rows[-1])
    if last - first + 1 == len(rows):
        return np.asarray(embeddings[first : last + 1])
    return np.asarray(embeddings)[rows]
