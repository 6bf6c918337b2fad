"""What a figure can be asked for, and the figure that is asked for."""

from explorer.export.export_format import Subset
from explorer.export.figures.figure import THEMES, Figure
from explorer.export.figures.figure_size import read_size
from explorer.export.figures.fonts import Fonts
from explorer.export.figures.map_figure import map_figure
from explorer.export.figures.tree_figure import tree_figure
from explorer.export.format_options import FormatOption, one_of, whole
from explorer.view.request import AUTO, BOUNDS

_SHOWN = {"tree": tree_figure, "map": map_figure}


def _clusters(text: str) -> int:
    return AUTO if text == "auto" else whole(1, BOUNDS["clusters"][1])(text)


OPTIONS = (
    FormatOption("view", "tree or map", "tree", one_of(*_SHOWN)),
    FormatOption("size", "on paper or of dots: 180x120mm, 1600x1000px", "180x120mm", read_size),
    FormatOption("dpi", "dots an inch of pictures in it", "300", whole(36, 1200)),
    FormatOption("color", "as of the page: accuracy, class, column:NAME, findings:KIND", "", str),
    FormatOption("clusters", "cells of the tree: auto, or how many", "auto", _clusters),
    FormatOption("thumb", "side of a thumbnail of the tree, of 96 an inch", "24", whole(*BOUNDS["thumb"])),
    FormatOption("theme", "light or dark", "light", one_of(*THEMES)),
)
"""Of every format that is a figure."""


def asked_figure(subset: Subset, fonts: Fonts) -> Figure:
    """Return the figure that the options of a subset ask for.

    Raises
    ------
    InputError
        When its size and dots do not go together, or there is nothing to colour by.
    NotFoundError
        When the index has no map, and that was asked for.
    """
    return _SHOWN[subset.options["view"]](subset, THEMES[subset.options["theme"]], fonts)
