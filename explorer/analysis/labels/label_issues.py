"""Which labels are wrong: confident learning from class probabilities, from the neighbours' labels, or both.

Thresholds, the confident joint and the number of errors in each class follow Northcutt, Jiang & Chuang,
"Confident Learning", arXiv 1911.00068 (pruning by class); the uses are those of "Pervasive Label Errors",
arXiv 2103.14749. What they are applied to is:

- with probabilities, these pooled with the votes of the neighbours' labels, each by how much it knows
  (`opinion_pool`), the votes never by more than `RANKING` and `MARKING`: fitted to labels that are mostly
  right, they are trusted more than errors bear out where probabilities are sharp. Ranked by the logarithm of
  how much likelier another class is than the label, each of them at least `LEAST`: among labels that are
  out of the question, as by the margin, those rank first for which another class is sure, and among others
  those of the least self-confidence. `tests/benchmarks/bench_labels.py` has what that adds to the published
  rankings, and docs/manual/findings.md how it fares on errors that people verified;
- without, those votes as pseudo-probabilities, ranked by the normalized margin, because many images have no
  vote at all for their label and only the margin tells those apart that agree on another. Where
  neighbours agree on nothing, as with labels that no two images share, nothing is marked as an issue: more
  than half of the votes must be for one other class, and come from two pictures or more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from explorer.analysis.labels.neighbor_votes import BLOCK, SMOOTHING, VoteInput, blocks_of_votes
from explorer.analysis.labels.opinion_pool import FLOOR, pool_shares
from explorer.cancellation import unless_cancelled
from explorer.clustering.neighbors.types import Neighbors
from explorer.errors import InputError

_BLOCK_BYTES = 1 << 25
_NONE = -1
RANKING, MARKING = 0.3, 0.1
"""Most that the votes weigh where images are ranked, and where errors are counted and marked."""
LEAST = 0.01
"""Added to probabilities before they are compared: what is less likely is as good as impossible."""
MAJORITY = 0.5
"""Share of the votes that must be for one other class where there are only votes."""


@dataclass(frozen=True)
class LabelIssues:
    """Judged images, most suspicious first, as parallel arrays; ties go to the lower row.

    An image is judged when it has a label, and that is a column of the probabilities, if there are any; and
    when its probabilities are finite and not all zero, or some neighbour votes.

    Attributes
    ----------
    rows : (m,) int64
    given, suggested : (m,) int64
        Class codes: the label, and the most likely of the others.
    score : (m,) float64
        From 0 to 1, growing with suspicion, 0.5 where another class is as likely as the label: with
        probabilities `_odds` of both, (1 - margin) / 2 without.
    issue : (n,) int8
        By row: 1 where the label is estimated to be wrong, 0 where not, -1 where it is not judged. In each
        class as many as the confident joint tells, the most suspicious, and only where `suggested` is
        likelier than `given`; without probabilities only where it has most of the votes, from two pictures.
    """

    rows: np.ndarray
    given: np.ndarray
    suggested: np.ndarray
    score: np.ndarray
    issue: np.ndarray


@dataclass(frozen=True)
class _Beliefs:
    """Beliefs on a run of rows: for the label, and for the likeliest other class (-1: there is none)."""

    own: np.ndarray
    other: np.ndarray
    suggested: np.ndarray
    confident: np.ndarray
    """Class in which the confident joint counts the row, -1 where in none; only of the second pass."""
    judged: np.ndarray
    agreed: np.ndarray | bool = True
    """Whether more than one picture speaks for the likeliest other class."""


def label_issues(
    labels: np.ndarray,
    classes: int,
    probabilities: np.ndarray | None = None,
    neighbors: Neighbors | None = None,
    copies: np.ndarray | None = None,
) -> LabelIssues:
    """Rank images by how likely their label is wrong, and estimate which are.

    Memory: a few numbers a row, one block of the probabilities, and a few numbers a class.

    Parameters
    ----------
    labels : (n,) int
        Class codes, -1 where missing.
    classes : int
        Codes are below this.
    probabilities : (n, c) float array or None
        Of the first c classes, c <= classes; may be memory-mapped, read in blocks thrice. They should come
        from a model that was not trained on these rows.
    neighbors : Neighbors or None
        `rows` and `distances`, (n, k).
    copies : (n,) int or None
        Equal where rows show one picture: copies share one vote.

    Raises
    ------
    InputError
        When there are neither probabilities nor neighbours, or shapes do not fit.
    """
    labels = np.asarray(labels)
    n = len(labels)
    _check(labels, classes, probabilities, neighbors)
    votes = None
    if neighbors is not None:
        votes = VoteInput(labels, classes, neighbors.rows, neighbors.distances, copies)
    if probabilities is not None:
        share = pool_shares(labels, probabilities, votes)[1] if votes else 0.0
        marking, ranking = (
            partial(_pooled, labels, probabilities, votes, (1 - most, most))
            for most in (min(share, MARKING), min(share, RANKING))
        )
    elif votes is not None:
        marking = ranking = partial(_voted, votes)
    else:
        raise InputError("labels: neither probabilities nor neighbours are given; one of both is needed.")
    own, judged = np.zeros(n), np.zeros(n, bool)
    for run, found in marking(None):
        own[run], judged[run] = found.own, found.judged
    thresholds = _thresholds(own, labels, judged, classes)
    likely, confident = np.zeros(n, bool), np.full(n, _NONE)
    for run, found in marking(thresholds):
        likely[run], confident[run] = found.other > found.own, found.confident
        if probabilities is None:
            likely[run] &= found.agreed & (found.other > MAJORITY)
    if probabilities is None:
        # Counted, but as what they are said to be.
        confident = np.where(likely | (confident < 0), confident, labels)
    score, suggested = np.zeros(n), np.full(n, _NONE)
    for run, found in ranking(None):
        suggested[run] = found.suggested
        odds = (1 + found.other - found.own) / 2 if probabilities is None else _odds(found.own, found.other)
        score[run] = np.clip(odds, 0, 1)
    judged &= suggested >= 0
    return _ranked(labels, judged, suggested, score, likely, confident)


def _odds(own: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Logarithm of other over own, from 0 where own is sure to 1 where other is."""
    return (1 + np.log((other + LEAST) / (own + LEAST)) / np.log((1 + LEAST) / LEAST)) / 2


