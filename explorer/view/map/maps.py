"""The map of one opened index: what it is, tiles, names, where rows are, and who lies within a polygon."""

import numpy as np

from explorer.caching import remember
from explorer.decisions.decision_columns import stamped
from explorer.errors import InputError
from explorer.filters.filter import Filter
from explorer.index.checks import check_node, check_row
from explorer.index.once import label_free
from explorer.index.reader import Index
from explorer.layout.plane.outlines import outlines
from explorer.layout.plane.plane import PLACES, Tile, depth
from explorer.layout.plane.polygons import Heights, by_height, inside
from explorer.layout.plane.stand_ins import SHADES
from explorer.view.map.map_names import DEEPEST_NAMES, WIDTH, MapNames
from explorer.view.map.map_tiles import Tiles
from explorer.view.map.places import places_of
from explorer.view.request import ViewRequest
from explorer.view.views import Views

MOST_CORNERS = 4096
PREPARED = 3
"""Levels that look at all images to be drawn."""
OUTLINES_KEPT = 256
FARTHEST = 1000.0
"""Coordinates of corners, in widths of the plane."""
MIDDLE = (0.03, 0.97)
"""Shares of a cluster's images between which its frame lies: single ones far off are no part of it."""


class Maps:
    """Everything that is asked of the map of one index.

    Parameters
    ----------
    views : Views

    Attributes
    ----------
    tiles : Tiles
    names : Names
    """

    def __init__(self, views: Views) -> None:
        self._views = views
        self.tiles = Tiles(views)
        self.names = MapNames(views)
        texts = stamped(views.index, lambda _node, where: (where.text,))
        self._outlines = remember(OUTLINES_KEPT, self._outline, texts)

    def describe(self, node: int | None, where: Filter) -> dict:
        """Return what `/api/map` answers: how the map is asked for, and where a cluster is.

        Raises
        ------
        NotFoundError
            When the index has no projection or no such node.
        """
        index = self._views.index
        frame = self._frame(node, where)
        return {
            "build": index.build, "n": index.n, "places": PLACES, "shades": SHADES,
            "depth": index.cached(_depth), "deepest_names": DEEPEST_NAMES, "names_width": WIDTH,
            "node": index.root if node is None else node, "frame": frame,
        }  # fmt: skip

    def outline(self, node: int, where: Filter) -> dict:
        """Return what `/api/map/outline` answers: closed lines around where most images of a cluster are.

        Raises
        ------
        NotFoundError
            When the index has no projection or no such node.
        """
        index = self._views.index
        check_node(index, node)
        return {"build": index.build, "node": node, "lines": self._outlines(node, where)}

    def _outline(self, node: int, where: Filter) -> list[list[float]]:
        tree, places = self._views.index.tree, places_of(self._views.index)
        rows = self._views.selection(where).inside(int(tree.lo[node]), int(tree.hi[node]))
        if not isinstance(rows, slice) and not len(rows):
            return []
        return [np.round(line, 5).ravel().tolist() for line in outlines(*places.of(rows))]

    def points(self, rows: np.ndarray) -> list[list[float]]:
        """Return `[x, y]` of each of some rows."""
        places = places_of(self._views.index)
        for row in rows.tolist():
            check_row(self._views.index, row)
        x, y = places.of(rows)
        return np.round(np.column_stack([x, y]), 7).tolist()

    def within(self, polygon: list[tuple[float, float]], node: int | None, where: Filter) -> np.ndarray:
        """Return (m,) int64 the rows inside a polygon that match, ascending.

        Parameters
        ----------
        polygon : list of (x, y)
            Corners; the plane is 1 wide and high, y downwards.
        node : int or None
            Only images of this cluster.
        where : Filter

        Raises
        ------
        InputError
            When there are too few or too many corners, or one is no place.
        """
        index = self._views.index
        if not 3 <= len(polygon) <= MOST_CORNERS:
            raise InputError(f"polygon: it has {len(polygon)} corners; 3 to {MOST_CORNERS:,} are expected.")
        corners = np.array(polygon, np.float64)
        if not (np.abs(corners) <= FARTHEST).all():
            raise InputError(
                f"polygon: a corner is no place; two numbers from -{FARTHEST:g} to {FARTHEST:g} are expected."
            )
        places_of(index)
        rows = inside(index.cached(_heights), corners)
        if node is not None:
            check_node(index, node)
            rows = rows[(rows >= index.tree.lo[node]) & (rows < index.tree.hi[node])]
        mask = self._views.selection(where).mask
        return rows if mask is None else rows[mask[rows]]

    def prepare(self) -> None:
        """Sort the images, before somebody waits for a map; nothing where there is none."""
        if self._views.index.projection is not None:
            self._views.index.cached(_depth)
            for z in range(PREPARED):
                tiles = [Tile(z, x, y) for x in range(1 << z) for y in range(1 << z)]
                self.tiles.tiles(ViewRequest(), tiles)

    def _frame(self, node: int | None, where: Filter) -> list[float]:
        """Return left, top, right and bottom of where most images of a cluster are."""
        index = self._views.index
        places, selected = places_of(index), self._views.selection(where)
        if node is None or node == index.root:
            return _around(*places.of(slice(None)), (0, 1))
        check_node(index, node)
        lo, hi = int(index.tree.lo[node]), int(index.tree.hi[node])
        rows = selected.inside(lo, hi)
        if not isinstance(rows, slice) and not len(rows):
            rows = slice(lo, hi)
        return _around(*places.of(rows), MIDDLE)


def _around(x: np.ndarray, y: np.ndarray, shares: tuple[float, float]) -> list[float]:
    (left, right), (top, bottom) = (np.quantile(axis, shares) for axis in (x, y))
    return [round(float(end), 7) for end in (left, top, right, bottom)]


@label_free
def _depth(index: Index) -> int:
    return depth(places_of(index).plane)


@label_free
def _heights(index: Index) -> Heights:
    return by_height(places_of(index).plane)
