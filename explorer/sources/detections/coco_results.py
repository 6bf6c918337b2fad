"""COCO's format of results: a JSON list of boxes with `image_id`, `category_id` and `score`."""

import gc
import math
from pathlib import Path

import msgspec
import numpy as np

from explorer.errors import SourceError
from explorer.sources.annotations.coco_file import BOM, python_json
from explorer.sources.detections.masks import box_of_mask
from explorer.sources.detections.predicted import DetectionNames, Predicted, usable

_CORNERS = 4
_EXPECTED = (
    "expected a JSON list of results, "
    "each with `image_id`, `category_id`, `bbox` (or `segmentation`) and `score`"
)


class _Result(msgspec.Struct, gc=False):
    image_id: int | str | None = None
    category_id: int | str | None = None
    bbox: list[float] | None = None
    score: float | None = None
    segmentation: msgspec.Raw = msgspec.Raw(b"")


class _File(msgspec.Struct):
    """Results as some programs write them: as annotations, with a score each."""

    annotations: list[msgspec.Raw]


def read_coco_results(path: Path, names: DetectionNames) -> Predicted:
    """Read results.

    Raises
    ------
    SourceError
        The file is no JSON or holds no list of results; the message says where.
    """
    was_on = gc.isenabled()
    gc.disable()  # millions of small objects of which none is garbage
    try:
        content = path.read_bytes().removeprefix(BOM)
        if not content:
            raise SourceError(f"{path}: an empty file; {_EXPECTED}")
        return _read(path, _results(path, content), names)
    finally:
        if was_on:
            gc.enable()


def _results(path: Path, content: bytes) -> list[msgspec.Raw]:
    """The results of a file, each as it is written."""
    kind = list[msgspec.Raw] | _File
    try:
        found = msgspec.json.decode(content, type=kind)
    except msgspec.ValidationError as error:
        raise SourceError(f"{path}: {_EXPECTED}; it is not: {error}") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        # Python writes NaN, which JSON does not have, and reads it.
        plain = python_json(path, content)
        plain = plain.get("annotations") if isinstance(plain, dict) else plain
        if not isinstance(plain, list):
            raise SourceError(f"{path}: {_EXPECTED}") from None
        # NaN becomes null, which is no number either.
        found = [msgspec.Raw(msgspec.json.encode(each)) for each in plain]
    return found.annotations if isinstance(found, _File) else found


def _read(path: Path, results: list[msgspec.Raw], names: DetectionNames) -> Predicted:
    n = len(results)
    image, category = np.full(n, -1, np.int64), np.full(n, -1, np.int64)
    box, score = np.full((n, _CORNERS), np.nan), np.full(n, np.nan)
    decoder = msgspec.json.Decoder(_Result, strict=False)
    places: dict[object, int] = {}
    categories: dict[object, list[int]] = {}
    for i, raw in enumerate(results):
        try:
            one = decoder.decode(raw)
        except msgspec.ValidationError as error:
            raise SourceError(f"{path}: {_EXPECTED}; result {i} is not so: {error}") from error
        if one.image_id is not None:
            if one.image_id not in places:
                places[one.image_id] = names.image(one.image_id)
            image[i] = places[one.image_id]
        if one.category_id is not None:
            categories.setdefault(one.category_id, []).append(i)
        corners = one.bbox or box_of_mask(one.segmentation)
        if corners is not None and len(corners) == _CORNERS:
            box[i] = corners
        if one.score is not None and math.isfinite(one.score):
            score[i] = one.score
    for given, place in names.categories(list(categories)).items():
        category[categories[given]] = place
    return usable(image, category, box, score, percent=False)
