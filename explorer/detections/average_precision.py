"""Average precision and recall of boxes, as `COCOeval` of pycocotools has them; a test holds them equal.

Why by our own arrays: `docs/decisions/0014-average-precision.md`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from explorer.detections.boxes import Detections, Truths, overlapping
from explorer.detections.matching import Ranked, match, ranked

THRESHOLDS = np.linspace(0.5, 0.95, 10)
_RECALLS = np.linspace(0.0, 1.0, 101)
_FEW = (1, 10)
_HALF, _THREE_QUARTERS = 0, 5
SMALL, MEDIUM = 32.0**2, 96.0**2
"""Pixels below which objects are small, and below which those are medium that are not."""
_LARGEST = 1e5**2
AREAS = ((0.0, _LARGEST), (0.0, SMALL), (SMALL, MEDIUM), (MEDIUM, _LARGEST))
"""All, small, medium, large; both ends are in it."""
_TINY = np.spacing(1)


@dataclass(frozen=True)
class ClassPrecision:
    """What is measured of each class, NaN where no object of it counts.

    Attributes
    ----------
    average : (10, c, 4) float64
        Average precision by `THRESHOLDS`, class and `AREAS`.
    recall : (10, c, 4) float64
        The highest recall, of 100 detections an image.
    recall_of_few : (10, c, 2) float64
        The same of the one surest, and of the ten surest.
    """

    average: np.ndarray
    recall: np.ndarray
    recall_of_few: np.ndarray

    def figures(self, classes: slice | int = slice(None)) -> dict[str, float]:
        """Return the twelve numbers that COCO names, of all classes or of one; NaN where undefined."""
        average, recall, few = (part[:, classes] for part in (self.average, self.recall, self.recall_of_few))
        parts = {
            "AP": average[..., 0],
            "AP50": average[_HALF, ..., 0],
            "AP75": average[_THREE_QUARTERS, ..., 0],
        }
        parts |= {f"AP{name}": average[..., place] for place, name in enumerate("sml", 1)}
        parts |= {f"AR{number}": few[..., place] for place, number in enumerate(_FEW)}
        parts |= {"AR": recall[..., 0]}
        parts |= {f"AR{name}": recall[..., place] for place, name in enumerate("sml", 1)}
        return {name: _mean(values) for name, values in parts.items()}


def average_precision(truths: Truths, detections: Detections, classes: int) -> ClassPrecision:
    """Measure detections against what is there.

    Parameters
    ----------
    truths : Truths
    detections : Detections
    classes : int
        Numbers of classes are below this.
    """
    order = ranked(detections, detections.image * classes + detections.category)
    chosen = detections.take(order.order)
    pairs = overlapping(
        chosen.box, order.group, truths, truths.image * classes + truths.category, float(THRESHOLDS[0])
    )
    by_class = np.lexsort((-chosen.score, chosen.category))
    ends = np.cumsum(np.bincount(chosen.category, minlength=classes))
    shape = len(THRESHOLDS), classes
    average, recall = np.full((*shape, len(AREAS)), np.nan), np.full((*shape, len(AREAS)), np.nan)
    few = np.full((*shape, len(_FEW)), np.nan)
    for area, (lowest, highest) in enumerate(AREAS):
        ignored = truths.aside | (truths.area < lowest) | (truths.area > highest)
        of_none = np.append(ignored, False)  # what nothing stands for is the last
        beyond = (chosen.area < lowest) | (chosen.area > highest)
        wanted = np.bincount(truths.category[~ignored], minlength=classes)
        for step, threshold in enumerate(THRESHOLDS):
            matched = match(pairs, order.group, ignored, truths.aside, threshold)
            right = (matched >= 0) & ~of_none[matched]
            wrong = (matched < 0) & ~beyond
            right_by_class, wrong_by_class = right[by_class], wrong[by_class]
            for code, part in _parts(ends, wanted):
                average[step, code, area], recall[step, code, area] = _curve(
                    right_by_class[part], wrong_by_class[part], int(wanted[code])
                )
            if area == 0:
                few[step] = _recall_of_few(right, order, chosen.category, wanted)
    return ClassPrecision(average, recall, few)


def _parts(ends: np.ndarray, wanted: np.ndarray) -> Iterator[tuple[int, slice]]:
    """The classes that have something to find, and their detections among those sorted by class."""
    starts = np.append(0, ends[:-1])
    for code in np.flatnonzero(wanted).tolist():
        yield code, slice(starts[code], ends[code])


def _curve(right: np.ndarray, wrong: np.ndarray, wanted: int) -> tuple[float, float]:
    """Average precision at 101 recalls, and the highest recall, of detections from the surest on."""
    hits = np.cumsum(right)
    if not len(hits):
        return 0.0, 0.0
    recall = hits / wanted
    precision = hits / (np.cumsum(wrong) + hits + _TINY)
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    places = np.searchsorted(recall, _RECALLS, side="left")
    reached = places[places < len(recall)]
    return float(envelope[reached].sum() / len(_RECALLS)), float(recall[-1])


def _recall_of_few(right: np.ndarray, order: Ranked, category: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """(c, 2) Recall of the surest detections of each image, NaN where there is nothing to find."""
    hits = [np.bincount(category[right & (order.rank < number)], minlength=len(wanted)) for number in _FEW]
    rates = np.stack(hits, axis=1) / np.maximum(wanted, 1)[:, None]
    return np.where(wanted[:, None] > 0, rates, np.nan)


def _mean(values: np.ndarray) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")
