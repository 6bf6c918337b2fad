"""Boxes as tables write them: four numbers in a list, a text or a record, of one form or another."""

import json
import math
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from enum import Enum
from typing import Any, NamedTuple

import numpy as np

from explorer.images.crops import Crop
from explorer.sources.columns.column_roles import letters_of

_SIDES = 4
_LARGEST_SHARE = 1.1
"""Boxes of which no number is larger are shares of the picture: some reach a little beyond it."""
_SLACK = 0.01
_DEEPEST = 3
"""Lists in lists: of the boxes of a cell, their corners. What is nested deeper is no box."""
_ENOUGH = 8
"""So many boxes have a size beyond their place by chance hardly ever."""
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_WORDS = re.compile(r"array|[\s\[\](){},;|]")


class BoxForm(Enum):
    """What the four numbers of a box are."""

    CORNERS = "left, top, right, bottom"
    SIZE = "left, top, width, height"
    CENTER = "middle, width, height"


NAMED_FORMS = {"xyxy": BoxForm.CORNERS, "xywh": BoxForm.SIZE, "cxcywh": BoxForm.CENTER}
"""By the ends of the names of columns."""
_CORNERS = ("xmin ymin xmax ymax", "x1 y1 x2 y2", "x0 y0 x1 y1", "xtl ytl xbr ybr", "left top right bottom")
_CORNERS += ("minx miny maxx maxy", "startx starty endx endy", "xstart ystart xend yend", "tlx tly brx bry")
_CORNERS += ("left upper right lower", "topleftx toplefty bottomrightx bottomrighty")
_CENTERS = ("cx cy", "xcenter ycenter", "xcentre ycentre", "centerx centery", "centrex centrey", "xc yc")
_ORIGINS = ("x y", "xmin ymin", "left top", "xtl ytl", "x1 y1", "x0 y0", "topleftx toplefty", "minx miny")
_SIZES = ("w h", "bw bh", "width height")
NAMED_SIDES = (
    *((BoxForm.CORNERS, tuple(names.split())) for names in _CORNERS),
    *((BoxForm.CENTER, tuple(f"{c} {s}".split())) for c in _CENTERS for s in _SIZES),
    *((BoxForm.SIZE, tuple(f"{o} {s}".split())) for o in _ORIGINS for s in _SIZES),
)
"""Four names that tell a form, without what is no letter or digit; the surest first."""


class WrittenBox(NamedTuple):
    """Four numbers, and their form where it is told; else None."""

    numbers: tuple[float, float, float, float]
    form: BoxForm | None


class TakenFor(NamedTuple):
    """What boxes were taken for whose form is not told.

    Attributes
    ----------
    boxes : int
        How many they are.
    form : BoxForm
    sure : bool
        Whether no other fits.
    among : sequence of BoxForm
        Which they might have.
    shares : bool
        Whether all boxes are shares of their picture.
    """

    boxes: int
    form: BoxForm
    sure: bool
    among: Sequence[BoxForm]
    shares: bool


def boxes_in(value: object, deepest: int = _DEEPEST) -> list[WrittenBox]:
    """Return the boxes that a cell holds: one, several, or none.

    Six numbers or more are the corners of a polygon, and the box around it.

    Parameters
    ----------
    value : object
        Lists of numbers or of boxes, records (`{"x": 1, "y": 2, "width": 3, "height": 4}`), or their text.
    deepest : int
        Lists in lists that are looked into.
    """
    if isinstance(value, str):
        value = _read(value)
    if isinstance(value, dict):
        plain = {letters_of(str(name)): each for name, each in value.items()}
        form, names = next((told for told in NAMED_SIDES if set(told[1]) <= plain.keys()), (None, ()))
        return _one([plain[name] for name in names], form)
    if not isinstance(value, list | tuple):
        return []
    if any(isinstance(each, list | tuple | dict | str) for each in value):
        return [box for each in value for box in boxes_in(each, deepest - 1)] if deepest else []
    return _one(value, None)


