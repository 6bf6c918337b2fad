"""What became of each object and each detection at one overlap: right, wrong, or missed.

Kinds of errors are those of TIDE (Bolya et al., "TIDE: A General Toolbox for Identifying Object Detection
Errors", ECCV 2020, arXiv 2008.08115), with its limit of 0.1 below which a box is of nothing there.
"""

from dataclasses import dataclass

import numpy as np

from explorer.detections.boxes import Detections, Truths, overlapping
from explorer.detections.matching import match, ranked

IOU = 0.5
CLASS, LOCATION, DUPLICATE, NOTHING, MISSED = "class", "location", "duplicate", "background", "missed"
_TOUCHES = 0.1
_NONE = -1


@dataclass(frozen=True)
class Outcomes:
    """What became of t objects and k detections.

    Attributes
    ----------
    found_by : (t,) int64
        The detection of its class that stands for each object, -1 where none does.
    taken_by : (t,) int64
        The detection of another class that lies on a missed object, each at most on one; -1 where none.
    iou : (t,) float64
        Overlap with either; NaN where there is none.
    false : (f,) int64
        The detections that stand for nothing, but for those in `taken_by`, ascending.
    false_iou : (f,) float64
        The largest overlap of each with an object of any class.
    false_on : (f,) int64
        The object of another class that it overlaps enough, -1 where there is none.
    false_kind : (f,) str
        `CLASS`, `LOCATION`, `DUPLICATE` or `NOTHING`.
    in_crowds, beyond, unsure : int
        Detections that do not count: in crowds or on what is difficult; after the first hundred of an
        image and class; with a score below the least.
    """

    found_by: np.ndarray
    taken_by: np.ndarray
    iou: np.ndarray
    false: np.ndarray
    false_iou: np.ndarray
    false_on: np.ndarray
    false_kind: np.ndarray
    in_crowds: int
    beyond: int
    unsure: int


def outcomes(
    truths: Truths, detections: Detections, classes: int, iou: float = IOU, least: float = -np.inf
) -> Outcomes:
    """Tell what became of everything.

    Parameters
    ----------
    truths : Truths
    detections : Detections
    classes : int
        Numbers of classes are below this.
    iou : float
        Overlap from which a detection stands for an object.
    least : float
        Detections with a lower score are as if they were not there.
    """
    order = ranked(detections, detections.image * classes + detections.category)
    of_truth = truths.image * classes + truths.category
    pairs = overlapping(detections.box[order.order], order.group, truths, of_truth, iou)
    matched = match(pairs, order.group, truths.aside, truths.aside, iou)
    sure = detections.score[order.order] >= least
    in_crowd = (matched >= 0) & np.append(truths.aside, False)[matched]
    found = np.flatnonzero(sure & (matched >= 0) & ~in_crowd)
    found_by = np.full(len(truths.image), _NONE, np.int64)
    found_by[matched[found]] = order.order[found]
    left = np.sort(order.order[sure & (matched < 0)])
    taken_by = _taken(truths, detections, left, found_by, iou)
    false = np.setdiff1d(left, taken_by)
    by = np.maximum(found_by, taken_by)
    return Outcomes(
        found_by,
        taken_by,
        _overlap(truths, detections, by),
        false,
        *_explained(truths, detections, false, iou),
        in_crowds=int((in_crowd & sure).sum()),
        beyond=len(detections.image) - len(order.order),
        unsure=int((~sure).sum()),
    )


def _taken(
    truths: Truths, detections: Detections, left: np.ndarray, found_by: np.ndarray, iou: float
) -> np.ndarray:
    """(t,) The detection of another class that lies on each missed object, one for one, the surest first."""
    taken_by = np.full(len(found_by), _NONE, np.int64)
    candidates = detections.take(left)
    order = ranked(candidates, candidates.image, most=None)
    pairs = overlapping(candidates.box[order.order], order.group, truths, truths.image, iou)
    open_ = (found_by[pairs.truth] < 0) & ~truths.aside[pairs.truth]
    other = candidates.category[order.order][pairs.detection] != truths.category[pairs.truth]
    nothing = np.zeros(len(found_by), bool)
    matched = match(pairs.where(open_ & other), order.group, nothing, nothing, iou)
    hits = np.flatnonzero(matched >= 0)
    taken_by[matched[hits]] = left[order.order[hits]]
    return taken_by


def _overlap(truths: Truths, detections: Detections, by: np.ndarray) -> np.ndarray:
    """(t,) Overlap of each object with its detection, NaN without one."""
    out = np.full(len(by), np.nan)
    hit = np.flatnonzero(by >= 0)
    # Each detection is a group of its own: it meets its object alone.
    groups = np.full(len(by), _NONE, np.int64)
    groups[hit] = by[hit]
    found = overlapping(detections.box[by[hit]], by[hit], truths, groups, 0.0)
    out[found.truth] = found.iou
    return out


def _explained(
    truths: Truths, detections: Detections, false: np.ndarray, iou: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Overlap of detections that stand for nothing, the object of another class under them, and why."""
    pairs = overlapping(detections.box[false], detections.image[false], truths, truths.image, 0.0)
    pairs = pairs.where(~truths.aside[pairs.truth])
    own = detections.category[false][pairs.detection] == truths.category[pairs.truth]
    best_own, _ = _best(pairs.detection[own], pairs.truth[own], pairs.iou[own], len(false))
    best_other, under = _best(pairs.detection[~own], pairs.truth[~own], pairs.iou[~own], len(false))
    kind = np.select(
        [best_own >= iou, best_other >= iou, best_own >= _TOUCHES], [DUPLICATE, CLASS, LOCATION], NOTHING
    )
    return np.maximum(best_own, best_other), np.where(best_other >= iou, under, _NONE), kind


def _best(detection: np.ndarray, truth: np.ndarray, iou: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """(n,) The largest overlap of each, and with what; 0 and -1 where there is none."""
    order = np.lexsort((-truth, iou, detection))  # the last of each is the largest, then the lowest
    most, what = np.zeros(n), np.full(n, _NONE, np.int64)
    most[detection[order]], what[detection[order]] = iou[order], truth[order]
    return most, what
