"""How sharp, bright and rich in contrast a picture is, measured on the copy that becomes its thumbnail."""

import math
from array import array

import numpy as np
from PIL import Image

MEASURES = ("blur", "brightness", "contrast")
"""What `measure` gives, in this order; the names of their columns."""
_ROUNDING = 1 / 12
"""Variance of the error of rounding to whole levels, each pixel by itself: differences add up their weights'
squares of it."""
_LEAST = 0.1
"""Levels squared: what is less is rounding, not detail."""
_POWERS = np.arange(256)[:, None] ** [1, 2]


def measure(image: Image.Image) -> np.ndarray:
    """Measure one picture that was brought down to a fixed size, so that pictures of any size compare.

    Parameters
    ----------
    image : Image
        RGB; the larger thumbnail before it is encoded (shorter side at most 160 pixels).

    Returns
    -------
    (3,) float32 array, in the order of `MEASURES`
        `blur`: width of the finest detail in pixels of that copy, the root of the mean square of the gradient
        over that of the Laplacian of the luma, each less what rounding to whole levels adds; about 0.6 of a
        sharp picture, and it grows with the width of a blur. NaN where there is no detail at all. The energy
        of the Laplacian is the usual measure of focus (LAPE and, of the gradient, GRAE in Pertuz, Puig &
        Garcia, Pattern Recognition 46, 2013); their quotient does not change with contrast and exposure.
        `brightness`: mean luma (ITU-R BT.601), 0 black to 1 white.
        `contrast`: root mean square deviation of red, green and blue from the mean colour, 0 to 0.5 (RMS
        contrast: Peli, JOSA A 7, 1990, of all three channels); 0 is a picture of one colour.
    """
    width, height = image.size
    luma = np.frombuffer(image.convert("L").tobytes(), np.uint8).reshape(height, width)
    return np.array([_blur(luma), _mean(luma) / 255, _contrast(image) / 255], np.float32)


def _blur(luma: np.ndarray) -> float:
    if min(luma.shape) < 3:
        return math.nan
    grey = luma.astype(np.float32)
    inner = grey[1:-1, 1:-1]
    right, down = grey[1:-1, 2:], grey[2:, 1:-1]
    laplacian = right + grey[1:-1, :-2] + down + grey[:-2, 1:-1] - 4 * inner
    steep = _mean_square(right - inner) + _mean_square(down - inner) - 4 * _ROUNDING
    curved = _mean_square(laplacian) - 20 * _ROUNDING
    return math.sqrt(steep / max(curved, _LEAST)) if steep > _LEAST else math.nan


def _mean_square(values: np.ndarray) -> float:
    flat = values.ravel()
    return float(flat @ flat) / len(flat)


def _mean(luma: np.ndarray) -> float:
    return int(luma.sum(dtype=np.int64)) / luma.size


def _contrast(image: Image.Image) -> float:
    counts = np.frombuffer(array("q", image.histogram()), np.int64).reshape(3, 256)
    sums, squares = (counts @ _POWERS).T / (image.width * image.height)
    return math.sqrt(max(0.0, (squares - sums**2).sum() / 3))
