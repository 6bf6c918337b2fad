"""One word for the colour of an image, and one for how light it is."""

from collections.abc import Collection, Sequence
from itertools import count, islice

import numpy as np

HUES = ("grey", "red", "brown", "yellow", "green", "blue", "purple")
LIGHT = ("dark", "bright")
COLORED = 0.12
"""Least difference of the strongest and the weakest channel, as a part of both: means of photos are dull."""
_STARTS = np.array([12, 42, 70, 165, 255, 345])
"""Degrees at which the next colour begins; what is beyond the last is red again."""
EDGES = (0.3, 0.7)
"""The darkest and the lightest of all images, as shares of them."""
MIDDLE = 115
"""Of 255: nothing lighter is called dark, nothing darker bright, whatever the others are."""


LUMA = np.array([0.299, 0.587, 0.114], np.float32)
"""Weights of Rec. 601."""
SEEN = 3.0
"""Of 255: the least difference of means that anybody sees."""


def luma(colors: np.ndarray) -> np.ndarray:
    """Return (n,) float32 how light (n, 3) uint8 mean colours are, 0 to 255."""
    return colors.astype(np.float32) @ LUMA


def light_words(light: Sequence[float], taken: Collection[str] = ()) -> list[str]:
    """Return what to put behind equal titles, so that none is like another: darker, brighter, else letters.

    Parameters
    ----------
    light : sequence of float
        How light the images of each are on average, 0 to 255.
    taken : collection of str
        Words that are behind the same title already.
    """
    if len(light) == 2 and abs(light[0] - light[1]) >= SEEN:
        words = [", darker", ", brighter"] if light[0] < light[1] else [", brighter", ", darker"]
        if not any(word in taken for word in words):
            return words
    free = (word for place in count() if (word := f" {letters(place)}") not in taken)
    return list(islice(free, len(light)))


def letters(place: int) -> str:
    """Return A, B, …, Z, AA, AB, … for 0, 1, …"""
    text = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        text = chr(ord("A") + letter) + text
    return text


def hue_codes(colors: np.ndarray) -> np.ndarray:
    """Return (n,) int32 into `HUES` of (n, 3) uint8 mean colours."""
    red, green, blue = (colors[:, i].astype(np.float32) for i in range(3))
    high, low = np.maximum(np.maximum(red, green), blue), np.minimum(np.minimum(red, green), blue)
    chroma = np.maximum(high - low, 1e-6)
    by_blue = np.where(high == green, (blue - red) / chroma + 2, (red - green) / chroma + 4)
    hue = 60 * np.where(high == red, (green - blue) / chroma % 6, by_blue)
    place = np.searchsorted(_STARTS, hue, side="right")
    codes = 1 + np.where(place == len(_STARTS), 0, place)
    return np.where(chroma < COLORED * (high + low), 0, codes).astype(np.int32)


def light_codes(colors: np.ndarray) -> np.ndarray:
    """Return (n,) int32 into `LIGHT` of (n, 3) uint8 mean colours, -1 for what is neither."""
    light = luma(colors)
    low, high = np.quantile(light, EDGES) if len(light) else (0, 0)
    dark, bright = (light <= low) & (light < MIDDLE), (light >= high) & (light > MIDDLE)
    dark, bright = dark & (low < high), bright & (low < high)
    return np.where(dark, 0, np.where(bright, 1, -1)).astype(np.int32)
