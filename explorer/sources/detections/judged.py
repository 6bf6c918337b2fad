"""The boxes of one model against what is marked: figures, and what became of each."""

import math
from dataclasses import dataclass, replace

import numpy as np

from explorer.detections.average_precision import average_precision
from explorer.detections.boxes import Detections
from explorer.detections.outcomes import Outcomes, outcomes
from explorer.sources.annotations.marked_images import Annotated
from explorer.sources.detections.box_arrays import BoxArrays
from explorer.sources.detections.predicted import Predicted

SPLIT = "split"
NO_SIZE = "Detections in images whose size cannot be read, left out"
CLASS_FIGURES = ("AP", "AP50", "AP75", "APs", "APm", "APl", "AR")
_DIGITS = 6


@dataclass(frozen=True)
class Judged:
    """A model against the objects that it was asked for.

    Attributes
    ----------
    name : str
        Empty of the only model.
    given : Predicted
        Its boxes.
    areas : (k,) float64
        Pixels of each.
    places, category : (t,) int64
        Objects that it is judged by, places in `Annotated.objects`, and the class of each.
    aside : (t,) bool
        Those that count neither way.
    seen : (images,) bool
        Images that it was asked about.
    outcomes : Outcomes
        Of these objects and boxes.
    figures : dict
        An entry of `models` of the document of `dendro detections`.
    """

    name: str
    given: Predicted
    areas: np.ndarray
    places: np.ndarray
    category: np.ndarray
    aside: np.ndarray
    seen: np.ndarray
    outcomes: Outcomes
    figures: dict

    @property
    def scores_are_shares(self) -> bool:
        """Whether scores can be read as how sure a model is."""
        return bool(((self.given.score >= 0) & (self.given.score <= 1)).all())


def judge(frame: BoxArrays, name: str, given: Predicted, iou: float, least: float) -> Judged:
    """Measure and match the boxes of a model.

    In a data set of several splits, only those count in which it gives any box.
    """
    found = frame.found
    seen = _seen(found, given)
    known = frame.known(given.image, given.percent)
    given.left_out[NO_SIZE] += int((~known).sum())
    given = replace(
        given, **{part: getattr(given, part)[known] for part in ("image", "category", "box", "score")}
    )
    places = np.flatnonzero(np.isfinite(frame.boxes).all(axis=1) & seen[found.objects.image])
    truths, detections = frame.truths(places), frame.detections(given)
    classes = len(found.categories)
    result = outcomes(truths, detections, classes, iou, least)
    precision = average_precision(truths, detections, classes)
    counted = np.bincount(truths.category[~truths.aside], minlength=classes)
    detected = np.bincount(detections.category, minlength=classes)
    figures = {
        "name": name,
        "images": int(seen.sum()),
        **_counts(result, int(counted.sum()), len(detections.score)),
        "left_out": {reason: number for reason, number in given.left_out.items() if number},
        "best": _best(result, detections, int(counted.sum())),
        **{part: _number(value) for part, value in precision.figures().items()},
        "classes": [
            {"name": found.categories[code], "objects": int(counted[code]), "detections": int(detected[code])}
            | {part: _number(precision.figures(code)[part]) for part in CLASS_FIGURES}
            for code in np.flatnonzero(counted + detected).tolist()
        ],
    }
    return Judged(name, given, detections.area, places, truths.category, truths.aside, seen, result, figures)


def _seen(found: Annotated, given: Predicted) -> np.ndarray:
    """(images,) bool Those that a model was asked about."""
    seen = np.ones(len(found.paths), bool)
    if SPLIT not in found.columns or not len(given.image):
        return seen
    splits = np.array(found.columns[SPLIT].to_pylist(), object)
    asked = set(splits[np.unique(given.image)].tolist())
    return np.array([split in asked for split in splits.tolist()], bool)


def _counts(result: Outcomes, objects: int, detections: int) -> dict[str, int]:
    right, taken = (int((by >= 0).sum()) for by in (result.found_by, result.taken_by))
    return {
        "objects": objects,
        "detections": detections,
        "true_positives": right,
        "false_positives": len(result.false) + taken,
        "misses": objects - right,
        "confused": taken,
        "in_crowds": result.in_crowds,
        "beyond_100": result.beyond,
        "below_min_confidence": result.unsure,
    }


def _best(result: Outcomes, detections: Detections, objects: int) -> dict | None:
    """The least score with which F1 of all classes together is highest, and how many are false with it."""
    right = detections.score[result.found_by[result.found_by >= 0]]
    wrong = detections.score[np.append(result.false, result.taken_by[result.taken_by >= 0])]
    if not len(right):
        return None
    cuts = np.unique(right)
    hits = len(right) - np.searchsorted(np.sort(right), cuts)
    false = len(wrong) - np.searchsorted(np.sort(wrong), cuts)
    f1 = 2 * hits / (hits + false + objects)
    best = int(np.argmax(f1))
    return {"confidence": _number(cuts[best]), "F1": _number(f1[best]), "false_positives": int(false[best])}


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(float(value), _DIGITS)
