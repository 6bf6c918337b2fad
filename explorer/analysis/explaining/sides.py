"""The two sides that are compared: the images of a finding, and the right images of its classes elsewhere."""

from dataclasses import dataclass

import numpy as np

from explorer.layout.grid import thinned

MOST_INSIDE, MOST_OUTSIDE = 2_000, 10_000
"""Images of the finding, and of its classes elsewhere, that are looked at: of more an even stride."""


@dataclass(frozen=True)
class Sides:
    """Which images are compared; every picture once.

    Attributes
    ----------
    inside : (m,) int64
        Rows of the finding whose classes have right images elsewhere.
    outside : (r,) int64
        Rows of the same classes that are not of the finding, right or not.
    right, having : (r,) bool
        Which of these are right, and which have the outcome; of two models there may be others.
    stratum_inside, stratum_outside : (m,), (r,) int64
        Class of each, counted from 0.
    classes : (s,) int64
        Codes of these classes; -1 where none is known or held fixed.
    there : (int, int)
        Images of the finding, and right ones of its classes elsewhere, of which these are a sample.
    """

    inside: np.ndarray
    outside: np.ndarray
    right: np.ndarray
    having: np.ndarray
    stratum_inside: np.ndarray
    stratum_outside: np.ndarray
    classes: np.ndarray
    there: tuple[int, int]

    @property
    def weights(self) -> np.ndarray:
        """(s,) float64 Share of each class among the images of the finding."""
        return np.bincount(self.stratum_inside, minlength=len(self.classes)) / max(1, len(self.inside))


def make_sides(
    rows: np.ndarray, outcomes: np.ndarray, right: np.ndarray, strata: np.ndarray, firsts: np.ndarray
) -> Sides:
    """Choose the images to compare.

    Parameters
    ----------
    rows : (k,) int64
        Of the finding, ascending.
    outcomes : (n,) int8
        1 for what it was found by, 0 for what is not so, -1 where that is not known.
    right : (n,) bool
        Images that it is compared with.
    strata : (n,) int
        Classes that are held fixed, -1 for those without.
    firsts : (n,) int64
        For every row the first that shows the same picture.
    """
    known = outcomes >= 0
    inside = _once(rows[known[rows]], firsts)
    ours = np.zeros(len(outcomes), bool)
    ours[firsts[rows]] = True
    held = np.zeros(int(strata.max(initial=-1)) + 2, bool)
    held[strata[inside]] = True  # -1 is the last
    outside = _once(np.flatnonzero(known & held[strata] & ~ours[firsts]), firsts)
    inside, outside = _comparable(inside, outside, right, strata, held)
    there = len(inside), int(np.count_nonzero(right[outside]))
    inside, outside = thinned(inside, MOST_INSIDE), thinned(outside, MOST_OUTSIDE)
    inside, outside = _comparable(inside, outside, right, strata, held)
    classes, places = np.unique(strata[np.concatenate([inside, outside])], return_inverse=True)
    return Sides(
        inside=inside,
        outside=outside,
        right=right[outside],
        having=outcomes[outside] == 1,
        stratum_inside=places[: len(inside)],
        stratum_outside=places[len(inside) :],
        classes=classes.astype(np.int64),
        there=there,
    )


def _comparable(
    inside: np.ndarray, outside: np.ndarray, right: np.ndarray, strata: np.ndarray, held: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Leave out classes that have no image on one of the sides: there they say nothing."""
    ours, theirs = np.zeros_like(held), np.zeros_like(held)
    ours[strata[inside]] = True
    theirs[strata[outside[right[outside]]]] = True
    both = ours & theirs
    return inside[both[strata[inside]]], outside[both[strata[outside]]]


def _once(rows: np.ndarray, firsts: np.ndarray) -> np.ndarray:
    """Keep the first row of each picture."""
    return np.sort(rows[np.unique(firsts[rows], return_index=True)[1]])
