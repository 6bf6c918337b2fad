"""Thumbnails side by side as one picture, in dots of a figure."""

import io

import numpy as np
from PIL import Image, ImageOps

from explorer.cancellation import unless_cancelled
from explorer.export.figures.figure import Mosaic
from explorer.images.thumbnail_store import ThumbnailReader
from explorer.layout.grid import tiles


def draw_mosaic(thumbnails: ThumbnailReader, mosaic: Mosaic, scale: float, ground: str | None) -> Image.Image:
    """Draw a mosaic.

    Parameters
    ----------
    thumbnails : ThumbnailReader
    mosaic : Mosaic
    scale : float
        Dots of a CSS pixel.
    ground : str or None
        Between the tiles; None leaves it transparent.

    Returns
    -------
    PIL.Image.Image
        RGB, or RGBA without a ground; from the dots of its left and upper edge to those of the others.
    """
    left, top, right, bottom = dots(mosaic.x, mosaic.y, mosaic.w, mosaic.h, scale)
    size = (max(1, right - left), max(1, bottom - top))
    whole = Image.new("RGB", size, ground) if ground else Image.new("RGBA", size, (0, 0, 0, 0))
    places = zip(mosaic.tiles.tolist(), mosaic.rows.tolist(), strict=True)
    for (x, y, w, h), row in unless_cancelled(places):
        x0, y0, x1, y1 = dots(x, y, w, h, scale)
        tile = _thumbnail(thumbnails, row, (max(1, x1 - x0), max(1, y1 - y0)))
        whole.paste(tile, (x0 - left, y0 - top))
    return whole


def dots(x: float, y: float, w: float, h: float, scale: float) -> tuple[int, int, int, int]:
    """Return the edges of a rectangle in dots; what touches in CSS pixels touches there."""
    return round(x * scale), round(y * scale), round((x + w) * scale), round((y + h) * scale)


def _thumbnail(thumbnails: ThumbnailReader, row: int, size: tuple[int, int]) -> Image.Image:
    """Return one thumbnail, cropped to fill a tile."""
    with Image.open(io.BytesIO(thumbnails.read(row, max(size)))) as image:
        return ImageOps.fit(image.convert("RGB"), size, Image.Resampling.LANCZOS)


def grid_tiles(thumbs: dict) -> np.ndarray:
    """Return (m, 4) int64 the places of a cell's thumbnails, as `/api/view` describes them."""
    if "tiles" in thumbs:
        return np.array(thumbs["tiles"], np.int64).reshape(-1, 4)
    drawn = len(thumbs["rows"])
    return tiles(thumbs["x"], thumbs["y"], thumbs["w"], thumbs["h"], drawn, thumbs["lines"], thumbs["gap"])
