"""Dots as pixels: many of them at once."""

import numpy as np
from PIL import Image

from explorer.export.figures.figure import Dots, rgb

_FINE = 4
"""Samples along the side of a pixel, by which the edge of a dot is smooth."""


def draw_dots(dots: Dots, size: tuple[int, int], scale: float) -> Image.Image:
    """Draw dots on nothing.

    Where dots overlap, the last one of the same coverage is seen: each is put into all pixels that it covers,
    those that it covers least first, as whole arrays.

    Parameters
    ----------
    dots : Dots
    size : (int, int)
        Width and height in pixels.
    scale : float
        Pixels of a CSS pixel.

    Returns
    -------
    PIL.Image.Image
        RGBA.
    """
    width, height = size
    layer = np.zeros((height, width, 4), np.uint8)
    order = np.argsort(dots.color, kind="stable")
    x, y = (np.rint(axis[order] * scale).astype(np.int64) for axis in (dots.x, dots.y))
    colors = np.array([rgb(color) for color in dots.colors], np.uint8)[dots.color[order]]
    for coverage, across, down in _stamp(dots.radius * scale):
        columns, lines = x + across, y + down
        inside = (columns >= 0) & (columns < width) & (lines >= 0) & (lines < height)
        columns, lines = columns[inside], lines[inside]
        alpha = round(255 * coverage * dots.opacity)
        layer[lines, columns, :3] = colors[inside]
        layer[lines, columns, 3] = np.maximum(layer[lines, columns, 3], alpha)
    return Image.fromarray(layer, "RGBA")


def _stamp(radius: float) -> list[tuple[float, int, int]]:
    """Return how much of each pixel around its middle a dot covers, and where that is; the least first."""
    reach = int(np.ceil(radius))
    fine = (np.arange((2 * reach + 1) * _FINE) + 0.5) / _FINE - reach - 0.5
    inside = np.hypot(fine[:, None], fine) <= max(radius, 0.5)
    side = 2 * reach + 1
    covered = inside.reshape(side, _FINE, side, _FINE).mean(axis=(1, 3))
    lines, columns = np.nonzero(covered)
    found = zip(covered[lines, columns].tolist(), columns - reach, lines - reach, strict=True)
    return sorted((coverage, int(across), int(down)) for coverage, across, down in found)
