"""What a view is asked for."""

import math
from dataclasses import dataclass

from explorer.errors import InputError
from explorer.filters.filter import ALL, Filter
from explorer.index.checks import check_model, check_node
from explorer.index.reader import Index
from explorer.view.marks import NO_MARK, Mark

MOST_DRAWN = 60_000
"""Pictures that one view may draw: a screen of 8 million pixels holds so many, 12 pixels wide."""
FEW_DRAWN, FEW_CLUSTERS = 8_000, 250
"""What a view of usual size draws."""
AUTO = 0
"""Cells wanted: as many as suit the view."""
USUAL = 48
"""Cells, where nobody says how many."""
BOUNDS = {"clusters": (AUTO, 1000), "width": (1, 8192), "height": (1, 8192), "thumb": (4, 512)}


@dataclass(frozen=True)
class ViewRequest:
    """What to show, where.

    Attributes
    ----------
    node : int or None
        Cluster to look at; None is the root.
    clusters : int
        Cells wanted; `AUTO` for as many as suit the view.
    width, height : int
        Of the canvas, in CSS pixels.
    thumb : int
        Side of a thumbnail, in CSS pixels.
    where : Filter
        Images that count; `ALL` by default.
    model : str or None
        Whose predictions are judged; None is the index's first.
    color : str
        What tints the cells: `accuracy`, `class`, `column:NAME`; empty for nothing.
    mark : Mark
        What is drawn first and counted; nothing by default.
    """

    node: int | None = None
    clusters: int = USUAL
    width: int = 1600
    height: int = 900
    thumb: int = 24
    where: Filter = ALL
    model: str | None = None
    color: str = ""
    mark: Mark = NO_MARK

    @property
    def drawn_side(self) -> int:
        """Side at which thumbnails are drawn: that asked for, or the least at which not too many fit."""
        return max(self.thumb, math.ceil(math.sqrt(self.width * self.height / MOST_DRAWN)))

    @property
    def is_usual(self) -> bool:
        """Whether a view has no more to draw than those of a page have."""
        room = self.width * self.height / self.thumb**2
        return room <= FEW_DRAWN and self.clusters <= FEW_CLUSTERS

    def check(self, index: Index) -> None:
        """Raise `InputError` or `NotFoundError` where the index cannot answer this."""
        for name, (low, high) in BOUNDS.items():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
                raise InputError(
                    f"{name}: {value!r} was given; a whole number from {low} to {high} is expected."
                )
        if self.node is not None:
            check_node(index, self.node)
        check_model(index, self.model)
