"""Where the images of an index are on the map."""

from dataclasses import dataclass

import numpy as np

from explorer.errors import IndexFormatError, InputError, NotFoundError
from explorer.index.format import AGAIN, PROJECTION
from explorer.index.once import label_free
from explorer.index.reader import Index
from explorer.layout.plane.plane import SIDE, Plane, lay

COARSE_SIDE = 1 << 16
"""Of the plane on which an index keeps the places of earlier builds."""

WITHOUT = (
    "This index has no map: it was built with --no-projection. Run `dendro index` with the same source and "
    "--projection to add it."
)


@dataclass(frozen=True)
class MapPlaces:
    """The plane of an index, and where each row is on it; the plane is 1 wide and high.

    Attributes
    ----------
    plane : Plane
    x, y : (n,) uint32
        As of `Plane`, by row.
    """

    plane: Plane
    x: np.ndarray
    y: np.ndarray

    def of(self, rows: slice | np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return x and y of some rows, float64 from 0 to 1."""
        return (self.x[rows] + 0.5) / SIDE, (self.y[rows] + 0.5) / SIDE


def places_of(index: Index) -> MapPlaces:
    """Return where the images of an index are; worked out once.

    Raises
    ------
    NotFoundError
        When it was built without a projection.
    """
    return index.cached(_places)


def coarse_places(index: Index) -> np.ndarray | None:
    """(n, 2) uint16 x and y of the images of an index, of `COARSE_SIDE` a side; None where it has no map."""
    try:
        places = places_of(index)
    except (NotFoundError, IndexFormatError):
        return None
    return (np.column_stack([places.x, places.y]) // (SIDE // COARSE_SIDE)).astype(np.uint16)


@label_free
def _places(index: Index) -> MapPlaces:
    if index.projection is None:
        raise NotFoundError(WITHOUT)
    try:
        return laid(index.projection)
    except InputError as error:
        raise IndexFormatError(f"{index.folder / PROJECTION} is damaged: {error} {AGAIN}") from None


def laid(projection: np.ndarray) -> MapPlaces:
    """Lay out the rows of a projection.

    Parameters
    ----------
    projection : (n, 2) float32 array

    Raises
    ------
    InputError
        As of `lay`.
    """
    plane = lay(projection)
    x, y = np.empty_like(plane.x), np.empty_like(plane.y)
    x[plane.order], y[plane.order] = plane.x, plane.y
    return MapPlaces(plane, x, y)