def _check(labels: np.ndarray, classes: int, probabilities, neighbors: Neighbors | None) -> None:
    n = len(labels)
    if n and int(labels.max()) >= classes:
        raise InputError(f"labels: code {labels.max()} with {classes} classes; codes are below that number.")
    if probabilities is not None and (probabilities.ndim != 2 or len(probabilities) != n):
        raise InputError(f"probabilities: their shape is {probabilities.shape}; ({n}, classes) is expected.")
    if probabilities is not None and probabilities.shape[1] > classes:
        raise InputError(
            f"probabilities: {probabilities.shape[1]} columns for {classes} classes; not more are expected."
        )
    if neighbors is not None and neighbors.rows.shape[0] != n:
        raise InputError(f"neighbors: of {neighbors.rows.shape[0]} rows; {n} are expected.")


def _thresholds(own: np.ndarray, labels: np.ndarray, judged: np.ndarray, classes: int) -> np.ndarray:
    """(classes,) Mean self-confidence of the images of each class; infinite where none is judged."""
    codes = labels[judged]
    counts = np.bincount(codes, minlength=classes)
    sums = np.bincount(codes, weights=own[judged], minlength=classes)
    # A little lower, so that rounding keeps no one out where all of a class are equally confident.
    return np.divide(sums, counts, out=np.full(classes, np.inf), where=counts > 0) * (1 - 1e-6)


def _ranked(labels, judged, suggested, score, likely, confident) -> LabelIssues:
    """Order the judged rows; in each class mark as many as the joint tells."""
    rows = np.flatnonzero(judged)
    rows = rows[np.lexsort((rows, -score[rows]))]
    given = labels[rows].astype(np.int64)
    wrong = _errors(given, confident[rows])
    # Rank of every row within its class, in the order of suspicion.
    by_class = np.argsort(given, kind="stable")
    sizes = np.bincount(given)
    rank = np.empty(len(rows), np.int64)
    rank[by_class] = np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    issue = np.full(len(labels), -1, np.int8)
    issue[rows] = (rank < wrong[given]) & likely[rows]
    return LabelIssues(rows, given, suggested[rows].astype(np.int64), score[rows], issue)


def _errors(given: np.ndarray, confident: np.ndarray) -> np.ndarray:
    """(c,) Images estimated wrong in each class: its size times the share that the joint counts elsewhere."""
    sizes = np.bincount(given)
    seen = np.bincount(given[confident >= 0], minlength=len(sizes))
    off = np.bincount(given[(confident >= 0) & (confident != given)], minlength=len(sizes))
    return np.rint(np.divide(sizes * off, seen, out=np.zeros(len(sizes)), where=seen > 0)).astype(np.int64)


