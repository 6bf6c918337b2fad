"""What lies in a box of a picture, as an image of its own.

It is named after its picture and the box, as media fragments are (W3C, Media Fragments URI 1.0, 4.2.2):
`a.jpg#xywh=10,20,64,48` in pixels, `a.jpg#xywh=percent:5,10,20.5,30` in shares of its width and height.
"""

import math
import re
from typing import NamedTuple

from PIL import Image

from explorer.errors import ImageError
from explorer.images.fetched import Fetched, Remote
from explorer.images.parts import Part

MARGIN = 0.1
"""Of the picture around a box, at each side in shares of the box: what is beside an object tells of it."""

_PERCENT = "percent:"
_NUMBER = r"(-?[0-9]+(?:\.[0-9]+)?)"
FRAGMENT = rf"#xywh=({_PERCENT})?{','.join([_NUMBER] * 4)}$"
"""The end of a crop's name, as a regular expression."""
_FRAGMENT = re.compile(FRAGMENT)
_DIGITS, _DIGITS_OF_PERCENT = 2, 4


class Crop(NamedTuple):
    """A box in a picture that stands upright.

    Attributes
    ----------
    x, y : float
        Left and upper edge.
    w, h : float
        Size.
    percent : bool
        Whether these are shares of the picture's width and height, from 0 to 100, and not pixels.
    """

    x: float
    y: float
    w: float
    h: float
    percent: bool = False

    def fragment(self) -> str:
        """Return the end of a crop's name."""
        unit, digits = (_PERCENT, _DIGITS_OF_PERCENT) if self.percent else ("", _DIGITS)
        numbers = (self.x, self.y, self.w, self.h)
        return f"#xywh={unit}{','.join(_spelt(each, digits) for each in numbers)}"


class Cropped(NamedTuple):
    """What is to be read, and cut out of what is read."""

    image: str | Part | Remote | Fetched
    crop: Crop


def split_fragment(name: str) -> tuple[str, Crop | None]:
    """Return the name of a picture and the box in it; None where the name has none."""
    found = _FRAGMENT.search(name)
    if found is None:
        return name, None
    percent, *numbers = found.groups()
    x, y, w, h = map(float, numbers)
    return name[: found.start()], Crop(x, y, w, h, percent is not None)


def cut(image: Image.Image, crop: Crop) -> Image.Image:
    """Return what lies in a box and a margin around it.

    Raises
    ------
    ImageError
        The box is empty, or lies beside the picture.
    """
    across, down = (image.width / 100, image.height / 100) if crop.percent else (1.0, 1.0)
    x, y, w, h = crop.x * across, crop.y * down, crop.w * across, crop.h * down
    if not (w > 0 and h > 0):
        raise ImageError("a box without a size")
    if x >= image.width or y >= image.height or x + w <= 0 or y + h <= 0:
        raise ImageError(f"a box beside its picture of {image.width} × {image.height} pixels")
    left, upper = (max(0, math.floor(low - MARGIN * side)) for low, side in ((x, w), (y, h)))
    right = min(image.width, math.ceil(x + (1 + MARGIN) * w))
    lower = min(image.height, math.ceil(y + (1 + MARGIN) * h))
    return image.crop((left, upper, right, lower))


def _spelt(number: float, digits: int) -> str:
    """A number without what says nothing: `12.5`, not `12.50`."""
    text = f"{number:.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
