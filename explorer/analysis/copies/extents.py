"""How far a group of copies extends that follow each other: the frames of a video, the shots of a burst."""

from dataclasses import dataclass

import numpy as np

from explorer.analysis.copies.name_order import NameOrder

SEQUENCE = 3
"""Images that follow each other are told as a sequence from so many on."""
NAME, TIME = "name", "time"


@dataclass(frozen=True)
class Extent:
    """A group of images in the order of their names.

    Attributes
    ----------
    rows : (m,) int64
        From the first to the last.
    by : str
        `name`, or `time` where all are frames of videos.
    step : (m,) int64
        Which of the steps of the group each is in, from 1 in the order of their first images: those of one
        step look alike.
    """

    rows: np.ndarray
    by: str
    step: np.ndarray

    @property
    def steps(self) -> int:
        """How many looks it takes to cover the group."""
        return int(self.step.max())

    @property
    def ends_alike(self) -> bool:
        """Whether the first and the last look alike."""
        return bool(self.step[0] == self.step[-1])


def extent_of(rows: np.ndarray, order: NameOrder, steps: np.ndarray, most: int) -> Extent | None:
    """Return the extent of a group; None where it is no sequence and all of it looks alike.

    Parameters
    ----------
    rows : (m,) int64
        Of the group.
    order : NameOrder
    steps : (n,) int64
        As `SamePictures.steps`.
    most : int
        Places from one image of a sequence to the next, at most.
    """
    rows = rows[np.argsort(order.ranks[rows], kind="stable")]
    _, first, back = np.unique(steps[rows], return_index=True, return_inverse=True)
    if len(first) == 1 and not _is_sequence(rows, order, most):
        return None
    numbers = np.empty(len(first), np.int64)
    numbers[np.argsort(first)] = np.arange(1, len(first) + 1)
    return Extent(rows, TIME if order.timed[rows].all() else NAME, numbers[back])


def _is_sequence(rows: np.ndarray, order: NameOrder, most: int) -> bool:
    gaps, series = np.diff(order.ranks[rows]), order.series[rows]
    return len(rows) >= SEQUENCE and bool((gaps <= most).all() and (series == series[0]).all())
