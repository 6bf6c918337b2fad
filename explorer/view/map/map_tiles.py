"""Tiles of the map: who is drawn where, what is marked and tinted, and how dense it is."""

from functools import partial

import numpy as np

from explorer.caching import remember, remembers
from explorer.decisions.decision_columns import stamped
from explorer.errors import InputError
from explorer.index.checks import check_model
from explorer.index.once import label_free
from explorer.index.reader import Index
from explorer.layout.plane.plane import DEEPEST, Tile, depth, peaks
from explorer.layout.plane.stand_ins import SHADE_BITS, Rank, StandIns, stand_in
from explorer.view.coloring import Coloring
from explorer.view.map.places import places_of
from explorer.view.marks import NO_MARK
from explorer.view.request import ViewRequest
from explorer.view.views import Views
from explorer.view.wrong_signs import wrong_signs

CHOICES_KEPT, TILES_KEPT = 8, 512
"""Of filters, marks and clusters in view; and tiles of each."""
FULL = 255
"""Of the shading: the densest square of a level, of all images."""
LEAST_PEAK = 8
"""As many images of a square are dense, where none has more."""
_TOP = Tile(0, 0, 0)
_OUTSIDE = 8
"""Added to the rank of what is not in the cluster in view; marks have less."""


class Tiles:
    """Answers tiles for one opened index; what it keeps between them is bounded, and thread-safe.

    Parameters
    ----------
    views : Views
        Gives selections, marks and colours.
    """

    def __init__(self, views: Views) -> None:
        self._views = views
        texts = stamped(views.index, lambda asked: (asked.where.text, asked.mark.where.text))
        self._chosen = remember(CHOICES_KEPT, partial(_Chosen, views), texts)

    def is_cheap(self, request: ViewRequest, even: bool = False) -> bool:
        """Tell whether what is asked for was seen before: then not all images are looked at."""
        views = self._views
        coloring = (request.color, check_model(views.index, request.model), request.where)
        return remembers(self._chosen, _choice(request, even)) and (
            not request.color or remembers(views.coloring, *coloring)
        )

    def tiles(self, request: ViewRequest, tiles: list[Tile], even: bool = False) -> dict:
        """Answer some tiles of one level.

        Parameters
        ----------
        request : ViewRequest
            `node`, `where`, `model`, `color` and `mark` count.
        tiles : list of Tile
            One or more.
        even : bool
            Whether what is marked is drawn as often as it is there; else it has its place before others.

        Returns
        -------
        dict
            What `/api/map/tiles` answers; ready for JSON.

        Raises
        ------
        InputError
            When the levels differ, or a filter cannot be understood.
        NotFoundError
            When the index has no projection, or no such node, model or tile.
        """
        request.check(self._views.index)
        if len({tile.z for tile in tiles}) > 1:
            raise InputError("tiles: all are to be of one level.")
        index = self._views.index
        coloring = self._views.coloring(request.color, check_model(index, request.model), request.where)
        return {
            "build": index.build,
            "legend": coloring and coloring.legend(),
            "tiles": [self._tile(request, tile, coloring, even) for tile in tiles],
        }

    def _tile(self, request: ViewRequest, tile: Tile, coloring: Coloring | None, even: bool) -> dict:
        found: StandIns = self._chosen(_choice(request, even)).pictures(tile)
        index = self._views.index
        rows = places_of(index).plane.order[found.points].astype(np.int64)
        answer = {
            "z": tile.z, "x": tile.x, "y": tile.y, "count": int(found.counts.sum()),
            "places": found.places.tolist(), "rows": rows.tolist(), "counts": found.counts.tolist(),
            "colors": index.colors[rows].tobytes().hex(),
            "wrong": wrong_signs(index, check_model(index, request.model), rows),
            "marked": self._views.marked(request.where, request.mark).signs(rows),
            "tints": None, "shades": "",
        }  # fmt: skip
        if len(rows):
            peaks = index.cached(_peaks)
            peak = peaks[min(tile.z, len(peaks) - 1)]
            answer["shades"] = _shades(found.shades, peak).tobytes().hex()
        if coloring is not None:
            answer["tints"] = [tint.step for tint in coloring.tints(rows, rows + 1, None)]
        return answer


