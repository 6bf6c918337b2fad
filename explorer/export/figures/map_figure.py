"""The map of a subset as a figure: a dot an image, names of clusters, and a legend of the dots' colours."""

import numpy as np

from explorer.export.export_format import Subset
from explorer.export.figures.chips import GROUND, PAD, TITLE, Style, step_color
from explorer.export.figures.figure import Dots, Figure, Fill, Palette, TextLine
from explorer.export.figures.fonts import Fonts, printable
from explorer.export.figures.legends import lay_legend
from explorer.export.figures.subset_views import SubsetViews
from explorer.layout.plane.name_places import apart, densest
from explorer.view.coloring import CLASS, colorings
from explorer.view.map.places import places_of
from explorer.words import images

BAND = 18
"""Height of a name, in CSS pixels."""
AREA_A_NAME = 24_000
MOST_NAMES = 60
LONGEST = 26
"""Signs of a name."""
AGAIN = 200
"""CSS pixels between two names that say the same."""
MARGIN = 12
_RADII = (0.7, 2.6)
_COVERED = 0.25
"""Share of the figure that dots would cover if none overlapped, within the bounds of radii."""


def map_figure(subset: Subset, palette: Palette, fonts: Fonts) -> Figure:
    """Draw the images of a subset where they are on the map, as large as they fit.

    Without a colour that was asked for, dots have that of their class where there are classes.

    Parameters
    ----------
    subset, palette, fonts
        As of `tree_figure`.

    Raises
    ------
    NotFoundError
        When the index has no map.
    """
    asked = subset.options
    width, height = asked["size"].css(asked["dpi"])
    views = SubsetViews(subset)
    color = asked["color"] or _usual(views)
    rows = np.sort(subset.rows)
    places = places_of(subset.index).of(rows)
    title = f"Map of {images(len(rows))} of {subset.index.name}"
    figure = asked["size"].blank(asked["dpi"], title, palette.ground)
    coloring = views.coloring(color, None, views.where) if color else None
    said = coloring and coloring.legend()
    if said:  # of one image no value is the most frequent
        said = {**said, "title": said["title"].removeprefix("most frequent ")}
    style = Style(fonts, palette, said)
    steps = np.zeros(len(rows), np.int64)
    colors = (palette.muted,)
    if coloring is not None:
        given = [tint.step for tint in coloring.tints(rows, rows + 1, None)]
        steps = np.array([len(coloring.steps) if step is None else step for step in given])
        colors = (*(step_color(step, palette) for step in coloring.steps), palette.line)
    legend = None
    if style.legend is not None:
        legend = lay_legend(style.legend, set(steps.tolist()), width, style)
    room = height - (legend.height if legend else 0)
    x, y = _fitted(*places, width, room)
    radius = float(np.clip(np.sqrt(_COVERED * width * room / np.pi / len(rows)), *_RADII))
    figure.pieces.append(Dots(x, y, steps, colors, radius, 0.85))
    figure.pieces.extend(_names(views, subset, rows, (x, y), (width, room), style))
    figure.pieces.extend(legend.at(room) if legend else [])
    return figure


def _usual(views: SubsetViews) -> str:
    return CLASS if any(each["value"] == CLASS for each in colorings(views.index)) else ""


def _fitted(x: np.ndarray, y: np.ndarray, width: float, height: float) -> tuple[np.ndarray, np.ndarray]:
    """Return points as large as they fit, not stretched, in the middle."""
    spans = [float(np.ptp(axis)) for axis in (x, y)]
    room = (width - 2 * MARGIN, height - 2 * MARGIN)
    unit = min((side / span for side, span in zip(room, spans, strict=True) if span > 0), default=1.0)
    middle = [(axis.min() + axis.max()) / 2 for axis in (x, y)]
    return width / 2 + (x - middle[0]) * unit, height / 2 + (y - middle[1]) * unit


def _names(views, subset: Subset, rows, points, size, style: Style) -> list[Fill | TextLine]:
    """Return names of the clusters, where their images are densest, apart from each other."""
    (x, y), (width, height) = points, size
    tree = views.index.tree
    many = int(np.clip(width * height // AREA_A_NAME, 1, MOST_NAMES))
    cells = views.index.tree.cut(many, subset.chosen.node, None if len(rows) == tree.n else rows)
    owners = np.searchsorted(tree.lo[cells], rows, side="right") - 1
    counts = np.bincount(owners, minlength=len(cells))
    left, top = densest(x / width, y / height, owners, len(cells))
    order = np.argsort(-counts, kind="stable")
    texts = [printable(title)[:LONGEST] for title in views.titles_of(cells[order].tolist(), views.where)]
    wide = np.array([style.fonts.width(text, TITLE, bold=True) + 2 * PAD for text in texts])
    middle = np.clip(left[order] * width, wide / 2, np.maximum(width - wide / 2, wide / 2))
    boxes = np.column_stack([middle, top[order] * height, wide, np.full(len(order), BAND)])
    pieces: list[Fill | TextLine] = []
    for i in apart(boxes, texts, AGAIN):
        if texts[i]:
            at, y_middle, across = float(middle[i] - wide[i] / 2), float(boxes[i, 1]), float(wide[i])
            pieces.append(Fill(at, y_middle - 8, across, 16, style.palette.surface, GROUND))
            baseline, ink = y_middle + 0.36 * TITLE, style.palette.text
            pieces.append(TextLine(at + PAD, baseline, texts[i], TITLE, across - 2 * PAD, ink, True))
    return pieces
