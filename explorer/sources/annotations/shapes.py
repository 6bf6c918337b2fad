"""Boxes around what people draw."""

import math
from collections.abc import Sequence

from explorer.images.crops import Crop

_PAIR = 2


def around(points: Sequence[Sequence[float]]) -> Crop | None:
    """Return the box that points lie in, in the unit that they have; None where two or more are not told."""
    told = all(len(point) == _PAIR and all(map(math.isfinite, point)) for point in points)
    if len(points) < _PAIR or not told:
        return None
    xs, ys = zip(*points, strict=True)
    return Crop(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def numbered(points: object) -> list[list[float]]:
    """Return those of a list that JSON gave that are points: lists of numbers."""
    given = points if isinstance(points, list) else ()
    return [
        each for each in given if isinstance(each, list) and all(isinstance(n, int | float) for n in each)
    ]
