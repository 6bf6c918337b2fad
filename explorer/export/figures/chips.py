"""Titles of cells and groups as chips on the pictures, as `frontend_assets/modules/chips.mjs` has them.

With the interval of the accuracy, which on the page is in the card below the pointer.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.export.figures.elided_titles import elided
from explorer.export.figures.figure import Fill, Palette, TextLine, ink_on, mixed
from explorer.export.figures.fonts import Fonts, printable
from explorer.export.figures.mosaics import grid_tiles
from explorer.words import count, images, rate

PAD, APART = 5, 6
LARGE = 160
"""A cell has its accuracy on its chip from this width on."""
TITLE, PLAIN = 10.5, 9.5
"""Sizes of a title and of the figures beside it: the font is wider than those of the page."""
GROUND, TINTED = 0.8, 0.92
"""How much of the pictures a chip covers."""
_MIDDLE = 0.36
"""From the middle of a line of text to its baseline, in sizes."""


@dataclass(frozen=True)
class Style:
    """How chips are drawn: fonts, colours, and the legend of a view where it is coloured."""

    fonts: Fonts
    palette: Palette
    legend: dict | None = None

    def tint(self, box: dict) -> str | None:
        """Return the colour of a cell; None where it has none."""
        tint = box.get("tint")
        if self.legend is None or tint is None or tint["step"] is None:
            return None
        return step_color(self.legend["steps"][tint["step"]], self.palette)


def step_color(step: dict, palette: Palette) -> str:
    """Return the colour of an entry of a legend; one that the page draws striped is darker."""
    color = mixed(palette.surface, step["color"], step["strength"]) if step["color"] else palette.surface
    return mixed(color, "#000000", 0.4) if step["pattern"] == "stripes" else color


def chips(view: dict, style: Style) -> list[Fill | TextLine]:
    """Return the titles of a view, those of groups on top.

    Parameters
    ----------
    view : dict
        What `/api/view` answers.
    style : Style
    """
    beside = _names_beside(view)
    top = beside[None]
    groups = [(frame, frame["x"], frame["y"], frame["w"]) for frame in view["frames"] if frame["band"]]
    widths = {id(frame): _across(_words(frame, frame["w"], style, top), frame["w"]) for frame, *_ in groups}
    pieces: list[Fill | TextLine] = []
    for cell in view["cells"]:
        if not cell["band"]:
            continue
        x, y, wide = cell["x"], cell["y"], cell["w"]
        if "tiles" in cell["thumbs"]:
            x, y, wide = lead(grid_tiles(cell["thumbs"]))
        # Beside that of the group, where both are in one corner and the whole name has room; else below.
        ends = [left + widths[id(frame)] for frame, left, above, _ in groups if above == y and left <= x]
        if ends and x < max(ends):
            room = x + wide - max(ends) - 1
            needed = style.fonts.width(_name(cell), TITLE, bold=True) + 2 * PAD
            x, y, wide = (max(ends) + 1, y, room) if needed <= room else (x, y + cell["band"] + 1, wide)
        if y + cell["band"] <= cell["y"] + cell["h"]:
            pieces += chip(cell, (x, y, wide), style, beside[_group(cell, view)])
    for frame, x, y, wide in groups:
        pieces += chip(frame, (x, y, wide), style, top)
    return pieces


def _names_beside(view: dict) -> dict[int | None, list[str]]:
    """Return the names in each group, by its node; None for groups, and cells that are in none."""
    names: dict[int | None, list[str]] = {None: [_name(frame) for frame in view["frames"]]}
    for cell in view["cells"]:
        names.setdefault(_group(cell, view), []).append(_name(cell))
    return names


def _group(cell: dict, view: dict) -> int | None:
    for frame in view["frames"]:
        across, down = cell["x"] - frame["x"], cell["y"] - frame["y"]
        if 0 <= across < frame["w"] and 0 <= down < frame["h"]:
            return frame["node"]
    return None


def chip(
    box: dict, place: tuple[float, float, float], style: Style, beside: Sequence[str]
) -> list[Fill | TextLine]:
    """Return a title, told from those beside it, in the corner of a place: x, y and width."""
    x, y, wide = place
    words = _words(box, wide, style, beside)
    if not words:
        return []
    tint = style.tint(box)
    ground = Fill(
        x, y, _across(words, wide), box["band"], tint or style.palette.surface, TINTED if tint else GROUND
    )
    pieces: list[Fill | TextLine] = [ground]
    at = x + PAD
    for text, size, bold, width in words:
        color = style.palette.text if bold else style.palette.muted
        color = ink_on(tint) if tint else color
        pieces.append(TextLine(at, y + box["band"] / 2 + _MIDDLE * size, text, size, width, color, bold))
        at += width + APART
    return pieces


def _across(words: list, wide: float) -> float:
    return min(wide, 2 * PAD - APART + sum(word[3] + APART for word in words))


def _name(box: dict) -> str:
    return printable(box["title"]) or images(box["count"])


def _names(box: dict) -> list[str]:
    return [printable(name) for name in box.get("names", ())] if box["title"] else []


def _words(
    box: dict, wide: float, style: Style, beside: Sequence[str]
) -> list[tuple[str, float, bool, float]]:
    """Return text, size, boldness and width of what there is room for: the title before the count before the
    accuracy."""
    name = _name(box)
    room = wide - 2 * PAD
    needed = style.fonts.width(name, TITLE, bold=True)
    said = []
    told = [count(box["matching"])] if box["title"] else []
    told += [rate(box["accuracy"], box["interval"])] if box["accuracy"] is not None and wide >= LARGE else []
    for text in told:
        width = style.fonts.width(text, PLAIN)
        if room - width - APART >= needed:
            said.append((text, PLAIN, False, width))
            room -= width + APART
    title = elided(name, room, lambda text: style.fonts.width(text, TITLE, bold=True), beside, _names(box))
    return [(title, TITLE, True, style.fonts.width(title, TITLE, bold=True)), *said] if title else []


def lead(tiles: np.ndarray) -> tuple[int, int, int]:
    """Return x, y and width of the first row of pictures that a cell on a wall has a part of."""
    first: Sequence[int] = tiles[0].tolist()
    line = tiles[tiles[:, 1] == first[1]]
    return first[0], first[1], int((line[:, 0] + line[:, 2]).max()) - first[0]
