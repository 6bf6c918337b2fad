"""The lines of a YOLO label file: a class, then a box, a polygon, an oriented box, or a box with points."""

from explorer.numerals import to_float

_FEWEST = 5
"""Numbers of a line: a class, and a box."""
_FEWEST_CORNERS = 3
_BOX = 4
_MARK = 3
VISIBLE = 2
"""Mark of a point of a pose, behind its place; 0 is not there, 1 hidden."""


def numbers_of(words: list[str]) -> tuple[int, list[float]] | None:
    """Return the class of a line and the numbers behind it, None where that is no line of boxes."""
    try:
        number, *numbers = map(to_float, words)
    except ValueError:
        return None
    finite = all(abs(each) < float("inf") for each in numbers)
    is_one = len(words) >= _FEWEST and number.is_integer() and number >= 0 and finite
    return (int(number), numbers) if is_one else None


def box_of(numbers: list[float], pose: bool = False) -> tuple[float, float, float, float]:
    """Return left, upper edge, width and height in shares of the picture, from 0 to 100.

    Six numbers or more are a polygon where they are pairs. Of five, and of a box with points behind it, the
    first four count: middle and size.

    Parameters
    ----------
    numbers : list of float
        Four or more, those behind the class, in shares of the picture from 0 to 1.
    pose : bool
        Whether what is behind a box is known to be points; else that is told by their number and marks.
    """
    if pose or len(numbers) < 2 * _FEWEST_CORNERS or len(numbers) % 2 or _has_marks(numbers):
        x, y, w, h = numbers[:_BOX]
        left, upper = x - w / 2, y - h / 2
    else:
        left, upper = min(numbers[::2]), min(numbers[1::2])
        w, h = max(numbers[::2]) - left, max(numbers[1::2]) - upper
    return 100 * left, 100 * upper, 100 * w, 100 * h


def _has_marks(numbers: list[float]) -> bool:
    """Whether points behind a box have marks; a share of a picture is never 2."""
    marks = numbers[_BOX + _MARK - 1 :: _MARK]
    whole = (len(numbers) - _BOX) % _MARK == 0
    return whole and VISIBLE in marks and all(mark in (0, 1, VISIBLE) for mark in marks)