def _shades(counts: np.ndarray, peak: int) -> np.ndarray:
    """Return uint8 how dense squares are: one image is told by its picture, and a few are not many."""
    density = np.log(np.maximum(counts, 1)) / np.log(max(peak, LEAST_PEAK))
    return np.rint(FULL * np.minimum(1, density)).astype(np.uint8)


@label_free
def _peaks(index: Index) -> list[int]:
    """How many images the fullest square of each level's shading has, whatever a filter leaves of them."""
    plane = places_of(index).plane
    return peaks(plane, min(DEEPEST, depth(plane) + 2) + 1, SHADE_BITS)


def read_tiles(text: str, most: int) -> list[Tile]:
    """Return the tiles that a list names, such as `3/1/2,3/1/3`.

    Raises
    ------
    InputError
        When it is not such a list, names more than `most`, or what no level has.
    """
    parts = text.split(",")
    if len(parts) > most:
        raise InputError(f"tiles: {len(parts)} are named; at most {most} are answered at once.")
    return [_read_tile(part.strip()) for part in parts]


def _read_tile(part: str) -> Tile:
    numbers = part.split("/")
    if len(numbers) != 3 or not all(n.isascii() and n.isdigit() and len(n) < 9 for n in numbers):
        raise InputError(f"tiles: {part[:40]!r} is no tile; write level/column/line, such as 3/1/2.")
    z, x, y = map(int, numbers)
    if z > DEEPEST:
        raise InputError(f"tiles: there is no level {z}; levels are 0 to {DEEPEST}.")
    if max(x, y) >= 1 << z:
        last = (1 << z) - 1
        raise InputError(f"tiles: there is no {part[:40]}; level {z} has columns and lines 0 to {last}.")
    return Tile(z, x, y)


class _Chosen:
    """Who is drawn under one filter, with one cluster in view and one mark; the top tile is there at once.

    Parameters
    ----------
    views : Views
    request : ViewRequest
    """

    def __init__(self, views: Views, request: ViewRequest) -> None:
        self._plane = places_of(views.index).plane
        self._kept = views.selection(request.where).mask
        self._rank = _rank(views, request)
        self.pictures = remember(TILES_KEPT, self._stand_in)
        self.pictures(_TOP)

    def _stand_in(self, tile: Tile) -> StandIns:
        above = self.pictures(tile.parent).points if tile.z else None
        return stand_in(self._plane, tile, self._kept, self._rank, above)


def _choice(request: ViewRequest, even: bool) -> ViewRequest:
    """Return what decides who is drawn: nothing else of a request."""
    return ViewRequest(node=request.node, where=request.where, mark=NO_MARK if even else request.mark)


def _rank(views: Views, request: ViewRequest) -> Rank | None:
    """Return what puts the cluster in view first, and of it what is marked."""
    tree = views.index.tree
    marks = views.marked(request.where, request.mark)
    first = [marked.mask for marked in marks.in_order if marked.mask is not None]
    if request.node is None and not first:
        return None
    node = tree.root if request.node is None else request.node
    return partial(_ranks, int(tree.lo[node]), int(tree.hi[node]), first)


def _ranks(lo: int, hi: int, first: list[np.ndarray], rows: np.ndarray) -> np.ndarray:
    """Return (m,) uint8 of rows: those in `[lo, hi)` first, and of these those of the first mask."""
    ranks = np.full(len(rows), len(first), np.uint8)
    for place, mask in reversed(list(enumerate(first))):
        ranks[mask[rows]] = place
    ranks[(rows < lo) | (rows >= hi)] += _OUTSIDE
    return ranks