def _voted(votes: VoteInput, thresholds: np.ndarray | None) -> Iterator[tuple[slice, _Beliefs]]:
    """Beliefs from the neighbours' labels alone, never with a column for each class."""
    for run, found in blocks_of_votes(votes):
        own = votes.labels[run].astype(np.int64)
        total = found.weights.sum(axis=1)
        share = (found.weights + SMOOTHING / votes.classes) / (total + SMOOTHING)[:, None]
        rest = SMOOTHING / votes.classes / (total + SMOOTHING)
        mine = (found.codes == own[:, None]) & (own >= 0)[:, None]
        others = np.where((found.codes >= 0) & ~mine, share, -1.0)
        others = np.concatenate([others, np.full((len(own), 1), -1.0)], axis=1)
        codes = np.concatenate([found.codes, np.full((len(own), 1), _NONE)], axis=1)
        self_belief = np.where(mine.any(axis=1), np.where(mine, share, 0).sum(axis=1), rest)
        best = _likeliest(others, codes)
        likeliest = others.max(axis=1)
        # Where every vote is for the label itself, any other class is as likely as the next: none is named
        # but the image is judged, and the label suggested is its own.
        suggested = np.where(best >= 0, best, np.where(total > 0, own, _NONE))
        agreed = np.where(found.codes == best[:, None], found.voters, 0).sum(axis=1) > 1.5
        confident = _counted(found.codes, share, thresholds)
        judged = (own >= 0) & (total > 0)
        other = np.maximum(likeliest, rest)
        yield run, _Beliefs(self_belief, other, suggested, confident, judged, agreed)


def _likeliest(shares: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """(b,) Code with the largest share, the lowest such; -1 where no share is above 0."""
    most = shares.max(axis=1, keepdims=True)
    lowest = np.where((shares == most) & (codes >= 0), codes, np.iinfo(np.int64).max).min(axis=1)
    return np.where(most[:, 0] > 0, lowest, _NONE)


def _counted(codes: np.ndarray, share: np.ndarray, thresholds: np.ndarray | None) -> np.ndarray:
    """(b,) The likeliest of the classes that reach their threshold; -1 where none does."""
    if thresholds is None:
        return np.full(len(codes), _NONE)
    reached = (codes >= 0) & (share >= thresholds[np.maximum(codes, 0)])
    padded = np.concatenate([np.where(reached, share, -1.0), np.full((len(codes), 1), -1.0)], axis=1)
    return _likeliest(padded, np.concatenate([codes, np.full((len(codes), 1), _NONE)], axis=1))


def _pooled(
    labels: np.ndarray,
    probabilities: np.ndarray,
    votes: VoteInput | None,
    shares: tuple[float, float],
    thresholds: np.ndarray | None,
) -> Iterator[tuple[slice, _Beliefs]]:
    """Beliefs from probabilities, pooled with the neighbours' where there are some."""
    n, c = probabilities.shape
    step = min(max(1, _BLOCK_BYTES // (4 * c)), BLOCK)
    runs = blocks_of_votes(votes, step) if votes else _plain_runs(n, step)
    for run, found in runs:
        block = np.asarray(probabilities[run], np.float32)
        with np.errstate(invalid="ignore", over="ignore"):
            total = block.sum(axis=1, dtype=np.float64)
            sound = np.isfinite(total) & (total > 0)
        total = np.where(sound, total, 1.0).astype(np.float32)
        block = np.where(sound[:, None], block / total[:, None], 1.0 / c)
        np.maximum(block, FLOOR, out=block)
        heard = np.zeros(len(block), bool)
        if votes is not None and found is not None:
            heard = _pool(block, found, votes.classes, shares)
        block /= block.sum(axis=1, keepdims=True)
        yield run, _read(block, labels[run], thresholds, sound | heard)


def _plain_runs(n: int, step: int) -> Iterator[tuple[slice, None]]:
    for start in unless_cancelled(range(0, n, step)):
        yield slice(start, min(n, start + step)), None


def _pool(block: np.ndarray, found, classes: int, shares: tuple[float, float]) -> np.ndarray:
    """Multiply powers of probabilities and votes, in place; returns (b,) whether any vote was heard."""
    if shares[0] != 1:
        np.power(block, np.float32(shares[0]), out=block)
    row, place = np.nonzero((found.codes >= 0) & (found.codes < block.shape[1]))
    # Every class has the smoothing's share in common, so only those that are voted for change.
    block[row, found.codes[row, place]] *= (1 + found.weights[row, place] * classes / SMOOTHING) ** shares[1]
    return np.bincount(row, minlength=len(block)) > 0


def _read(block: np.ndarray, labels: np.ndarray, thresholds: np.ndarray | None, sound) -> _Beliefs:
    """What a run of beliefs (b, c) says of its labels; `block` is overwritten."""
    b, c = block.shape
    judged = (labels >= 0) & (labels < c) & sound
    at = np.arange(b), np.where(judged, labels, 0)
    own = block[at].astype(np.float64)
    none = np.full(b, _NONE)
    if c < 2:
        return _Beliefs(own, np.zeros(b), none, none, judged)
    confident = none
    if thresholds is not None:
        reached = np.where(block >= thresholds[:c].astype(np.float32), block, -1.0)
        confident = reached.argmax(axis=1)
        confident = np.where(reached[np.arange(b), confident] >= 0, confident, _NONE)
    block[at] = -1.0
    suggested = block.argmax(axis=1)
    return _Beliefs(own, block[np.arange(b), suggested].astype(np.float64), suggested, confident, judged)
