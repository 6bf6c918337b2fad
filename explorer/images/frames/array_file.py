"""A file of pictures as arrays, and each picture by its number."""

import os
from bisect import bisect_right
from itertools import accumulate
from typing import BinaryIO

import numpy as np
from PIL import Image

from explorer.errors import ImageError
from explorer.images.arrays.contents import contents_of, telling_damage
from explorer.images.decode import check_size
from explorer.images.formats.rasters import Raster, split_alpha
from explorer.options import ImageOptions


class ArrayFile:
    """What is in such a file, found once for all of its pictures.

    Parameters
    ----------
    file : binary file
        At its start; it stays the caller's, and open as long as this is used.
    path : str
        Of the file.
    """

    def __init__(self, file: BinaryIO, path: str) -> None:
        self._arrays = contents_of(file, os.path.basename(path)).pictures
        self._starts = [0, *accumulate(array.count for array in self._arrays)]

    def close(self) -> None:
        """Let go of what was unpacked."""
        self._arrays = []

    def content(self, at: str) -> tuple[bytes, ...]:
        """Return what tells a picture from others: its numbers, before they are brought into view."""
        picture = self._picture(at)
        return f"{picture.shape} {picture.dtype}".encode(), picture.tobytes()

    def image(self, at: str, options: ImageOptions) -> Image.Image:
        """Return a picture as an RGB image."""
        picture = self._picture(at)
        if picture.dtype.kind == "f" and _is_share(picture):
            picture = np.rint(255 * picture).astype(np.uint8)
        height, width = picture.shape[:2]
        check_size((width, height), options)
        return Raster((width, height), lambda: split_alpha(picture)).to_rgb(options.background)

    def _picture(self, at: str) -> np.ndarray:
        number = int(at)
        if number >= self._starts[-1]:
            raise ImageError(f"its file has {self._starts[-1]:,} pictures, counted from 0")
        place = bisect_right(self._starts, number) - 1
        with telling_damage():
            return self._arrays[place].take(number - self._starts[place])


def _is_share(picture: np.ndarray) -> bool:
    """Whether floats are from 0 for black to 1 for white."""
    return bool(picture.min() >= 0 and picture.max() <= 1)
