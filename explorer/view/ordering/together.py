"""Copies of one picture side by side."""

import numpy as np


def copies_together(rows: np.ndarray, firsts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Keep of some rows those that show a picture which others of them show, too, each picture's together.

    Parameters
    ----------
    rows : (m,) int
        In their order, each once.
    firsts : (n,) int
        For every row the first row of the same picture, as `SamePictures.shown` has it.

    Returns
    -------
    rows : (k,) same type
        Pictures in the order of their first image among the rows, the images of one in that of the rows.
    groups : (k,) int64
        Number of the picture of each, from 0, ascending.
    """
    picture = firsts[rows]
    _, back, sizes = np.unique(picture, return_inverse=True, return_counts=True)
    kept = np.flatnonzero(sizes[back] > 1)
    if not len(kept):
        return rows[:0], np.empty(0, np.int64)
    back = back[kept]
    # Where each picture comes first: places are ascending, so that the last one written is the lowest.
    place = np.empty(len(sizes), np.int64)
    place[back[::-1]] = np.arange(len(back))[::-1]
    order = np.argsort(place[back], kind="stable")
    at = place[back][order]
    return rows[kept[order]], np.concatenate([[0], np.cumsum(at[1:] != at[:-1])])
