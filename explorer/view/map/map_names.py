"""Names of clusters on the map: those of a level, where their images are densest, apart from each other."""

from functools import partial

import numpy as np

from explorer.caching import remember, remembers
from explorer.decisions.decision_columns import stamped
from explorer.errors import InputError
from explorer.filters.filter import Filter
from explorer.index.checks import check_node
from explorer.layout.plane.name_places import apart, densest
from explorer.view.map.places import places_of
from explorer.view.view_titles import titled
from explorer.view.views import Views
from explorer.words import whole_number

DEEPEST_NAMES = 7
"""Level from which on the names stay: all have room there."""
MOST, FIRST, GROWTH = 1000, 14, 3
"""Clusters that a level names at most; those of level 0; and how many times as many each next one names."""
INSIDE = 24
"""Clusters that are named within the one in view."""
WIDTH = 384
"""CSS pixels that the plane is wide at level 0, at least; twice as many at the next."""
LONGEST = 26
"""Signs of a name that are drawn."""
SIGN, PADDING, HEIGHT = 6.6, 20, 24
"""CSS pixels that a name takes: for each sign, around it, and in height."""
AGAIN = 320
"""CSS pixels between two names that say the same."""
NAMES_KEPT = 64


class MapNames:
    """Names the clusters of one opened index; what it keeps is bounded, and thread-safe.

    Parameters
    ----------
    views : Views
    """

    def __init__(self, views: Views) -> None:
        self._views = views
        self._placed = remember(
            NAMES_KEPT, self._place, stamped(views.index, lambda where, *_: (where.text,))
        )

    def is_cheap(self, level: int, node: int | None, where: Filter) -> bool:
        """Tell whether these names were placed before."""
        return remembers(self._placed, where, level, node)

    def names(self, level: int, node: int | None, where: Filter) -> dict:
        """Return the names of a level.

        Parameters
        ----------
        level : int
            At which the plane is `WIDTH` times 2^level pixels wide, or more.
        node : int or None
            In view: its own clusters come first.
        where : Filter

        Returns
        -------
        dict
            What `/api/map/names` answers; ready for JSON.
        """
        index = self._views.index
        if not 0 <= level <= DEEPEST_NAMES:
            given = whole_number(level)
            raise InputError(f"level: {given} was given; levels of names are 0 to {DEEPEST_NAMES}.")
        if node is not None:
            check_node(index, node)
        return {"build": index.build, "level": level, "names": self._placed(where, level, node)}

    def _place(self, where: Filter, level: int, node: int | None) -> list[dict]:
        tree, places = self._views.index.tree, places_of(self._views.index)
        selected = self._views.selection(where)
        if not int(selected.counts(0, tree.n)):
            return []
        many = min(MOST, FIRST * GROWTH**level)
        cells, own = self._cells(partial(tree.cut, rows=selected.rows), many, node)
        lo = tree.lo[cells]
        rows = np.arange(tree.n) if selected.rows is None else selected.rows
        owners = np.searchsorted(lo, rows, side="right") - 1
        # What lies around the cells of the one in view may be in none of them.
        within = (owners >= 0) & (rows < tree.hi[cells][owners])
        rows, owners = rows[within], owners[within]
        counts = np.bincount(owners, minlength=len(cells))
        x, y = densest(*places.of(rows), owners, len(cells))
        order = np.lexsort((cells, -counts, ~own))
        kept = order[
            self._roomy(self._views.titles_of(cells[order].tolist(), where), x[order], y[order], level)
        ]
        # Only those that stand there are told from one another, for which they may need more room.
        told = self._views.titles_apart(cells[kept].tolist(), where)
        roomy = self._roomy([title.text for title in told], x[kept], y[kept], level)
        return [
            {
                "node": int(cells[i]), **titled(told[place]), "count": int(counts[i]),
                "x": round(float(x[i]), 7), "y": round(float(y[i]), 7),
            }
            for place, i in zip(roomy, kept[roomy].tolist(), strict=True)
        ]  # fmt: skip

    def _roomy(self, titles: list[str], x: np.ndarray, y: np.ndarray, level: int) -> list[int]:
        """Return which names have room, those that come first preferred."""
        width = WIDTH * 2.0**level
        texts = [title[:LONGEST] for title in titles]
        sizes = [(PADDING + SIGN * len(text)) / width for text in texts]
        boxes = np.column_stack([x, y, sizes, np.full(len(x), HEIGHT / width)])
        return apart(boxes, texts, AGAIN / width)

    def _cells(self, cut, many: int, node: int | None) -> tuple[np.ndarray, np.ndarray]:
        """Return disjoint nodes from left to right, and which of them are of the one in view."""
        tree = self._views.index.tree
        cells = cut(many, tree.root)
        if node is None or node in (tree.root, *cells.tolist()):
            return cells, cells == node
        lo, hi = tree.lo[node], tree.hi[node]
        others = cells[(tree.hi[cells] <= lo) | (tree.lo[cells] >= hi)]
        inside = cells[(tree.lo[cells] >= lo) & (tree.hi[cells] <= hi)]
        if len(inside) < INSIDE:
            inside = cut(INSIDE, node)
            inside = inside[(tree.lo[inside] >= lo) & (tree.hi[inside] <= hi)]
        found = np.concatenate([others, inside])
        own = np.arange(len(found)) >= len(others)
        order = np.argsort(tree.lo[found])
        return found[order], own[order]
