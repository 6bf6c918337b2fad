"""How large a figure is: `180x120mm` on paper, or `1600x1000px` of dots."""

import math
import re
from dataclasses import dataclass

from explorer.errors import InputError
from explorer.export.figures.figure import Figure

LEAST, MOST = 120, 8192
"""CSS pixels of a side."""
MOST_DOTS = 120_000_000
"""Of a figure: three bytes each are held at once."""
_INCH = 25.4
_CSS = 96
_NUMBER = r"(\d{1,6}(?:\.\d{1,3})?)"


@dataclass(frozen=True)
class Size:
    """Width and height, and what they count: `mm` or `px`."""

    width: float
    height: float
    unit: str

    def css(self, dpi: int) -> tuple[int, int]:
        """Return width and height in CSS pixels, whole ones.

        Raises
        ------
        InputError
            When the figure is too small to hold anything, or has too many dots.
        """
        unit = _CSS / _INCH if self.unit == "mm" else _CSS / dpi
        width, height = round(self.width * unit), round(self.height * unit)
        if not (LEAST <= width <= MOST and LEAST <= height <= MOST):
            low, high = (math.ceil(LEAST / unit), math.floor(MOST / unit))
            raise InputError(
                f"option size: {self} at {dpi} dpi was given; sides of {low:,} to {high:,} {self.unit} are "
                "expected"
            )
        if width * height * (dpi / _CSS) ** 2 > MOST_DOTS:
            raise InputError(
                f"option dpi: {self} at {dpi} dpi has more than {MOST_DOTS:,} dots; choose a smaller size "
                "or dpi"
            )
        return width, height

    def paper(self, dpi: int) -> tuple[float, float]:
        """Return width and height in millimetres."""
        unit = 1 if self.unit == "mm" else _INCH / dpi
        return self.width * unit, self.height * unit

    def dots(self, dpi: int) -> tuple[int, int]:
        """Return width and height in dots."""
        unit = dpi / _INCH if self.unit == "mm" else 1
        return round(self.width * unit), round(self.height * unit)

    def blank(self, dpi: int, title: str, ground: str) -> Figure:
        """Return a figure of this size with nothing on it; see `css` for what is raised."""
        return Figure(*self.css(dpi), self.paper(dpi), self.dots(dpi), dpi, title, ground)

    def __str__(self) -> str:
        return f"{self.width:g}x{self.height:g}{self.unit}"


def read_size(text: str) -> Size:
    """Read `180x120mm` or `1600x1000px`.

    Raises
    ------
    ValueError
        When it is something else.
    """
    found = re.fullmatch(rf"{_NUMBER}\s*[x×]\s*{_NUMBER}\s*(mm|px)", text, re.ASCII)
    if not found:
        raise ValueError("width and height are expected, such as 180x120mm or 1600x1000px")
    width, height, unit = found.groups()
    return Size(float(width), float(height), unit)
