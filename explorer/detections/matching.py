"""Which detection stands for which object: greedy by score within a group, as COCO's evaluation does it.

Lin et al., "Microsoft COCO: Common Objects in Context", arXiv 1405.0312; `COCOeval.evaluateImg` of
pycocotools.
"""

from dataclasses import dataclass

import numpy as np

from explorer.detections.boxes import Detections, Pairs

MOST = 100
"""Detections of an image and a class that count, the surest first."""
_SURELY = 1 - 1e-10
_NONE = -1


@dataclass(frozen=True)
class Ranked:
    """Detections in the order in which they choose, group by group.

    Attributes
    ----------
    order : (r,) int64
        Places among the detections.
    group : (r,) int64
        Ascending.
    rank : (r,) int64
        Place within the group, the surest first; equal scores in the order that was given.
    """

    order: np.ndarray
    group: np.ndarray
    rank: np.ndarray


def ranked(detections: Detections, group: np.ndarray, most: int | None = MOST) -> Ranked:
    """Order detections within groups.

    Parameters
    ----------
    detections : Detections
    group : (k,) int64
        Of each: its image, or its image and class.
    most : int or None
        More of a group are left out.
    """
    order = np.lexsort((-detections.score, group))
    groups = group[order]
    rank = _within(groups)
    kept = slice(None) if most is None else rank < most
    return Ranked(order[kept], groups[kept], rank[kept])


def match(
    pairs: Pairs, group: np.ndarray, ignored: np.ndarray, crowd: np.ndarray, threshold: float
) -> np.ndarray:
    """Give each detection the object it stands for.

    In turn, the surest first, each takes the free object it overlaps most; one that is ignored only where no
    other is left. Of equal overlaps the later object is taken.

    Parameters
    ----------
    pairs : Pairs
        Detections are counted as ranked.
    group : (r,) int64
        As of `Ranked`.
    ignored : (t,) bool
        Objects that count neither way.
    crowd : (t,) bool
        Objects that any number of detections may take: `Truths.aside`.
    threshold : float
        Pairs that overlap less do not match.

    Returns
    -------
    (r,) int64
        Places of truths, -1 where a detection stands for none.
    """
    matched = np.full(len(group), _NONE, np.int64)
    close = pairs.where(pairs.iou >= min(threshold, _SURELY))
    chosen_by, starts = np.unique(close.detection, return_index=True)
    turn = np.repeat(_within(group[chosen_by]), np.diff(starts, append=len(close.detection)))
    order = np.lexsort((-close.truth, -close.iou, ignored[close.truth], close.detection, turn))
    detection, truth = close.detection[order], close.truth[order]
    ends = np.cumsum(np.bincount(turn)) if len(turn) else np.empty(0, np.int64)
    taken = np.zeros(len(ignored), bool)
    for lo, hi in zip(np.append(0, ends[:-1]).tolist(), ends.tolist(), strict=False):
        free = np.where(taken[truth[lo:hi]], hi, np.arange(lo, hi))
        firsts = np.flatnonzero(np.diff(detection[lo:hi], prepend=_NONE))
        best = np.minimum.reduceat(free, firsts)
        best = best[best < hi]
        matched[detection[best]] = truth[best]
        taken[truth[best]] = ~crowd[truth[best]]
    return matched


def _within(groups: np.ndarray) -> np.ndarray:
    """Place of each among its like, of ascending groups."""
    starts = np.flatnonzero(np.diff(groups, prepend=groups[0] - 1)) if len(groups) else np.empty(0, np.int64)
    return np.arange(len(groups)) - np.repeat(starts, np.diff(starts, append=len(groups)))
