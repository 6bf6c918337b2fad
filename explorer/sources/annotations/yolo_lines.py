"""The numbers of a line of a YOLO label file."""

_FEWEST_CORNERS = 3


def box_of(numbers: list[float]) -> tuple[float, float, float, float]:
    """Return left, upper edge, width and height in shares of the picture, from 0 to 100.

    Six numbers or more are a polygon where they are pairs; of five, and of a box with points behind it, which
    are no pairs or have marks of what can be seen between, the first four count: middle and size.

    Parameters
    ----------
    numbers : list of float
        Four or more, those behind the class, in shares of the picture from 0 to 1.
    """
    if len(numbers) < 2 * _FEWEST_CORNERS or len(numbers) % 2:
        x, y, w, h = numbers[:4]
        left, upper = x - w / 2, y - h / 2
    else:
        left, upper = min(numbers[::2]), min(numbers[1::2])
        w, h = max(numbers[::2]) - left, max(numbers[1::2]) - upper
    return 100 * left, 100 * upper, 100 * w, 100 * h
