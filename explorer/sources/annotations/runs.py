"""Masks by runs of pixels that are counted over a whole picture, as tables of competitions have them.

The box of such a mask depends on the size of its picture, and on whether pixels are counted down columns or
along rows, which is told by all masks of a data set together.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from explorer.errors import RemoteError
from explorer.images.crops import Crop
from explorer.images.stored_sizes import stored_sizes
from explorer.words import count

_SAMPLE = 500
"""Masks by which it is told how pixels are counted."""
_NO_BOX = "Masks that no picture of this size has, or of pictures whose size cannot be told, without a box"
_DOUBT = (
    "Pictures are as wide as high, so whether masks count pixels down columns or along rows does not show; "
    "taken is down columns, as Kaggle has them."
)
_Size = tuple[float, float]


class Runs(NamedTuple):
    """The pixels of a mask.

    Attributes
    ----------
    starts, lengths : (k,) int64 array
        Of its runs, as they are written.
    """

    starts: np.ndarray
    lengths: np.ndarray

    @property
    def area(self) -> int:
        """How many pixels it has."""
        return int(self.lengths.sum())


class Counting(NamedTuple):
    """How the masks of a data set count pixels.

    Attributes
    ----------
    relative : bool
        Whether a run starts so many pixels after the end of the one before, as in SIIM-ACR Pneumothorax.
    first : int
        Number of the first pixel: 1, or 0.
    along_rows : bool
        Whether pixels are counted along rows; else down columns.
    """

    relative: bool
    first: int
    along_rows: bool = False


def runs_of(text: str) -> Runs | None:
    """Return the mask that a text has; None of an empty one, of -1, and of what are no pairs of numbers."""
    words = text.split()
    if len(words) < 2 or len(words) % 2:
        return None
    try:
        numbers = np.array(words, np.int64)
    except (ValueError, OverflowError):
        return None
    return Runs(numbers[::2], numbers[1::2]) if (numbers >= 0).all() else None


def boxes_of_runs(
    masks: Sequence[Runs], files: Sequence[str | None], declared: Sequence[_Size | None]
) -> tuple[list[Crop | None], list[str]]:
    """Return the box around each mask, and sentences that say what is doubtful.

    Parameters
    ----------
    masks : sequence of Runs
    files : sequence of (str or None)
        The picture of each, which is looked at for its size where none is declared.
    declared : sequence of (size or None)
        Width and height of what each was drawn on.
    """
    sizes = _sizes(files, declared)
    known = [(mask, size) for mask, size in zip(masks, sizes, strict=True) if size is not None]
    counting, sure = _told(known)
    crops = [
        None if size is None else _box(_pixels(mask, counting), size, counting.along_rows)
        for mask, size in zip(masks, sizes, strict=True)
    ]
    lost = sum(crop is None for crop, file in zip(crops, files, strict=True) if file is not None)
    return crops, [*([] if sure else [_DOUBT]), *([f"{_NO_BOX}: {count(lost)}."] if lost else [])]


def _sizes(files: Sequence[str | None], declared: Sequence[_Size | None]) -> list[_Size | None]:
    pairs = zip(files, declared, strict=True)
    asked = list(dict.fromkeys(file for file, size in pairs if file is not None and size is None))
    try:
        found = dict(zip(asked, stored_sizes(asked), strict=True))
    except RemoteError:  # whoever reads the pictures will say so
        found = {}
    stored = {file: size.upright for file, size in found.items() if size is not None}
    return [
        own if own is not None or file is None else stored.get(file)
        for file, own in zip(files, declared, strict=True)
    ]


def _told(masks: Sequence[tuple[Runs, _Size]]) -> tuple[Counting, bool]:
    """How masks count pixels, and whether it is sure: in the right order they lie in smaller boxes."""
    several = [(mask, size) for mask, size in masks if len(mask.starts) > 1][:_SAMPLE]
    back = sum(bool((np.diff(m.starts) < m.lengths[:-1]).any()) for m, _ in several)
    relative = 2 * back > len(several)
    first = 0 if relative or any(not mask.starts.all() for mask, _ in masks) else 1
    down, along = (
        sum(_area(_box(_pixels(mask, counting), size, counting.along_rows)) for mask, size in several)
        for counting in (Counting(relative, first), Counting(relative, first, True))
    )
    sure = not several or any(size[0] != size[1] for _, size in several)
    return Counting(relative, first, sure and along < down), sure


def _area(crop: Crop | None) -> float:
    return 0.0 if crop is None else crop.w * crop.h


def _pixels(mask: Runs, counting: Counting) -> tuple[np.ndarray, np.ndarray]:
    """The first and the last pixel of each run, counted from 0."""
    if counting.relative:
        first = np.cumsum(mask.starts) + np.cumsum(mask.lengths) - mask.lengths
    else:
        first = mask.starts - counting.first
    return first[mask.lengths > 0], (first + mask.lengths - 1)[mask.lengths > 0]


def _box(pixels: tuple[np.ndarray, np.ndarray], size: _Size, along_rows: bool) -> Crop | None:
    """The box around runs; None where they are none, or reach beyond the picture."""
    first, last = pixels
    width, height = map(int, size)
    if not len(first) or first.min() < 0 or last.max() >= width * height:
        return None
    line = width if along_rows else height
    lines = int((first // line).min()), int((last // line).max())
    goes_on = bool((first // line != last // line).any())  # at the beginning of the next line
    places = (0, line - 1) if goes_on else (int((first % line).min()), int((last % line).max()))
    (left, right), (upper, lower) = (places, lines) if along_rows else (lines, places)
    return Crop(left, upper, right + 1 - left, lower + 1 - upper)