def crops_of(
    written: Sequence[Sequence[WrittenBox | None]],
    sizes: np.ndarray,
    forms: Callable[[BoxForm | None, bool], Sequence[BoxForm]],
) -> tuple[list[list[Crop | None]], TakenFor]:
    """Return the boxes of each row, those of no told form as the one that fits all of these.

    Parameters
    ----------
    written : sequence of sequences of WrittenBox or None
    sizes : (rows, 2) float array
        Width and height of the picture of each row; NaN where it is not known.
    forms : callable
        Takes a form that some boxes tell, or None, and whether all are shares of their picture; gives those
        that the others may have.
    """
    there = [(row, box) for row, boxes in enumerate(written) for box in boxes if box is not None]
    untold = [(row, box.numbers) for row, box in there if box.form is None]
    told = next((box.form for _, box in there if box.form is not None), None)
    shares = are_shares(_four([box.numbers for _, box in there]))
    among = forms(told, shares)
    limits = sizes[np.array([row for row, _ in untold], np.int64)]
    form, sure = guess_form(_four([numbers for _, numbers in untold]), limits, among)
    crops = [
        [None if box is None else crop_of(box.numbers, box.form or form, shares) for box in boxes]
        for boxes in written
    ]
    return crops, TakenFor(len(untold), form, sure, among, shares)


def guess_form(
    boxes: np.ndarray,
    limits: np.ndarray | None = None,
    among: Sequence[BoxForm] = tuple(BoxForm),
) -> tuple[BoxForm, bool]:
    """Return the form that fits all boxes, and whether no other does.

    Parameters
    ----------
    boxes : (k, 4) float array
        NaN where there is none.
    limits : (k, 2) float array, optional
        Width and height of the picture of each; NaN where it is not known.
    among : sequence of BoxForm
        Forms that it may have.
    """
    if len(among) == 1:
        return among[0], True
    known = np.isfinite(boxes).all(axis=1)
    boxes = boxes[known]
    shares = are_shares(boxes)
    ends = np.ones((len(boxes), 2)) if shares else np.full((len(boxes), 2), np.nan)
    if limits is not None and not shares:
        ends = limits[known]
    slack = _SLACK if shares else 1
    place, more = boxes[:, :2], boxes[:, 2:]
    fits = {
        BoxForm.CORNERS: (more >= place).all() and not (more > ends + slack).any(),
        BoxForm.SIZE: not (place + more > ends + slack).any(),
        BoxForm.CENTER: not ((place - more / 2 < -slack).any() or (place + more / 2 > ends + slack).any()),
    }
    fitting = [form for form in among if fits[form]]
    if BoxForm.CORNERS in fitting and len(boxes) >= _ENOUGH:
        return BoxForm.CORNERS, True
    # Middles are in use with shares alone, but for those who say so by names.
    likely = [form for form in fitting if shares or form is not BoxForm.CENTER]
    return (likely or [*fitting, BoxForm.SIZE])[0], len(likely) == 1


def are_shares(boxes: np.ndarray) -> bool:
    """Whether (k, 4) numbers are shares of pictures, from 0 to 1, as they are where all are so small."""
    told = boxes[np.isfinite(boxes)]
    return bool(len(told)) and float(np.abs(told).max()) <= _LARGEST_SHARE


def crop_of(numbers: Sequence[float], form: BoxForm, shares: bool) -> Crop | None:
    """Return the box of four numbers; None where one of them is none."""
    if not all(map(math.isfinite, numbers)):
        return None
    x, y, w, h = map(float, numbers)
    if form is BoxForm.CORNERS:
        x, y, w, h = min(x, w), min(y, h), abs(w - x), abs(h - y)
    elif form is BoxForm.CENTER:
        x, y = x - w / 2, y - h / 2
    return Crop(100 * x, 100 * y, 100 * w, 100 * h, True) if shares else Crop(x, y, w, h)


def _four(numbers: Sequence[Sequence[float]]) -> np.ndarray:
    return np.array(numbers, np.float64).reshape(-1, _SIDES)


def _one(numbers: Sequence[Any], form: BoxForm | None) -> list[WrittenBox]:
    try:
        given = [float(each) for each in numbers]
    except (TypeError, ValueError):
        return []
    if len(given) == _SIDES:
        return [WrittenBox((given[0], given[1], given[2], given[3]), form)]
    if len(given) > _SIDES and len(given) % 2 == 0:
        xs, ys = given[::2], given[1::2]
        return [WrittenBox((min(xs), min(ys), max(xs), max(ys)), BoxForm.CORNERS)]
    return []


def _read(text: str) -> object:
    """What a text says: JSON, or as Python or a program prints it."""
    with suppress(ValueError, RecursionError):
        return json.loads(text.replace("'", '"').replace("(", "[").replace(")", "]"))
    if _WORDS.sub("", _NUMBER.sub("", text)):
        return None
    return [float(each) for each in _NUMBER.findall(text)]
