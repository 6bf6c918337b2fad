"""Whether pictures that may be copies look like one."""

from dataclasses import dataclass

import numpy as np

from explorer.analysis.copies.compared_pictures import Pictures, is_near, reach_of
from explorer.analysis.copies.even_ground import on_even_ground
from explorer.analysis.copies.image_hashes import Looks
from explorer.analysis.copies.mean_colors import (
    NEAR_COLOR,
    alike_but_for_brightness,
    alike_where_near,
    shades,
)
from explorer.analysis.copies.overlay import agree
from explorer.cancellation import unless_cancelled

AGREEING = 0.92
"""Correlation of details of one picture (`laid_over`)."""
ALONE, EVERYWHERE = 0.95, 0.8
"""Correlation of the details, and agreement of every part, of pictures that are suspected by their hashes
alone, or lie on an even ground: forms of one layout that are filled in otherwise reach 0.99 and 0.7."""
SHIFT, SHIFT_IN_GROUP = 0.1, 0.25
"""How far a picture may be shifted to lie on its copy, and on the middle of its group: part of the side."""
NEAR_BITS, FAR_BITS = 14, 10
FOLLOWING_BITS = 20
"""Of a fast pan hashes differ in many; of unlike pictures that follow each other one in 300 in so few."""
_VECTORS = 4096
"""Rows whose vectors are read at a time."""


@dataclass(frozen=True)
class Suspected:
    """Pairs of pictures that may be copies, as parallel arrays.

    Attributes
    ----------
    pairs : (p, 2) int64
        Rows, the lower one first.
    alone : (p,) bool
        Whether nothing but their hashes makes them suspect.
    following : (p,) bool
        Whether one follows the other by name.
    """

    pairs: np.ndarray
    alone: np.ndarray
    following: np.ndarray

    def __getitem__(self, some: np.ndarray) -> "Suspected":
        return Suspected(self.pairs[some], self.alone[some], self.following[some])


def confirmed(pictures: Pictures, looks: Looks, places: np.ndarray, suspected: Suspected) -> np.ndarray:
    """Return (p,) bool: whether pairs look like one picture. What costs least is looked at first.

    Those that are suspected by their hashes alone must agree in every part: of so many pairs some agree on
    the whole. So must two on an even ground: of forms that were filled in with other words most is the same.

    Parameters
    ----------
    pictures : Pictures
    looks : Looks
    places : (p, 2) int
        Where the looks of each pair are.
    suspected : Suspected
    """
    pairs, alone, (a, b) = suspected.pairs, suspected.alone, places.T
    bits = np.bitwise_count(looks.hashes[a] ^ looks.hashes[b])
    most = np.where(suspected.following, FOLLOWING_BITS, NEAR_BITS)
    fine = looks.sound[a] & looks.sound[b] & (bits <= most)
    for start in unless_cancelled(range(0, len(pairs), _VECTORS)):
        left = start + np.flatnonzero(fine[start : start + _VECTORS])
        left = left[_look_the_same(pictures, suspected[left], bits[left])]
        fine[start : start + _VECTORS] = False
        if not len(left):
            continue
        rows, places = np.unique(pairs[left], return_inverse=True)
        details, places = pictures.details(rows), places.reshape(-1, 2)
        strictly = alone[left] | on_even_ground(details)[places].all(axis=1)
        fine[left[~strictly]] = agree(details, places[~strictly], AGREEING, SHIFT)
        fine[left[strictly]] = agree(details, places[strictly], ALONE, SHIFT, EVERYWHERE)
    return fine


def _look_the_same(pictures: Pictures, suspected: Suspected, bits: np.ndarray) -> np.ndarray:
    """(p,) bool Whether hashes and colours differ by little, or by more where something else speaks for it.

    That is vectors that are near; or that one follows the other, and then hashes may differ in more bits.
    """
    pairs = suspected.pairs
    one, other = (pictures.vectors(rows).astype(np.float64) for rows in pairs.T)
    reach = reach_of(pictures.neighbors)
    # Rounding apart, these are the distances that the neighbours list.
    near = is_near(np.linalg.norm(one - other, axis=1) - 1e-6, *reach[pairs].T) & (bits <= NEAR_BITS)
    near &= alike_where_near(pictures.colors, *pairs.T)
    near |= suspected.following & (shades(pictures.colors, *pairs.T) <= NEAR_COLOR)
    return near | ((bits <= FAR_BITS) & alike_but_for_brightness(pictures.colors, *pairs.T))


def look_alike(pictures: Pictures, hashes: np.ndarray, rows: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return (m,) bool: whether pictures look alike by hash and colour, or one can be laid over the other."""
    alike = np.bitwise_count(hashes[rows] ^ hashes[others]) <= NEAR_BITS
    alike &= shades(pictures.colors, rows, others) <= NEAR_COLOR
    left = np.flatnonzero(~alike)
    for start in unless_cancelled(range(0, len(left), _VECTORS)):
        part = left[start : start + _VECTORS]
        read, places = np.unique(np.column_stack([rows[part], others[part]]), return_inverse=True)
        alike[part] = agree(pictures.details(read), places.reshape(-1, 2), AGREEING, SHIFT_IN_GROUP)
    return alike
