"""Grids of square thumbnails inside rectangles, and the stride that chooses which images stand for a cell."""

from dataclasses import dataclass

import numpy as np

LARGEST = 320
"""Thumbnails that have room to spare grow up to this many pixels; a single one fills its cell."""

SPACED_FROM = 20
"""From this size on, thumbnails lie one pixel apart."""

SMALLER, LARGER = 0.88, 1.25
"""How far from the size asked for thumbnails may be, so that they fill their cell."""

FILL_WEIGHT = 3.0
"""How much more an unfilled share of a cell counts than the same share off the size asked for."""

NEARLY = 0.81
"""A full grid may have so much less than the limit; below, one that breaks off is drawn."""


@dataclass(frozen=True)
class Grids:
    """One grid a rectangle, as parallel arrays of length K, in pixels.

    Attributes
    ----------
    x, y : (K,) int64
        Where the first thumbnail is, from the rectangle's corner.
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


def spacing(size) -> np.ndarray:
    """Return the pixels between thumbnails of `size`."""
    return (np.asarray(size) >= SPACED_FROM).astype(np.int64)


def columns_and_rows(width, height, size) -> tuple[np.ndarray, np.ndarray]:
    """Return how many thumbnails of `size` fit side by side and one below the other."""
    free = spacing(size)
    pitch = np.maximum(size, 1) + free
    return (width + free) // pitch, (height + free) // pitch


def capacity(width, height, size) -> np.ndarray:
    """Return how many thumbnails of `size` a rectangle holds."""
    columns, rows = columns_and_rows(width, height, size)
    return columns * rows


def filling_size(width, height, size: int, limit=None) -> np.ndarray:
    """Return the size near `size` that leaves the least of each rectangle empty.

    Parameters
    ----------
    width, height : (K,) int64
        At least 1.
    size : int
        Asked for. Rectangles too small for it get what fits into them.
    limit : (K,) int64, optional
        Sizes at which no more than this many fit are preferred: a full grid of larger thumbnails looks
        better than one that breaks off.

    Returns
    -------
    (K,) int64
    """
    sizes = np.arange(max(1, round(size * SMALLER)), max(1, round(size * LARGER)) + 1)
    w, h = np.asarray(width)[:, None], np.asarray(height)[:, None]
    fitting = capacity(w, h, sizes)
    empty = 1 - fitting * (sizes + spacing(sizes)) ** 2 / (w * h)
    cost = FILL_WEIGHT * empty + np.abs(sizes / size - 1)
    if limit is not None:
        cost += 10 * (fitting > np.asarray(limit)[:, None])
    cost[np.minimum(w, h) < sizes] = np.inf
    best = sizes[np.argmin(cost, axis=1)]
    return np.minimum(best, np.minimum(width, height))


def largest_size(count, width, height, at_least, at_most) -> np.ndarray:
    """Return the largest size at which `count` thumbnails fit, or `at_least` where none does.

    Parameters
    ----------
    count, width, height, at_least, at_most : (K,) int64
    """
    low = np.array(at_least)
    high = np.maximum(np.minimum(np.minimum(width, height), at_most), low)
    while np.any(low < high):
        middle = (low + high + 1) // 2
        fits = capacity(width, height, middle) >= count
        low = np.where(fits, middle, low)
        high = np.where(fits, high, middle - 1)
    return low


def make_grids(count, width, height, size: int, limit) -> Grids:
    """Fill rectangles with thumbnails.

    Where all images fit, thumbnails grow to the largest size at which they still do. Where not, they have
    about the size asked for, whichever leaves the least of the rectangle empty.

    Parameters
    ----------
    count, width, height : (K,) int64
        Images, and free pixels, of every rectangle; at least 1.
    size : int
        Side of a thumbnail asked for.
    limit : (K,) int64
        Most thumbnails to draw.

    Returns
    -------
    Grids
    """
    usual = filling_size(width, height, size)
    fuller = filling_size(width, height, size, limit)
    fitting = capacity(width, height, fuller)
    near = (fitting <= limit) & (fitting >= NEARLY * limit)
    usual = np.where((capacity(width, height, usual) > limit) & near, fuller, usual)
    # What fits at the size asked for is whole, even where another size would have filled better.
    least = np.minimum(np.minimum(width, height), size)
    least = np.where(capacity(width, height, usual) >= count, np.minimum(least, usual), least)
    whole = (capacity(width, height, least) >= count) & (count <= limit)
    most = np.where(count == 1, np.minimum(width, height), LARGEST)
    sizes = np.where(whole, largest_size(count, width, height, least, most), usual)
    columns, rows = columns_and_rows(width, height, sizes)
    drawn = np.where(whole, count, np.minimum(columns * rows, np.maximum(limit, 1)))
    rows = -(-drawn // columns)
    # As many rows as needed, evenly filled.
    columns = -(-drawn // rows)
    free = spacing(sizes)
    # Images that are all there read like a paragraph, from the top left; a sample, or one, is in the middle.
    listed = whole & (count > 1)
    x = np.where(listed, 0, (width - (columns * (sizes + free) - free)) // 2)
    y = np.where(listed, 0, (height - (rows * (sizes + free) - free)) // 2)
    return Grids(x, y, sizes, columns, drawn)


def stride(count: int, drawn: int) -> np.ndarray:
    """Return `drawn` of the positions 0 … count - 1, evenly spread, ascending, the first among them.

    Returns
    -------
    positions : (drawn,) int64
    """
    return np.arange(drawn, dtype=np.int64) * count // max(drawn, 1)
