"""How a share is written: in one way everywhere. `percent` of `modules/text.mjs` is its twin."""

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
