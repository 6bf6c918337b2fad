"""How the labels of the neighbours vote on the class of every image."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from explorer.cancellation import unless_cancelled

BLOCK = 1 << 14
SMOOTHING = 1.0
"""Votes that are shared out among all classes, so that no class is ever ruled out."""
REACH = 0.5
"""A neighbour's vote falls by a factor of e for so many typical distances beyond the nearest."""
SAME = 1e-6


@dataclass(frozen=True)
class VoteInput:
    """What the votes are counted from.

    Attributes
    ----------
    labels : (n,) int
        Class codes, -1 where missing.
    classes : int
        Codes are below this.
    rows : (n, k) int
        Nearest neighbours of each row, itself left out.
    distances : (n, k) float
    copies : (n,) int or None
        Equal where rows show one picture (`distinct_images`); else only distance 0 tells a copy.
    """

    labels: np.ndarray
    classes: int
    rows: np.ndarray
    distances: np.ndarray
    copies: np.ndarray | None = None


@dataclass(frozen=True)
class Votes:
    """Votes on a run of rows, by place in the list of neighbours.

    Attributes
    ----------
    codes : (b, k) int64
        Class voted for; -1 where there is no vote, or the class stands at an earlier place of the row.
    weights : (b, k) float64
        All votes for that class, in units of one neighbour; 0 where `codes` is -1.
    voters : (b, k) float64
        Different pictures that vote for that class; 0 where `codes` is -1.
    """

    codes: np.ndarray
    weights: np.ndarray
    voters: np.ndarray


def blocks_of_votes(given: VoteInput, step: int = BLOCK) -> Iterator[tuple[slice, Votes]]:
    """Count the votes of the neighbours, run by run, in memory that does not grow with the classes.

    A vote weighs exp(-(d - d1) / (0.5 * median d)), where d1 is the distance of the nearest, over the share
    of its class among all labels (a class with fewer images than there are neighbours counts as if it had so
    many), scaled so that a row's votes sum to the neighbours that voted. Copies of one picture share one
    vote. Copies of the row itself that bear its own label have none: they carry the same label, right or
    wrong.

    Parameters
    ----------
    given : VoteInput
    step : int
        Rows in a run.
    """
    n = len(given.labels)
    scales = _scales(given)
    for start in unless_cancelled(range(0, n, step)):
        run = slice(start, min(n, start + step))
        yield run, _votes(given, run, *scales)


def votes_on(given: VoteInput, rows: np.ndarray) -> Votes:
    """Count the votes on some rows (b,) int64, as `blocks_of_votes` does on all."""
    return _votes(given, rows, *_scales(given))


def _scales(given: VoteInput) -> tuple[np.ndarray, float]:
    """(classes,) What a vote for each class is worth, and the distance over which a vote fades."""
    counts = np.bincount(given.labels[given.labels >= 0], minlength=given.classes)
    rarity = 1.0 / np.maximum(counts, max(given.rows.shape[1], 1))
    positive = given.distances[given.distances > 0]
    return rarity, REACH * float(np.median(positive)) if len(positive) else 1.0


def _votes(given: VoteInput, run: slice | np.ndarray, rarity: np.ndarray, unit: float) -> Votes:
    near = given.rows[run]
    gaps = given.distances[run].astype(np.float64)
    if not near.shape[1]:
        return Votes(np.empty(near.shape, np.int64), np.empty(near.shape), np.empty(near.shape))
    codes = given.labels[near].astype(np.int64)
    own = given.labels[run][:, None]
    if given.copies is None:
        again, shared = gaps <= SAME, np.maximum((gaps <= SAME).sum(axis=1, keepdims=True), 1)
        shared = np.where(again, shared, 1)
    else:
        picture = given.copies[near]
        again = picture == given.copies[run][:, None]
        shared = (picture[:, :, None] == picture[:, None, :]).sum(axis=2)
    votes = (codes >= 0) & ~(again & (codes == own))
    weights = np.where(votes, np.exp(-(gaps - gaps[:, :1]) / unit) / shared, 0.0)
    voters = np.where(votes, 1 / shared, 0.0)
    weights *= rarity[np.maximum(codes, 0)]
    total = weights.sum(axis=1, keepdims=True)
    weights *= np.divide(voters.sum(axis=1, keepdims=True), total, out=np.zeros_like(total), where=total > 0)
    # Every class gathers its votes at the first place where it stands.
    codes = np.where(weights > 0, codes, -1)
    equal = codes[:, :, None] == codes[:, None, :]
    weights, voters = (np.einsum("bij,bj->bi", equal, each) for each in (weights, voters))
    first = equal.argmax(axis=2) == np.arange(codes.shape[1])
    keep = first & (codes >= 0)
    return Votes(np.where(keep, codes, -1), np.where(keep, weights, 0.0), np.where(keep, voters, 0.0))
