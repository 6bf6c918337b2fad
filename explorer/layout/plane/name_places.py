"""Where names stand on a plane: at the densest spot of what they name, apart from each other."""

import numpy as np

SPOTS = 64
"""Squares along the side of the plane, in which the densest spot of a cluster is looked for."""


def densest(x: np.ndarray, y: np.ndarray, owners: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return where the points of each owner are densest: the middle of those in its fullest square.

    Parameters
    ----------
    x, y : (m,) float64
        From 0 to 1.
    owners : (m,) int64
        From 0 to `count` - 1; each has points.
    count : int

    Returns
    -------
    x, y : (count,) float64
    """
    columns, lines = (np.clip((axis * SPOTS).astype(np.int64), 0, SPOTS - 1) for axis in (x, y))
    spots = (owners * SPOTS + lines) * SPOTS + columns
    fullest = np.bincount(spots, minlength=count * SPOTS**2).reshape(count, -1).argmax(axis=1)
    inside = spots == (np.arange(count) * SPOTS**2 + fullest)[owners]
    whose = owners[inside]
    many = np.bincount(whose, minlength=count)
    return np.bincount(whose, x[inside], count) / many, np.bincount(whose, y[inside], count) / many


def apart(boxes: np.ndarray, texts: list[str], again: float) -> list[int]:
    """Return which of some names have room, those that come first preferred.

    Parameters
    ----------
    boxes : (k, 4) float64
        Middle x, middle y, width and height of each name.
    texts : list of str
    again : float
        How far from each other two names stand that say the same; one of them is enough nearer by.

    Returns
    -------
    list of int
        Ascending.
    """
    taken: list[int] = []
    for i, (x, y, width, height) in enumerate(boxes):
        others = boxes[taken]
        away_x, away_y = np.abs(others[:, 0] - x), np.abs(others[:, 1] - y)
        covered = (away_x < (others[:, 2] + width) / 2) & (away_y < (others[:, 3] + height) / 2)
        same = np.array([texts[other] == texts[i] for other in taken], bool)
        if not (covered | (same & (np.hypot(away_x, away_y) < again))).any():
            taken.append(i)
    return taken
