"""The box around a mask as results of COCO have it: runs of pixels, column by column, or polygons."""

import itertools

import msgspec

from explorer.images.crops import Crop

_FEWEST = 6
"""Numbers of a polygon."""
_LARGEST = 1 << 40


class _Runs(msgspec.Struct):
    """Heights and widths of a picture, and the lengths of runs outside and inside of the mask, in turns."""

    size: tuple[int, int]
    counts: list[int] | str


_MASK = msgspec.json.Decoder(_Runs | list[list[float]] | None, strict=False)


def around_mask(mask: object) -> Crop | None:
    """Return the box around a mask that JSON gave, as `box_of_mask` tells it."""
    box = box_of_mask(msgspec.Raw(msgspec.json.encode(mask)))
    return None if box is None else Crop(box[0], box[1], box[2], box[3])


def box_of_mask(raw: msgspec.Raw) -> list[float] | None:
    """Return left, upper edge, width and height of the box around a mask; None where there is none.

    Parameters
    ----------
    raw : msgspec.Raw
        JSON of runs (compressed or as numbers) or of polygons; empty where nothing is said.
    """
    if not bytes(raw):
        return None
    try:
        mask = _MASK.decode(raw)
        if isinstance(mask, _Runs):
            counts = _uncompressed(mask.counts) if isinstance(mask.counts, str) else mask.counts
            return _around_runs(counts, mask.size[0])
    except (msgspec.DecodeError, ValueError):
        return None
    return _around_polygons(mask)


def _around_polygons(mask: list[list[float]] | None) -> list[float] | None:
    numbers = list(itertools.chain(*(mask or ())))
    if len(numbers) < _FEWEST or len(numbers) % 2:
        return None
    xs, ys = numbers[::2], numbers[1::2]
    return [min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)]


def _around_runs(counts: list[int], height: int) -> list[float] | None:
    """The box as `rleToBbox` of COCO's mask API has it."""
    if height < 1 or any(count < 0 for count in counts) or sum(counts) > _LARGEST:
        return None
    columns, rows, place = [], [], 0
    for which, count in enumerate(counts):
        if which % 2 and count:
            first, last = place, place + count - 1
            columns += [first // height, last // height]
            whole = first // height != last // height  # it goes on at the top of the next column
            rows += [0, height - 1] if whole else [first % height, last % height]
        place += count
    if not columns:
        return None
    left, upper = min(columns), min(rows)
    return [float(left), float(upper), float(max(columns) + 1 - left), float(max(rows) + 1 - upper)]


def _uncompressed(text: str) -> list[int]:
    """Lengths of runs out of six bits a sign, least first, each from the third on less the one before last.

    Raises
    ------
    ValueError
        The text ends within a number, or has signs that are none of these.
    """
    counts: list[int] = []
    value = shift = 0
    for sign in text:
        bits = ord(sign) - 48
        if not 0 <= bits < 64:
            raise ValueError("no run lengths")
        value |= (bits & 0x1F) << shift
        shift += 5
        if bits & 0x20:
            continue
        if bits & 0x10:
            value -= 1 << shift
        counts.append(value + counts[-2] if len(counts) > 2 else value)
        value = shift = 0
    if shift:
        raise ValueError("a run that does not end")
    return counts
