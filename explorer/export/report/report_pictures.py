"""Pictures of a report, in the file itself: WebP, which all browsers show, with gaps left open."""

import base64
import io

import numpy as np
from PIL import Image

from explorer.export.figures.figure import Mosaic
from explorer.export.figures.mosaics import draw_mosaic
from explorer.export.report.markup import Markup, tag
from explorer.images.thumbnail_store import ThumbnailReader

QUALITY = 78
SHARPNESS = 1.5
"""Dots of a CSS pixel: between those of a plain screen, and of a sharp one and of paper."""
SIDE, GAP = 76, 2
"""CSS pixels of a picture in a row of some, and between them."""


class ReportPictures:
    """Makes the pictures of one report.

    Parameters
    ----------
    thumbnails : ThumbnailReader
    """

    def __init__(self, thumbnails: ThumbnailReader) -> None:
        self._thumbnails = thumbnails

    def mosaic(self, mosaic: Mosaic, about: str, sharpness: float = SHARPNESS) -> Markup:
        """Return a mosaic as large as its place; `about` is said to whoever cannot see it."""
        return self._image(draw_mosaic(self._thumbnails, mosaic, sharpness, None), about)

    def row(self, rows: list[int], about: str) -> Markup:
        """Return pictures side by side, of one size."""
        across = np.arange(len(rows), dtype=np.int64) * (SIDE + GAP)
        tiles = np.column_stack([across, np.zeros_like(across), *(np.full_like(across, SIDE),) * 2])
        width = len(rows) * (SIDE + GAP) - GAP
        mosaic = Mosaic(0, 0, width, SIDE, tiles, np.array(rows, np.int64))
        drawn = draw_mosaic(self._thumbnails, mosaic, SHARPNESS, None)
        return self._image(drawn, about, width=width, height=SIDE, class_="row")

    def _image(self, picture: Image.Image, about: str, **attributes: str | int) -> Markup:
        data = io.BytesIO()
        picture.save(data, "WEBP", quality=QUALITY, method=2)
        source = f"data:image/webp;base64,{base64.b64encode(data.getvalue()).decode()}"
        return tag("img", src=source, alt=about, decoding="async", **attributes)
