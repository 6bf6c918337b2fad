"""Grids of square thumbnails inside rectangles, and the stride that chooses which images stand for a cell."""

from dataclasses import dataclass

import numpy as np

LARGEST = 320
"""Thumbnails that have room to spare grow up to this many pixels; a single one fills its cell."""

SPACED_FROM = 20
"""From this size on, thumbnails lie one pixel apart."""


@dataclass(frozen=True)
class Grids:
    """One grid a rectangle, as parallel arrays of length K, in pixels relative to each rectangle.

    Attributes
    ----------
    x, y : (K,) int64
        Where the first thumbnail is.
    size : (K,) int64
        Side of a thumbnail.
    columns : (K,) int64
    drawn : (K,) int64
        How many thumbnails are drawn.
    """

    x: np.ndarray
    y: np.ndarray
    size: np.ndarray
    columns: np.ndarray
    drawn: np.ndarray


def spacing(size):
    """Return the pixels between thumbnails of `size`."""
    return np.where(np.asarray(size) >= SPACED_FROM, 1, 0)


def capacity(width, height, size):
    """Return how many thumbnails of `size` a rectangle holds."""
    pitch = np.maximum(size, 1) + spacing(size)
    free = spacing(size)
    return np.maximum((width + free) // pitch, 0) * np.maximum((height + free) // pitch, 0)


def largest_size(count, width, height, at_least=1, at_most=LARGEST):
    """Return the largest size at which `count` thumbnails fit, or `at_least` where none does.

    Parameters
    ----------
    count, width, height : (K,) int64
    at_least, at_most : int or (K,) int64
    """
    low = np.broadcast_to(np.asarray(at_least, dtype=np.int64), np.shape(count)).copy()
    high = np.maximum(np.minimum(np.minimum(width, height), at_most), low)
    while np.any(low < high):
        middle = (low + high + 1) // 2
        fits = capacity(width, height, middle) >= count
        low = np.where(fits, middle, low)
        high = np.where(fits, high, middle - 1)
    return low


def make_grids(count, width, height, size, limit=None) -> Grids:
    """Fill rectangles with thumbnails.

    Where all images fit at `size`, thumbnails grow to the largest size at which they still do. Where not,
    they keep `size`, a pixel or two more where that costs none of them. Grids are centred.

    Parameters
    ----------
    count, width, height : (K,) int64
        Images, and free pixels, of every rectangle.
    size : int
        Side of a thumbnail asked for.
    limit : (K,) int64 or None
        Most thumbnails to draw where not all fit.

    Returns
    -------
    Grids
    """
    count, width, height = (np.asarray(a, dtype=np.int64) for a in (count, width, height))
    # A rectangle smaller than one thumbnail shows one that fits it.
    size = np.clip(np.minimum(width, height), 1, size)
    fitting = capacity(width, height, size)
    whole = fitting >= count
    wanted = np.minimum(count, fitting if limit is None else np.minimum(fitting, np.maximum(limit, 1)))
    wanted = np.where(whole, count, wanted)
    most = np.where(count == 1, np.minimum(width, height), LARGEST)
    grown = np.where(whole, largest_size(count, width, height, size, most), _free_growth(width, height, size))
    size = np.where(whole & (count > 0), grown, np.where(whole, size, grown))
    free = spacing(size)
    columns = np.maximum((width + free) // (size + free), 1)
    rows = np.maximum(-(-wanted // columns), 1)
    # As many rows, but evenly filled.
    columns = np.where(whole, np.maximum(-(-wanted // rows), 1), columns)
    x = (width - (columns * (size + free) - free)) // 2
    y = (height - (rows * (size + free) - free)) // 2
    return Grids(np.maximum(x, 0), np.maximum(y, 0), size, columns, wanted)


def _free_growth(width, height, size):
    """Return the size to which thumbnails can grow while as many columns and rows fit."""
    free = spacing(size)
    columns = np.maximum((width + free) // (size + free), 1)
    rows = np.maximum((height + free) // (size + free), 1)
    grown = np.minimum((width + free) // columns, (height + free) // rows) - free
    return np.where((size < SPACED_FROM) & (grown >= SPACED_FROM), SPACED_FROM - 1, np.maximum(grown, size))


def stride(count: int, drawn: int) -> np.ndarray:
    """Return `drawn` of the positions 0 … count - 1, evenly spread, ascending, the first among them.

    Returns
    -------
    positions : (drawn,) int64
    """
    return np.arange(drawn, dtype=np.int64) * count // max(drawn, 1)
