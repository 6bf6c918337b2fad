"""Copies of which a part was cut off, up to a fifth of a side: one lies on the other once it is scaled.

A crop has another hash, while its vector stays close. So of what no hash confirms each picture is laid over
its nearest neighbour, from several scales: that costs most for each pair, and few pairs are so near.
"""

import numpy as np

from explorer.analysis.copies.compared_pictures import Pictures, euclidean, reach_of
from explorer.analysis.copies.confirm_pairs import ALONE
from explorer.analysis.copies.even_ground import on_even_ground
from explorer.analysis.copies.grouping import link
from explorer.analysis.copies.mean_colors import alike_where_near
from explorer.analysis.copies.overlay import agree_cropped
from explorer.cancellation import unless_cancelled

NEAR_CROP = 0.75
"""Vectors of crops are this close: a share of the distance to the last neighbour that either row lists."""
SHIFT_OF_CROP = 0.25
"""How far the middle of a crop may be from that of the whole: part of the side."""
MOST_PAIRS = 50_000
"""Pairs that are compared, the nearest: a minute or two. Most sets have one or two for a hundred images."""
_BLOCK = 1 << 16
_LITTLE = 1e-12
_PAIRS = 1024
"""Pairs whose pictures are read at a time."""


def with_cropped(same: np.ndarray, pictures: Pictures, there: np.ndarray) -> np.ndarray:
    """Join groups of copies where one is a crop of another.

    Of each picture the nearest of another group is compared, where its vector is within 0.75 of the distance
    to the last neighbour and its mean colour is alike (`alike_where_near`). Details must be correlated by
    0.95 where the two overlap (`agree_cropped`); pictures on an even ground, as pages, are not compared, nor
    are more than the 50,000 nearest pairs.

    Parameters
    ----------
    same : (n,) int64
        For every row the first of its group.
    pictures : Pictures
    there : (n,) bool
        Pictures that can be compared.

    Returns
    -------
    (n,) int64
    """
    pairs = _suspects(pictures, same, there)
    pairs = pairs[_agreeing(pictures, pairs)]

    def like(rows: np.ndarray, middles: np.ndarray) -> np.ndarray:
        found = rows == middles
        left = np.flatnonzero(~found)
        found[left] = _agreeing(pictures, np.sort(np.column_stack([rows, middles])[left], axis=1))
        return found

    return link(same[pairs], len(same), like)[same] if len(pairs) else same


def _suspects(pictures: Pictures, same: np.ndarray, there: np.ndarray) -> np.ndarray:
    """(p, 2) Rows and the nearest of another group, each pair once, where vectors and colours are alike."""
    near, reach = pictures.neighbors, reach_of(pictures.neighbors)
    found, shares = [np.empty((0, 2), np.int64)], [np.empty(0)]
    for start in unless_cancelled(range(0, len(same) if near.rows.shape[1] else 0, _BLOCK)):
        rows = start + np.flatnonzero(there[start : start + _BLOCK])
        listed = near.rows[rows]
        place = (same[listed] != same[rows][:, None]).argmax(axis=1)
        others, each = listed[np.arange(len(rows)), place], np.arange(len(rows))
        gaps = euclidean(near.distances[rows][each, place], near.metric)
        fine = (same[others] != same[rows]) & there[others] & alike_where_near(pictures.colors, rows, others)
        limits = np.maximum(reach[rows], reach[others])
        fine &= gaps <= NEAR_CROP * limits
        found.append(np.sort(np.column_stack([rows, others])[fine], axis=1))
        shares.append(gaps[fine] / np.maximum(limits[fine], _LITTLE))
    pairs, places = np.unique(np.concatenate(found), axis=0, return_index=True)
    nearest = np.argsort(np.concatenate(shares)[places], kind="stable")[:MOST_PAIRS]
    return pairs[np.sort(nearest)]


def _agreeing(pictures: Pictures, pairs: np.ndarray) -> np.ndarray:
    """(p,) bool Whether one is a part of the other."""
    result = np.zeros(len(pairs), bool)
    for start in unless_cancelled(range(0, len(pairs), _PAIRS)):
        rows, places = np.unique(pairs[start : start + _PAIRS], return_inverse=True)
        details, places = pictures.details(rows), places.reshape(-1, 2)
        left = np.flatnonzero(~on_even_ground(details)[places].any(axis=1))
        result[start + left] = agree_cropped(details, places[left], ALONE, SHIFT_OF_CROP)
    return result
