"""Boxes that are there, boxes that a model gives, and how much they overlap."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

_PAIRS_AT_ONCE = 1 << 21


@dataclass(frozen=True)
class Truths:
    """The t objects that are there, as parallel arrays.

    Attributes
    ----------
    image, category : (t,) int64
        Numbers of the image and the class of each, from 0; images count in the order in which equal scores
        are ranked.
    box : (t, 4) float64
        Left, upper edge, width and height, in one unit for all boxes of an image.
    area : (t,) float64
        Pixels, by which objects are small, medium or large.
    crowd : (t,) bool
        Regions of many objects: what lies in them is neither right nor wrong.
    difficult : (t,) bool or None
        Objects that need not be found, as those of Pascal VOC: what stands for them is neither, too. None
        where there are none.
    """

    image: np.ndarray
    category: np.ndarray
    box: np.ndarray
    area: np.ndarray
    crowd: np.ndarray
    difficult: np.ndarray | None = None

    @property
    def aside(self) -> np.ndarray:
        """(t,) bool: what counts neither way, and any number of detections may stand for."""
        return self.crowd if self.difficult is None else self.crowd | self.difficult


@dataclass(frozen=True)
class Detections:
    """The k boxes of a model, as parallel arrays.

    Attributes
    ----------
    image, category, box, area
        As of `Truths`.
    score : (k,) float64
        Finite; the surer, the higher.
    """

    image: np.ndarray
    category: np.ndarray
    box: np.ndarray
    area: np.ndarray
    score: np.ndarray

    def take(self, places: np.ndarray) -> "Detections":
        """Return some of them."""
        return Detections(*(values[places] for values in vars(self).values()))


@dataclass(frozen=True)
class Pairs:
    """Detections and truths that overlap, as parallel arrays, in the order of detections.

    Attributes
    ----------
    detection, truth : (p,) int64
        Places among those that were given.
    iou : (p,) float64
        What both cover in shares of what either covers; of a crowd, in shares of the detection.
    """

    detection: np.ndarray
    truth: np.ndarray
    iou: np.ndarray

    def where(self, kept: np.ndarray) -> "Pairs":
        """Return some of them."""
        return Pairs(self.detection[kept], self.truth[kept], self.iou[kept])


def overlapping(
    detections: np.ndarray, of_detection: np.ndarray, truths: Truths, of_truth: np.ndarray, least: float
) -> Pairs:
    """Find the detections and truths of one group that overlap, with the arithmetic of COCO's `bbIou`.

    Parameters
    ----------
    detections : (k, 4) float64
        Boxes.
    of_detection : (k,) int64
        The group of each: its image, or its image and class.
    truths : Truths
    of_truth : (t,) int64
        The group of each.
    least : float
        Pairs that overlap less are left out, and all that do not overlap.
    """
    by_group = np.argsort(of_truth, kind="stable")
    groups = of_truth[by_group]
    first = np.searchsorted(groups, of_detection)
    count = np.searchsorted(groups, of_detection, side="right") - first
    found = [Pairs(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))]
    for block in _blocks(count):
        detection = np.repeat(np.arange(block.start, block.stop), count[block])
        within = np.arange(len(detection)) - np.repeat(np.cumsum(count[block]) - count[block], count[block])
        truth = by_group[first[detection] + within]
        iou = _iou(detections[detection], truths.box[truth], truths.crowd[truth])
        found.append(Pairs(detection, truth, iou).where((iou >= least) & (iou > 0)))
    return Pairs(
        *(np.concatenate(part) for part in zip(*(vars(each).values() for each in found), strict=True))
    )


def _blocks(count: np.ndarray) -> Iterator[slice]:
    """Runs of detections with so many pairs that memory stays small."""
    ends = np.cumsum(count)
    start = 0
    while start < len(count):
        before = ends[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, before + _PAIRS_AT_ONCE, side="right")))
        yield slice(start, stop)
        start = stop


def _iou(a: np.ndarray, b: np.ndarray, crowd: np.ndarray) -> np.ndarray:
    across = np.minimum(a[:, 0] + a[:, 2], b[:, 0] + b[:, 2]) - np.maximum(a[:, 0], b[:, 0])
    down = np.minimum(a[:, 1] + a[:, 3], b[:, 1] + b[:, 3]) - np.maximum(a[:, 1], b[:, 1])
    both = np.where((across > 0) & (down > 0), across * down, 0.0)
    own = a[:, 2] * a[:, 3]
    either = np.where(crowd, own, own + b[:, 2] * b[:, 3] - both)
    return np.divide(both, either, out=np.zeros_like(both), where=either > 0)
