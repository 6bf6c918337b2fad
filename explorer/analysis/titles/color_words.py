"""Words for the colour of an image, for how light it is, and for what tells some from others by sight."""

from collections.abc import Collection
from itertools import count

import numpy as np

HUES = ("grey", "red", "brown", "yellow", "green", "blue", "purple")
LIGHT = ("dark", "bright")
COLORED = 0.12
"""Least difference of the strongest and the weakest channel, as a part of both: means of photos are dull."""
COLORLESS = 0.04
"""The same below which a picture is called grey: black and white, or nearly so."""
WHITE = 190
"""Of 255: what is lighter is on white, whatever its own colour."""
_STARTS = np.array([12, 42, 70, 165, 255, 345])
"""Degrees at which the next colour begins; what is beyond the last is red again."""
EDGES = (0.3, 0.7)
"""The darkest and the lightest of all images, as shares of them."""
MIDDLE = 115
"""Of 255: nothing lighter is called dark, nothing darker bright, whatever the others are."""

LUMA = np.array([0.299, 0.587, 0.114], np.float32)
"""Weights of Rec. 601."""
OPPONENTS = np.stack([LUMA, [1, -1, 0], [-0.5, -0.5, 1]]).astype(np.float32)
"""Weights of the channels in light, red against green, and blue against yellow: Hering's opponent colours."""
MORE = ("darker", "brighter", "greener", "redder", "warmer", "cooler")
"""Of two, the one with less and the one with more on each axis."""
MOST = ("darkest", "brightest", "greenest", "reddest", "warmest", "coolest")
"""The same of several."""
PLAIN = ("dark", "bright", "green", "red", "yellow", "blue")
"""What is called by no comparison, at the same ends."""
SHADES = frozenset((*HUES, *LIGHT, *MORE, *MOST))
"""All words of colour and light."""
SAID = ({"dark", "bright"}, {"green", "red"}, {"yellow", "brown", "blue"})
"""Words of each axis: what is called bright is not well called darker than another."""
SEEN = 10.0
"""Of 255: the least difference of means that anybody sees among pictures that differ themselves."""


def luma(colors: np.ndarray) -> np.ndarray:
    """Return (n,) float32 how light (n, 3) uint8 mean colours are, 0 to 255."""
    return colors.astype(np.float32) @ LUMA


def shade_words(colors: np.ndarray, said: Collection[str] = (), taken: Collection[str] = ()) -> list[str]:
    """Return what to put behind equal titles, so that none is like another.

    Each is called by what it has most of by sight, where it has: it is the darkest, or the greenest; of
    dark ones none is called brighter. Where one is left, nothing is put behind its title; where more are, a
    letter each.

    Parameters
    ----------
    colors : (k, 3) float array
        Mean colours, 0 to 255.
    said : collection of str
        Words of the title.
    taken : collection of str
        What is behind the same title already; empty where the title stands by itself.
    """
    words: list[str] = [""] * len(colors)
    names = MORE if len(colors) == 2 else MOST
    again = [not axis.isdisjoint(said) for axis in SAID]
    for margin, place, end in sorted(_extremes(colors), key=lambda found: (again[found[2] // 2], -found[0])):
        word = f", {names[end]}"
        is_free = not words[place] and word not in taken and PLAIN[end ^ 1] not in said
        if margin >= SEEN and is_free:
            words[place] = word
    left = [place for place, word in enumerate(words) if not word]
    if len(left) > 1 or "" in taken:
        free = (word for place in count() if (word := f" {letters(place)}") not in taken)
        for place, word in zip(left, free, strict=False):
            words[place] = word
    return words


def _extremes(colors: np.ndarray) -> list[tuple[float, int, int]]:
    """Return of each end of each axis how far the first is beyond the next, which it is, and the end."""
    found = []
    for axis, values in enumerate(OPPONENTS @ np.asarray(colors, np.float32).T):
        order = values.argsort(kind="stable")
        for side, (first, second) in enumerate(((order[0], order[1]), (order[-1], order[-2]))):
            found.append((float(abs(values[first] - values[second])), int(first), 2 * axis + side))
    return found


def letters(place: int) -> str:
    """Return A, B, …, Z, AA, AB, … for 0, 1, …"""
    text = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        text = chr(ord("A") + letter) + text
    return text


def hue_codes(colors: np.ndarray) -> np.ndarray:
    """Return (n,) int32 into `HUES` of (n, 3) uint8 mean colours, -1 for what is of no hue and not grey."""
    red, green, blue = (colors[:, i].astype(np.float32) for i in range(3))
    high, low = np.maximum(np.maximum(red, green), blue), np.minimum(np.minimum(red, green), blue)
    chroma = np.maximum(high - low, 1e-6)
    by_blue = np.where(high == green, (blue - red) / chroma + 2, (red - green) / chroma + 4)
    hue = 60 * np.where(high == red, (green - blue) / chroma % 6, by_blue)
    place = np.searchsorted(_STARTS, hue, side="right")
    codes = 1 + np.where(place == len(_STARTS), 0, place)
    codes = np.where(chroma < COLORED * (high + low), -1, codes)
    is_grey = (chroma < COLORLESS * (high + low)) & (low < WHITE)
    return np.where(is_grey, 0, codes).astype(np.int32)


def light_codes(colors: np.ndarray) -> np.ndarray:
    """Return (n,) int32 into `LIGHT` of (n, 3) uint8 mean colours, -1 for what is neither."""
    light = luma(colors)
    low, high = np.quantile(light, EDGES) if len(light) else (0, 0)
    dark, bright = (light <= low) & (light < MIDDLE), (light >= high) & (light > MIDDLE)
    dark, bright = dark & (low < high), bright & (low < high)
    return np.where(dark, 0, np.where(bright, 1, -1)).astype(np.int32)
