"""Pairs of pictures that may be copies by their looks alone, wherever their vectors lie."""

import numpy as np

from explorer.analysis.copies.hash_pairs import near_hashes, nearest_few
from explorer.analysis.copies.image_hashes import Looks
from explorer.analysis.copies.mean_colors import alike_but_for_brightness

EACH = 4
"""Pairs that a picture is compared in: of look-alikes, such as pages of one layout, the most alike."""
_NEXT = 2
"""Of pictures of one hash, each is paired with so many that come next by colour, and so all are linked."""


def alike_pairs(looks: Looks, colors: np.ndarray, most: int) -> np.ndarray:
    """Return (p, 2) int64: places of pairs that look alike, the lower one first, ascending.

    Time and memory grow with the number of pictures, however many look alike.

    Parameters
    ----------
    looks : Looks
        Of m pictures.
    colors : (m, 3) uint8
        Their mean colours; those of a pair agree but for brightness.
    most : int
        Bits in which hashes may differ.
    """
    places = np.flatnonzero(looks.sound)
    hashes, tone = looks.hashes[places], colors[places].sum(axis=1, dtype=np.int64)
    places = places[np.lexsort((places, tone, hashes))]
    unique, begins, sizes = np.unique(looks.hashes[places], return_index=True, return_counts=True)
    group = np.repeat(np.arange(len(unique)), sizes)
    found = [np.empty((0, 2), np.int64)]
    for step in range(1, _NEXT + 1):
        same = np.flatnonzero(group[:-step] == group[step:])
        found.append(np.column_stack([places[same], places[same + step]]))
    near, _ = near_hashes(unique, most)
    ends = places[begins], places[begins + sizes - 1]  # the darkest and the brightest of each hash
    for one in ends:
        for other in ends:
            found.append(np.column_stack([one[near[:, 0]], other[near[:, 1]]]))
    pairs = np.unique(np.sort(np.concatenate(found), axis=1), axis=0)
    pairs = pairs[(pairs[:, 0] != pairs[:, 1]) & alike_but_for_brightness(colors, *pairs.T)]
    bits = np.bitwise_count(looks.hashes[pairs[:, 0]] ^ looks.hashes[pairs[:, 1]])
    kept = np.concatenate([nearest_few(pairs[:, end], bits, EACH) for end in (0, 1)])
    return pairs[np.unique(kept)]
