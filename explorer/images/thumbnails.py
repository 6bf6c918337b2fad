"""Thumbnails, the mean colour and the measures of quality of one picture."""

from typing import NamedTuple

import numpy as np
from PIL import Image

from explorer.images.measures import measure
from explorer.images.thumbnail_store import ThumbnailReader, ThumbnailWriter
from explorer.options import ImageOptions

__all__ = ["Summary", "ThumbnailReader", "ThumbnailWriter", "make_thumbnails", "mean_color", "summarize"]

_LARGEST_RATIO = 2
# Pixels are first averaged in whole blocks, to no less than this many times the size wanted: the sharp
# filter then works on few pixels and nobody sees the difference.
_SPARE = 2
# Up to this many pixels a side, every pixel counts: JPEG of high quality, colours at full resolution.
_SMALL_SIDE = 48


class Summary(NamedTuple):
    """What is kept of a picture: as of `make_thumbnails`, `mean_color` and `measures.measure`."""

    thumbnails: list[bytes]
    color: np.ndarray
    measures: np.ndarray


def make_thumbnails(image: Image.Image, options: ImageOptions | None = None) -> list[bytes]:
    """Encode one thumbnail for each level.

    Parameters
    ----------
    image : Image
        RGB, upright.
    options : ImageOptions, optional
        `levels`: shorter sides in pixels, ascending.

    Returns
    -------
    list of bytes
        JPEG files, parallel to `levels`, all with the same tables at the same size and quality, so that a
        browser can decode many as one (`jpeg-strip.mjs`). The last is whole up to a ratio of 2, beyond which
        its longer side is cropped around the centre; the others are square. None is larger than the image. A
        level that the image does not fill is `b""`: the next larger one stands for it.
    """
    return summarize(image, options).thumbnails


def mean_color(image: Image.Image) -> np.ndarray:
    """Return the mean of an RGB image, (3,) uint8, each within one of the exact mean."""
    return _mean(_shrunk(image, _SMALL_SIDE))


def summarize(image: Image.Image, options: ImageOptions | None = None) -> Summary:
    """Return all that is kept of one image in one pass over its pixels."""
    levels = (options or ImageOptions()).levels
    shorter = min(image.size)
    shrunk = _shrunk(image, levels[-1])
    large = _fit(shrunk, levels[-1], _LARGEST_RATIO)
    thumbnails = [b"" if shorter <= level else _encode(_fit(large, level, 1)) for level in levels[:-1]]
    return Summary([*thumbnails, _encode(large)], _mean(shrunk), measure(large))


def _shrunk(image: Image.Image, side: int) -> Image.Image:
    """Average whole blocks of pixels, leaving a few times `side`."""
    factor = min(image.size) // (side * _SPARE)
    return image.reduce(factor) if factor > 1 else image


def _mean(image: Image.Image) -> np.ndarray:
    return np.array(image.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0)), dtype=np.uint8)


def _fit(image: Image.Image, side: int, ratio: int) -> Image.Image:
    """Crop the longer side to `ratio` times the shorter, and bring the shorter down to `side`."""
    width, height = image.size
    shorter = min(width, height)
    kept = min(width, ratio * shorter), min(height, ratio * shorter)
    left, top = (width - kept[0]) // 2, (height - kept[1]) // 2
    box = (left, top, left + kept[0], top + kept[1])
    if shorter <= side:
        return image if kept == (width, height) else image.crop(box)
    size = max(1, round(kept[0] * side / shorter)), max(1, round(kept[1] * side / shorter))
    return image.resize(size, Image.Resampling.BICUBIC, box=box)


def _encode(image: Image.Image) -> bytes:
    """Encode as baseline JPEG, finer where there are few pixels."""
    import imagecodecs  # late: who only reads thumbnails does not need it

    level, subsampling = (90, "444") if min(image.size) <= _SMALL_SIDE else (80, "420")
    # The bytes are those of Pillow, in less than half of its time.
    return bytes(imagecodecs.jpeg8_encode(np.asarray(image), level=level, subsampling=subsampling))
