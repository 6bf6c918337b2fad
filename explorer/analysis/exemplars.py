"""The images that show why a cluster was found: those with the outcome, where they lie closest together."""

from collections.abc import Callable

import numpy as np

from explorer.layout.grid import thinned

MOST_JUDGED = 300
MOST_READ = 1_200
AROUND = 16
"""Nearest rows that tell how frequent the outcome is around one."""


def leading_rows(
    outcomes: np.ndarray, lo: int, hi: int, read: Callable[[np.ndarray], np.ndarray], limit: int
) -> np.ndarray:
    """Return rows of a cluster, `[lo, hi)`, in the order in which they stand for its finding."""
    return leading_rows_of(outcomes, np.arange(lo, hi), read, limit)


def leading_rows_of(
    outcomes: np.ndarray, rows: np.ndarray, read: Callable[[np.ndarray], np.ndarray], limit: int
) -> np.ndarray:
    """Return rows of a finding in the order in which they stand for it.

    A finding may hold more than the group that raises its rate. The centre is therefore sought
    where the outcome is most frequent: at the row with the outcome that has most others with it among its 16
    nearest, these rows' own counts added. Rows with the outcome come first, nearest to the mean of those
    around it; the others follow.

    Parameters
    ----------
    outcomes : (n,) int8
        1 where the outcome is there, 0 where it is not, -1 where that is not known.
    rows : (r,) int64
        Of the finding, ascending.
    read : callable
        Gives the vectors (m, d) of some rows. Of more than 300 rows with the outcome, and more than 1,200
        without, an even stride is looked at.
    limit : int

    Returns
    -------
    (at most limit,) int64
        Ties to the lower row.
    """
    having = rows[outcomes[rows] == 1]
    share = min(1.0, MOST_JUDGED / max(1, len(having)))
    having, rest = thinned(having, MOST_JUDGED), rows[outcomes[rows] != 1]
    # Thinned alike, so that the outcome is as frequent among what is looked at as it is in the cluster.
    rest = thinned(rest, min(MOST_READ, max(limit, round(share * len(rest)))))
    vectors = np.asarray(read(having), np.float32)
    others = np.asarray(read(rest), np.float32)
    gaps = _gaps(vectors, centre(vectors, others, outcomes[rest] == 0))
    found = having[np.argsort(gaps, kind="stable")[:limit]]
    if len(found) < limit:
        gaps = _gaps(others, vectors.mean(axis=0))
        found = np.concatenate([found, rest[np.argsort(gaps, kind="stable")][: limit - len(found)]])
    return found


def centre(having: np.ndarray, others: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Return (d,) the middle of where rows with the outcome are most frequent.

    Parameters
    ----------
    having : (a, d) float32
        Rows with the outcome, at least one.
    others : (b, d) float32
        Rows without.
    known : (b,) bool
        Those of them that are known not to have it.
    """
    count = len(having)
    if count <= AROUND:
        return having.mean(axis=0)
    everything = np.concatenate([having, others[known]])
    gaps = _squared(having, everything)
    gaps[np.arange(count), np.arange(count)] = np.inf
    near = np.argpartition(gaps, min(AROUND, gaps.shape[1]) - 1, axis=1)[:, :AROUND]
    often = np.concatenate([(near < count).sum(axis=1), np.zeros(len(everything) - count)])
    # One row may have many of its kind around it by chance; those around it then do not.
    smooth = often[:count] + often[near].sum(axis=1) / AROUND
    best = int(np.argmax(smooth))
    friends = np.argsort(gaps[best, :count], kind="stable")[: AROUND - 1]
    return having[np.append(friends, best)].mean(axis=0)


def _squared(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(a, b) float32 Squared distances, without the part that is the same along a row."""
    return np.square(b).sum(axis=1) - 2 * (a @ b.T)


def _gaps(vectors: np.ndarray, middle: np.ndarray) -> np.ndarray:
    return np.square(vectors - middle).sum(axis=1)
