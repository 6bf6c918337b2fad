"""Boxes that were drawn on a picture as it lies in its file, or at another size, fitted to what is shown.

A picture that EXIF turns is shown upright. Programs that do not know EXIF draw boxes on it as it is stored;
the size that they write beside the boxes tells which of the two it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from explorer.errors import RemoteError
from explorer.images.crops import Crop
from explorer.images.formats.rasters import ON_ITS_SIDE
from explorer.images.header_size import StoredSize
from explorer.images.stored_sizes import is_far, stored_sizes
from explorer.numerals import to_float
from explorer.sources.annotations.marked_images import Annotated, Objects
from explorer.words import count

TURNED = "Pictures that lie on their side in their files, whose boxes were turned with them"
SCALED = "Pictures of another size than the annotations say, whose boxes were fitted to them"
ASKED = 256
"""Pictures that are fetched from addresses to see whether any is not as the annotations say."""

_Size = tuple[float, float]
_WHOLE = 100.0


class BoxFit(NamedTuple):
    """How boxes that were drawn on a picture are fitted to what is shown.

    Attributes
    ----------
    declared : (float, float)
        Width and height of what they were drawn on.
    shown : (float, float)
        Of what is shown.
    orientation : int
        As of EXIF, where they were drawn on what is stored; else 1.
    """

    declared: tuple[float, float]
    shown: tuple[float, float]
    orientation: int

    @property
    def turns(self) -> bool:
        """Whether boxes are turned."""
        return self.orientation in ON_ITS_SIDE

    @property
    def scales(self) -> bool:
        """Whether the picture has another size than it was drawn on."""
        return (self.declared[::-1] if self.turns else self.declared) != self.shown

    def crop(self, crop: Crop) -> Crop:
        """Return a box turned, and as shares of the picture where that has another size."""
        size = (_WHOLE, _WHOLE) if crop.percent else self.declared
        x, y, w, h = self._turned(crop[:4], size)
        if crop.percent or not self.scales:
            return Crop(x, y, w, h, crop.percent)
        wide, high = size[::-1] if self.turns else size
        return Crop(_WHOLE * x / wide, _WHOLE * y / high, _WHOLE * w / wide, _WHOLE * h / high, True)

    def pixels(self, box: Sequence[float]) -> tuple[float, float, float, float]:
        """Return left, upper edge, width and height in pixels of what is shown."""
        x, y, w, h = self._turned(box, self.declared)
        wide, high = self.declared[::-1] if self.turns else self.declared
        across, down = self.shown[0] / wide, self.shown[1] / high
        return x * across, y * down, w * across, h * down

    def _turned(self, box: Sequence[float], size: _Size) -> tuple[float, float, float, float]:
        (x, y, w, h), (wide, high) = box, size
        match self.orientation:
            case 5:
                return y, x, h, w
            case 6:
                return high - y - h, x, h, w
            case 7:
                return high - y - h, wide - x - w, h, w
            case 8:
                return y, wide - x - w, h, w
        return x, y, w, h


def fit_of(declared: _Size, stored: StoredSize | None) -> BoxFit | None:
    """Return what fits boxes that were drawn on a size to a picture; None where nothing is to be done.

    A size of other proportions is not of this picture, so that nothing is known.
    """
    if stored is None or not min(declared) > 0:
        return None
    if declared == stored.upright:
        return None
    if _is_like(declared, stored.upright):
        return BoxFit(declared, stored.upright, 1)
    lies = stored.upright != (stored.width, stored.height)
    if lies and _is_like(declared, (stored.width, stored.height)):
        return BoxFit(declared, stored.upright, stored.orientation)
    return None


def fits_of(
    sizes: Mapping[int, tuple[float, float]],
    image: np.ndarray,
    crops: Sequence[Crop | None],
    files: Sequence[str | None],
) -> dict[int, BoxFit]:
    """Return what fits the boxes of each picture that is not as its annotations say, by its place.

    Of pictures at addresses a stride is looked at first; where all of it is as the annotations say, the
    others are taken to be.

    Parameters
    ----------
    sizes, files
        As of `Annotated`.
    image, crops
        As of `Objects`.
    """
    asked = _doubtful(sizes, image, crops, files)
    first = asked[:: max(1, len(asked) // ASKED)]
    fits = _fits(sizes, files, first)
    if not fits and any(is_far(str(files[place])) for place in first):
        return {}
    return fits | _fits(sizes, files, sorted({*asked} - {*first}))


def fitted(found: Annotated, fits: Mapping[int, BoxFit]) -> Annotated:
    """Return what was found with its boxes as pictures are shown, and sentences that say so."""
    if not fits:
        return found
    objects = found.objects
    crops = [
        crop if crop is None or (fit := fits.get(place)) is None else fit.crop(crop)
        for place, crop in zip(objects.image.tolist(), objects.crops, strict=True)
    ]
    changed = {TURNED: sum(fit.turns for fit in fits.values()), SCALED: sum(f.scales for f in fits.values())}
    notes = [f"{reason}: {count(number)}." for reason, number in changed.items() if number]
    return replace(
        found,
        objects=Objects(objects.image, objects.category, crops, objects.columns),
        notes=[*found.notes, *notes],
    )


def size_from(width: object, height: object) -> _Size | None:
    """Return a declared size, of what a file says; None where these are no two numbers."""
    try:
        size = to_float(str(width)), to_float(str(height))
    except ValueError:
        return None
    return size if all(0 < side < float("inf") for side in size) else None


def _doubtful(
    sizes: Mapping[int, _Size], image: np.ndarray, crops: Sequence[Crop | None], files: Sequence[str | None]
) -> list[int]:
    """Places of the pictures that a size is declared of and that have boxes, all of which lie within it."""
    if not sizes:
        return []
    declared = np.full((len(files), 2), np.nan)
    declared[list(sizes)] = list(sizes.values())
    given = [Crop(np.nan, np.nan, 0, 0) if crop is None else crop for crop in crops]
    ends = np.array([(0, 0) if c.percent else (c.x + c.w, c.y + c.h) for c in given]).reshape(-1, 2)
    boxed = np.isfinite(ends).all(axis=1)
    reach = np.full((len(files), 2), np.nan)
    np.fmax.at(reach, image[boxed], ends[boxed])
    within = (reach <= declared + 1).all(axis=1)  # of neither that is unknown
    return [place for place in np.flatnonzero(within).tolist() if files[place] is not None]


def _fits(
    sizes: Mapping[int, _Size], files: Sequence[str | None], places: Sequence[int]
) -> dict[int, BoxFit]:
    try:
        stored = stored_sizes([str(files[place]) for place in places])
    except RemoteError:  # whoever reads the pictures will say so
        return {}
    fits = ((place, fit_of(sizes[place], size)) for place, size in zip(places, stored, strict=True))
    return {place: fit for place, fit in fits if fit is not None}


def _is_like(size: _Size, other: _Size) -> bool:
    """Whether two sizes have the same proportions, but for a pixel that rounding takes or gives."""
    return abs(size[0] * other[1] - size[1] * other[0]) <= max(*size, *other)
