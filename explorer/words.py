"""Shares, counts and numbers in words: one way everywhere. `frontend_assets/modules/text.mjs` is its twin.

`tests/shares.json`, `tests/counts.json`, `tests/rates.json` and `tests/shared_folders.json` hold both to the
same words.
"""

import math
from collections.abc import Iterable, Sequence
from itertools import takewhile

UNITS = {"width": "px", "height": "px", "bytes": "bytes"}
"""Of the numbers that every index has of its images, by column."""


def percent(share: float | None) -> str:
    """Write a share as a percentage, so that only nothing is 0% and only all is 100%.

    Whole, with one decimal below 10% and above 99%, where it matters; `<0.1%` and `>99.9%` beyond that.
    Halves are rounded up, as the page does.

    Parameters
    ----------
    share : float or None
        From 0 to 1; None or NaN where it is not known, which is a dash.
    """
    if share is None or math.isnan(share):
        return "–"
    if share in (0, 1):
        return "100%" if share else "0%"
    tenths = math.floor(1000 * share + 0.5)
    if tenths < 1:
        return "<0.1%"
    if tenths >= 1000:
        return ">99.9%"
    if tenths < 100 or tenths > 990:
        return f"{tenths // 10}.{tenths % 10}%"
    return f"{math.floor(100 * share + 0.5)}%"


def count(n: int) -> str:
    """Write a count with thousands separated: `1,204`."""
    return f"{n:,}"


def counted(n: int, one: str, many: str = "") -> str:
    """Write a count with what is counted: `1 class`, `1,204 classes`.

    Parameters
    ----------
    n : int
    one, many : str
        What one is called, and what more or none are; without `many` an `s` is added.
    """
    return f"{count(n)} {one if n == 1 else many or f'{one}s'}"


_MOST_DIGITS = 20


def whole_number(n: int) -> str:
    """Write a whole number that was given as it is, and of one that nobody would read the beginning alone."""
    try:
        text = str(n)
    except ValueError:  # Python writes none of thousands of digits
        digits = int(n.bit_length() * math.log10(2)) + 1
        return f"a number of about {count(digits)} digits"
    digits = len(text.lstrip("-"))
    return text if digits <= _MOST_DIGITS else f"{text[:_MOST_DIGITS]}… ({count(digits)} digits)"


def images(n: int) -> str:
    """Write a number of images: `1 image`, `1,204 images`."""
    return counted(n, "image")


LONGEST_PATH = 300
"""Characters of a path that a message shows."""


def listed(names: Iterable[str], most: int = 20, longest: int = 60) -> str:
    """Write names as a list that ends: `a, b and 2,998 more`; long names are cut, and none is `none`."""
    names = [name if len(name) <= longest else f"{name[:longest]}…" for name in names]
    more = f" and {count(len(names) - most)} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more or "none"


def without_shared_folder(names: Sequence[str]) -> list[str]:
    """Leave out of names that stand together the folders that all begin with: `cat` of `animal/cat`.

    What stands before a slash in one or two letters is no folder: `w/o glasses`.
    """
    first, last = (min(names), max(names)) if len(names) > 1 else ("", "")
    same = takewhile(lambda signs: signs[0] == signs[1], zip(first, last, strict=False))
    shared = "".join(sign for sign, _ in same).rpartition("/")[0]
    left = [name[len(shared) + 1 :] for name in names]
    return left if len(shared) > 2 and all(left) else [*names]


_NO_COUNT = 1e15
"""From here on floats are not as fine as the digits before the point, which nobody could read."""


def number(value: float) -> str:
    """Write a measured number with three digits that count, as `0.0123`, `12,300`, `1e+300`."""
    return f"{value:,.0f}" if 999.5 <= abs(value) < _NO_COUNT else f"{value:.3g}"


def scale(values: Sequence[float]) -> list[str]:
    """Write numbers that stand beside each other, all with as many decimals: `0.390`, `0.396`, `1.204`.

    Three digits of the largest count, and as many more as tell neighbours apart; none where all are whole.

    Parameters
    ----------
    values : sequence of float
        Finite.
    """
    largest = max((abs(value) for value in values), default=0)
    if 0 < largest < 1e-4:
        return [f"{value:.3g}" for value in values]
    if all(value == round(value) for value in values):
        decimals = 0
    else:
        decimals = min(6, max(0, 2 - math.floor(math.log10(largest))))
    while decimals < 6 and len({f"{value:.{decimals}f}" for value in values}) < len(set(values)):
        decimals += 1
    while decimals and all(f"{value:.{decimals}f}"[-1] == "0" for value in values):
        decimals -= 1
    return [f"{value:,.{decimals}f}" for value in values]


def between(low: str, high: str) -> str:
    """Write a range from both its ends: `2,435–2,903`, `91–94%`, `-5 to -2`; one end where they agree."""
    if low == high:
        return low
    if low.startswith("-") or high.startswith("-"):
        return f"{low} to {high}"
    return f"{low.removesuffix('%') if high.endswith('%') else low}–{high}"


def rate(share: float | None, interval: Sequence[float] | None = None, n: int | None = None) -> str:
    """Write a rate with what is known of it: `92% (91–94%) of 1,204`.

    Parameters
    ----------
    share : float or None
        From 0 to 1; a dash where it is not known.
    interval : (low, high) or None
        Its 95% interval. Not said where both ends read the same, as among hundreds of thousands of images.
    n : int or None
        Of how many.
    """
    said = percent(share)
    ends = between(*map(percent, interval)) if interval is not None and share is not None else ""
    if "–" in ends:
        said += f" ({ends})"
    return said if n is None else f"{said} of {count(n)}"


def points(difference: float) -> str:
    """Write a difference of two shares: `3.5 points`."""
    tenths = f"{100 * difference:.1f}"
    return f"{tenths} {'point' if tenths == '1.0' else 'points'}"


def score(value: float | None) -> str:
    """Write a score from 0 to 1 with three decimals, a dash where it is not known."""
    return "–" if value is None else f"{value:.3f}"


def p_value(p: float) -> str:
    """Write a p-value with two digits that count: `p = 0.001`."""
    return f"p = {p:.2g}" if p >= 0.0001 else "p < 0.0001"


def size_words(size: float) -> str:
    """Write a number of bytes, such as `12.3 MB`; a kilobyte has a thousand."""
    for unit, bytes_ in (("TB", 10**12), ("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= bytes_:
            return f"{size / bytes_:.1f} {unit}"
    return f"{size:.0f} bytes"
