"""A legend: what colours mean, in lines below a figure."""

from dataclasses import dataclass

from explorer.export.figures.chips import PLAIN, Style, step_color
from explorer.export.figures.elided_titles import elided
from explorer.export.figures.figure import Fill, TextLine
from explorer.export.figures.fonts import printable
from explorer.words import count

LINE = 16
"""CSS pixels of a line."""
ABOVE = 6
MOST_LINES = 4
_SWATCH, _GAP, _APART = 9, 4, 11
_BASELINE = 11


@dataclass(frozen=True)
class Legend:
    """A legend that is laid out.

    Attributes
    ----------
    height : int
        In CSS pixels, with what is above it.
    pieces : list of Fill or Words
        From its upper left corner.
    """

    height: int
    pieces: list[Fill | TextLine]

    def at(self, top: float) -> list[Fill | TextLine]:
        """Return its pieces below a height of the figure."""
        return [
            Fill(each.x, each.y + top, each.w, each.h, each.color, each.opacity)
            if isinstance(each, Fill)
            else TextLine(each.x, each.y + top, each.text, each.size, each.width, each.color, each.bold)
            for each in self.pieces
        ]


def lay_legend(said: dict, shown: set[int | None], width: float, style: Style) -> Legend:
    """Lay a legend out.

    Parameters
    ----------
    said : dict
        `legend` of `/api/view`.
    shown : set of int
        Steps that occur: others are left out.
    width : float
    style : Style
    """
    writing = _Writing(width, style)
    writing.write(said["title"], bold=True)
    steps = [step for place, step in enumerate(said["steps"]) if place in shown]
    for place, step in enumerate(steps):
        if not writing.has_room(step["words"]):
            writing.write(f"and {count(len(steps) - place)} more")
            break
        writing.swatch(step_color(step, style.palette))
        writing.write(step["words"])
    return Legend(ABOVE + LINE * (writing.line + 1), writing.pieces)


class _Writing:
    """Where a legend goes on."""

    def __init__(self, width: float, style: Style) -> None:
        self._width, self._style = width, style
        self._x, self.line = 0.0, 0
        self.pieces: list[Fill | TextLine] = []

    def has_room(self, text: str) -> bool:
        """Go to the next line where a text needs one; tell whether there is one."""
        more = self._style.fonts.width("and 1,000 more", PLAIN) + _APART if self.line == MOST_LINES - 1 else 0
        wide = min(self._width, _SWATCH + _GAP + self._style.fonts.width(printable(text), PLAIN))
        if self._x + wide + more <= self._width:
            return True
        if self.line == MOST_LINES - 1:
            return False
        self._x, self.line = 0.0, self.line + 1
        return True

    def swatch(self, color: str) -> None:
        """Draw a colour."""
        top = self._baseline - _SWATCH + 1
        self.pieces.append(Fill(self._x, top, _SWATCH, _SWATCH, self._style.palette.line))
        self.pieces.append(Fill(self._x + 0.5, top + 0.5, _SWATCH - 1, _SWATCH - 1, color))
        self._x += _SWATCH + _GAP

    def write(self, text: str, bold: bool = False) -> None:
        """Write words."""
        fonts, palette = self._style.fonts, self._style.palette
        text = elided(printable(text), self._width - self._x, lambda some: fonts.width(some, PLAIN, bold))
        if text:
            wide = fonts.width(text, PLAIN, bold)
            color = palette.text if bold else palette.muted
            self.pieces.append(TextLine(self._x, self._baseline, text, PLAIN, wide, color, bold))
            self._x += wide + _APART

    @property
    def _baseline(self) -> float:
        return ABOVE + LINE * self.line + _BASELINE
