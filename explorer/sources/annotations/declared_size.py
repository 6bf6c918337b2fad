"""Boxes that were drawn on a picture as it lies in its file, or at another size, fitted to what is shown.

A picture that EXIF turns is shown upright. Programs that do not know EXIF draw boxes on it as it is stored;
the size that they write beside the boxes tells which of the two it was.
"""

from collections import Counter
from collections.abc import Sequence

from explorer.images.crops import Crop
from explorer.images.formats.rasters import ON_ITS_SIDE
from explorer.images.header_size import stored_size
from explorer.sources.annotations.collecting import Marked

TURNED = "Pictures that lie on their side in their files, whose boxes were turned with them"
SCALED = "Pictures of another size than the annotations say, whose boxes were fitted to them"

_Size = tuple[float, float]


def fitted(
    objects: Sequence[Marked], declared: _Size | None, picture: str | None, changed: Counter[str]
) -> list[Marked]:
    """Return the objects of a picture with their boxes as it is shown.

    Parameters
    ----------
    objects : sequence of Marked
    declared : (float, float) or None
        Width and height that the annotations give the picture; None where they do not.
    picture : str or None
        Its file.
    changed : Counter
        Counts the pictures whose boxes change, by the beginning of a sentence.
    """
    marked = list(objects)
    boxes = [each.crop for each in marked if each.crop is not None]
    if declared is None or picture is None or not boxes or not _holds(declared, boxes):
        return marked
    stored = stored_size(picture)
    if stored is None:
        return marked
    width, height, orientation = stored
    lies = orientation in ON_ITS_SIDE
    upright = (height, width) if lies else (width, height)
    if declared == upright:
        return marked
    turned = lies and _is_like(declared, (width, height)) and not _is_like(declared, upright)
    if not turned and not _is_like(declared, upright):
        return marked
    scaled = declared != ((width, height) if turned else upright)
    if turned:
        changed[TURNED] += 1
    if scaled:
        changed[SCALED] += 1
    return [
        each
        if each.crop is None
        else each._replace(crop=_fitted(each.crop, declared, orientation if turned else 1, scaled))
        for each in marked
    ]


def _holds(size: _Size, boxes: Sequence[Crop]) -> bool:
    """Whether boxes in pixels lie in a picture of a size, which then can be that of the picture."""
    wide, high = size
    return min(size) > 0 and all(
        crop.percent or (crop.x + crop.w <= wide + 1 and crop.y + crop.h <= high + 1) for crop in boxes
    )


def _is_like(size: _Size, other: _Size) -> bool:
    """Whether two sizes have the same proportions, but for a pixel that rounding takes or gives."""
    return abs(size[0] * other[1] - size[1] * other[0]) <= max(*size, *other)


def _fitted(crop: Crop, declared: _Size, orientation: int, scaled: bool) -> Crop:
    """A box turned as EXIF says, and as shares of the picture where that has another size."""
    wide, high = (100.0, 100.0) if crop.percent else declared
    x, y, w, h = crop[:4]
    match orientation:
        case 5:
            x, y, w, h = y, x, h, w
        case 6:
            x, y, w, h = high - y - h, x, h, w
        case 7:
            x, y, w, h = high - y - h, wide - x - w, h, w
        case 8:
            x, y, w, h = y, wide - x - w, h, w
    if orientation in ON_ITS_SIDE:
        wide, high = high, wide
    if crop.percent or not scaled:
        return Crop(x, y, w, h, crop.percent)
    return Crop(100 * x / wide, 100 * y / high, 100 * w / wide, 100 * h / high, True)
