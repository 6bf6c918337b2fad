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
NUMBERS = (2, 1, 0)
"""How many numbers may follow the title of a group: count and accuracy, the count, none."""
STACKED = 3
"""Two titles above each other cover more of a picture than words that a title has less."""
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
    titled = [(cell, beside[_group(cell, view)]) for cell in view["cells"] if cell["band"]]
    groups = [_group_chip(frame, titled, style, beside[None]) for frame in view["frames"] if frame["band"]]
    pieces: list[Fill | TextLine] = []
    for cell, names in titled:
        x, y, wide = cell["x"], cell["y"], cell["w"]
        if "tiles" in cell["thumbs"]:
            x, y, wide = lead(grid_tiles(cell["thumbs"]))
        for group in groups:
            if group.covers(cell):
                names = group.told_from(names)
                room = x + wide - group.end - 1
                is_beside = _is_whole(_title(cell, room - 2 * PAD, style, names))
                x, y, wide = (group.end + 1, y, room) if is_beside else (x, y + cell["band"] + 1, wide)
                break
        if y + cell["band"] <= cell["y"] + cell["h"]:
            pieces += chip(cell, (x, y, wide), style, names)
    for group in groups:
        frame = group.frame
        place = (frame["x"], frame["y"], frame["w"])
        pieces += chip(frame, place, style, beside[None], group.numbers)
    return pieces


@dataclass(frozen=True)
class _GroupChip:
    """The title of a group, which lies on its corner, with so many numbers as it may have, and its end."""

    frame: dict
    numbers: int
    end: float

    def covers(self, cell: dict) -> bool:
        """Return whether it lies on the corner of a cell."""
        return cell["y"] == self.frame["y"] and self.frame["x"] <= cell["x"] < self.end

    def told_from(self, names: Sequence[str]) -> list[str]:
        """Return what the name of a cell below is to be told from: others, and its own."""
        return [*names, _name(self.frame)]


def _group_chip(
    frame: dict, titled: list[tuple[dict, list[str]]], style: Style, beside: Sequence[str]
) -> _GroupChip:
    """Return the title of a group with as many numbers as leave the cells below it most of their titles."""
    tries = []
    for numbers in NUMBERS:
        width = _across(_words(frame, frame["w"], style, beside, numbers), frame["w"])
        group = _GroupChip(frame, numbers, frame["x"] + width)
        cost = sum(_cost(cell, group, style, names) for cell, names in titled if group.covers(cell))
        tries.append((cost, group))
    return min(tries, key=lambda tried: tried[0])[1]


def _cost(cell: dict, group: _GroupChip, style: Style, beside: Sequence[str]) -> float:
    """Return what a title loses beside that of its group: a share of its letters, or more where the two are
    stacked."""
    room = cell["x"] + cell["w"] - group.end - 1 - 2 * PAD
    title = _title(cell, room, style, group.told_from(beside))
    return 1 - len(title) / len(_name(cell)) if _is_whole(title) else STACKED


def _is_whole(title: str) -> bool:
    return bool(title) and "…" not in title


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
    box: dict,
    place: tuple[float, float, float],
    style: Style,
    beside: Sequence[str],
    numbers: int = max(NUMBERS),
) -> list[Fill | TextLine]:
    """Return a title, told from those beside it, in the corner of a place: x, y and width.

    No more than `numbers` follow it.
    """
    x, y, wide = place
    words = _words(box, wide, style, beside, numbers)
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
    box: dict, wide: float, style: Style, beside: Sequence[str], numbers: int
) -> list[tuple[str, float, bool, float]]:
    """Return text, size, boldness and width of what there is room for: the title before the count before the
    accuracy."""
    name = _name(box)
    room = wide - 2 * PAD
    needed = style.fonts.width(name, TITLE, bold=True)
    said = []
    told = [count(box["matching"])] if box["title"] else []
    told += [rate(box["accuracy"], box["interval"])] if box["accuracy"] is not None and wide >= LARGE else []
    for text in told[:numbers]:
        width = style.fonts.width(text, PLAIN)
        if room - width - APART >= needed:
            said.append((text, PLAIN, False, width))
            room -= width + APART
    title = _title(box, room, style, beside)
    return [(title, TITLE, True, style.fonts.width(title, TITLE, bold=True)), *said] if title else []


def _title(box: dict, room: float, style: Style, beside: Sequence[str]) -> str:
    """Return as much of a title as there is room for."""
    return elided(
        _name(box), room, lambda text: style.fonts.width(text, TITLE, bold=True), beside, _names(box)
    )


def lead(tiles: np.ndarray) -> tuple[int, int, int]:
    """Return x, y and width of the first row of pictures that a cell on a wall has a part of."""
    first: Sequence[int] = tiles[0].tolist()
    line = tiles[tiles[:, 1] == first[1]]
    return first[0], first[1], int((line[:, 0] + line[:, 2]).max()) - first[0]
