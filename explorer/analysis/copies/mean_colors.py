"""How much the mean colours of pictures differ, and whether brightness explains it."""

import numpy as np

NEAR_COLOR = 24
FAR_COLOR, FAR_BRIGHTNESS = 3, 1.18
"""Of pictures whose vectors are not near: levels of 255, and how many times as bright one may be."""
EXPOSED_COLOR, EXPOSED_BRIGHTNESS = 12, 1.5
"""The same of pictures whose vectors are near: what is too bright is cut off, and changes the colour."""


def shades(colors: np.ndarray, rows: np.ndarray, others: np.ndarray) -> np.ndarray:
    """(p,) by how much mean colours (n, 3) uint8 differ, of 255."""
    return np.abs(colors[rows].astype(np.int16) - colors[others]).max(axis=-1, initial=0)


def alike_but_for_brightness(colors: np.ndarray, rows: np.ndarray, others: np.ndarray) -> np.ndarray:
    """(p,) bool Whether mean colours differ by no more than 3 once one is made brighter or darker."""
    apart = shades(colors, rows, others)
    left = _left(colors, rows, others, FAR_BRIGHTNESS)
    return (apart <= FAR_COLOR) | ((left <= FAR_COLOR) & (apart <= NEAR_COLOR))


def alike_where_near(colors: np.ndarray, rows: np.ndarray, others: np.ndarray) -> np.ndarray:
    """(p,) bool Whether mean colours differ by no more than those of one picture whose vectors are near.

    That is by 24 of 255, or by 12 once one is made up to half as bright again, or as much darker.
    """
    near = shades(colors, rows, others) <= NEAR_COLOR
    return near | (_left(colors, rows, others, EXPOSED_BRIGHTNESS) <= EXPOSED_COLOR)


def _left(colors: np.ndarray, rows: np.ndarray, others: np.ndarray, most: float) -> np.ndarray:
    """(p,) by how much mean colours differ once one is made brighter or darker, at most so many times."""
    one, other = (colors[each].astype(np.float32) for each in (rows, others))
    # The factor that brings one colour closest to the other, by least squares.
    factor = (one * other).sum(axis=-1) / np.maximum(np.square(one).sum(axis=-1), 1)
    factor = np.clip(factor, 1 / most, most)
    return np.abs(one * factor[..., None] - other).max(axis=-1, initial=0)
