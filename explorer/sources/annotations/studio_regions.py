"""Boxes and classes of the regions of Label Studio, whose numbers are percent of the picture."""

import math
from collections.abc import Mapping, Sequence

from explorer.images.crops import Crop
from explorer.sources.annotations.shapes import around, numbered

CHOICES = "choices"
_LABELS = "labels"
_RIGHT = 90


def labels_of(value: Mapping, choices: bool) -> list[str]:
    """Return the classes of a region (`rectanglelabels`, `brushlabels`, …).

    Parameters
    ----------
    value : mapping
        Of the region.
    choices : bool
        Whether what was chosen counts, too, of a taxonomy the last of each path.
    """
    found: list[str] = []
    for name, given in value.items():
        if isinstance(given, list) and (
            name.endswith(_LABELS) or (choices and name in (CHOICES, "taxonomy"))
        ):
            found += [str(each[-1] if isinstance(each, list) and each else each) for each in given]
    return found


def region_box(one: Mapping, value: Mapping) -> Crop | None:
    """Return the box of a region in percent, of a turned one that around it; None where it has none.

    Parameters
    ----------
    one : mapping
        With `original_width`, `original_height` (pixels, as the picture stands upright) and `image_rotation`,
        clockwise in degrees, by which the picture was turned when it was drawn.
    value : mapping
        With `x`, `y` and sizes, or `points`, in percent of the picture as it was turned.
    """
    turned = round(_number(one, "image_rotation", 0)) % 360
    size = (_number(one, "original_width", 100), _number(one, "original_height", 100))
    across, down = size[::-1] if turned % 180 else size
    points = _corners(value, across / down if across > 0 and down > 0 else 1)
    crop = around([_turned_back(point, turned) for point in points])
    return None if crop is None or not (crop.w or crop.h) else crop._replace(percent=True)


def _corners(value: Mapping, aspect: float) -> Sequence[Sequence[float]]:
    """Points that a region lies between, in percent; none of what is no area."""
    if "points" in value:
        return numbered(value["points"])
    x, y = _number(value, "x", math.nan), _number(value, "y", math.nan)
    tilt = math.radians(_number(value, "rotation", 0))
    if "radiusX" in value:
        rx, ry = _number(value, "radiusX", math.nan), _number(value, "radiusY", math.nan)
        # The extremes of a turned ellipse, in a unit that is the same across and down.
        half_x = math.hypot(rx * aspect * math.cos(tilt), ry * math.sin(tilt)) / aspect
        half_y = math.hypot(rx * aspect * math.sin(tilt), ry * math.cos(tilt))
        return [(x - half_x, y - half_y), (x + half_x, y + half_y)]
    w, h = _number(value, "width", math.nan), _number(value, "height", math.nan)
    if "keypointlabels" in value or not all(map(math.isfinite, (x, y, w, h))):
        return []
    # Turned about its upper left corner.
    ends = [(0, 0), (w * aspect, 0), (0, h), (w * aspect, h)]
    return [
        (
            x + (across * math.cos(tilt) - down * math.sin(tilt)) / aspect,
            y + across * math.sin(tilt) + down * math.cos(tilt),
        )
        for across, down in ends
    ]


def _turned_back(point: Sequence[float], turned: int) -> tuple[float, float]:
    """Where a point of a picture that was turned clockwise lies in it as it is, in percent."""
    x, y = point[0], point[-1]
    for _ in range(turned // _RIGHT):
        x, y = y, 100 - x
    return x, y


def _number(given: Mapping, name: str, otherwise: float) -> float:
    value = given.get(name)
    return float(value) if isinstance(value, int | float) else otherwise
