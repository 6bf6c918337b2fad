"""Shares, counts and numbers in words: one way everywhere. `frontend_assets/modules/text.mjs` is its twin.

`tests/shares.json` and `tests/counts.json` hold both to the same words.
"""

import math


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


def images(n: int) -> str:
    """Write a number of images: `1 image`, `1,204 images`."""
    return counted(n, "image")


def number(value: float) -> str:
    """Write a measured number with three digits that count, thousands separated: `0.0123`, `12,300`."""
    return f"{value:,.0f}" if abs(value) >= 999.5 else f"{value:.3g}"
