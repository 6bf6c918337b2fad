"""Columns of objects and of boxes that stand for none, from what became of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from explorer.detections.average_precision import MEDIUM, SMALL
from explorer.detections.outcomes import CLASS, MISSED
from explorer.images.crops import Crop
from explorer.index.format import CONFIDENCE, PREDICTION
from explorer.index.item_columns import of_model
from explorer.sources.annotations.marked_images import Objects
from explorer.sources.detections.box_arrays import AREA, BoxArrays
from explorer.sources.detections.judged import Judged

OUTCOME, IOU, ERROR, CONFUSED, SIZE, SCORE = "outcome", "iou", "error", "confused_with", "size", "score"
TRUE_POSITIVE, FALSE_POSITIVE, MISS = "true positive", "false positive", "miss"
SIZES = ("small", "medium", "large")


@dataclass(frozen=True)
class _Part:
    """What one model says of objects, or of its own boxes that stand for none; -1 and NaN where nothing."""

    outcome: list[str | None]
    prediction: np.ndarray
    score: np.ndarray
    iou: np.ndarray
    error: list[str | None]
    confused: np.ndarray


def objects_with(frame: BoxArrays, judged: Sequence[Judged], names: list[str], background: int) -> Objects:
    """Return the objects with what models say of them, and after them the boxes that stand for none.

    Parameters
    ----------
    frame : Frame
    judged : sequence of Judged
    names : list of str
        Of categories, that of the background among them.
    background : int
        Its place.
    """
    objects, m = frame.found.objects, len(frame.found.objects.crops)
    false = [each.outcomes.false for each in judged]
    f = sum(map(len, false))
    area = np.concatenate([frame.area, *(each.areas[mine] for each, mine in zip(judged, false, strict=True))])
    columns = {
        name: pa.concat_arrays([values, pa.nulls(f, values.type)])
        for name, values in objects.columns.items()
        if name != AREA
    }
    before = m
    for each, mine in zip(judged, false, strict=True):
        parts = [
            (np.arange(m), _of_objects(each, m, background)),
            (before + np.arange(len(mine)), _of_false(each)),
        ]
        columns |= _columns(each, parts, m + f, names)
        before += len(mine)
    return Objects(
        np.concatenate(
            [objects.image, *(each.given.image[mine] for each, mine in zip(judged, false, strict=True))]
        ),
        np.concatenate([objects.category, np.full(f, background)]),
        [*objects.crops, *(crop for each in judged for crop in _crops(each))],
        columns | {AREA: _numbers(area, pa.float64()), SIZE: _sizes(area)},
    )


def _crops(each: Judged) -> Iterable[Crop]:
    for x, y, w, h in each.given.box[each.outcomes.false].tolist():
        yield Crop(x, y, w, h, each.given.percent)


def _of_objects(each: Judged, m: int, background: int) -> _Part:
    """Of all m objects; nothing of what counts neither way, or what the model was not asked for."""
    found, given, places = each.outcomes, each.given, each.places
    by = np.maximum(found.found_by, found.taken_by)
    prediction, confused = np.full(m, -1, np.int64), np.full(m, -1, np.int64)
    score, iou = np.full(m, np.nan), np.full(m, np.nan)
    hit, taken = np.flatnonzero(by >= 0), np.flatnonzero(found.taken_by >= 0)
    missed = np.flatnonzero((found.found_by < 0) & ~each.aside)
    prediction[places[missed]] = background
    prediction[places[hit]] = given.category[by[hit]]
    confused[places[taken]] = given.category[found.taken_by[taken]]
    score[places[hit]], iou[places[hit]] = given.score[by[hit]], found.iou[hit]
    outcome, error = np.full(m, None, object), np.full(m, None, object)
    outcome[places[hit]], outcome[places[missed]] = TRUE_POSITIVE, MISS
    error[places[missed]], error[places[taken]] = MISSED, CLASS
    return _Part(outcome.tolist(), prediction, score, iou, error.tolist(), confused)


def _of_false(each: Judged) -> _Part:
    found, given = each.outcomes, each.given
    confused = np.where(found.false_on >= 0, each.category[found.false_on], -1)
    return _Part(
        [FALSE_POSITIVE] * len(found.false),
        given.category[found.false],
        given.score[found.false],
        found.false_iou,
        found.false_kind.tolist(),
        confused,
    )


def _columns(
    each: Judged, parts: list[tuple[np.ndarray, _Part]], n: int, names: list[str]
) -> dict[str, pa.Array]:
    """Columns of n items, filled from parts at their places."""

    def codes(which: str) -> pa.Array:
        out = np.full(n, -1, np.int64)
        for places, part in parts:
            out[places] = getattr(part, which)
        return pa.array(names, pa.string()).take(pa.array(out, mask=out < 0))

    def numbers(which: str) -> pa.Array:
        out = np.full(n, np.nan)
        for places, part in parts:
            out[places] = getattr(part, which)
        return _numbers(out, pa.float32())

    def texts(which: str) -> pa.Array:
        out = np.full(n, None, object)
        for places, part in parts:
            out[places] = getattr(part, which)
        return pa.array(out.tolist(), pa.string())

    sure = CONFIDENCE if each.scores_are_shares else SCORE
    made = {
        PREDICTION: codes("prediction"),
        sure: numbers("score"),
        OUTCOME: texts("outcome"),
        ERROR: texts("error"),
        CONFUSED: codes("confused"),
        IOU: numbers("iou"),
    }
    return {of_model(name, each.name): values for name, values in made.items()}


def _numbers(values: np.ndarray, kind: pa.DataType) -> pa.Array:
    return pa.array(values, mask=np.isnan(values)).cast(kind)


def _sizes(area: np.ndarray) -> pa.Array:
    size = np.searchsorted([SMALL, MEDIUM], np.nan_to_num(area), side="right")
    return pa.array(SIZES, pa.string()).take(pa.array(size, mask=np.isnan(area)))
