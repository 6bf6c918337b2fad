"""Facts of mean colours: `green`, `dark`, `dark green`."""

import numpy as np

from explorer.analysis.explaining.facts import COLOR, Facts, FactSource
from explorer.analysis.titles.color_words import HUES, LIGHT, hue_codes, light_codes


def color_facts(colors: np.ndarray) -> FactSource:
    """Return the facts of (n, 3) uint8 mean colours: a hue, how light, and both together."""

    def facts(rows: np.ndarray) -> Facts:
        hues = hue_codes(colors[rows])[:, None] == np.arange(len(HUES))
        light = light_codes(colors)[rows][:, None] == np.arange(len(LIGHT))
        both = (light[:, :, None] & hues[:, None, :]).reshape(len(rows), -1)
        names = [*HUES, *LIGHT, *(f"{how} {hue}" for how in LIGHT for hue in HUES)]
        return Facts(COLOR, "", names, np.concatenate([hues, light, both], axis=1), [""] * len(names))

    return facts
