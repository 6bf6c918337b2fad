"""YOLO's format of results: a folder with a text file an image, the confidence at the end of each line."""

import os
from collections import Counter
from pathlib import Path

import numpy as np

from explorer.numerals import to_float
from explorer.sources.annotations.looking import files_below
from explorer.sources.annotations.yolo_lines import box_of
from explorer.sources.detections.predicted import DetectionNames, Predicted, usable

_NAMES = ("classes.txt", "obj.names")
_FEWEST = 6
_BOX, _POINT = 4, 3
UNREAD = "Lines of detections that are not a class, coordinates and a confidence, left out"
NO_FILE = "Files of detections named after no image, or after several, left out"


def read_yolo_results(folder: Path, names: DetectionNames) -> Predicted:
    """Read results; boxes are in shares of the picture.

    An image without a file is one in which nothing was found. Of polygons and of oriented boxes, the box
    around them counts, of a pose the one in front of its points; the number that a tracker writes last is
    left out.
    """
    left_out: Counter[str] = Counter()
    known = names.numbered(_listed(folder))
    images: list[int] = []
    rows: list[tuple[int, float, float, float, float, float]] = []
    for file in files_below(folder, ".txt"):
        if file.name in _NAMES:
            continue
        image = names.image_of_file(os.path.relpath(file, folder))
        if image < 0:
            left_out[NO_FILE] += 1
            continue
        for line in file.read_text("utf-8-sig", "replace").splitlines():
            row = _row(line, known, names.found.pose)
            if row is not None:
                images.append(image)
                rows.append(row)
            elif line.strip():
                left_out[UNREAD] += 1
    numbers = np.array(rows, np.float64).reshape(-1, _FEWEST)
    found = usable(
        np.array(images, np.int64),
        numbers[:, 0].astype(np.int64),
        numbers[:, 1:5],
        numbers[:, 5],
        percent=True,
    )
    found.left_out.update(left_out)
    return found


def _row(line: str, known, pose: bool) -> tuple[int, float, float, float, float, float] | None:
    """Place of the class, -1 where it has none; the box; the confidence."""
    try:
        number, *numbers = map(to_float, line.split())
    except ValueError:
        return None
    *box, confidence = numbers[:-1] if _is_tracked(numbers) else numbers
    # Points of a pose come with how sure each of them is; all else is pairs.
    is_one = len(box) >= _BOX and (len(box) % 2 == 0 or (len(box) - _BOX) % _POINT == 0)
    return (
        (known.get(int(number), -1), *box_of(box, pose), confidence)
        if is_one and number.is_integer()
        else None
    )


def _is_tracked(numbers: list[float]) -> bool:
    """Whether a whole number stands behind the confidence: of a track, from 1 on."""
    if len(numbers) < _FEWEST or not numbers[-1].is_integer() or not 0 <= numbers[-2] <= 1:
        return False
    return numbers[-1] > 1 or (numbers[-1] == 1 and len(numbers) % 2 == 0)


def _listed(folder: Path) -> list[str]:
    """Names of classes that lie with the detections, in their order."""
    for name in _NAMES:
        file = folder / name
        if file.is_file():
            lines = file.read_text("utf-8-sig", "replace").splitlines()
            return [line.strip() for line in lines if line.strip()]
    return []
