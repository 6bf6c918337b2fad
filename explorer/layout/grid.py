"""Grids that fill rectangles with thumbnails to the last pixel, and the stride that chooses the images.

A rectangle is divided into lines of one height, and each line among its images, by whole pixels. Of m images
in L lines, image i is in line l = floor(i·L/m), which has those from ceil(l·m/L) on: lines differ by one
image at most, and by none where m is a multiple of L. Of k parts of a length of `whole` pixels with `gap`
between, part j goes from floor(j·(whole + gap)/k) to floor((j + 1)·(whole + gap)/k) - gap.
"""

from dataclasses import dataclass

import numpy as np

SPACED_FROM = 12
"""From this size on, thumbnails lie one pixel apart."""

SMALLER = 0.88
"""How much smaller than asked for thumbnails may be, so that all images of a cell are there."""

SQUARE_WEIGHT = 3.0
"""How much more a share off the square counts than the same share off the number of thumbnails wanted."""


@dataclass(frozen=True)
class Grids:
    """One grid a rectangle, as parallel arrays of length K.

    Attributes
    ----------
    drawn : (K,) int64
        How many thumbnails are drawn.
    lines : (K,) int64
        Among how many lines they are divided.
    gap : (K,) int64
        Pixels between thumbnails.
    size : (K,) int64
        Shorter side of the smallest thumbnail, in pixels.
    """

    drawn: np.ndarray
    lines: np.ndarray
    gap: np.ndarray
    size: np.ndarray

    @property
    def columns(self) -> np.ndarray:
        """(K,) int64: thumbnails of the longest line."""
        return -(-self.drawn // self.lines)


def spacing(size) -> np.ndarray:
    """Return the pixels between thumbnails of `size`."""
    return (np.asarray(size) >= SPACED_FROM).astype(np.int64)


def capacity(width, height, size) -> np.ndarray:
    """Return how many thumbnails of about `size` fill a rectangle: at least one."""
    pitch = size + spacing(size)
    return _parts(width, pitch) * _parts(height, pitch)


def make_grids(count, width, height, size: int, limit) -> Grids:
    """Fill rectangles with thumbnails.

    Where there is room for all images, they are all there, as large as that makes them. Where not, as many as
    have about the size asked for, in lines of equal length.

    Parameters
    ----------
    count, width, height : (K,) int64
        Images, and pixels, of every rectangle; at least 1.
    size : int
        Side of a thumbnail asked for.
    limit : (K,) int64
        Most thumbnails to draw.

    Returns
    -------
    Grids
    """
    smaller = np.minimum(capacity(width, height, max(1, round(size * SMALLER))), width * height)
    whole = (count <= smaller) & (count <= limit)
    most = np.minimum(np.maximum(limit, 1), count)
    drawn = np.where(whole, count, np.minimum(capacity(width, height, size), most))
    gap = np.where(np.sqrt(width * height / drawn) >= SPACED_FROM + 1, 1, 0)
    lines, drawn = _best_lines(drawn, np.where(whole, 0, most), width + gap, height + gap)
    columns = -(-drawn // lines)
    sides = np.minimum((width + gap) // columns, (height + gap) // lines) - gap
    return Grids(drawn, lines, gap, np.maximum(sides, 1))


def tiles(x: int, y: int, width: int, height: int, drawn: int, lines: int, gap: int) -> np.ndarray:
    """Return (drawn, 4) int64 the x, y, width and height of every thumbnail of one grid, in pixels."""
    image = np.arange(drawn, dtype=np.int64)
    line = image * lines // drawn
    first = -(-line * drawn // lines)
    across = -(-(line + 1) * drawn // lines) - first
    left, wide = _part(image - first, across, width, gap)
    top, high = _part(line, lines, height, gap)
    return np.column_stack([x + left, y + top, wide, high])


def stride(count: int, drawn: int) -> np.ndarray:
    """Return `drawn` of the positions 0 … count - 1, evenly spread, ascending, the first among them.

    Returns
    -------
    positions : (drawn,) int64
    """
    return np.arange(drawn, dtype=np.int64) * count // max(drawn, 1)


def thinned(rows: np.ndarray, most: int) -> np.ndarray:
    """Return at most so many of some rows, evenly spread over them."""
    return rows if len(rows) <= most else rows[stride(len(rows), most)]


def _parts(length, pitch) -> np.ndarray:
    return np.maximum(np.rint(np.asarray(length) / pitch).astype(np.int64), 1)


def _part(j, k, whole, gap):
    """Return where part j of k begins, and how long it is."""
    start = j * (whole + gap) // k
    return start, (j + 1) * (whole + gap) // k - gap - start


def _best_lines(wanted, most, width, height) -> tuple[np.ndarray, np.ndarray]:
    """Choose lines, and how many are drawn: about as many as wanted, as square as can be.

    Parameters
    ----------
    wanted : (K,) int64
        Thumbnails.
    most : (K,) int64
        That a sample may have, which has lines of equal length; 0 for what must be drawn as it is wanted.
    width, height : (K,) int64
        With a gap at the end.
    """
    squarest = np.sqrt(wanted * height / width)
    least_off = np.full(len(wanted), np.inf)
    lines, drawn = np.ones_like(wanted), np.ones_like(wanted)
    for rounded in (np.floor(squarest), np.ceil(squarest)):
        tried = np.clip(rounded.astype(np.int64), 1, np.minimum(np.maximum(most, wanted), height))
        for columns in (np.floor(tried * width / height), np.ceil(tried * width / height)):
            across = np.clip(columns.astype(np.int64), 1, np.maximum(most // tried, 1))
            kept = np.where(most > 0, tried * np.minimum(across, width), wanted)
            off = SQUARE_WEIGHT * np.abs(np.log(width * tried / height / (kept / tried)))
            off += np.abs(np.log(wanted / kept))
            better = (off < least_off) & ((kept <= most) | (most == 0))
            least_off = np.where(better, off, least_off)
            lines, drawn = np.where(better, tried, lines), np.where(better, kept, drawn)
    return lines, drawn
