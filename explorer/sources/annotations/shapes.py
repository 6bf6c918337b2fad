"""Boxes around what people draw."""

import math
from collections.abc import Mapping, Sequence

from explorer.images.crops import Crop

_PAIR, _SIDES = 2, 4


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


def paired(numbers: Sequence[object]) -> list[tuple[float, float]]:
    """Return points whose numbers stand in one list: x and y in turns; none where one is no number."""
    told = [float(each) for each in numbers if isinstance(each, int | float)]
    whole = len(told) == len(numbers) and len(told) % _PAIR == 0
    return list(zip(told[::2], told[1::2], strict=True)) if whole else []


def located(points: object) -> list[tuple[float, float]]:
    """Return those of a list that JSON gave that are objects with `x` and `y`."""
    given = (each for each in points if isinstance(each, Mapping)) if isinstance(points, list) else ()
    pairs = ((each.get("x"), each.get("y")) for each in given)
    return [(x, y) for x, y in pairs if isinstance(x, int | float) and isinstance(y, int | float)]


def sized(sides: Sequence[object]) -> Crop | None:
    """Return the box of a left and an upper edge, width and height; None where one is no finite number."""
    told = [float(side) for side in sides if isinstance(side, int | float)]
    if len(sides) != _SIDES or len(told) != _SIDES:
        return None
    x, y, w, h = told
    return around([(x, y), (x + w, y + h)])


def side_by_side(box: Mapping, names: Sequence[str] = ("left", "top", "width", "height")) -> Crop | None:
    """Return the same of an object that JSON gave, by the names of its sides."""
    return sized([box.get(name) for name in names])
