"""The treemap of a subset as a figure: real thumbnails, titles, and a legend where cells are coloured."""

import numpy as np

from explorer.export.export_format import Subset
from explorer.export.figures.chips import Style, chips
from explorer.export.figures.figure import Figure, Fill, Mosaic, Palette
from explorer.export.figures.fonts import Fonts
from explorer.export.figures.legends import ABOVE, LINE, Legend, lay_legend
from explorer.export.figures.mosaics import grid_tiles
from explorer.export.figures.subset_views import SubsetViews
from explorer.export.figures.wall_cells import Run, borders, frame, runs
from explorer.view import ViewRequest
from explorer.words import images

EDGE = 2
"""CSS pixels of the frame around a coloured cell."""


def tree_view(subset: Subset, size: tuple[int, int], color: str, clusters: int, thumb: int) -> dict:
    """Return what the page would show of a subset; `size` is width and height in CSS pixels."""
    views = SubsetViews(subset)
    request = ViewRequest(
        node=subset.chosen.node, clusters=clusters, width=size[0], height=size[1], thumb=thumb,
        where=views.where, color=color,
    )  # fmt: skip
    return views.view(request)


def tree_figure(subset: Subset, palette: Palette, fonts: Fonts) -> Figure:
    """Draw a subset as a treemap.

    Parameters
    ----------
    subset : Subset
        With the options of figures (`explorer.export.figures.asked_figure.OPTIONS`).
    palette : Palette
    fonts : Fonts
    """
    asked = subset.options
    width, height = asked["size"].css(asked["dpi"])
    room = height - (ABOVE + LINE) * bool(asked["color"])
    view = tree_view(subset, (width, room), asked["color"], asked["clusters"], asked["thumb"])
    style = Style(fonts, palette, view["legend"])
    legend = _legend(view, width, style)
    if legend is not None and legend.height > ABOVE + LINE:  # which takes room from the cells
        room = height - legend.height
        view = tree_view(subset, (width, room), asked["color"], asked["clusters"], asked["thumb"])
        style = Style(fonts, palette, view["legend"])
        legend = _legend(view, width, style)
    title = f"Treemap of {images(len(subset.rows))} of {subset.index.name}"
    figure = asked["size"].blank(asked["dpi"], title, palette.ground)
    hung = [wall_runs(cell) for cell in view["cells"] if "tiles" in cell["thumbs"]]
    figure.pieces.extend([] if hung else frames(view, style))
    figure.pieces.extend(part for cell in view["cells"] for part in mosaics(cell))
    if hung:
        figure.pieces.extend(frames_on_wall(view, style))
        figure.pieces.extend(borders(hung, palette.text, palette.ground))
    figure.pieces.extend(chips(view, style))
    figure.pieces.extend(legend.at(room) if legend is not None else [])
    return figure


def _legend(view: dict, width: int, style: Style) -> Legend | None:
    if view["legend"] is None:
        return None
    boxes = [*view["cells"], *view["frames"]]
    return lay_legend(view["legend"], {box["tint"]["step"] for box in boxes}, width, style)


def frames(view: dict, style: Style) -> list[Fill]:
    """Return what lies behind the cells that have a colour: a frame of it."""
    found = []
    for cell in view["cells"]:
        tint = style.tint(cell)
        if tint is not None:
            x, y, w, h = (cell[name] for name in ("x", "y", "w", "h"))
            found.append(Fill(x - EDGE, y - EDGE, w + 2 * EDGE, h + 2 * EDGE, tint))
    return found


def frames_on_wall(view: dict, style: Style) -> list[Fill]:
    """Return the same for cells that are no boxes: a line within the edges of each."""
    tinted = ((cell, style.tint(cell)) for cell in view["cells"])
    return [fill for cell, tint in tinted if tint is not None for fill in frame(wall_runs(cell), tint)]


def wall_runs(cell: dict) -> list[Run]:
    """Return the rectangles of which a cell on a wall consists."""
    return runs(grid_tiles(cell["thumbs"]))


def mosaic(cell: dict) -> Mosaic:
    """Return the thumbnails of a cell, which may leave a part of the box around them to other cells."""
    x, y, w, h = (cell[name] for name in ("x", "y", "w", "h"))
    return Mosaic(x, y, w, h, grid_tiles(cell["thumbs"]), np.array(cell["thumbs"]["rows"], np.int64))


def mosaics(cell: dict) -> list[Mosaic]:
    """Return the same as boxes that nothing else lies in."""
    whole = mosaic(cell)
    if "tiles" not in cell["thumbs"]:
        return [whole]
    return [
        Mosaic(x, y, w, h, whole.tiles[first:last], whole.rows[first:last])
        for x, y, w, h, first, last in runs(whole.tiles)
    ]
